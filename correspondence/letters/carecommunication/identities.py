"""Resource ids inside one message: reuse those that came along, make the missing ones.

What a message carries on refers to resources by id, so ids that came with it stay. New ids are made
from the message's own id, so the same letter always gives the same document. Two resources that
would share an id without being the same get one id each.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from correspondence.letters.letter import Author, HistoryEntry, Letter, Organisation, Segment, Team

DEFINITION = "http://medcomfhir.dk/ig/messagedefinitions/MessageDefinition/MedComCareCommunicationMessageDefinition|5.0"


def made_id(message_header_id: str, kind: str, content: Any = "") -> str:
    """A UUID that depends on nothing but its arguments."""
    return str(uuid5(NAMESPACE_URL, f"{message_header_id}/{kind}/{content!r}"))


def settle(letter: Letter) -> Letter:
    """The same letter with every resource id in place, and the elements the profiles demand filled in.

    Writing does this itself; whoever stores a letter before sending it settles it first, so that
    store and document agree. Settling twice changes nothing.
    """
    ids = _Identities(letter)
    citizen, episode = letter.citizen, letter.episode_of_care
    return replace(
        letter,
        definition=letter.definition or DEFINITION,
        sender=ids.party(letter.sender),
        receiver=ids.party(letter.receiver),
        citizen=replace(
            citizen,
            resource_id=citizen.resource_id or made_id(letter.message_header_id, "Patient"),
            family_absent="" if citizen.family else citizen.family_absent or "unknown",
        ),
        episode_of_care=episode
        and replace(episode, resource_id=episode.resource_id or made_id(letter.message_header_id, "Encounter")),
        segments=tuple(ids.segment(each) for each in letter.segments),
        history=tuple(ids.entry(index, each) for index, each in enumerate(letter.history)),
        specific_sender=ids.person_or_team(letter.specific_sender),
        specific_recipient=ids.person_or_team(letter.specific_recipient),
    )


class _Register:
    """Which content each id of one resource type stands for."""

    def __init__(self, message_header_id: str, kind: str):
        self._message_header_id, self._kind = message_header_id, kind
        self._content: dict[str, Any] = {}

    def claim(self, wanted: str, content: Any, seed: Any = None) -> str:
        candidate = wanted or self._make(seed or content)
        while self._content.setdefault(candidate, content) != content:
            candidate = self._make((candidate, content))
        return candidate

    def _make(self, content: Any) -> str:
        return made_id(self._message_header_id, self._kind, content)


class _Organisations:
    """Units by SOR code and location number. Carried ones keep their ids; the parties take those over."""

    def __init__(self, letter: Letter):
        self._register = _Register(letter.message_header_id, "Organization")
        self._first: dict[tuple[str, ...], str] = {}
        self._names: dict[str, str] = {}
        # Those with an id first: whoever has none takes over the id of the same unit.
        carried = sorted(_carried(letter), key=lambda unit: not unit.resource_id)
        parties = list(_parties(letter))
        self._carried = {unit: self._place(unit, unit.resource_id) for unit in carried}
        self._parties = {unit: self._place(unit, "") for unit in parties}
        # The name of today is the parties'; a carried unit's own name stays where it is another resource.
        for places in (self._parties, self._carried):
            for unit, identity in places.items():
                if unit.name:
                    self._names.setdefault(identity, unit.name)

    def _place(self, unit: Organisation, own_id: str) -> str:
        key = (unit.sor_code, unit.gln) if unit.sor_code or unit.gln else (unit.name,)
        identity = self._register.claim(own_id or self._first.get(key, unit.resource_id), key)
        self._first.setdefault(key, identity)
        return identity

    def carried(self, unit: Organisation | None) -> Organisation | None:
        return unit and self._named(unit, self._carried[unit])

    def party(self, unit: Organisation) -> Organisation:
        return self._named(unit, self._parties[unit])

    def _named(self, unit: Organisation, identity: str) -> Organisation:
        return Organisation(unit.sor_code, unit.gln, self._names.get(identity, ""), identity)


def _carried(letter: Letter) -> Any:
    for entry in letter.history:
        if entry.organisation:
            yield entry.organisation
    for segment in letter.segments:
        if segment.assigner:
            yield segment.assigner
        if segment.author and segment.author.organisation:
            yield segment.author.organisation


def _parties(letter: Letter) -> Any:
    yield letter.sender
    yield letter.receiver
    for specific in (letter.specific_sender, letter.specific_recipient):
        if specific and specific.organisation:
            yield specific.organisation


class _Identities:
    def __init__(self, letter: Letter):
        self._organisations = _Organisations(letter)
        kinds = ("PractitionerRole", "Practitioner", "CareTeam", "Provenance")
        self._roles, self._practitioners, self._teams, self._provenances = (
            _Register(letter.message_header_id, kind) for kind in kinds
        )
        self._known: dict[Any, Author] = {}

    def party(self, unit: Organisation) -> Organisation:
        return self._organisations.party(unit)

    def segment(self, segment: Segment) -> Segment:
        author = segment.author and self._author(
            segment.author, self._organisations.carried(segment.author.organisation)
        )
        return replace(segment, author=author, assigner=self._organisations.carried(segment.assigner))

    def entry(self, index: int, entry: HistoryEntry) -> HistoryEntry:
        identity = self._provenances.claim(entry.resource_id, index, seed=(index, entry.message_header_id))
        return replace(entry, resource_id=identity, organisation=self._organisations.carried(entry.organisation))

    def person_or_team(self, specific: Author | Team | None) -> Author | Team | None:
        if specific is None:
            return None
        unit = specific.organisation and self.party(specific.organisation)
        if isinstance(specific, Author):
            return self._author(specific, unit)
        identity = self._teams.claim(specific.resource_id, (specific.name, unit and unit.resource_id))
        return Team(specific.name, unit, identity)

    def _author(self, author: Author, unit: Organisation | None) -> Author:
        """Without ids of their own, two mentions are one person only if everything about them agrees."""
        name = (author.given, author.family, author.name_text)
        job = (author.job_system, author.job_code, author.job_text, unit and unit.resource_id)
        if not author.role_id and not author.practitioner_id and (name, job) in self._known:
            return self._known[name, job]
        practitioner = self._practitioners.claim(author.practitioner_id, name, seed=(name, job))
        role = self._roles.claim(author.role_id, (job, practitioner), seed=(name, job))
        settled = replace(author, organisation=unit, practitioner_id=practitioner, role_id=role)
        self._known.setdefault((name, job), settled)
        return settled
