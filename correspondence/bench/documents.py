"""What other systems would send: VANSEnvelopes with valid messages, new ones and follow-ups in known threads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from correspondence.bench.invented import Inventor
from correspondence.letters import letter as wire
from correspondence.letters.carecommunication.compose import ThreadHistory, new_letter, reply_letter
from correspondence.letters.carecommunication.write import write
from correspondence.letters.envelope import vans

# Of all messages: every 8th has a file of 60 kB, three in ten are XML; a thread has 1 to 4 messages.
EVERY_FILE = 8
XML_SHARE = 0.3
FOLLOW_UPS = (0, 0, 1, 1, 2, 3)


def envelopes(
    inventor: Inventor, senders: list[wire.Organisation], receivers: list[wire.Organisation], count: int, now: datetime
) -> Iterator[bytes]:
    """``count`` envelopes in an order in which they might come: each thread's messages in the order of their times."""
    for letter in conversations(inventor, senders, receivers, count, now):
        yield _envelope(inventor, letter)


def conversations(
    inventor: Inventor, senders: list[wire.Organisation], receivers: list[wire.Organisation], count: int, now: datetime
) -> Iterator[wire.Letter]:
    """The letters in them."""
    made = 0
    while made < count:
        sender, receiver = inventor.random.choice(senders), inventor.random.choice(receivers)
        for letter in _thread(inventor, sender, receiver, now - timedelta(hours=2)):
            if made < count:
                yield letter
                made += 1


def _thread(
    inventor: Inventor, sender: wire.Organisation, receiver: wire.Organisation, start: datetime
) -> Iterator[wire.Letter]:
    citizen, category = inventor.citizen(), inventor.category()
    letter = new_letter(
        sender=sender, receiver=receiver, citizen=citizen, category=category, **_written(inventor, sender, start)
    )
    yield letter
    for turn in range(inventor.random.choice(FOLLOW_UPS)):
        later = start + timedelta(minutes=10 * (turn + 1))
        letter = reply_letter(
            history=_history(letter),
            sender=sender,
            receiver=receiver,
            category=category,
            answers=letter.message_header_id,
            **_written(inventor, sender, later),
        )
        yield letter


def _written(inventor: Inventor, sender: wire.Organisation, at: datetime) -> dict:
    with_file = inventor.random.randrange(EVERY_FILE) == 0
    created = (at - timedelta(days=1)).isoformat(timespec="seconds")
    file = wire.Attachment("Udskrivningsplan", "application/pdf", inventor.file(), creation=created)
    return {
        "text": inventor.text(),
        "topic": "Plan for det videre forløb",
        "author": inventor.author(sender),
        "phone": "38683868",
        "written": at.isoformat(timespec="seconds"),
        "attachments": [file] if with_file else [],
        "ids": inventor.uuid,
    }


def _history(letter: wire.Letter) -> ThreadHistory:
    return ThreadHistory(letter.communication_identifier, letter.citizen, letter.segments, letter.history)


def _envelope(inventor: Inventor, letter: wire.Letter) -> bytes:
    syntax = "xml" if inventor.random.random() < XML_SHARE else "json"
    envelope = vans.for_care_communication(
        write(letter, syntax=syntax),
        sender_gln=letter.sender.gln,
        receiver_gln=letter.receiver.gln,
        envelope_id=inventor.uuid(),
        message_id=letter.message_header_id,
        sent=letter.timestamp,
        category=letter.category,
        syntax=syntax,
    )
    return vans.write(envelope)
