"""Files of messages in a real browser: shown where that is safe, saved under a name people know."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from correspondence.demo.papers import DISCHARGE_PLAN, SLEEP_CHART
from correspondence.letters.letter import Attachment
from tests.browser.conftest import OpenPage
from tests.browser.steps import address, eventually
from tests.cast import Cast, thread_in, write

DANISH = Attachment("Blåbærgrød på Ærø / plan", "image/png", SLEEP_CHART.data)
LINK = Attachment("Vejledning", url="https://example.org/vejledning")
PLAN, CHART, NAMED, ELSEWHERE = range(4)


@pytest.fixture
def page(open_page: OpenPage, cast: Cast) -> Page:
    write(cast, attachments=(DISCHARGE_PLAN, SLEEP_CHART, DANISH, LINK))
    page = open_page(cast.anna)
    page.goto(address(thread_in(cast.social_psychiatry)))
    return page


def opened(page: Page, number: int) -> tuple[Page, dict[str, str]]:
    """The tab that "open" gives, and the headers that the portal sends there."""
    link = page.locator(".attachment").nth(number).locator("a[target=_blank]")
    headers = page.request.get(link.get_attribute("href") or "").headers
    with page.expect_popup() as tab:
        link.click()
    tab.value.wait_for_load_state()
    return tab.value, headers


def test_a_picture_opens_where_nothing_can_run(page: Page) -> None:
    tab, headers = opened(page, CHART)
    assert tab.evaluate("document.images[0].naturalWidth") > 0
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-disposition"].startswith("inline")
    assert {"sandbox", "default-src 'none'"} <= set(headers["content-security-policy"].split("; "))
    assert tab.evaluate("window.opener") is None
    assert tab.evaluate("window.origin") == "null"


def test_a_pdf_opens_in_the_browsers_own_viewer(page: Page) -> None:
    tab, headers = opened(page, PLAN)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-disposition"].startswith("inline")
    assert "default-src 'none'" in headers["content-security-policy"]

    def shown() -> None:
        """The viewer has fetched the document into a frame of its own."""
        tab.wait_for_timeout(250)
        frames = [frame.url.partition("://")[0] for frame in tab.frames]
        assert frames == ["http", "chrome-extension", "http"]

    eventually(shown)


@pytest.mark.parametrize(
    ("number", "name"),
    [(PLAN, "Udskrivningsplan.pdf"), (NAMED, "Blåbærgrød_på_Ærø__plan.png")],
)
def test_a_file_is_saved_under_its_title(page: Page, number: int, name: str) -> None:
    with page.expect_download() as download:
        page.locator(".attachment").nth(number).locator("a:not([target])").click()
    assert download.value.suggested_filename == name
    assert download.value.path().read_bytes() in (DISCHARGE_PLAN.data, SLEEP_CHART.data)


def test_a_link_tells_the_other_side_nothing(page: Page) -> None:
    link = page.locator(".attachment").nth(ELSEWHERE).locator("a")
    expect(link).to_have_attribute("href", LINK.url)
    expect(link).to_have_attribute("rel", "noopener noreferrer")
