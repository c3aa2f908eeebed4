"""The other side at work: takes what the portal has left in its folder, and answers as its habits are."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from pathlib import Path

from correspondence.counterpart.answers import (
    acknowledgement_in_envelope,
    acknowledgement_of,
    letter_in_envelope,
    new_id,
    reply_of,
)
from correspondence.counterpart.habits import Fate, Habits, fate
from correspondence.counterpart.memory import Memory
from correspondence.exchange.store import Incoming
from correspondence.exchange.transports.folder import FolderTransport
from correspondence.letters.acknowledgement.acknowledgement import Acknowledgement
from correspondence.letters.envelope import vans
from correspondence.letters.issues import Issue, ResponseCode, UnreadableDocument, errors
from correspondence.letters.letter import Author, Letter
from correspondence.letters.reading import DocumentKind, Reading, read_document
from portal import clock

logger = logging.getLogger(__name__)

REFUSAL = Issue(
    code="MSG_Receiver_Identifier_UNKNOWN",
    path="MessageHeader.destination.receiver",
    text="Afdelingen er lukket.",
    type="not-found",
    rule="counterpart",
)
OUT_OF_ORDER = Issue(
    code="MSG_Mailbox_Out_Of_Operation", path="", text="Systemet er nede.", type="transient", rule="counterpart"
)
_ISSUES = {ResponseCode.FATAL: (REFUSAL,), ResponseCode.TRANSIENT: (OUT_OF_ORDER,), ResponseCode.OK: ()}
TEXTS = (
    "Tak for beskeden. Vi vender tilbage.",
    "Modtaget.\nVi har talt med borgeren og er enige.",
    "Kan I ringe til afdelingen i morgen mellem 9 og 11?",
)
WRITER = Author(("Kim",), "Overby", job_text="Sygeplejerske")
PHONE = "70101010"


@dataclass(frozen=True, slots=True)
class Done:
    """What one look at the folder led to, in documents. ``messages``: seen; ``answers``: acknowledgements that came."""

    messages: int = 0
    answers: int = 0
    unreadable: int = 0
    said: int = 0

    def __add__(self, other: Done) -> Done:
        return Done(
            self.messages + other.messages,
            self.answers + other.answers,
            self.unreadable + other.unreadable,
            self.said + other.said,
        )


class OtherSide:
    """``fetches`` is the folder the portal writes, ``brings`` the one it reads; ``memory`` is a folder of our own."""

    def __init__(self, fetches: Path, brings: Path, memory: Path, *, habits: Habits, seed: int) -> None:
        self._folders = FolderTransport(inbox=fetches, outbox=brings)
        self._memory = Memory(memory)
        self._habits, self._seed = habits, seed

    def look(self) -> Done:
        """Answer what lies there, in the order it was left, and say what is due. Raises TransportDown."""
        done = Done(said=self._say_what_is_due())
        for incoming in sorted(self._folders.poll(), key=_left_at):
            done += self._take(incoming.path.read_bytes())
            incoming.done()
        return done

    def _take(self, data: bytes) -> Done:
        try:
            reading = read_document(vans.read(data).data)
        except UnreadableDocument:
            logger.warning("an envelope of the portal can not be read")
            return Done(unreadable=1)
        if reading.kind is DocumentKind.ACKNOWLEDGEMENT:
            return Done(answers=1)
        if reading.sender is None or reading.receiver is None or not reading.message_header_id:
            return Done(unreadable=1)
        return Done(messages=1, said=self._answer(reading))

    def _answer(self, reading: Reading) -> int:
        """One message is answered as before, or else as its fate is; returns how many documents that makes."""
        drawn = fate(self._habits, self._seed, self._memory.seen)
        given = self._memory.answered(reading.message_header_id)
        if given:
            drawn = replace(drawn, code=given.code, reply=False)
        elif faults := tuple(errors(reading.issues)):
            drawn = replace(drawn, code=ResponseCode.FATAL, reply=False)
            return self._acknowledge(reading, drawn, faults, "")
        if drawn.code is None:
            self._memory.note(reading.message_header_id, None)
            return 0
        return self._acknowledge(reading, drawn, _ISSUES[drawn.code], given.header_id if given else "")

    def _acknowledge(self, reading: Reading, drawn: Fate, issues: tuple[Issue, ...], header_id: str) -> int:
        assert drawn.code is not None  # noqa: S101 - silence is no acknowledgement
        answer = acknowledgement_of(reading, drawn.code, issues, header_id=header_id)
        documents = _copies_of_answer(answer, drawn)
        if drawn.reply and reading.letter:
            documents += _copies_of_letter(self._reply(reading.letter), drawn)
        for document in documents:
            self._say(document, late=drawn.late)
        self._memory.note(reading.message_header_id, drawn.code, answer.message_header_id)
        return 0 if drawn.late else len(documents)

    def _reply(self, letter: Letter) -> Letter:
        text = TEXTS[self._memory.seen % len(TEXTS)]
        return reply_of(letter, text=text, author=replace(WRITER, organisation=letter.receiver), phone=PHONE)

    def _say(self, envelope: vans.Envelope, *, late: bool) -> None:
        data = vans.write(envelope)
        if late:
            until = clock.now().timestamp() + self._habits.late_seconds
            self._memory.keep(envelope.envelope_id, data, until=until)
        else:
            self._folders.send(envelope.envelope_id, data)

    def _say_what_is_due(self) -> int:
        said = 0
        for name, path in self._memory.due(clock.now().timestamp()):
            self._folders.send(name, path.read_bytes())
            path.unlink()
            said += 1
        return said


def _left_at(incoming: Incoming) -> tuple[int, str]:
    return incoming.path.stat().st_mtime_ns, incoming.name


def _copies_of_answer(answer: Acknowledgement, drawn: Fate) -> list[vans.Envelope]:
    """An acknowledgement that is repeated has another Bundle.id, and the same MessageHeader.id (transport.md 2.6)."""
    copies = [acknowledgement_in_envelope(answer)]
    if drawn.same_bundle_again:
        copies.append(replace(copies[0], envelope_id=new_id()))
    if drawn.another_bundle:
        copies.append(acknowledgement_in_envelope(replace(answer, bundle_id=new_id())))
    return copies


def _copies_of_letter(letter: Letter, drawn: Fate) -> list[vans.Envelope]:
    copies = [letter_in_envelope(letter)]
    if drawn.same_bundle_again:
        copies.append(replace(copies[0], envelope_id=new_id()))
    if drawn.another_bundle:
        copies.append(letter_in_envelope(replace(letter, bundle_id=new_id())))
    return copies
