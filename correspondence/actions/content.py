"""What a person has written: the part that is the same for new, reply and forward."""

from __future__ import annotations

from dataclasses import dataclass

from correspondence.letters import letter as wire
from correspondence.letters.carecommunication.compose import Enclosure
from correspondence.letters.issues import Issue


@dataclass(frozen=True, slots=True)
class Signature:
    """Name, job title (a code of the official lists, or free text; never both) and phone."""

    given: tuple[str, ...]
    family: str
    job_system: str = ""
    job_code: str = ""
    job_text: str = ""
    phone: str = ""

    def author(self, organisation: wire.Organisation) -> wire.Author:
        return wire.Author(
            given=self.given,
            family=self.family,
            job_system=self.job_system,
            job_code=self.job_code,
            job_text=self.job_text,
            organisation=organisation,
        )


@dataclass(frozen=True, slots=True)
class Content:
    """Category (national code), topic, priority, text with line breaks, signature, attachments.

    ``formatted`` is safe HTML that says the same as ``text`` (both from text.formatted.written), or "".
    """

    category: str
    text: str
    signature: Signature
    topic: str = ""
    priority: str = ""
    attachments: tuple[wire.Attachment | Enclosure, ...] = ()
    formatted: str = ""


class NotSendable(Exception):
    """The message would be invalid, or may not be sent. ``issues`` says why, in Danish, for the writer."""

    def __init__(self, *issues: Issue):
        super().__init__("; ".join(issue.text for issue in issues))
        self.issues = list(issues)
