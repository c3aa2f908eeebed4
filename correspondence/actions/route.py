"""Sending on what came to a unit of ours that no mailbox serves."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from correspondence.letters.letter import Organisation as WireOrganisation
from correspondence.models import Mailbox, RawDelivery, Route, Unrouted
from correspondence.states import RawState
from portal import audit
from portal.models import User


@dataclass(frozen=True, slots=True)
class Receiver:
    """What the waiting documents are addressed to."""

    sor_code: str
    gln: str


def keep(raw: RawDelivery, sender: WireOrganisation, receiver: WireOrganisation) -> Unrouted:
    """Have a document wait for the SOR administrator. Call inside the transaction that finishes it."""
    waiting, _ = Unrouted.objects.update_or_create(
        raw=raw,
        defaults={
            "sender_sor_code": sender.sor_code,
            "sender_name": sender.name[:255],
            "receiver_sor_code": receiver.sor_code,
            "receiver_gln": receiver.gln,
            "receiver_name": receiver.name[:255],
        },
    )
    audit.record(None, "message.without_mailbox", raw)
    return waiting


@transaction.atomic
def route(*, user: User, receiver: Receiver, mailbox: Mailbox, for_good: bool) -> int:
    """Send what waits for ``receiver`` to ``mailbox``, and with ``for_good`` all that is still to come.

    The worker files and acknowledges it in a moment. Returns how many documents that is. Raises PermissionDenied.
    """
    if not user.is_sor_administrator:
        raise PermissionDenied("not a SOR administrator")
    if for_good:
        Route.objects.update_or_create(
            sor_code=receiver.sor_code, gln=receiver.gln, defaults={"mailbox": mailbox, "by": user}
        )
    waiting = Unrouted.objects.filter(
        receiver_sor_code=receiver.sor_code, receiver_gln=receiver.gln, raw__state=RawState.UNROUTED
    )
    raws = list(waiting.values_list("raw", flat=True))
    waiting.update(routed_to=mailbox)
    RawDelivery.objects.filter(pk__in=raws, state=RawState.UNROUTED).update(state=RawState.WAITING)
    about = {"sor_code": receiver.sor_code, "gln": receiver.gln, "count": len(raws), "for_good": for_good}
    audit.record(user, "message.routed", mailbox, **about)
    return len(raws)


@transaction.atomic
def unroute(*, user: User, receiver: Receiver) -> bool:
    """End what was said for good: the next message to ``receiver`` waits again. False: nothing was said.

    Raises PermissionDenied.
    """
    if not user.is_sor_administrator:
        raise PermissionDenied("not a SOR administrator")
    standing = Route.objects.filter(sor_code=receiver.sor_code, gln=receiver.gln).select_related("mailbox").first()
    if standing is None:
        return False
    audit.record(user, "message.route_ended", standing.mailbox, sor_code=receiver.sor_code, gln=receiver.gln)
    standing.delete()
    return True
