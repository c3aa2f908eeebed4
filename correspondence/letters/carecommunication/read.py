"""A CareCommunication document → Letter, to the character.

Only the codes of lists that disregard case (category, activity) are put in lower case, so that one
code has one spelling in the database and on the next message.
"""

from __future__ import annotations

from correspondence.letters.carecommunication.document import DATA_ABSENT, Document, Payload
from correspondence.letters.carecommunication.formatting import formatted_blocks
from correspondence.letters.carecommunication.narrative import block_id
from correspondence.letters.fhir.access import EMPTY, Node, child, children, first, reference, text, texts
from correspondence.letters.letter import (
    Attachment,
    Author,
    Citizen,
    EpisodeOfCare,
    HistoryEntry,
    Identifier,
    Letter,
    Organisation,
    Segment,
    Team,
)
from correspondence.text.formatted import agreeing

NOBODY = Organisation("", "")


def read(document: Document) -> Letter:
    """The letter of a document that the rules found no error in.

    On a document with errors it still raises nothing, but what is missing there is missing here.
    """
    people = _People(document)
    communication = document.communication
    blocks = formatted_blocks(communication)
    return Letter(
        bundle_id=text(document.tree, "id"),
        timestamp=text(document.tree, "timestamp"),
        message_header_id=document.header_id,
        sender=document.sender or NOBODY,
        receiver=document.receiver or NOBODY,
        communication_identifier=text(first(communication, "identifier"), "value"),
        category=document.category,
        citizen=_citizen(document.patient),
        segments=tuple(_segment(document, people, payload, blocks) for payload in document.payloads),
        history=_history(document),
        topic=document.topic,
        priority=text(communication, "priority"),
        specific_sender=people.party(document.specific_sender),
        specific_recipient=people.party(document.specific_recipient),
        episode_of_care=_episode(document.encounter),
        definition=text(document.header, "definition"),
    )


def _history(document: Document) -> tuple[HistoryEntry, ...]:
    return tuple(document.history_entry(provenance) for provenance in document.provenances)


def _citizen(patient: Node) -> Citizen:
    name = official_name(patient)
    absent = first(child(name, "_family"), "extension")
    return Citizen(
        identifiers=tuple(_identifier(each) for each in children(patient, "identifier") if text(each, "value")),
        given=texts(name, "given"),
        family=text(name, "family"),
        family_absent=text(absent, "valueCode") if text(absent, "url") == DATA_ABSENT else "",
        resource_id=text(patient, "id"),
    )


def official_name(patient: Node) -> Node:
    """The HumanName with use ``official``, or an empty node."""
    return next((name for name in children(patient, "name") if text(name, "use") == "official"), EMPTY)


def _identifier(node: Node) -> Identifier:
    return Identifier(text(node, "system"), text(node, "value"))


def _segment(document: Document, people: _People, payload: Payload, blocks: dict[str, str]) -> Segment:
    return Segment(
        identifier=payload.identifier,
        written=payload.written,
        text=payload.content if payload.is_text else None,
        attachment=_attachment(payload) if payload.attachment and not payload.is_text else None,
        author=people.author(payload.author),
        phone=payload.phone,
        assigner=document.organisation(payload.assigner),
        formatted=agreeing(blocks.get(block_id(payload.identifier), ""), payload.content) if payload.is_text else "",
    )


def _attachment(payload: Payload) -> Attachment:
    node = payload.attachment
    return Attachment(
        title=text(node, "title"),
        content_type=text(node, "contentType"),
        data=payload.bytes_,
        url=text(node, "url"),
        creation=text(node, "creation"),
    )


def _episode(encounter: Node) -> EpisodeOfCare | None:
    """The identifiers of the episode of care, in the order of the document."""
    identifiers = [_identifier(child(each, "identifier")) for each in children(encounter, "episodeOfCare")]
    named = [each for each in identifiers if each.value]
    if not named:
        return None
    coding = child(encounter, "class")
    return EpisodeOfCare(
        identifiers=tuple(named),
        status=text(encounter, "status"),
        class_system=text(coding, "system"),
        class_code=text(coding, "code"),
        resource_id=text(encounter, "id"),
    )


class _People:
    """Authors and teams by reference: each is read once, though many payloads name it."""

    def __init__(self, document: Document):
        self._document = document
        self._authors: dict[str, Author | None] = {}

    def author(self, literal: str) -> Author | None:
        if literal not in self._authors:
            self._authors[literal] = self._read_author(literal)
        return self._authors[literal]

    def party(self, literal: str) -> Author | Team | None:
        """A specific sender or recipient."""
        team = self._document.resolve(literal, "CareTeam")
        if not team:
            return self.author(literal)
        unit = self._document.organisation(text(first(team, "managingOrganization"), "reference"))
        return Team(name=text(team, "name"), organisation=unit, resource_id=text(team, "id"))

    def _read_author(self, literal: str) -> Author | None:
        role = self._document.resolve(literal, "PractitionerRole")
        if not role:
            return None
        practitioner = self._document.resolve(reference(role, "practitioner"), "Practitioner")
        name = first(practitioner, "name")
        system, code, title = job_title_of(role)
        return Author(
            given=texts(name, "given"),
            family=text(name, "family"),
            job_system=system,
            job_code=code,
            job_text=title,
            organisation=self._document.organisation(reference(role, "organization")),
            role_id=text(role, "id"),
            practitioner_id=text(practitioner, "id"),
            name_text=text(name, "text"),
        )


def job_title_of(role: Node) -> tuple[str, str, str]:
    """System and code, or free text, of the job title of a PractitionerRole."""
    concept = first(role, "code")
    coding = first(concept, "coding")
    return text(coding, "system"), text(coding, "code"), text(concept, "text")
