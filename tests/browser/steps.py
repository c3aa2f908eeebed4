"""What people do in the portal, by ids and names so that both languages pass."""

from __future__ import annotations

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from correspondence.models import Mailbox, Thread
from portal.models import User
from tests.cast import PASSWORD

SEND = "#reply [name=do][value=send]"
SENT = ".notice--success"
ERRORS = "#errors"


def log_in(page: Page, user: User) -> None:
    """By the form, from wherever the page leads."""
    page.fill("[name=login]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")


def inbox(box: Mailbox) -> str:
    return f"/postkasse/{box.pk}/"


def address(thread: Thread) -> str:
    return f"/samtale/{thread.pk}/"


def row(page: Page, thread: Thread) -> Locator:
    return page.locator(f'.row[href="{address(thread)}"]')


def write_reply(page: Page, text: str) -> None:
    """Into the field itself, which the editor follows; once it is there, so that no key goes astray."""
    page.locator("[name=text]").wait_for()
    page.wait_for_load_state()
    page.fill("[name=text]", text)


def send_reply(page: Page, text: str) -> None:
    write_reply(page, text)
    page.click(SEND)
    expect(page.locator(SENT)).to_be_visible()


def came_back(page: Page) -> None:
    """The form is here again: the summary of errors has the focus, and the scripts of the new page have run.

    Every script is deferred: the summary is there before them, the page's load event after them.
    """
    expect(page.locator(ERRORS)).to_be_focused()
    page.wait_for_load_state()


def faults(page: Page) -> list[str]:
    """What axe finds, one line each."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in found]


def sticks_out(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    return max(0, page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def focused(page: Page) -> str:
    """The focused element's id, address or name: enough to tell which it is."""
    script = "(one => one.id || one.getAttribute('href') || one.name || one.tagName)(document.activeElement)"
    return page.evaluate(script)


def eventually(look: Callable[[], None], times: int = 40) -> None:
    """Look again until it holds. ``look`` waits a little itself."""
    for _ in range(times - 1):
        try:
            return look()
        except AssertionError:
            continue
    return look()
