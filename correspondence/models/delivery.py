"""Documents on their way in and out. Rows hold the state; the bytes lie in storage, never edited."""

from __future__ import annotations

import uuid

from django.db import models

from correspondence.letters.issues import ResponseCode
from correspondence.models.mailbox import Mailbox, Syntax
from correspondence.models.message import Message
from correspondence.states import RESEND_CEILING, DeliveryState, Failure, RawState, Step

# What a RawDelivery's ``kind`` says of a receipt of the network; other kinds are those of letters.reading.
NETWORK_RECEIPT = "NetworkReceipt"


class RawDelivery(models.Model):
    """One document exactly as it came. Stored and committed before anybody looks inside.

    ``envelope_message_id`` is what the envelope calls its message (MetaInformation/Identifier). ``code`` is the
    response code of the acknowledgement that was sent for it, "" when none was. ``stored_as`` is "" once the
    bytes have expired (RAW_RETENTION_DAYS); the row stays, for the duplicate tables need its ids. ``claimed_by`` is the
    worker that has it (exchange.alive), "" for nobody.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    received_at = models.DateTimeField()
    transport = models.CharField(max_length=20)
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=RawState.choices, default=RawState.WAITING)
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=80, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=20, blank=True)
    envelope_id = models.CharField(max_length=100, blank=True)
    envelope_message_id = models.CharField(max_length=100, blank=True)
    bundle_id = models.CharField(max_length=100, blank=True)
    message_header_id = models.CharField(max_length=100, blank=True)
    code = models.CharField(max_length=20, blank=True)
    issues = models.JSONField(default=list)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [
            # The worker: what waits, oldest first.
            models.Index(fields=["state", "received_at"], name="raw_state"),
            # The operator's list, newest first.
            models.Index(fields=["-received_at", "-id"], name="raw_newest"),
            # A known Bundle.id with another MessageHeader.id is an error (transport.md 2.3).
            models.Index(fields=["bundle_id"], name="raw_bundle"),
            # A known EnvelopeIdentifier with another Identifier is an error too; the operator's search.
            models.Index(fields=["envelope_id"], name="raw_envelope"),
            # The operator's search by MessageHeader.id.
            models.Index(fields=["message_header_id"], name="raw_header"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def may_be_retried(self) -> bool:
        """An answer binds us (transport.md 2.6): what the sender was told is refused stays refused.

        Only a fault of our own may be followed by an acceptance (rule KR5).
        """
        unanswered = self.state in (RawState.REJECTED, RawState.SET_ASIDE) and not self.code
        return bool(self.stored_as) and (self.state == RawState.FAILED or unanswered)


class Receipt(models.Model):
    """The answer to one received MessageHeader.id: what we found, and the acknowledgement we repeat.

    The unique constraint, not a look first, decides which of two simultaneous copies is the message.
    ``repeats`` counts how often the sender came again in spite of our answer (transport.md 2.6).
    """

    message_header_id = models.CharField(max_length=100, unique=True)
    bundle_id = models.CharField(max_length=100)
    sender_sor_code = models.CharField(max_length=20, blank=True)
    sender_gln = models.CharField(max_length=13, blank=True)
    code = models.CharField(max_length=20)
    issues = models.JSONField(default=list)
    acknowledgement_header_id = models.CharField(max_length=100)
    first_seen_at = models.DateTimeField()
    repeats = models.PositiveIntegerField(default=0)
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            # Two messages with one Bundle.id at the same moment: one is accepted (transport.md 2.3).
            models.UniqueConstraint(
                fields=["bundle_id"], condition=models.Q(code=ResponseCode.OK.value), name="receipt_bundle_once"
            )
        ]

    def __str__(self) -> str:
        return self.message_header_id


class Delivery(models.Model):
    """One outgoing document to one receiver: a message, or an acknowledgement (``receipt`` set).

    ``due_at`` is when something happens next: it is sent (queued), or no acknowledgement has come in time
    (awaiting, retry). ``converted``: the network converts for this receiver, which may take longer to answer.
    ``failure`` says why it failed; ``handled_at`` that people have dealt with the failure another way.
    Bundle, envelope and document are those of the newest transmission; earlier ones are in the events.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    created_at = models.DateTimeField()
    mailbox = models.ForeignKey(Mailbox, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries")
    message = models.OneToOneField(Message, null=True, blank=True, on_delete=models.PROTECT, related_name="delivery")
    receipt = models.ForeignKey(Receipt, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries")
    message_header_id = models.CharField(max_length=100)
    bundle_id = models.CharField(max_length=100)
    envelope_id = models.UUIDField(default=uuid.uuid4)
    document_name = models.CharField(max_length=120)
    syntax = models.CharField(max_length=4, choices=Syntax.choices)
    sender_gln = models.CharField(max_length=13)
    receiver_gln = models.CharField(max_length=13)
    receiver_sor_code = models.CharField(max_length=20)
    receiver_name = models.TextField(blank=True)
    stored_as = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    resends = models.PositiveSmallIntegerField(default=0)
    converted = models.BooleanField(default=False)
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=80, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=10, choices=Failure.choices, blank=True)
    handled_at = models.DateTimeField(null=True, blank=True)
    issues = models.JSONField(default=list)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [
            # The worker: what is due, to be sent or to be given up waiting for; the operator's counters.
            models.Index(fields=["state", "due_at"], name="delivery_due"),
            # An acknowledgement comes: which of ours does it answer.
            models.Index(fields=["message_header_id"], name="delivery_header"),
            # A network receipt comes: which envelope does it answer. And the operator's search.
            models.Index(fields=["envelope_id"], name="delivery_envelope"),
            models.Index(fields=["bundle_id"], name="delivery_bundle"),
            # The operator's list, newest first.
            models.Index(fields=["-created_at", "-id"], name="delivery_newest"),
            # The overview: the few that failed in a period.
            models.Index(
                fields=["created_at"], name="delivery_failed", condition=models.Q(state=DeliveryState.FAILED.value)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_name} → {self.receiver_gln}"

    @property
    def may_be_resent(self) -> bool:
        """Whether people may ask for it: it has failed, but not because the receiver found a fault in it."""
        failed = self.state == DeliveryState.FAILED and self.failure != Failure.REFUSED
        return failed and bool(self.stored_as) and (self.sent_at is None or self.resends < RESEND_CEILING)


class DeliveryEvent(models.Model):
    """One step of one message on its way out. A step that sent something tells what: envelope, bundle, document.

    ``detail`` is a word from outside (the network's reason) or an operator's note, "" for most.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=16, choices=Step.choices)
    detail = models.TextField(blank=True)
    envelope_id = models.UUIDField(null=True, blank=True)
    bundle_id = models.CharField(max_length=100, blank=True)
    stored_as = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            # A late network receipt, or the operator's search, names an earlier transmission.
            models.Index(fields=["envelope_id"], name="event_envelope"),
            models.Index(fields=["bundle_id"], name="event_bundle"),
            # Retention: the oldest first.
            models.Index(fields=["at"], name="event_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"


class WorkerHeartbeat(models.Model):
    """When a worker was last heard from (``/readyz``)."""

    name = models.CharField(max_length=100, unique=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
