"""The format-free form of a message, between the wire and the database.

Every time, text, identifier and name is kept to the character: what was read is what is stored and
what is sent on. Times stay the text they were on the wire (ISO 8601 with ``Z`` or an offset);
:func:`moment` gives the instant. Names follow MedCom CareCommunication 5.0.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

SOR_SYSTEM = "urn:oid:1.2.208.176.1.1"
GLN_SYSTEM = "https://www.gs1.org/gln"
CPR_SYSTEM = "urn:oid:1.2.208.176.1.2"
X_ECPR_SYSTEM = "urn:oid:1.2.208.176.1.6.1.1"
D_ECPR_SYSTEM = "urn:oid:1.2.208.176.1.6.1.3"  # also with .177/.179/.181/.183/.187 after it
LPR3_SYSTEM = "https://www.esundhed.dk/Registre/Landspatientregisteret"


class Activity(StrEnum):
    """What a message does in its thread (MedCom activity codes used by CareCommunication)."""

    NEW = "new-message"
    REPLY = "reply-message"
    FORWARD = "forward-message"


class Priority(StrEnum):
    """Only allowed with the category ``regarding-referral``."""

    ROUTINE = "routine"
    ASAP = "asap"


class SegmentKind(StrEnum):
    TEXT = "text"
    ATTACHMENT = "attachment"


@dataclass(frozen=True, slots=True)
class Identifier:
    """A FHIR identifier: ``system`` is a URI, ``value`` the number or name within it."""

    system: str
    value: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """A SOR unit as a message names it. ``resource_id`` is its id in that document ("" for a new one)."""

    sor_code: str
    gln: str
    name: str = ""
    resource_id: str = ""


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a segment: PractitionerRole and Practitioner together.

    A job title is either a code of one of the official lists (``job_system`` + ``job_code``) or free
    text (``job_text``), never both. The two resource ids keep two people of one unit apart.
    """

    given: tuple[str, ...] = ()
    family: str = ""
    job_system: str = ""
    job_code: str = ""
    job_text: str = ""
    organisation: Organisation | None = None
    role_id: str = ""
    practitioner_id: str = ""
    name_text: str = ""

    @property
    def name(self) -> str:
        return " ".join([*self.given, self.family]).strip() or self.name_text


@dataclass(frozen=True, slots=True)
class Team:
    """A CareTeam: a named team inside an organisation."""

    name: str
    organisation: Organisation | None = None
    resource_id: str = ""


@dataclass(frozen=True, slots=True)
class Citizen:
    """The person a message is about. ``family_absent`` is a data-absent-reason code, e.g. ``unknown``."""

    identifiers: tuple[Identifier, ...]
    given: tuple[str, ...] = ()
    family: str = ""
    family_absent: str = ""
    resource_id: str = ""

    @property
    def name(self) -> str:
        return " ".join([*self.given, self.family]).strip()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file or a link. ``data`` is None when the content is not carried (earlier ones in a reply)."""

    title: str
    content_type: str = ""
    data: bytes | None = field(default=None, repr=False)
    url: str = ""
    creation: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """One payload: a text or an attachment, with its own identifier (``urn:uuid:…``), time and author.

    ``formatted`` is safe HTML that says the same as ``text`` (text.formatted); it travels in the narrative.
    """

    identifier: str
    written: str
    text: str | None = None
    attachment: Attachment | None = None
    author: Author | None = None
    phone: str = ""
    assigner: Organisation | None = None
    formatted: str = ""

    @property
    def kind(self) -> SegmentKind:
        return SegmentKind.TEXT if self.attachment is None else SegmentKind.ATTACHMENT


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One Provenance: what one message of the thread did.

    ``message_header_id`` is its target, ``segments`` the identifiers of the payloads it added,
    ``answers`` the MessageHeader.id it replies to or forwards, ``answers_letter`` the
    ``<location number>#<letter id>`` when that was an EDIFACT or OIOXML letter.
    """

    message_header_id: str
    activity: str
    occurred: str
    recorded: str
    organisation: Organisation | None = None
    segments: tuple[str, ...] = ()
    answers: str = ""
    answers_letter: str = ""
    resource_id: str = ""


@dataclass(frozen=True, slots=True)
class EpisodeOfCare:
    """Encounter with the identifiers of an episode of care; ``status`` and ``class_*`` as received.

    A national one (LPR3) and a local one may stand side by side; all go back in a reply.
    """

    identifiers: tuple[Identifier, ...]
    status: str = "unknown"
    class_system: str = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
    class_code: str = "AMB"
    resource_id: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One CareCommunication message. Times are wire text; ``history`` holds the current message too."""

    bundle_id: str
    timestamp: str
    message_header_id: str
    sender: Organisation
    receiver: Organisation
    communication_identifier: str
    category: str
    citizen: Citizen
    segments: tuple[Segment, ...]
    history: tuple[HistoryEntry, ...]
    topic: str = ""
    priority: str = ""
    specific_sender: Author | Team | None = None
    specific_recipient: Author | Team | None = None
    episode_of_care: EpisodeOfCare | None = None
    definition: str = ""

    @property
    def current(self) -> HistoryEntry | None:
        """The history entry of this very message, or None when it is missing (an error by the rules)."""
        return next((entry for entry in self.history if entry.message_header_id == self.message_header_id), None)

    @property
    def new_segments(self) -> tuple[Segment, ...]:
        """The segments this message adds, in document order."""
        added = set(self.current.segments) if self.current else set()
        return tuple(segment for segment in self.segments if segment.identifier in added)


def moment(text: str) -> datetime:
    """The instant of a wire time. Raises ValueError when ``text`` has no date, time and zone."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"time without zone: {text!r}")
    return instant


def as_data(value: Any) -> dict[str, Any]:
    """A dataclass of this module as plain JSON data (tuples become lists); the inverse is ``from_data``."""
    return asdict(value)


def organisation_from_data(data: dict[str, Any] | None) -> Organisation | None:
    return Organisation(**data) if data else None


def author_from_data(data: dict[str, Any]) -> Author:
    organisation = organisation_from_data(data.get("organisation"))
    return Author(**dict(data, given=tuple(data.get("given", ())), organisation=organisation))


def team_from_data(data: dict[str, Any]) -> Team:
    return Team(**dict(data, organisation=organisation_from_data(data.get("organisation"))))


def episode_from_data(data: dict[str, Any] | None) -> EpisodeOfCare | None:
    if not data:
        return None
    return EpisodeOfCare(**dict(data, identifiers=tuple(Identifier(**one) for one in data["identifiers"])))


def party_from_data(data: dict[str, Any] | None) -> Author | Team | None:
    """A specific sender or recipient as stored by ``as_data``: a Team has no ``given``."""
    if not data:
        return None
    return author_from_data(data) if "given" in data else team_from_data(data)
