"""What the other side says to a message: an acknowledgement, or a reply of its own, each in its envelope."""

from __future__ import annotations

from uuid import uuid4

from correspondence.letters.acknowledgement import write as acknowledgements
from correspondence.letters.acknowledgement.acknowledgement import Acknowledgement
from correspondence.letters.carecommunication.compose import ThreadHistory, danish_time, reply_letter
from correspondence.letters.carecommunication.write import write
from correspondence.letters.envelope import vans
from correspondence.letters.issues import Issue, ResponseCode
from correspondence.letters.letter import Author, Letter
from correspondence.letters.reading import Reading
from portal import clock


def new_id() -> str:
    return str(uuid4())


def time_now() -> str:
    return danish_time(clock.now())


def acknowledgement_of(
    reading: Reading, code: ResponseCode, issues: tuple[Issue, ...] = (), *, header_id: str = ""
) -> Acknowledgement:
    """The receiver's answer to the message that was read; ``header_id`` is that of an answer given before.

    Raises ValueError for a message without sender and receiver.
    """
    if reading.sender is None or reading.receiver is None:
        raise ValueError("nobody to answer")
    return Acknowledgement(
        bundle_id=new_id(),
        timestamp=time_now(),
        message_header_id=header_id or new_id(),
        response_to=reading.message_header_id,
        code=code,
        sender=reading.receiver,
        receiver=reading.sender,
        issues=issues,
        original=reading.origin,
    )


def reply_of(
    letter: Letter, *, text: str, author: Author, phone: str, category: str = "", topic: str | None = None
) -> Letter:
    """The receiver of ``letter`` answers it; of the same category and topic unless told otherwise."""
    return reply_letter(
        history=ThreadHistory(
            letter.communication_identifier, letter.citizen, letter.segments, letter.history, letter.episode_of_care
        ),
        answers=letter.message_header_id,
        sender=letter.receiver,
        receiver=letter.sender,
        category=category or letter.category,
        topic=letter.topic if topic is None else topic,
        text=text,
        author=author,
        phone=phone,
        written=time_now(),
        ids=new_id,
    )


def letter_in_envelope(letter: Letter) -> vans.Envelope:
    return vans.for_care_communication(
        write(letter),
        sender_gln=letter.sender.gln,
        receiver_gln=letter.receiver.gln,
        envelope_id=new_id(),
        message_id=letter.message_header_id,
        sent=time_now(),
        category=letter.category,
    )


def acknowledgement_in_envelope(answer: Acknowledgement) -> vans.Envelope:
    return vans.for_acknowledgement(
        acknowledgements.write(answer),
        sender_gln=answer.sender.gln,
        receiver_gln=answer.receiver.gln,
        envelope_id=new_id(),
        message_id=answer.message_header_id,
        sent=time_now(),
        code=answer.code,
    )
