"""The coordinators' pages in a real browser: rules without a mouse's finesse or JavaScript, and axe on all of them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from correspondence.models import AutoReply, Mailbox, RoutingRule
from tests.browser.conftest import OpenPage
from tests.browser.steps import ERRORS, SENT
from tests.browser.test_accessible import languages, looked_at, speaking
from tests.cast import Cast, answer, thread_in, write

NAMES = ".rules h2"


def rules(box: Mailbox) -> str:
    return f"/postkasse/{box.pk}/regler/"


def set_up(cast: Cast) -> Mailbox:
    """Two messages, one of them answered, and a team, a label and a mailbox that has been closed."""
    box = cast.social_psychiatry
    write(cast)
    answer(cast.anna, thread_in(box))
    write(cast, category="medicine", topic="Dosis " * 20)
    box.teams.create(name="Medicinteam")
    box.labels.create(name="Haster")
    return box


def write_rule(page: Page, name: str, category: str) -> None:
    page.click('a[href$="/regler/ny/"]')
    page.fill("[name=name]", name)
    page.select_option("[name=category]", category)
    page.select_option("[name=team]", label="Medicinteam")


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_rules_are_written_tried_ordered_and_switched(
    open_page: OpenPage, cast: Cast, java_script_enabled: bool
) -> None:
    box = set_up(cast)
    page = open_page(cast.gorm, java_script_enabled=java_script_enabled)
    page.goto(rules(box))
    write_rule(page, "Medicin", "medicine")
    page.click("[name=do][value=try]")
    expect(page.locator("#trial dd").first).to_have_text("1")
    page.click("[name=do][value=save]")
    expect(page.locator(SENT)).to_be_visible()
    write_rule(page, "Udskrivelser", "discharge")
    page.click("[name=do][value=save]")
    expect(page.locator(NAMES)).to_have_text(["1. Medicin", "2. Udskrivelser"])
    page.locator("[name=to][value=up]").click()
    expect(page.locator(NAMES)).to_have_text(["1. Udskrivelser", "2. Medicin"])
    page.locator("[name=to][value=off]").first.click()
    expect(page.locator(".rules__one--off h2")).to_contain_text("Udskrivelser")
    page.click('a[href$="/proev/"]')
    expect(page.locator("#trial dd")).to_have_text(["1", "1"])


@languages
def test_the_pages_are_accessible(open_page: OpenPage, cast: Cast, language: str) -> None:
    box = set_up(cast)
    speaking(language)
    RoutingRule.objects.create(mailbox=box, name="Medicin", category="medicine", team=box.teams.get())
    RoutingRule.objects.create(mailbox=box, name="Til Erik", assignee=cast.erik, is_active=False, position=1)
    AutoReply.objects.create(mailbox=box, is_active=True, text="Vi er her ikke.", phone="70123456")
    page = open_page(cast.gorm)
    found = []
    for place in ("overblik/", "overblik/?uger=52", "regler/", "regler/proev/", "autosvar/"):
        page.goto(f"/postkasse/{box.pk}/{place}")
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
        found += looked_at(page, place)
    page.goto(f"/postkasse/{box.pk}/regler/ny/")
    page.click("[name=do][value=save]")
    page.wait_for_selector(f"{ERRORS}:focus")
    found += looked_at(page, "rule with errors")
    page.goto(f"/regel/{box.routing_rules.first().pk}/")
    page.click("[name=do][value=try]")
    page.wait_for_selector("#trial h2:focus")
    found += looked_at(page, "rule tried")
    assert found == []
