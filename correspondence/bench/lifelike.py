"""Mailboxes as they look after a busy year, written row by row without sending anything: minutes for a million.

Most threads are finished, those of the last fortnight mostly open; some are given to a colleague; a few have a
message that did not arrive. For an empty database.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password

from correspondence.actions.parties import parties_of
from correspondence.actions.standing import note_standing
from correspondence.actions.start import wire_unit
from correspondence.bench.invented import Inventor, open_mailboxes, other_units
from correspondence.bench.loading import Loader
from correspondence.files import store_attachment
from correspondence.letters import letter as wire
from correspondence.letters.terminology import SKS_SYSTEM, job_title_label
from correspondence.models import (
    Attachment,
    CitizenIdentifier,
    Delivery,
    Direction,
    Mailbox,
    Membership,
    Message,
    Party,
    ReadPosition,
    Role,
    Segment,
    Thread,
)
from correspondence.states import DeliveryState, Failure
from correspondence.text.plain import to_html
from portal import clock
from portal.models import User

READER = "anna"
# Messages for which there is one more mailbox, and the most there are: a country's 300 at a million messages.
MESSAGES_A_MAILBOX, MOST_MAILBOXES = 3_333, 300
READERS_MAILBOXES = 12
# Of all threads in the largest mailbox: six of ten where there are few mailboxes, one of eight where there are many.
MOST_IN_LARGEST, LEAST_IN_LARGEST = 0.6, 0.12
# A thread has five messages on average, few have many; one has LONGEST, each with a file.
LENGTHS = (1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 9, 16)
LONGEST = 100
HAS_A_LONG_ONE = 1_000
FILE_SHARE = 0.15
FRESH = timedelta(days=14)
OPEN_SHARE, OPEN_SHARE_FRESH, ASSIGNED_SHARE = 0.02, 0.5, 0.6
FAILED_SHARE_FRESH = 0.01
READ_SHARE = 0.9
# Few citizens have one of the official test numbers, and with it many threads.
OFTEN_SHARE = 0.001
COLLEAGUES = "Bo Carla David Else Finn Gerda Hans Iben".split()
AUTHORS = 2_000


@dataclass(frozen=True, slots=True)
class Lifelike:
    """Who looks (a member of the twelve largest mailboxes), and where most of it lies."""

    user: User
    largest: Mailbox


def lifelike(inventor: Inventor, messages: int, *, progress: Callable[[int], None] = lambda done: None) -> Lifelike:
    """At least ``messages`` messages in threads of 1 to 100, the newest a minute old.

    ``progress`` is told now and then how many messages are made.
    """
    boxes = open_mailboxes(min(max(READERS_MAILBOXES, messages // MESSAGES_A_MAILBOX), MOST_MAILBOXES))
    user, colleagues = _person(READER, "Anna", Role.COORDINATOR, boxes), []
    for name in COLLEAGUES:
        colleagues.append(_person(name.lower(), name, Role.CASEWORKER, boxes))
    _Laying(inventor, boxes, user, colleagues, progress).lay(messages)
    return Lifelike(user, boxes[0])


def lay_messages(inventor: Inventor, boxes: list[Mailbox], messages: int) -> None:
    """The same in mailboxes that are there."""
    _Laying(inventor, boxes, _person(READER, "Anna", Role.COORDINATOR, boxes), [], lambda done: None).lay(messages)


def _person(username: str, name: str, role: str, boxes: list[Mailbox]) -> User:
    user = User.objects.create(
        username=username,
        first_name=name,
        last_name="Lind",
        phone="10201111",
        job_title_code=f"{SKS_SYSTEM}|socialraadgiver",
        password=make_password(None),
    )
    mine = boxes[:READERS_MAILBOXES]
    Membership.objects.bulk_create([Membership(user=user, mailbox=box, role=role) for box in mine])
    return user


@dataclass(frozen=True, slots=True)
class _Author:
    """Somebody who writes, ready for a row: made once, for making it costs more than writing it."""

    data: dict[str, Any]
    name: str
    job_title: str


class _Laying:
    """Makes thread after thread and hands the rows to a loader."""

    def __init__(
        self,
        inventor: Inventor,
        boxes: list[Mailbox],
        user: User,
        colleagues: list[User],
        progress: Callable[[int], None],
    ):
        self.inventor, self.random, self.boxes = inventor, inventor.random, boxes
        self.user, self.colleagues, self.progress = user, colleagues, progress
        self.own = [wire_unit(box.organisation) for box in boxes]
        self.others = other_units()
        self.parties = parties_of({*self.own, *self.others})
        self.authors = {unit: [self._author(unit) for _ in range(AUTHORS)] for unit in (self.own[0], self.others[0])}
        self.largest = max(LEAST_IN_LARGEST, MOST_IN_LARGEST * READERS_MAILBOXES / len(boxes))
        self.file = store_attachment(inventor.file())
        self.now = clock.now()
        self.loader = Loader(Thread, CitizenIdentifier, Message, Segment, Attachment, Delivery, ReadPosition)
        self.made = 0

    def lay(self, messages: int) -> None:
        if messages >= HAS_A_LONG_ONE:
            self._thread(LONGEST, box=0, file_share=1)
        while self.made < messages:
            self._thread(self.random.choice(LENGTHS), box=self._box(), file_share=FILE_SHARE)
            self.loader.flush_when_full()
            self.progress(self.made)
        self.loader.finish()

    def _author(self, unit: wire.Organisation) -> _Author:
        author = self.inventor.author(unit)
        return _Author(wire.as_data(author), author.name, job_title_label(author.job_system, author.job_code))

    def _box(self) -> int:
        return 0 if self.random.random() < self.largest else self.random.randrange(1, len(self.boxes))

    def _thread(self, length: int, *, box: int, file_share: float) -> None:
        age = timedelta(minutes=self.random.randint(1, 365 * 24 * 60))
        thread = self._new_thread(box, self.now - age)
        messages: list[Message] = []
        for turn in range(length):
            at = thread.latest_at - timedelta(hours=(length - 1 - turn) * self.random.uniform(1, 48))
            messages.append(self._message(thread, messages[-1] if messages else None, at, file_share))
        note_standing(thread, messages)
        self._work_on(thread, fresh=age < FRESH)
        self.loader.add(thread)
        self.made += length

    def _new_thread(self, box: int, newest: datetime) -> Thread:
        own, other = self._party(self.own[box]), self._party(self.random.choice(self.others))
        often = self.random.random() < OFTEN_SHARE
        citizen = self.inventor.citizen() if often else self.inventor.one_of_many_citizens()
        thread = Thread(
            pk=self.loader.key(Thread),
            mailbox=self.boxes[box],
            home=self.boxes[box],
            communication_identifier=f"urn:uuid:{self.inventor.uuid()}",
            own_party=own,
            other_party=other,
            other_sor_code=other.sor_code,
            citizen_given=list(citizen.given),
            citizen_family=citizen.family,
            citizen_name=citizen.name,
            category=self.inventor.category(),
            topic=self.random.choice(("", "Plan for det videre forløb", "Medicinændring")),
            latest_at=newest,
        )
        for one in citizen.identifiers:
            self.loader.add(CitizenIdentifier(thread=thread, system=one.system, value=one.value))
        return thread

    def _party(self, unit: wire.Organisation) -> Party:
        return self.parties[unit.sor_code, unit.gln]

    def _message(self, thread: Thread, before: Message | None, at: datetime, file_share: float) -> Message:
        """One turn of the thread: the other party begins, and each side answers what came ``before``."""
        received = before is None or before.direction == Direction.SENT
        sender, receiver = thread.other_party, thread.own_party
        if not received:
            sender, receiver = receiver, sender
        written = at.isoformat(timespec="seconds")
        message = Message(
            pk=self.loader.key(Message),
            thread=thread,
            direction=Direction.RECEIVED if received else Direction.SENT,
            message_header_id=self.inventor.uuid(),
            provenance_id=self.inventor.uuid(),
            activity="reply-message" if before else "new-message",
            occurred=written,
            recorded=written,
            occurred_at=at,
            at=at,
            arrival=self._arrival(thread) if received else 0,
            organisation=sender,
            receiver=receiver,
            answers=before.message_header_id if before else "",
            waited_since=before.at if before and not received else None,
            category=thread.category,
            topic=thread.topic,
            written_by=None if received else self.user,
        )
        thread.latest_kind = message.activity
        self._segments(message, sender, at, file_share)
        self.loader.add(message)
        if not received:
            self.loader.add(self._delivery(message, at))
        return message

    @staticmethod
    def _arrival(thread: Thread) -> int:
        thread.latest_received += 1
        return thread.latest_received

    def _segments(self, message: Message, sender: Party, at: datetime, file_share: float) -> None:
        author = self.random.choice(self.authors[self.own[0] if message.written_by_id else self.others[0]])
        text = self.inventor.text()
        self._segment(message, sender, author, at, text=text, html=to_html(text))
        if self.random.random() < file_share:
            message.thread.has_attachments = True
            row = self._segment(message, sender, author, at)
            stored_as, sha256 = self.file
            self.loader.add(
                Attachment(
                    segment=row,
                    title="Udskrivningsplan",
                    declared_type="application/pdf",
                    content_type="application/pdf",
                    size=60_000,
                    stored_as=stored_as,
                    sha256=sha256,
                    creation=message.occurred,
                )
            )

    def _segment(self, message: Message, sender: Party, author: _Author, at: datetime, **content: str) -> Segment:
        segment = Segment(
            thread=message.thread,
            message=message,
            identifier=f"urn:uuid:{self.inventor.uuid()}",
            written=message.occurred,
            written_at=at,
            organisation=sender,
            author=author.data,
            author_name=author.name,
            job_title=author.job_title,
            phone="38683868",
            **content,
        )
        self.loader.add(segment)
        message.segment_identifiers.append(segment.identifier)
        return segment

    def _delivery(self, message: Message, at: datetime) -> Delivery:
        """Delivered; of those of the last fortnight a few are not."""
        failed = at > self.now - FRESH and self.random.random() < FAILED_SHARE_FRESH
        message.thread.has_failed_delivery |= failed
        receiver = message.thread.other_party
        return Delivery(
            id=UUID(self.inventor.uuid()),
            created_at=at,
            due_at=at,
            sent_at=at,
            settled_at=at,
            mailbox=message.thread.mailbox,
            message=message,
            message_header_id=message.message_header_id,
            bundle_id=self.inventor.uuid(),
            envelope_id=UUID(self.inventor.uuid()),
            document_name=f"MCM:FDIS91#{message.category}",
            syntax="json",
            sender_gln=message.organisation.gln,
            receiver_gln=receiver.gln,
            receiver_sor_code=receiver.sor_code,
            receiver_name=receiver.name,
            stored_as=self.file[0],
            state=DeliveryState.FAILED if failed else DeliveryState.DELIVERED,
            failure=Failure.SILENCE if failed else "",
            attempts=1,
        )

    def _work_on(self, thread: Thread, *, fresh: bool) -> None:
        """What the team has done: most old threads are finished and read, most open ones are somebody's."""
        stays_open = self.random.random() < (OPEN_SHARE_FRESH if fresh else OPEN_SHARE)
        if not (stays_open or thread.has_failed_delivery):
            thread.finished_at = thread.latest_at + timedelta(hours=self.random.uniform(1, 48))
        elif self.random.random() < ASSIGNED_SHARE:
            thread.assignee = self.random.choice((self.user, *self.colleagues))
        if thread.mailbox in self.boxes[:READERS_MAILBOXES] and self.random.random() < READ_SHARE:
            position = ReadPosition(user=self.user, thread=thread, message=thread.latest_received)
            self.loader.add(position)
