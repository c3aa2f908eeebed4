"""Every state a delivery can be in, and the words people read for it (transport.md section 2.5 and 2.6)."""

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
    MATCHED = "matched", _("acknowledgement matched")
    FAILED = "failed", pgettext_lazy("incoming document", "failed here")


class DeliveryState(models.TextChoices):
    """How far one outgoing document has come. DELIVERED, FAILED and DONE are final but for late answers."""

    QUEUED = "queued", _("waiting to be sent")
    CLAIMED = "claimed", _("being sent")
    AWAITING = "awaiting", _("sent, awaiting acknowledgement")
    RETRY = "retry", _("receiver asked for another attempt")
    DELIVERED = "delivered", _("acknowledged")
    FAILED = "failed", _("not delivered")
    DONE = "done", pgettext_lazy("outgoing acknowledgement", "sent")


UNSETTLED = (DeliveryState.QUEUED, DeliveryState.CLAIMED, DeliveryState.AWAITING, DeliveryState.RETRY)
