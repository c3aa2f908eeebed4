"""The seam for a CPR service: the name that belongs to a citizen's number.

``CPR_LOOKUP`` names a function ``(number) -> (given names, family name) | None``; None when nobody has the number.
It may raise whatever it likes: the writer is told that the service is away, and writes the name.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from correspondence.access import threads_for
from correspondence.letters.citizen_numbers import NotANumber, citizen_identifier
from correspondence.models import Mailbox
from portal import audit
from portal.models import User

logger = logging.getLogger(__name__)
_pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="cpr")


@dataclass(frozen=True, slots=True)
class Found:
    """The name, as far as it was found, and a sentence for the writer."""

    given: str = ""
    family: str = ""
    words: str = ""


def look_up(user: User, mailbox: Mailbox, text: str) -> Found:
    """Whose number ``text`` is: first among the mailbox's earlier citizens, then by the service. Audited."""
    try:
        number = citizen_identifier(text).value
    except NotANumber:
        return Found(words=_("Write a whole number first: ten digits, or like 0703921VJ5."))
    audit.record(user, "citizen.look_up", mailbox)
    return _known(user, mailbox, number) or _asked(number)


def _known(user: User, mailbox: Mailbox, number: str) -> Found | None:
    threads = threads_for(user).filter(mailbox=mailbox, citizen_identifiers__value=number).exclude(citizen_family="")
    thread = threads.order_by("-latest_at").first()
    if thread is None:
        return None
    return Found(" ".join(thread.citizen_given), thread.citizen_family, _("Known from an earlier thread."))


def _asked(number: str) -> Found:
    if not settings.CPR_LOOKUP:
        return Found(words=_("There is no CPR service here: write the name yourself."))
    try:
        answer = _pool.submit(import_string(settings.CPR_LOOKUP), number).result(settings.CPR_LOOKUP_SECONDS)
    except Exception as fault:  # of whatever kind: the writer goes on without it
        logger.warning("the CPR service failed: %s", type(fault).__name__)
        return Found(words=_("The CPR service does not answer just now. Write the name yourself, or try again later."))
    if answer is None:
        return Found(words=_("The CPR service does not know this number. Check it, or write the name yourself."))
    given, family = answer
    return Found(given, family, _("Name found in the CPR service."))
