"""No message leaves that is too large to travel or has too many files."""

from __future__ import annotations

from django.conf import settings

from correspondence.actions.content import NotSendable
from correspondence.letters.envelope.sizes import MOST_ATTACHMENTS, enveloped
from correspondence.letters.issues import Issue
from correspondence.letters.letter import Letter


def demand_within_limits(letter: Letter, document: bytes) -> None:
    """Raise NotSendable when the message is too large to travel, or has too many files."""
    size, most = enveloped(len(document)), settings.MAX_DOCUMENT_BYTES
    if size > most:
        raise NotSendable(
            _issue(
                f"Beskeden fylder {size // 1_000_000} MB; grænsen er {most // 1_000_000} MB. "
                "Tag et bilag af, eller send det i en besked for sig.",
                "message_size",
            )
        )
    if (count := _carried_files(letter)) > MOST_ATTACHMENTS:
        raise NotSendable(
            _issue(
                f"Beskeden har {count} bilag; der kan højst sendes {MOST_ATTACHMENTS}. Fordel dem på flere beskeder.",
                "attachment_count",
            )
        )


def _carried_files(letter: Letter) -> int:
    """Files and links of this message itself, and earlier ones that go along with their content."""
    new = {one.identifier for one in letter.new_segments}
    files = [one for one in letter.segments if one.attachment]
    return sum(one.identifier in new or one.attachment.data is not None for one in files if one.attachment)


def _issue(text: str, rule: str) -> Issue:
    return Issue(code="MSG_Element_To_Long", path="Communication.payload", text=text, type="too-long", rule=rule)
