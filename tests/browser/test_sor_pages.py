"""Dorte keeps the register: the tree by keyboard, an import from preview to applied, and axe on every page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from sor.models import Import, Organisation
from tests.browser.conftest import OpenPage
from tests.browser.steps import faults, focused, sticks_out
from tests.cast import Cast
from tests.sor.conftest import HEADER, TREE
from tests.sor_screens.units import Places, lay_out


@pytest.fixture
def places(cast: Cast) -> Places:
    places = lay_out()
    Organisation.objects.filter(pk=places.municipality.pk).update(entity_type="kommune")
    return places


@pytest.fixture
def register_file(tmp_path: Path) -> Path:
    path = tmp_path / "udsnit.csv"
    path.write_bytes("\r\n".join([HEADER, *TREE, ""]).encode("utf-8-sig"))
    return path


def test_a_file_is_looked_at_and_applied(open_page: OpenPage, cast: Cast, register_file: Path) -> None:
    page = open_page(cast.dorte)
    page.goto("/sor/import/")
    page.set_input_files("[name=file]", register_file)
    page.click("form.lookup button[type=submit]")
    page.wait_for_url("**/sor/import/*/")
    expect(page.locator(".kind")).to_contain_text("Socialpsykiatrien")
    assert faults(page) == []
    page.click("form[action$='/anvend/'] button")
    expect(page.locator(".notice--success")).to_be_visible()
    assert Organisation.objects.filter(name="Socialpsykiatrien").exists()


def test_and_without_javascript(open_page: OpenPage, cast: Cast, register_file: Path) -> None:
    page = open_page(cast.dorte, java_script_enabled=False)
    page.goto("/sor/import/")
    page.set_input_files("[name=file]", register_file)
    page.click("form.lookup button[type=submit]")
    page.click("form[action$='/anvend/'] button")
    expect(page.locator(".notice--success")).to_be_visible()


def test_the_tree_is_walked_with_the_arrow_keys(open_page: OpenPage, cast: Cast, places: Places) -> None:
    page = open_page(cast.dorte)
    page.goto("/sor/")
    top, unit = (f"/sor/enhed/{one.sor_code}/" for one in (places.municipality, places.psychiatry))
    page.focus(f'.tree__name[href="{top}"]')
    page.keyboard.press("ArrowRight")
    expect(page.locator(f'.tree__name[href="{unit}"]')).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert focused(page).startswith("/sor/enhed/")
    page.keyboard.press("ArrowLeft")
    assert focused(page) == top
    page.keyboard.press("ArrowLeft")
    expect(page.locator(f'.tree__name[href="{unit}"]')).to_be_hidden()


def test_the_tree_opens_without_javascript(open_page: OpenPage, cast: Cast, places: Places) -> None:
    page = open_page(cast.dorte, java_script_enabled=False)
    page.goto("/sor/")
    fold = page.locator(f'.tree__item:has(> .tree__name[href="/sor/enhed/{places.municipality.sor_code}/"])')
    fold.locator("summary").click()
    fold.locator(".tree a").click()
    expect(page.locator(f'a[href="/sor/enhed/{places.psychiatry.sor_code}/"]')).to_be_visible()


@pytest.mark.parametrize("width", [1440, 400])
def test_axe_finds_nothing_and_nothing_sticks_out(open_page: OpenPage, cast: Cast, places: Places, width: int) -> None:
    Import.objects.create(file_name="sor.csv", state="refused", refusal="Filen er tom.")
    page = open_page(cast.dorte, width=width)
    unit = f"/sor/enhed/{places.psychiatry.sor_code}/"
    pages = ["/sor/", "/sor/?q=havby", unit, "/sor/import/", "/sor/fund/", "/sor/uden-postkasse/"]
    for address in [*pages, "/sor/favoritter/?q=havby"]:
        page.goto(address)
        assert (address, faults(page), sticks_out(page)) == (address, [], 0)


@pytest.mark.parametrize("width", [1440, 400])
def test_an_open_branch_has_the_width_and_the_room_it_needs(
    open_page: OpenPage, cast: Cast, places: Places, width: int
) -> None:
    page = open_page(cast.dorte, width=width)
    page.goto("/sor/")
    item = page.locator(f'.tree__item:has(> .tree__name[href="/sor/enhed/{places.municipality.sor_code}/"])')
    item.locator("> details > summary").click()
    below = item.locator(".tree .tree__about").first
    expect(below).to_be_visible()
    own, its = item.locator("> .tree__about").bounding_box(), below.bounding_box()
    assert own
    assert its
    assert its["y"] >= own["y"] + own["height"]  # what is said of a unit stands above the units below it
    assert its["height"] < 30  # on one line
