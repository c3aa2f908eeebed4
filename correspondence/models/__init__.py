"""The inbox's tables, one room each."""

from correspondence.models.citizen import CitizenIdentifier
from correspondence.models.delivery import Delivery, DeliveryEvent, RawDelivery, Receipt, WorkerHeartbeat
from correspondence.models.draft import Draft, DraftFile, DraftKind
from correspondence.models.mailbox import Mailbox, Membership, Role
from correspondence.models.message import Attachment, Direction, Message, Party, Segment
from correspondence.models.standard_text import AgreedTopic, StandardText
from correspondence.models.thread import ReadPosition, Thread
from correspondence.models.unrouted import Route, Unrouted

__all__ = [
    "AgreedTopic",
    "Attachment",
    "CitizenIdentifier",
    "Delivery",
    "DeliveryEvent",
    "Direction",
    "Draft",
    "DraftFile",
    "DraftKind",
    "Mailbox",
    "Membership",
    "Message",
    "Party",
    "RawDelivery",
    "ReadPosition",
    "Receipt",
    "Role",
    "Route",
    "Segment",
    "StandardText",
    "Thread",
    "Unrouted",
    "WorkerHeartbeat",
]
