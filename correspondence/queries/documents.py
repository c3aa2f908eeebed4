"""One document's page for the operator: every id and every step, and its text only when it was opened for a reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from correspondence.letters.pretty import pretty
from correspondence.models import Delivery, RawDelivery
from correspondence.queries.deliveries import issue_texts, state_words
from correspondence.queries.timeline import ShownStep, shown_steps
from correspondence.states import DeliveryState, RawState
from correspondence.words import document_words, transport_words

# More than this of a document is not shown on a page; it can be downloaded whole.
SHOWN_CHARACTERS = 200_000


@dataclass(frozen=True, slots=True)
class Verb:
    label: str
    url: str
    icon: str


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """``facts`` are (label, value) pairs; ``transmissions`` (key, label) of earlier ones whose document is kept."""

    title: str
    state: str
    state_label: str
    facts: list[tuple[str, str | datetime | int | None]]
    issues: list[str]
    verbs: list[Verb]
    open_url: str
    kept: bool
    note: str = ""
    steps: tuple[ShownStep, ...] = ()
    transmissions: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ShownText:
    """``cut``: there is more than is shown."""

    raw: str
    pretty: str
    cut: bool


def inbound_document(raw: RawDelivery) -> ShownDocument:
    return ShownDocument(
        title=raw.name,
        state=raw.state,
        state_label=raw.get_state_display(),
        facts=[
            (gettext("Received"), raw.received_at),
            (gettext("Came by"), transport_words(raw.transport)),
            (gettext("Kind"), document_words(raw.kind)),
            (gettext("Answered"), raw.code),
            (gettext("Fault"), raw.error),
            ("EnvelopeIdentifier", raw.envelope_id),
            ("Bundle.id", raw.bundle_id),
            ("MessageHeader.id", raw.message_header_id),
            ("SHA-256", raw.sha256),
            (gettext("Document"), str(raw.pk)),
        ],
        issues=issue_texts(raw.issues),
        verbs=_inbound_verbs(raw),
        open_url=reverse("open-inbound", args=[raw.pk]),
        kept=bool(raw.stored_as),
        note=_why_not_again(raw),
    )


def _inbound_verbs(raw: RawDelivery) -> list[Verb]:
    verbs = []
    if raw.may_be_retried:
        verbs.append(Verb(gettext("Try again"), reverse("retry-inbound", args=[raw.pk]), "refresh"))
    if raw.state in (RawState.FAILED, RawState.REJECTED):
        verbs.append(Verb(gettext("Set aside"), reverse("set-aside-inbound", args=[raw.pk]), "file"))
    return verbs


def _why_not_again(raw: RawDelivery) -> str:
    if raw.state in (RawState.REJECTED, RawState.SET_ASIDE) and raw.code:
        return gettext(
            "The sender has been told that it was refused, so it can not be taken in any more. Ask for a new message."
        )
    return ""


def outbound_document(delivery: Delivery) -> ShownDocument:
    events = list(delivery.events.all())
    return ShownDocument(
        title=delivery.document_name,
        state=delivery.state,
        state_label=state_words(delivery),
        facts=[
            (gettext("Created"), delivery.created_at),
            (gettext("To"), f"{delivery.receiver_name} {delivery.receiver_gln}".strip()),
            (gettext("Sent"), delivery.sent_at),
            (gettext("Next step"), delivery.due_at if delivery.state in _WAITING else None),
            (gettext("Resends"), delivery.resends),
            (gettext("Fault"), delivery.error),
            ("EnvelopeIdentifier", str(delivery.envelope_id)),
            ("Bundle.id", delivery.bundle_id),
            ("MessageHeader.id", delivery.message_header_id),
            (gettext("Document"), str(delivery.pk)),
        ],
        issues=issue_texts(delivery.issues),
        verbs=_outbound_verbs(delivery),
        open_url=reverse("open-outbound", args=[delivery.pk]),
        kept=bool(delivery.stored_as),
        steps=shown_steps(events),
        transmissions=[
            (one.pk, str(one.envelope_id)) for one in events if one.stored_as and one.stored_as != delivery.stored_as
        ],
    )


_WAITING = (DeliveryState.QUEUED, DeliveryState.AWAITING, DeliveryState.RETRY)


def _outbound_verbs(delivery: Delivery) -> list[Verb]:
    verbs = []
    if delivery.may_be_resent or delivery.state == DeliveryState.QUEUED:
        verbs.append(Verb(gettext("Try again"), reverse("retry-outbound", args=[delivery.pk]), "refresh"))
    if delivery.state in _WAITING:
        verbs.append(Verb(gettext("Stop"), reverse("stop-outbound", args=[delivery.pk]), "close"))
    if delivery.state == DeliveryState.FAILED and delivery.handled_at is None:
        verbs.append(Verb(gettext("Handled by phone"), reverse("handled-outbound", args=[delivery.pk]), "check"))
    return verbs


def shown_text(data: bytes) -> ShownText:
    """What can be shown of the bytes. What is no UTF-8 shows its place with a question mark."""
    raw, made = data.decode("utf-8-sig", errors="replace"), pretty(data)
    cut = len(raw) > SHOWN_CHARACTERS or len(made) > SHOWN_CHARACTERS
    return ShownText(raw[:SHOWN_CHARACTERS].replace("\x00", "\N{REPLACEMENT CHARACTER}"), made[:SHOWN_CHARACTERS], cut)
