"""What the coordinators' pages of a mailbox have in common: who gets in."""

from __future__ import annotations

from django.http import HttpRequest

from correspondence.access import demand_coordinator
from correspondence.models import Mailbox
from correspondence.views.request import mailbox_or_404, user_of


def coordinated_or_404(request: HttpRequest, pk: int) -> Mailbox:
    """The mailbox, for its coordinators; it does not exist for strangers. Raises Http404, PermissionDenied."""
    user = user_of(request)
    request.mailbox_id = pk  # type: ignore[attr-defined]
    mailbox = mailbox_or_404(user, pk)
    demand_coordinator(user, mailbox)
    return mailbox


def shown(mailbox: Mailbox, page: str) -> dict[str, object]:
    """What the head of such a page needs: ``page`` is the one of its tabs that is open."""
    return {"mailbox": {"pk": mailbox.pk, "name": str(mailbox)}, "page": page}
