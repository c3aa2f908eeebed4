"""Find a document by any id it has: envelope, bundle, message header, its thread's, or our own."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from correspondence.models import DeliveryEvent, Message


def inbound_with(identifier: str) -> Q:
    word, as_uuid = _understood(identifier)
    found = Q(pk__in=[])
    for field in ("envelope_id", "bundle_id", "message_header_id"):
        found |= Q(**{f"{field}__in": {word, word.lower()}})
    found |= Q(pk__in=_messages_of_thread(word).exclude(raw=None).values("raw"))
    return found | Q(pk=as_uuid) if as_uuid else found


def outbound_with(identifier: str) -> Q:
    """Earlier transmissions count too."""
    word, as_uuid = _understood(identifier)
    sent = Q(bundle_id=word.lower())
    found = Q(message_header_id__in={word, word.lower()}) | Q(bundle_id=word.lower())
    if as_uuid:
        sent |= Q(envelope_id=as_uuid)
        found |= Q(envelope_id=as_uuid) | Q(pk=as_uuid)
    found |= Q(pk__in=DeliveryEvent.objects.filter(sent).values("delivery"))
    return found | Q(pk__in=_messages_of_thread(word).exclude(delivery=None).values("delivery"))


def _messages_of_thread(word: str) -> QuerySet[Message]:
    """A communication identifier is often pasted without what stands before it."""
    named = {word, f"urn:uuid:{word}", f"urn:uuid:{word.lower()}"}
    return Message.objects.filter(thread__communication_identifier__in=named)


def _understood(identifier: str) -> tuple[str, UUID | None]:
    """As people paste it: with blanks around, or with ``urn:uuid:`` or a resource type before it."""
    word = identifier.replace("\x00", "").strip()[:200].rpartition("/")[2].removeprefix("urn:uuid:")
    try:
        return word, UUID(word)
    except ValueError:
        return word, None
