"""The people of a mailbox, and who of them a note means by ``@name``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString

from correspondence.access import WRITERS
from correspondence.models import Mailbox
from portal.compiled import Compiled
from portal.models import User

# Not inside an e-mail address. A user name may hold these signs (Django's own rule).
_MENTION = re.compile(r"(?<![\w@.+-])@([\w.+-]+)")


@dataclass(frozen=True, slots=True)
class Colleague:
    """``writes``: may write in the mailbox, and so can be given its threads."""

    pk: int
    login: str
    first_name: str
    name: str
    writes: bool

    def __str__(self) -> str:
        return self.name


def colleagues(mailbox: Mailbox | int) -> list[Colleague]:
    """Everybody who works in the mailbox, by name."""
    people = _PEOPLE(mailbox.pk if isinstance(mailbox, Mailbox) else mailbox)
    return [Colleague(one.pk, one.username, one.first_name, str(one), one.role in WRITERS) for one in people]


_PEOPLE = Compiled(
    lambda mailbox: (
        User.objects.filter(memberships__mailbox=mailbox, is_active=True)
        .annotate(role=F("memberships__role"))
        .order_by("first_name", "last_name", "pk")
        .only("username", "first_name", "last_name")
    )
)


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom a text means, and the ``@words`` that mean nobody here."""

    people: list[Colleague]
    unknown: list[str]


def meant_by(text: str, people: Iterable[Colleague]) -> Meant:
    known = _by_word(people)
    found: dict[int, Colleague] = {}
    unknown = []
    for match in _MENTION.finditer(text):
        one, _ = _named(match, known)
        if one:
            found[one.pk] = one
        else:
            unknown.append(match.group())
    return Meant(list(found.values()), unknown)


def text_with_names(text: str, people: Iterable[Colleague]) -> SafeString:
    """The text as HTML, its paragraphs and lines kept, each mention with the colleague's whole name."""
    known = _by_word(people)
    parts: list[tuple[str]] = []
    place = 0
    for match in _MENTION.finditer(text):
        one, rest = _named(match, known)
        if one:
            name = format_html('<b class="mention">@{}</b>', one.name)
            parts += [(text[place : match.start()],), (name,), (rest,)]
            place = match.end()
    parts.append((text[place:],))
    return SafeString(linebreaks(format_html_join("", "{}", parts)))


def _by_word(people: Iterable[Colleague]) -> dict[str, Colleague | None]:
    """By user name, and by first name where only one has it."""
    people = list(people)
    known: dict[str, Colleague | None] = {}
    for one in people:
        word = one.first_name.lower()
        known[word] = None if word in known else one
    return known | {one.login.lower(): one for one in people}


def _named(match: re.Match[str], known: dict[str, Colleague | None]) -> tuple[Colleague | None, str]:
    """Whom ``@word`` means, and what of it is the sentence's full stop or the like."""
    word = match.group(1)
    bare = word.rstrip(".+-")
    for taken in (word, bare):
        if one := known.get(taken.lower()):
            return one, word[len(taken) :]
    return None, ""
