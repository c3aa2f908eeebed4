"""Tell people by e-mail that a message has not arrived. Nothing about the citizen, nothing about the content."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from correspondence.models import Membership, Message, Role
from portal.models import User

logger = logging.getLogger(__name__)


def tell_undelivered(message: Message) -> None:
    """Write to the sender and the mailbox's coordinators, when there is a mail server. Never raises for it."""
    if not settings.EMAIL_HOST:
        return
    for person in _people(message):
        with translation.override(person.language):
            letter = EmailMessage(gettext("A message has not been delivered"), _text(message), to=[person.email])
        try:
            letter.send()
        except OSError as error:
            logger.warning("e-mail about message %s not sent: %s", message.pk, type(error).__name__)
            return


def _people(message: Message) -> Any:
    coordinators = Membership.objects.filter(mailbox=message.thread.mailbox_id, role=Role.COORDINATOR)
    concerned = Q(pk=message.written_by_id) | Q(pk__in=coordinators.values("user"))
    return User.objects.filter(concerned, is_active=True).exclude(email="")


def _text(message: Message) -> str:
    lines = [
        gettext("A message sent from %(mailbox)s could not be delivered.") % {"mailbox": message.thread.home},
        gettext("Open the thread to see why, and reach the receiver another way if it is urgent."),
    ]
    if settings.PORTAL_URL:
        lines.append(settings.PORTAL_URL + reverse("thread", args=[message.thread_id]))
    return "\n\n".join(lines) + "\n"
