"""Letters of the fixed cast: Cecilie (Psykiatrien Øst) and Anna (Fjordby) write about Bruno. All invented."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from correspondence.letters.acknowledgement.acknowledgement import Acknowledgement
from correspondence.letters.carecommunication.compose import ThreadHistory, forward_letter, new_letter, reply_letter
from correspondence.letters.issues import Issue, ResponseCode
from correspondence.letters.letter import (
    CPR_SYSTEM,
    LPR3_SYSTEM,
    X_ECPR_SYSTEM,
    Attachment,
    Author,
    Citizen,
    EpisodeOfCare,
    Identifier,
    Letter,
    Organisation,
    Team,
)
from correspondence.letters.terminology import SKS_SYSTEM

PSYCHIATRY = Organisation("990011000016008", "5790009900016", "Psykiatrien Øst")
FJORDBY = Organisation("990021000016004", "5790009900023", "Fjordby Socialpsykiatri")
OTHERS = Organisation("990031000016002", "5790009900030", "Bofællesskabet Klitten")
CECILIE = Author(("Cecilie",), "Holm", job_system=SKS_SYSTEM, job_code="sygeplejerske", organisation=PSYCHIATRY)
ANNA = Author(("Anna", "Sofie"), "Dahl", job_text="Sagsbehandler", organisation=FJORDBY)
BO = Author(("Bo",), "Lund", job_text="Sagsbehandler", organisation=FJORDBY)
WARD = Team("Team Udskrivning", PSYCHIATRY)
BRUNO = Citizen(
    (Identifier(CPR_SYSTEM, "2509479989"), Identifier(X_ECPR_SYSTEM, "0703921VJ5")), ("Bruno", "Test"), "Elmer"
)
EPISODE = EpisodeOfCare((Identifier(LPR3_SYSTEM, "urn:uuid:8c1f1f0e-6a49-5c3b-9d2e-3f9b8f3f6a10"),))
PLAN = Attachment("Udskrivningsplan", "application/pdf", b"%PDF-1.4\nplan", creation="2025-03-01T08:00:00+01:00")
LINK = Attachment("Vejledning", url="https://example.org/vejledning?a=1&b=2")
GIF_FILE = Attachment("Billede", "image/gif", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;")


def numbered(prefix: int = 0) -> Callable[[], str]:
    """Ids that count up, so that a test can be read."""
    numbers = count(1)
    return lambda: f"{prefix:08x}-0000-4000-8000-{next(numbers):012x}"


def first(**changes: Any) -> Letter:
    """Cecilie's message with a plan and a link."""
    return new_letter(
        **{
            "sender": PSYCHIATRY,
            "receiver": FJORDBY,
            "citizen": BRUNO,
            "category": "discharge",
            "topic": "Udskrivningsplan",
            "text": 'Bruno udskrives <fredag>.\n\nSe "planen" & vejledningen.\nHilsen Cecilie 👩‍⚕️',
            "author": CECILIE,
            "phone": "38 68 38 68",
            "written": "2025-03-03T14:05:00+01:00",
            "ids": numbered(1),
            "attachments": (PLAN, LINK),
            "specific_sender": WARD,
            "episode_of_care": EPISODE,
            **changes,
        }
    )


def history_of(letter: Letter, **changes: Any) -> ThreadHistory:
    """The thread as it stands after ``letter``."""
    return ThreadHistory(
        **{
            "communication_identifier": letter.communication_identifier,
            "citizen": letter.citizen,
            "segments": letter.segments,
            "entries": letter.history,
            "episode_of_care": letter.episode_of_care,
            **changes,
        }
    )


def reply(to: Letter | None = None, **changes: Any) -> Letter:
    """Anna's reply."""
    to = to or first()
    return reply_letter(
        **{
            "history": history_of(to),
            "answers": to.message_header_id,
            "sender": FJORDBY,
            "receiver": PSYCHIATRY,
            "category": "discharge",
            "text": "Tak, vi er klar.",
            "author": ANNA,
            "phone": "+4512345678",
            "written": "2025-03-03T15:10:00+01:00",
            "ids": numbered(2),
            "specific_recipient": to.specific_sender,
            **changes,
        }
    )


def forward(of: Letter | None = None, **changes: Any) -> Letter:
    """Anna sends the thread on to somebody else."""
    of = of or first()
    return forward_letter(
        **{
            "history": history_of(of),
            "answers": of.message_header_id,
            "sender": FJORDBY,
            "receiver": OTHERS,
            "category": "carecoordination",
            "text": "Til jeres orientering.",
            "author": ANNA,
            "phone": "12345678",
            "written": "2025-03-04T09:00:00+01:00",
            "ids": numbered(3),
            **changes,
        }
    )


def acknowledgement(letter: Letter | None = None, **changes: Any) -> Acknowledgement:
    """Fjordby's answer to a letter it received."""
    letter = letter or first()
    return Acknowledgement(
        **{
            "bundle_id": "00000009-0000-4000-8000-000000000001",
            "timestamp": "2025-03-03T14:05:10+01:00",
            "message_header_id": "00000009-0000-4000-8000-000000000002",
            "response_to": letter.message_header_id,
            "code": ResponseCode.OK,
            "sender": letter.receiver,
            "receiver": letter.sender,
            "original": letter.current,
            **changes,
        }
    )


UNKNOWN_CATEGORY = Issue("MSG_VALUESET_VALUE_UNKNOWN", "Communication.category", "Koden er ukendt", type="code-invalid")
