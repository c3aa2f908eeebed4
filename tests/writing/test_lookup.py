"""The name that belongs to a number: known here, from the CPR service, or written by hand."""

from __future__ import annotations

import time

import pytest

from correspondence import citizen_lookup
from portal.models import AuditEvent
from tests.cast import PETER
from tests.correspondence.outside import come, letter_to
from tests.writing.pages import new_page

HERE = "tests.writing.test_lookup"


def knows_bruno(number: str) -> tuple[str, str] | None:
    return ("Bruno Test", "Elmer") if number == "2509479989" else None


def is_away(number: str) -> tuple[str, str] | None:
    raise ConnectionError(number)


def is_slow(number: str) -> tuple[str, str] | None:
    time.sleep(0.5)
    return ("For", "Sent")


@pytest.fixture
def page(cast, client):
    return new_page(client, cast.anna, cast.social_psychiatry, citizen_given="", citizen_family="")


def names(page) -> tuple:
    return page.form.get("citizen_given", ""), page.form.get("citizen_family", "")


def test_the_service_fills_the_name_in(page, settings):
    settings.CPR_LOOKUP = f"{HERE}.knows_bruno"
    page.press("look_up")
    assert names(page) == ("Bruno Test", "Elmer")
    assert AuditEvent.objects.filter(action="citizen.look_up").count() == 1


def test_a_citizen_known_here_needs_no_service(cast, page):
    come(letter_to(cast.social_psychiatry, citizen=PETER))
    page.press("look_up", citizen_number="0703921VJ5")
    assert names(page) == ("Peter", "Hansen")


@pytest.mark.parametrize("service", ["", f"{HERE}.is_away", f"{HERE}.is_slow", f"{HERE}.knows_bruno", "not.there"])
def test_without_an_answer_the_writer_goes_on(page, settings, service, caplog):
    settings.CPR_LOOKUP, settings.CPR_LOOKUP_SECONDS = service, 0.05
    page.press("look_up", citizen_number="0107729995", citizen_family="Skrevet")
    assert names(page)[1] == "Skrevet"
    assert page.response.context["looked_up"]
    assert "0107729995" not in caplog.text


def test_half_a_number_asks_nobody(page, settings, monkeypatch):
    monkeypatch.setattr(citizen_lookup, "_asked", lambda number: pytest.fail("asked"))
    page.press("look_up", citizen_number="2509")
    assert page.response.context["looked_up"]
