"""Take back a message that has not been released yet: it becomes the draft again that it was."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet

from correspondence.access import demand_writer
from correspondence.actions.standing import note_standing
from correspondence.models import Delivery, Direction, Draft, Message, Thread, messages_of
from correspondence.states import DeliveryState
from portal import audit, clock
from portal.compiled import Compiled
from portal.models import User


class TooLate(Exception):
    """The message has been released, or it was never this person's to take back."""


@transaction.atomic
def undo_send(*, user: User, message: Message) -> Draft:
    """Remove ``message`` as if it had never been sent, and return its draft. Raises TooLate, PermissionDenied.

    The delivery goes first, by the same condition that a worker claims it with: one of the two gets it.
    """
    thread = Thread.objects.select_for_update().get(pk=message.thread_id)
    demand_writer(user, thread.mailbox)
    draft = Draft.objects.filter(user=user, message=message).first()
    if draft is None or not _withdraw(message):
        raise TooLate
    draft.message = None
    draft.updated_at = clock.now()
    draft.save(update_fields=["message", "updated_at"])
    audit.record(user, "message.undo", draft.thread, message=message.pk)
    message.delete()
    _tidy(thread)
    return draft


def undoable(user: User, thread: Thread) -> Message | None:
    """The user's message in the thread that can still be taken back."""
    since = clock.now() - timedelta(seconds=settings.UNDO_SECONDS)
    if not any(one.written_by_id == user.pk and one.at and one.at > since for one in messages_of(thread)):
        return None  # it is released so long after it was written (actions.send): no need to look
    return next(iter(_UNDOABLE(thread.pk, user.pk, clock.now())), None)


def _undoable(thread: int, user: int, now: datetime) -> QuerySet[Message]:
    held = Q(delivery__state=DeliveryState.QUEUED, delivery__attempts=0, delivery__due_at__gt=now)
    mine = Message.objects.filter(held, thread=thread, direction=Direction.SENT, drafts__user=user)
    return mine.select_related("delivery").order_by("-pk")[:1]


_UNDOABLE = Compiled(_undoable)


def _withdraw(message: Message) -> bool:
    waiting = Delivery.objects.filter(
        message=message, state=DeliveryState.QUEUED, attempts=0, due_at__gt=clock.now()
    ).select_for_update()
    documents = [one.stored_as for one in waiting]
    if not documents or not waiting.delete()[0]:
        return False
    for name in documents:
        transaction.on_commit(partial(default_storage.delete, name))
    return True


def _tidy(thread: Thread) -> None:
    """The thread as it was before: gone when the message had opened it, else as its newest message left it."""
    here = thread.messages.exclude(direction=Direction.CARRIED)
    newest = here.order_by("-occurred_at", "-pk").first()
    if newest is None:
        thread.delete()
        return
    thread.category, thread.topic, thread.priority = newest.category, newest.topic, newest.priority
    thread.latest_kind = newest.activity
    thread.latest_at = max(one.at for one in here if one.at)
    note_standing(thread, here)
    thread.has_attachments = thread.segments.filter(attachment__isnull=False).exists()
    thread.save()
