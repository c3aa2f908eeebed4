"""Mailboxes as they look after a busy year, made row by row without sending anything: it takes seconds, not hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password

from correspondence.actions.parties import parties_of
from correspondence.actions.start import wire_unit
from correspondence.bench.invented import Inventor, open_mailboxes, other_units
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
    Segment,
    Thread,
)
from correspondence.states import DeliveryState
from correspondence.text.plain import to_html
from portal import clock
from portal.models import User

# Six of ten threads lie in the largest mailbox; a thread has four messages on average, few have many.
LARGEST_SHARE = 0.6
LENGTHS = (1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 7, 12)
FILE_SHARE = 0.15
READ_SHARE = 0.9
FAILED_SHARE = 0.01
BATCH = 1000


@dataclass(frozen=True, slots=True)
class Lifelike:
    """Who looks (a member of every mailbox), and where most of it lies."""

    user: User
    largest: Mailbox


def lifelike(inventor: Inventor, messages: int) -> Lifelike:
    """At least ``messages`` messages in threads of 1 to 12 over twelve mailboxes, the newest a minute old."""
    boxes, user = open_mailboxes(), _reader()
    Membership.objects.bulk_create([Membership(user=user, mailbox=box) for box in boxes])
    _Laying(inventor, boxes, user).lay(messages)
    return Lifelike(user, boxes[0])


def lay_messages(inventor: Inventor, boxes: list[Mailbox], messages: int) -> None:
    """The same in mailboxes that are there."""
    _Laying(inventor, boxes, _reader()).lay(messages)


def _reader() -> User:
    return User.objects.create(
        username="anna",
        first_name="Anna",
        last_name="Lind",
        phone="10201111",
        job_title_code=f"{SKS_SYSTEM}|socialraadgiver",
        password=make_password(None),
    )


class _Laying:
    """Collects rows in memory and writes them table by table."""

    def __init__(self, inventor: Inventor, boxes: list[Mailbox], user: User):
        self.inventor, self.random, self.boxes, self.user = inventor, inventor.random, boxes, user
        self.own = [wire_unit(box.organisation) for box in boxes]
        self.others = other_units()
        self.parties = parties_of({*self.own, *self.others})
        self.file = store_attachment(inventor.file())
        self.now = clock.now()
        self.threads: list[Thread] = []
        self.identifiers: list[CitizenIdentifier] = []
        self.messages: list[Message] = []
        self.segments: list[Segment] = []
        self.attachments: list[Attachment] = []
        self.deliveries: list[Delivery] = []

    def lay(self, messages: int) -> None:
        while len(self.messages) < messages:
            self._thread(self.random.choice(LENGTHS))
        Thread.objects.bulk_create(self.threads, batch_size=BATCH)
        CitizenIdentifier.objects.bulk_create(self.identifiers, batch_size=BATCH)
        Message.objects.bulk_create(self.messages, batch_size=BATCH)
        Segment.objects.bulk_create(self.segments, batch_size=BATCH)
        Attachment.objects.bulk_create(self.attachments, batch_size=BATCH)
        Delivery.objects.bulk_create(self.deliveries, batch_size=BATCH)
        self._read()

    def _thread(self, length: int) -> None:
        at = self._box()
        own, other = self._party(self.own[at]), self._party(self.random.choice(self.others))
        citizen, newest = self.inventor.citizen(), self.now - timedelta(minutes=self.random.randint(1, 365 * 24 * 60))
        thread = Thread(
            mailbox=self.boxes[at],
            communication_identifier=f"urn:uuid:{self.inventor.uuid()}",
            own_party=own,
            other_party=other,
            other_sor_code=other.sor_code,
            citizen_given=list(citizen.given),
            citizen_family=citizen.family,
            citizen_name=citizen.name,
            category=self.inventor.category(),
            topic=self.random.choice(("", "Plan for det videre forløb", "Medicinændring")),
            latest_kind="new-message" if length == 1 else "reply-message",
            latest_at=newest,
        )
        self.threads.append(thread)
        self.identifiers += [
            CitizenIdentifier(thread=thread, system=i.system, value=i.value) for i in citizen.identifiers
        ]
        answered = ""
        for turn in range(length):
            hours = (length - 1 - turn) * self.random.uniform(1, 48)
            answered = self._message(thread, turn, answered, newest - timedelta(hours=hours))

    def _box(self) -> int:
        return 0 if self.random.random() < LARGEST_SHARE else self.random.randrange(1, len(self.boxes))

    def _party(self, unit: wire.Organisation) -> Party:
        return self.parties[unit.sor_code, unit.gln]

    def _message(self, thread: Thread, turn: int, answered: str, at: datetime) -> str:
        """One turn of the thread; the other party begins. Returns its MessageHeader.id."""
        received = turn % 2 == 0
        sender, receiver = thread.other_party, thread.own_party
        if not received:
            sender, receiver = receiver, sender
        written = at.isoformat(timespec="seconds")
        message = Message(
            thread=thread,
            direction=Direction.RECEIVED if received else Direction.SENT,
            message_header_id=self.inventor.uuid(),
            provenance_id=self.inventor.uuid(),
            activity="reply-message" if answered else "new-message",
            occurred=written,
            recorded=written,
            occurred_at=at,
            at=at,
            arrival=self._arrival(thread) if received else 0,
            organisation=sender,
            receiver=receiver,
            answers=answered,
            category=thread.category,
            topic=thread.topic,
            written_by=None if received else self.user,
        )
        self.messages.append(message)
        self._segments(message, sender, at)
        if not received:
            self.deliveries.append(self._delivery(message, at))
        return message.message_header_id

    @staticmethod
    def _arrival(thread: Thread) -> int:
        thread.latest_received += 1
        return thread.latest_received

    def _segments(self, message: Message, sender: Party, at: datetime) -> None:
        author, text = self.inventor.author(sender.organisation()), self.inventor.text()
        self._segment(message, sender, author, at, text=text, html=to_html(text))
        if self.random.random() < FILE_SHARE:
            message.thread.has_attachments = True
            row = self._segment(message, sender, author, at)
            stored_as, sha256 = self.file
            self.attachments.append(
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

    def _segment(self, message: Message, sender: Party, author: wire.Author, at: datetime, **content: str) -> Segment:
        segment = Segment(
            thread=message.thread,
            message=message,
            identifier=f"urn:uuid:{self.inventor.uuid()}",
            written=message.occurred,
            written_at=at,
            organisation=sender,
            author=wire.as_data(author),
            author_name=author.name,
            job_title=job_title_label(author.job_system, author.job_code),
            phone="38683868",
            **content,
        )
        message.segment_identifiers.append(segment.identifier)
        self.segments.append(segment)
        return segment

    def _delivery(self, message: Message, at: datetime) -> Delivery:
        failed = self.random.random() < FAILED_SHARE
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
            attempts=1,
        )

    def _read(self) -> None:
        """The reader has seen nine of ten threads to their end."""
        read = [one for one in self.threads if self.random.random() < READ_SHARE]
        positions = [ReadPosition(user=self.user, thread=one, message=one.latest_received) for one in read]
        ReadPosition.objects.bulk_create(positions, batch_size=BATCH)
