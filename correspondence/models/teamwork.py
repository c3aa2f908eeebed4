"""What colleagues do with a thread beside its messages. Nothing of it can leave the house: no writer reads it."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from correspondence.models.mailbox import Mailbox
from correspondence.models.thread import Thread
from portal import clock


class ThreadStep(models.TextChoices):
    """One kind of line in a thread's history."""

    ASSIGNED = "assigned", pgettext_lazy("thread history", "Assigned")
    RELEASED = "released", pgettext_lazy("thread history", "No longer assigned")
    MOVED = "moved", pgettext_lazy("thread history", "Moved")
    FINISHED = "finished", pgettext_lazy("thread history", "Finished")
    REOPENED = "reopened", pgettext_lazy("thread history", "Opened again")
    LABELLED = "labelled", pgettext_lazy("thread history", "Labelled")
    UNLABELLED = "unlabelled", pgettext_lazy("thread history", "Label taken off")
    ROUTED = "routed", pgettext_lazy("thread history", "Distributed by a rule")
    AUTO_REPLY = "auto-reply", pgettext_lazy("thread history", "Answered automatically")
    UNDONE = "undone", pgettext_lazy("thread history", "Taken back")
    REMINDER = "reminder", pgettext_lazy("thread history", "Reminder for all")
    REMINDED = "reminded", pgettext_lazy("thread history", "Reminder done")
    NOTE_GONE = "note-gone", pgettext_lazy("thread history", "Internal note removed")


class ThreadEvent(models.Model):
    """One thing that happened to a thread, as its history tells it. ``actor`` is None when the portal did it.

    ``detail`` is the words of that day: to whom it was assigned, where it was moved, which rule. No message text.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(default=clock.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=ThreadStep.choices)
    detail = models.CharField(max_length=255, blank=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            # A thread's history.
            models.Index(fields=["thread", "at"], name="thread_event_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"


class Note(models.Model):
    """An internal note beside the messages: for colleagues only, by construction.

    It can be taken back while it is so new that nobody has acted on it; after that it stays as it is.
    """

    REMOVABLE_FOR = timedelta(minutes=10)

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    text = models.TextField(_("note"), max_length=10_000)
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="mentioned_in")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"note {self.pk} of thread {self.thread_id}"

    @property
    def removable(self) -> bool:
        return self.at > clock.now() - self.REMOVABLE_FOR


class Reminder(models.Model):
    """From ``due_on`` the thread is back on top for ``user``, or for the whole mailbox when that is None."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="reminders")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="reminders"
    )
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("date"))
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            # One at a time for each person and one for all: a new date replaces the old one.
            models.UniqueConstraint(
                fields=["thread", "user"], name="reminder_once", condition=models.Q(done_at=None, user__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["thread"], name="reminder_once_for_all", condition=models.Q(done_at=None, user=None)
            ),
        ]
        indexes = [
            # What is due today.
            models.Index(fields=["due_on"], name="reminder_due", condition=models.Q(done_at=None)),
        ]

    def __str__(self) -> str:
        return f"reminder {self.pk} of thread {self.thread_id}"


class SavedView(models.Model):
    """A list somebody goes back to: one person's own, or (``user`` None) everybody's in the mailbox.

    ``query`` is the query string of the list; it never names a citizen.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="saved_views")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="saved_views"
    )
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=500)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox", "user", "name"], name="saved_view_once", condition=models.Q(user__isnull=False)
            ),
            models.UniqueConstraint(fields=["mailbox", "name"], name="shared_view_once", condition=models.Q(user=None)),
        ]

    def __str__(self) -> str:
        return self.name


class Presence(models.Model):
    """Who has a thread open, and who is writing in it: told by their pages, stale after a minute."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(default=clock.now)
    writing = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "user"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in thread {self.thread_id}"
