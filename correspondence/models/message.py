"""Messages and their segments. What was written stays as it was written, whatever the register says later."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from correspondence.letters import letter as wire
from correspondence.models.thread import Thread
from portal.compiled import Compiled, at_hand, give, give_one


class Party(models.Model):
    """A unit exactly as a message named it: SOR code, location number and name together, never changed."""

    sor_code = models.CharField(max_length=20)
    gln = models.CharField(max_length=13)
    name = models.CharField(max_length=255, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sor_code", "gln", "name"], name="party_once")]

    def __str__(self) -> str:
        return self.name or self.sor_code

    def organisation(self) -> wire.Organisation:
        return wire.Organisation(self.sor_code, self.gln, self.name)


class Direction(models.TextChoices):
    """CARRIED: known only from a later message's history; its own document has not come (yet)."""

    RECEIVED = "in", _("received")
    SENT = "out", _("sent")
    CARRIED = "carried", _("known from a later message")


class Message(models.Model):
    """One CareCommunication in one thread: a history entry (Provenance) and, unless carried, the message itself.

    ``occurred`` and ``recorded`` are the wire's text, ``occurred_at`` the same instant for sorting,
    ``at`` when it came in or went out here, ``arrival`` its number among the thread's received messages in the
    order they came (0: not received). ``answers`` is the MessageHeader.id it replies to or forwards.
    ``automatic``: nobody wrote it, a mailbox answered by itself (letters.automatic). ``waited_since``: a message of
    ours that ended a wait for us, and when that wait began.
    """

    # db_index: the constraint below begins with it.
    thread = models.ForeignKey(Thread, db_index=False, on_delete=models.CASCADE, related_name="messages")
    direction = models.CharField(max_length=7, choices=Direction.choices)
    message_header_id = models.CharField(max_length=100)
    provenance_id = models.CharField(max_length=100, blank=True)
    activity = models.CharField(max_length=20)
    occurred = models.CharField(max_length=64)
    recorded = models.CharField(max_length=64)
    occurred_at = models.DateTimeField()
    at = models.DateTimeField(null=True, blank=True)
    arrival = models.PositiveBigIntegerField(default=0)
    organisation = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answers = models.CharField(max_length=100, blank=True)
    answers_letter = models.TextField(blank=True)
    segment_identifiers = models.JSONField(default=list)
    automatic = models.BooleanField(default=False)
    waited_since = models.DateTimeField(null=True, blank=True)

    category = models.CharField(max_length=60, blank=True)
    topic = models.TextField(blank=True)
    priority = models.CharField(max_length=10, blank=True)
    specific_sender = models.JSONField(null=True, blank=True)
    specific_recipient = models.JSONField(null=True, blank=True)

    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    compose_token = models.UUIDField(null=True, blank=True, unique=True)
    raw = models.ForeignKey("RawDelivery", null=True, blank=True, on_delete=models.PROTECT, related_name="messages")

    class Meta:
        ordering = ["occurred_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "message_header_id"], name="message_once_per_thread"),
        ]
        indexes = [
            # The overview adds up a mailbox's messages from here alone, without looking at the messages.
            models.Index(fields=["thread", "direction", "at", "category", "waited_since"], name="message_overview"),
        ]

    def __str__(self) -> str:
        return self.message_header_id

    def history_entry(self) -> wire.HistoryEntry:
        """The Provenance of this message, unchanged since it was first seen."""
        return wire.HistoryEntry(
            message_header_id=self.message_header_id,
            activity=self.activity,
            occurred=self.occurred,
            recorded=self.recorded,
            organisation=self.organisation.organisation(),
            segments=tuple(self.segment_identifiers),
            answers=self.answers,
            answers_letter=self.answers_letter,
            resource_id=self.provenance_id,
        )


# What only the composers of documents read (actions.history), and long threads have a hundred times.
_ON_THE_WIRE = ("provenance_id", "occurred", "recorded", "answers_letter", "segment_identifiers")
_OF_THREAD = Compiled(lambda thread: Message.objects.filter(thread=thread).defer(*_ON_THE_WIRE))


def keep_messages(thread: Thread) -> None:
    """Fetch the messages of a thread whose page is made, once for everything that asks about them."""
    give(thread, "messages", _fetched(thread))


def messages_of(thread: Thread) -> list[Message]:
    """All messages of ``thread`` in the order of their time, each with its parties.

    Without a query after :func:`keep_messages`; asked anew otherwise.
    """
    kept = getattr(thread, "_prefetched_objects_cache", {})
    return list(thread.messages.all()) if "messages" in kept else _fetched(thread)


def _fetched(thread: Thread) -> list[Message]:
    messages = list(_OF_THREAD(thread.pk))
    know_parties(thread, messages, "organisation", "receiver")
    return messages


def know_parties(thread: Thread, rows: Collection[models.Model], *names: str) -> None:
    """Give each of the ``rows`` the parties it ``names``: a long thread names the same two hundreds of times."""
    known = _parties_at_hand(thread)
    wanted = {getattr(row, f"{name}_id") for row in rows for name in names} - {None}
    if missing := wanted - known.keys():
        known.update(Party.objects.in_bulk(missing))
    for row in rows:
        for name in names:
            give_one(row, name, known.get(getattr(row, f"{name}_id")))


def _parties_at_hand(thread: Thread) -> dict[int, Party]:
    """Those that are fetched already, with the thread or with its messages."""
    kept = getattr(thread, "_prefetched_objects_cache", {}).get("messages", ())
    found = [at_hand(thread, name) for name in ("own_party", "other_party")]
    found += [at_hand(message, name) for message in kept for name in ("organisation", "receiver")]
    return {one.pk: one for one in found if one}


class Segment(models.Model):
    """One text or attachment. ``html`` is made once, on arrival, and never touched again.

    ``author`` is the wire form (letters.Author as data), so that it goes on unchanged; the name and job
    title beside it are what people read. ``message`` is the one that brought it into the thread.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="segments")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="segments")
    identifier = models.CharField(max_length=100)
    written = models.CharField(max_length=64)
    written_at = models.DateTimeField()
    organisation = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    assigned = models.BooleanField(default=True)
    author = models.JSONField(null=True, blank=True)
    author_name = models.TextField(blank=True)
    job_title = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [models.UniqueConstraint(fields=["thread", "identifier"], name="segment_once_per_thread")]
        indexes = [
            # A reply that names an attachment without content: find the bytes this mailbox already has.
            models.Index(fields=["identifier"], name="segment_identifier"),
        ]

    def __str__(self) -> str:
        return self.identifier

    def wire_author(self) -> wire.Author | None:
        return wire.author_from_data(self.author) if self.author else None


class Attachment(models.Model):
    """A file or link. The bytes lie in storage under their sha256; ``content_type`` is what they really are."""

    segment = models.OneToOneField(Segment, on_delete=models.CASCADE, related_name="attachment")
    title = models.TextField()
    declared_type = models.CharField(max_length=100, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    stored_as = models.CharField(max_length=200, blank=True)
    url = models.TextField(blank=True)
    creation = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.title

    def wire(self, data: bytes | None = None) -> wire.Attachment:
        """As it goes on the wire; with ``data`` None only identifier, title and time travel."""
        type_: Any = self.declared_type if data is None else self.content_type
        return wire.Attachment(self.title, type_, data, self.url, self.creation)
