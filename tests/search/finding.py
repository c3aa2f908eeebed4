"""Searching in tests: what a person gets for the words they write."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.test import Client
from django.urls import reverse

from correspondence.models import Mailbox, Thread
from correspondence.queries.found import Filters, FoundRow, found_page
from correspondence.search.asked import asked
from portal.models import User
from tests.cast import thread_in
from tests.correspondence.outside import come, letter_to


def arrived(box: Mailbox, **letter: Any) -> Thread:
    """The thread that a letter to ``box`` opens."""
    come(letter_to(box, **letter))
    return thread_in(box)


def rows(user: User, text: str, **filters: Any) -> list[FoundRow]:
    return found_page(user, asked(text), Filters(**filters)).rows


def found(user: User, text: str, **filters: Any) -> list[int]:
    """The threads found, by primary key, in the order of the page."""
    return [row.thread.pk for row in rows(user, text, **filters)]


def search(client: Client, text: str, **filters: Any) -> Any:
    """Write in the field and press Enter; the page one lands on."""
    answer = client.post(reverse("search"), {"q": text, **filters})
    assert answer.status_code == 302
    return client.get(answer["Location"])


def path_of(answer: Any) -> str:
    return urlsplit(answer["Location"]).path
