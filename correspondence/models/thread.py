"""A thread: everything under one communication identifier, as one mailbox sees it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from correspondence.letters.letter import Citizen, EpisodeOfCare, Identifier, episode_from_data
from correspondence.models.mailbox import Mailbox
from correspondence.models.team import Label, Team


class Awaiting(models.TextChoices):
    """Who is to write next: the side that did not write the newest message."""

    US = "us", pgettext_lazy("awaits an answer", "from us")
    THEM = "them", pgettext_lazy("awaits an answer", "from them")


class Thread(models.Model):
    """One conversation about one citizen with one other party.

    ``home`` is the mailbox whose unit is a party of it: what is addressed to that unit is filed here, and answers
    are signed by it. ``mailbox`` is where people work with it: another one after it was moved.

    ``latest_at`` is when the newest message came in or went out here, by our clock. ``latest_received`` is
    the ``arrival`` of the message received last (0 when none): compared with a ReadPosition it tells
    whether something is unread, without a row per user and message.

    A thread is open until somebody finishes it (``finished_at``), and again when something new arrives.
    ``awaiting_since`` is when the oldest message came that has not been answered, by whoever is to answer.
    ``last_received_at`` and ``last_sent_at`` are by our clock, None when nothing was received or sent.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="threads")
    home = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="home_threads")
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
    last_received_at = models.DateTimeField(null=True, blank=True)
    last_sent_at = models.DateTimeField(null=True, blank=True)
    awaiting = models.CharField(max_length=4, choices=Awaiting.choices, blank=True)
    awaiting_since = models.DateTimeField(null=True, blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="assigned_threads"
    )
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="threads")
    finished_at = models.DateTimeField(null=True, blank=True)
    labels = models.ManyToManyField(Label, blank=True, related_name="threads")
    # The thread of this mailbox that was passed on in this one.
    forwarded_from = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="forwards"
    )

    class Meta:
        constraints = [
            # carecommunication.md section 3: one thread per communication identifier; the SOR codes of the
            # parties never change inside it ("another SOR code = a new thread").
            models.UniqueConstraint(
                fields=["home", "communication_identifier", "other_sor_code"], name="thread_once_per_home"
            )
        ]
        indexes = [
            # Everything of a mailbox, newest first, keyset paged.
            models.Index(fields=["mailbox", "-latest_at", "-id"], name="thread_inbox"),
            # The inbox: open threads in which something came; and how many of them are unread, from the index alone.
            models.Index(
                fields=["mailbox", "-latest_at", "-id"],
                name="thread_open",
                include=["latest_received"],
                condition=models.Q(finished_at=None, last_received_at__isnull=False),
            ),
            # "Mine".
            models.Index(
                fields=["assignee", "mailbox", "-latest_at", "-id"],
                name="thread_mine",
                condition=models.Q(finished_at=None, assignee__isnull=False),
            ),
            # "Not assigned".
            models.Index(
                fields=["mailbox", "-latest_at", "-id"],
                name="thread_unassigned",
                condition=models.Q(finished_at=None, assignee=None, team=None, last_received_at__isnull=False),
            ),
            # A team's threads.
            models.Index(
                fields=["team", "-latest_at", "-id"],
                name="thread_team",
                condition=models.Q(finished_at=None, team__isnull=False),
            ),
            # "Awaits us", the longest waiting first, and "awaits them".
            models.Index(
                fields=["mailbox", "awaiting", "awaiting_since", "id"],
                name="thread_awaiting",
                condition=models.Q(finished_at=None),
            ),
            # "Sent".
            models.Index(
                fields=["mailbox", "-last_sent_at", "-id"],
                name="thread_sent",
                condition=models.Q(last_sent_at__isnull=False),
            ),
            # "Finished".
            models.Index(
                fields=["mailbox", "-finished_at", "-id"],
                name="thread_finished",
                condition=models.Q(finished_at__isnull=False),
            ),
            # One category's open threads.
            models.Index(
                fields=["mailbox", "category", "-latest_at", "-id"],
                name="thread_category",
                condition=models.Q(finished_at=None),
            ),
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
    """How far one person has read one thread: ``message`` is the arrival of the last one they have seen,
    ``note`` the key of the last internal note.

    Stored only when they read (peers.md: never a row per message).
    """

    # db_index: the constraint and the index below begin with them.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, db_index=False, on_delete=models.CASCADE, related_name="+")
    thread = models.ForeignKey(Thread, db_index=False, on_delete=models.CASCADE, related_name="read_positions")
    message = models.BigIntegerField(default=0)
    note = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "user"], name="read_position_once")]
        indexes = [
            # The unread counters: one person's place in many threads, from the index alone.
            models.Index(fields=["user", "thread"], name="read_position_of_user", include=["message"]),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.thread_id} {self.message}"
