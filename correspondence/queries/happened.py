"""The history of a thread: what colleagues and rules did with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from correspondence.models import Thread, ThreadEvent
from correspondence.queries.traces import has_any
from portal.compiled import Compiled

AT_MOST = 200


@dataclass(frozen=True, slots=True)
class Happened:
    at: datetime
    who: str
    what: str
    detail: str


def history(thread: Thread) -> list[Happened]:
    """The latest first."""
    if not has_any(thread, "events"):
        return []
    return [
        Happened(one.at, str(one.actor) if one.actor else _("The portal"), one.get_kind_display(), one.detail)
        for one in _EVENTS(thread.pk)
    ]


_EVENTS = Compiled(
    lambda thread: ThreadEvent.objects.filter(thread=thread).select_related("actor").order_by("-at", "-pk")[:AT_MOST]
)
