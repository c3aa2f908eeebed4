"""An e-mail in the morning of a working day, to those who want it: how much waits, and where. Nothing about anybody."""

from __future__ import annotations

import logging
from smtplib import SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext, ngettext

from correspondence.queries.inbox import mailbox_counts
from correspondence.queries.notes import mention_count
from correspondence.queries.reminders import reminder_rows
from portal import clock
from portal.models import Digest, User
from portal.workdays import is_workday

logger = logging.getLogger(__name__)
# Before people come to work, in the portal's zone, and not in the afternoon of a day when the worker was away.
MORNING = range(6, 12)
# The worker has documents to carry in between.
AT_ONCE = 50


def send_morning_digests() -> int:
    """The worker's question every minute: some of the day's e-mails, if it is the morning of a working day."""
    now = clock.now()
    return send_digests(at_most=AT_ONCE) if is_workday(now.date()) and now.hour in MORNING else 0


def send_digests(*, at_most: int | None = None) -> int:
    """Write to those who want it and were not written to today; returns how many e-mails went.

    However often and by however many at once it is called: the claim of the day decides. When the mail server is
    away it ends there, and the next call tries again.
    """
    if not settings.EMAIL_HOST or not (people := list(_wanting()[:at_most])):
        return 0
    try:
        with get_connection() as connection:
            return sum(_send(person, connection) for person in people)
    except OSError as error:
        logger.warning("digests stopped: %s", type(error).__name__)
        return 0


def _wanting() -> QuerySet[User]:
    people = User.objects.filter(digest=Digest.DAILY, is_active=True).exclude(email="")
    return people.exclude(digest_sent_on=clock.now().date()).order_by("pk")


def _send(person: User, connection: Any) -> bool:
    """Raises OSError when the mail server is away; the person's claim is given back then."""
    if not _wanting().filter(pk=person.pk).update(digest_sent_on=clock.now().date()):
        return False
    with translation.override(person.language):
        if not (lines := _waiting_lines(person)):
            return False
        subject = gettext("What waits in Korrespondance")
        letter = EmailMessage(subject, _text(lines), to=[person.email], connection=connection)
    try:
        return bool(letter.send())
    except SMTPRecipientsRefused:
        logger.warning("digest for user %s refused: no such address", person.pk)
        return False
    except OSError:
        User.objects.filter(pk=person.pk).update(digest_sent_on=person.digest_sent_on)
        raise


def _waiting_lines(person: User) -> list[str]:
    lines = [_unread_line(box.name, box.unread) for box in mailbox_counts(person) if box.unread]
    if mentions := mention_count(person):
        sentence = ngettext(
            "Colleagues mention you in %(count)s note.", "Colleagues mention you in %(count)s notes.", mentions
        )
        lines.append(sentence % {"count": _capped(mentions)})
    if due := len(reminder_rows(person, due=True)):
        sentence = ngettext("%(count)s reminder is due.", "%(count)s reminders are due.", due)
        lines.append(sentence % {"count": _capped(due)})
    return lines


def _unread_line(mailbox: str, count: int) -> str:
    sentence = ngettext(
        "You have %(count)s unread thread in %(mailbox)s.",
        "You have %(count)s unread threads in %(mailbox)s.",
        count,
    )
    return sentence % {"count": _capped(count), "mailbox": mailbox}


def _capped(count: int) -> str:
    return "99+" if count > 99 else str(count)


def _text(lines: list[str]) -> str:
    ending = [gettext("You have asked for this e-mail in your profile, where you can switch it off.")]
    link = [settings.PORTAL_URL + "/"] if settings.PORTAL_URL else []
    return "\n\n".join(["\n".join(lines), *link, *ending]) + "\n"
