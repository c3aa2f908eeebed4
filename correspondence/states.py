"""Every state a delivery can be in, every step it can take, and the words people read for them.

``next_state`` is the whole state machine (transport.md 2.5); nothing else decides where a delivery goes.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RawState(models.TextChoices):
    """What became of one incoming document."""

    WAITING = "waiting", pgettext_lazy("incoming document", "waiting")
    CLAIMED = "claimed", _("being read")
    ACCEPTED = "accepted", _("accepted")
    DUPLICATE = "duplicate", _("duplicate")
    REJECTED = "rejected", pgettext_lazy("incoming document", "refused")
    MATCHED = "matched", _("matched to what we sent")
    FAILED = "failed", pgettext_lazy("incoming document", "failed here")
    SET_ASIDE = "set-aside", _("set aside")
    UNROUTED = "unrouted", _("waits for a mailbox")


class DeliveryState(models.TextChoices):
    """How far one outgoing document has come. DELIVERED, FAILED and DONE are final but for late answers."""

    QUEUED = "queued", _("waiting to be sent")
    CLAIMED = "claimed", _("being sent")
    AWAITING = "awaiting", _("sent, awaiting acknowledgement")
    RETRY = "retry", _("receiver asked for another attempt")
    DELIVERED = "delivered", _("acknowledged")
    FAILED = "failed", _("not delivered")
    DONE = "done", pgettext_lazy("outgoing acknowledgement", "sent")


# transport.md 2.4: two resends by the general rule, "not more than 3" by the newer ones.
RESEND_CEILING = 3

UNSENT = (DeliveryState.QUEUED, DeliveryState.CLAIMED)
UNANSWERED = (DeliveryState.AWAITING, DeliveryState.RETRY)
UNSETTLED = (*UNSENT, *UNANSWERED)


class Failure(models.TextChoices):
    """Why a delivery failed."""

    REFUSED = "refused", _("refused by the receiver")
    NETWORK = "network", _("refused by the network")
    SILENCE = "silence", _("no acknowledgement")
    FAULT = "fault", _("a fault here")
    STOPPED = "stopped", _("stopped by the operator")


class Step(models.TextChoices):
    """One step of a delivery, as its timeline tells it."""

    WRITTEN = "written", pgettext_lazy("delivery step", "Written")
    SENT = "sent", pgettext_lazy("delivery step", "Sent")
    RESENT = "resent", pgettext_lazy("delivery step", "Sent again")
    WAITING = "waiting", _("The network could not be reached; sending waits")
    FAULT = "fault", _("Could not be sent: a fault here")
    PASSED_ON = "passed-on", _("Received by the network")
    UNDELIVERABLE = "undeliverable", _("Refused by the network")
    OK = "ok", _("Acknowledged by the receiver")
    FATAL = "fatal-error", _("Refused by the receiver")
    TRANSIENT = "transient-error", _("The receiver could not take it in just then")
    TIMEOUT = "timeout", _("No acknowledgement in time; it is sent again")
    GIVEN_UP = "given-up", _("Given up: no acknowledgement")
    AGAIN = "again", _("Asked to be sent again")
    STOPPED = "stopped", _("Stopped by the operator")
    HANDLED = "handled", _("Handled another way, for instance by phone")
    IGNORED = "ignored", _("An answer that changes nothing")


# Step → where it leads from each state it moves. Nothing leads away from DELIVERED; an ``ok`` after a failure
# is a receiver that took the message in after all (rule KR5). A claimed or queued delivery may have been
# sent without our knowing (a worker died after handing it over), so answers move those too.
_MOVES: dict[Step, dict[DeliveryState, DeliveryState]] = {
    Step.SENT: {DeliveryState.CLAIMED: DeliveryState.AWAITING},
    Step.WAITING: {DeliveryState.CLAIMED: DeliveryState.QUEUED},
    Step.FAULT: dict.fromkeys((DeliveryState.CLAIMED, *UNANSWERED), DeliveryState.FAILED),
    Step.UNDELIVERABLE: dict.fromkeys(
        (DeliveryState.QUEUED, DeliveryState.CLAIMED, DeliveryState.AWAITING, DeliveryState.DONE), DeliveryState.FAILED
    ),
    Step.OK: dict.fromkeys((*UNSETTLED, DeliveryState.FAILED), DeliveryState.DELIVERED),
    Step.FATAL: dict.fromkeys((*UNSETTLED, DeliveryState.FAILED), DeliveryState.FAILED),
    Step.TRANSIENT: dict.fromkeys((DeliveryState.CLAIMED, DeliveryState.AWAITING), DeliveryState.RETRY),
    Step.TIMEOUT: dict.fromkeys(UNANSWERED, DeliveryState.QUEUED),
    Step.GIVEN_UP: dict.fromkeys(UNANSWERED, DeliveryState.FAILED),
    Step.AGAIN: dict.fromkeys((DeliveryState.QUEUED, DeliveryState.FAILED), DeliveryState.QUEUED),
    Step.STOPPED: dict.fromkeys((DeliveryState.QUEUED, *UNANSWERED), DeliveryState.FAILED),
}
_MOVES[Step.RESENT] = _MOVES[Step.SENT]

FAILURES = {
    Step.FATAL: Failure.REFUSED,
    Step.UNDELIVERABLE: Failure.NETWORK,
    Step.GIVEN_UP: Failure.SILENCE,
    Step.FAULT: Failure.FAULT,
    Step.STOPPED: Failure.STOPPED,
}


def next_state(state: str, step: Step) -> DeliveryState | None:
    """Where ``step`` moves a delivery that is in ``state``; None when it moves nothing."""
    return _MOVES.get(step, {}).get(DeliveryState(state))
