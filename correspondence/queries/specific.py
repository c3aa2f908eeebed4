"""Who can be named inside a unit: its teams and named people, and those who wrote from it."""

from __future__ import annotations

from collections.abc import Iterator

from correspondence.letters.letter import Author, Team, party_from_data
from correspondence.models import Direction, Mailbox, Message
from sor.models import NamedRecipient, Organisation
from sor.models import Team as StoredTeam

# How many of the latest messages from a unit are looked at for names.
_LATEST = 200


def specific_choices(unit: Organisation, mailbox: Mailbox) -> list[Author | Team]:
    """Those kept for the unit first, then those met in messages that ``mailbox`` received from it, each name once.

    Their organisation is left open: it is the unit that goes on the wire.
    """
    found: dict[tuple[str, ...], Author | Team] = {}
    for one in (*_teams(unit), *_people(unit), *_met(unit, mailbox)):
        found.setdefault(_key(one), one)
    return list(found.values())


def _key(one: Author | Team) -> tuple[str, ...]:
    return (one.name,) if isinstance(one, Team) else (*one.given, one.family)


def _teams(unit: Organisation) -> Iterator[Team]:
    for team in StoredTeam.objects.filter(organisation=unit, is_open=True).order_by("name"):
        yield Team(team.name)


def _people(unit: Organisation) -> Iterator[Author]:
    people = NamedRecipient.objects.filter(organisation=unit, is_open=True)
    for person in people.order_by("family", "given"):
        system, _, code = person.job_title_code.partition("|")
        yield Author(tuple(person.given.split()), person.family, system, code, person.job_title_text)


def _met(unit: Organisation, mailbox: Mailbox) -> Iterator[Author | Team]:
    received = Message.objects.filter(
        thread__mailbox=mailbox, thread__other_sor_code=unit.sor_code, direction=Direction.RECEIVED
    )
    for data in received.order_by("-pk").values_list("specific_sender", flat=True)[:_LATEST]:
        match party_from_data(data):
            case Author() as author:
                yield Author(author.given, author.family, author.job_system, author.job_code, author.job_text)
            case Team() as team:
                yield Team(team.name)
