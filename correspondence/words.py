"""What codes and states are called on the screen, in the reader's language."""

from __future__ import annotations

import re

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from correspondence.letters import letter as wire
from correspondence.letters import terminology
from correspondence.letters.reading import DocumentKind
from correspondence.models import Delivery, Thread
from correspondence.models.delivery import NETWORK_RECEIPT
from correspondence.states import DeliveryState, Failure
from portal.moments import moment_words

_KINDS = {
    wire.Activity.NEW: _("New"),
    wire.Activity.REPLY: _("Reply"),
    wire.Activity.FORWARD: _("Forwarded"),
}
_PRIORITIES = {wire.Priority.ASAP: _("Urgent"), wire.Priority.ROUTINE: _("Routine")}
_IDENTIFIERS = {wire.CPR_SYSTEM: _("CPR"), wire.X_ECPR_SYSTEM: _("Replacement CPR (X-eCPR)")}
_TYPES = {
    "application/pdf": "PDF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/tiff": "TIFF",
    "image/bmp": "BMP",
}
_DOCUMENTS = {
    DocumentKind.CARE_COMMUNICATION: _("Message"),
    DocumentKind.ACKNOWLEDGEMENT: _("Acknowledgement"),
    NETWORK_RECEIPT: _("Network receipt"),
}
_TRANSPORTS = {
    "folder": _("exchange folder"),
    "loopback": _("inside the portal"),
    "https": _("the network's gateway"),
    "sftp": _("SFTP server"),
}


_FAILED = _("Not delivered. Contact the receiver another way, or ask the operator.")
_FAILURES = {
    Failure.NETWORK: _("Not delivered: the network refused it. Reach the receiver another way."),
    Failure.SILENCE: _("Not delivered: the receiver has not acknowledged it. Reach the receiver another way."),
    Failure.STOPPED: _("Not delivered: the operator has stopped it."),
}
# Why receivers refuse, by the codes of MedCom's list (transport.md 3.5) and of FHIR's: for who has sent the message.
_CODE, _FORM = (
    _("The message has a code that the receiver does not know."),
    _("The receiver finds a fault in its form."),
)
_REASONS = {
    "MSG_Receiver_Identifier_UNKNOWN": _("The unit is not known at the receiver, or is closed."),
    "MSG_Receiver_Identifier_MISSING": _("The receiver can not see which unit it is for."),
    "MSG_RECEIVER_UNABLE_TO_RECEIVE_MSG_TYPE": _("The receiver can not receive this kind of message."),
    "MSG_VALUESET_VALUE_UNKNOWN": _CODE,
    "MSG_CodeSystem_VALUE_UNKNOWN": _CODE,
    "MSG_Element_To_Long": _("Something in it is longer or larger than the receiver takes."),
    "MSG_Datatype_Wrong": _FORM,
    "MSG_BAD_FORMAT": _FORM,
    "MSG_BAD_SYNTAX": _FORM,
    "MSG_Mailbox_Out_Of_Operation": _("The receiver's system is out of operation."),
    "MSG_Damaged_durin_transport": _("The message was damaged on its way."),
    "MSG_DUPLICATE_ID": _("The receiver has another message with the same id."),
    "MSG_TRANSACTION_DUPLICATE_ID": _("The receiver has another message with the same id."),
    "MSG_RESOURCE_ID_MISMATCH": _("At the receiver the thread is about another citizen."),
    "MSG_LOCAL_FAIL": _("Something went wrong at the receiver."),
}
# Where in the document it is, as systems write it before their sentence.
_PLACE = re.compile(r"[A-Z][A-Za-z]*(?:\.[A-Za-z0-9_]+(?:\[[\w:]*\]|\(\w*\))*)+:(?:\s+|$)")


def document_words(kind: str) -> str:
    """What an incoming document is, as far as it could be read."""
    return str(_DOCUMENTS.get(kind, kind))


def transport_words(name: str) -> str:
    """The way a document came; a transport is known by its name until it has words here."""
    return str(_TRANSPORTS.get(name, name))


def kind_words(activity: str) -> str:
    return str(_KINDS.get(activity, activity))  # type: ignore[call-overload]


def priority_words(priority: str) -> str:
    return str(_PRIORITIES.get(priority, priority)) if priority else ""  # type: ignore[call-overload]


def category_words(code: str) -> str:
    return terminology.category_label(code, get_language() or "da")


def type_words(content_type: str) -> str:
    return _TYPES.get(content_type, content_type)


def citizen_words(thread: Thread) -> str:
    """The citizen's name; words instead when the sender did not know it (a replacement number without a name)."""
    if thread.citizen_name and (thread.citizen_family or not thread.citizen_family_absent):
        return thread.citizen_name
    if thread.citizen_name:
        return gettext("%(name)s (last name unknown)") % {"name": thread.citizen_name}
    return gettext("Name unknown")


def identifier_words(system: str) -> str:
    """What kind of number it is (carecommunication.md section 1)."""
    if system.startswith(wire.D_ECPR_SYSTEM):
        return gettext("Replacement CPR (D-eCPR)")
    return str(_IDENTIFIERS.get(system, gettext("Other identifier")))


def delivery_words(delivery: Delivery) -> str:
    """How far a sent message has come, as one sentence for the person who sent it."""
    sent = moment_words(delivery.sent_at)
    settled = moment_words(delivery.settled_at)
    match delivery.state:
        case DeliveryState.QUEUED | DeliveryState.CLAIMED if delivery.error:
            return gettext("Waiting: the network can not be reached just now. It is sent as soon as it can be.")
        case DeliveryState.QUEUED | DeliveryState.CLAIMED if delivery.resends:
            return gettext("Sent %(sent)s without an answer; it is being sent again.") % {"sent": sent}
        case DeliveryState.QUEUED | DeliveryState.CLAIMED:
            return gettext("Waiting to be sent.")
        case DeliveryState.AWAITING:
            return gettext("Sent %(sent)s, awaiting the receiver's acknowledgement.") % {"sent": sent}
        case DeliveryState.RETRY:
            return gettext("Sent %(sent)s. The receiver could not take it in just then.") % {"sent": sent}
        case DeliveryState.DELIVERED:
            return gettext("Sent %(sent)s, acknowledged %(settled)s.") % {"sent": sent, "settled": settled}
        case _ if delivery.failure == Failure.REFUSED:
            return gettext("Refused by the receiver %(settled)s. It has not been read there.") % {"settled": settled}
        case _:
            return str(_FAILURES.get(delivery.failure, _FAILED))  # type: ignore[call-overload]


def refusal_words(issue: dict[str, str]) -> str:
    """One reason of the receiver's, for who has sent the message: what its code means, then their own words."""
    code, text = issue.get("code", ""), _PLACE.sub("", issue.get("text", "").strip(), count=1)
    reason = str(_REASONS.get(code, ""))
    if reason and text and text != reason:
        return gettext("%(reason)s They write: %(text)s") % {"reason": reason, "text": text}
    return reason or text or code or gettext("The receiver has given no reason.")


def delivery_mark(delivery: Delivery) -> str:
    """``ok``, ``waiting`` or ``failed``: which of three looks the sentence has."""
    if delivery.state == DeliveryState.DELIVERED:
        return "ok"
    return "failed" if delivery.state == DeliveryState.FAILED else "waiting"
