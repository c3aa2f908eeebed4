"""A thread: everything under one communication identifier, as one mailbox sees it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from correspondence.letters.letter import Citizen, EpisodeOfCare, Identifier, episode_from_data
from correspondence.models.mailbox import Mailbox


class Thread(models.Model):
    """One conversation about one citizen with one other party.

    ``latest_at`` is when the newest message came in or went out here, by our clock. ``latest_received`` is
    the ``arrival`` of the message received last (0 when none): compared with a ReadPosition it tells
    whether something is unread, without a row per user and message.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="threads")
    communication_identifier = models.CharField(_("communication identifier"), max_length=100)
    own_party = models.ForeignKey("Party", on_delete=models.PROTECT, related_name="+")
    other_party = models.ForeignKey("Party", on_delete=models.PROTECT, related_name="+")
    other_sor_code = models.CharField(max_length=20)

    citizen_given = models.JSONField(default=list)
    citizen_family = models.TextField(blank=True)
    citizen_family_absent = models.CharField(max_length=40, blank=True)
    citizen_name = models.TextField(_("citizen"), blank=True)
    episode_of_care = models.JSONField(null=True, blank=True)

    category = models.CharField(_("category"), max_length=60)
    topic = models.TextField(_("topic"), blank=True)
    priority = models.CharField(_("priority"), max_length=10, blank=True)
    latest_kind = models.CharField(max_length=20)
    latest_at = models.DateTimeField()
    latest_received = models.BigIntegerField(default=0)
    has_attachments = models.BooleanField(default=False)
    has_failed_delivery = models.BooleanField(default=False)
    # The thread of this mailbox that was passed on in this one.
    forwarded_from = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="forwards"
    )

    class Meta:
        constraints = [
            # carecommunication.md section 3: one thread per communication identifier; the SOR codes of the
            # parties never change inside it ("another SOR code = a new thread").
            models.UniqueConstraint(
                fields=["mailbox", "communication_identifier", "other_sor_code"], name="thread_once_per_mailbox"
            )
        ]
        indexes = [
            # The inbox: newest first within a mailbox, keyset paged.
            models.Index(fields=["mailbox", "-latest_at", "-id"], name="thread_inbox"),
            # "Not delivered": the few threads with a failed delivery, newest first.
            models.Index(
                fields=["mailbox", "-latest_at", "-id"],
                name="thread_undelivered",
                condition=models.Q(has_failed_delivery=True),
            ),
            # export_thread and the receiver: by communication identifier over all mailboxes.
            models.Index(fields=["communication_identifier"], name="thread_communication"),
        ]

    def __str__(self) -> str:
        return self.communication_identifier

    def citizen(self) -> Citizen:
        """The citizen with every identifier received, as it goes on the wire."""
        return Citizen(
            identifiers=tuple(Identifier(one.system, one.value) for one in self.citizen_identifiers.all()),
            given=tuple(self.citizen_given),
            family=self.citizen_family,
            family_absent=self.citizen_family_absent,
        )

    def episode(self) -> EpisodeOfCare | None:
        return episode_from_data(self.episode_of_care)


class ReadPosition(models.Model):
    """How far one person has read one thread: ``message`` is the arrival of the last one they have seen.

    Stored only when they read (peers.md: never a row per message).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="read_positions")
    message = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "user"], name="read_position_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.thread_id} {self.message}"
