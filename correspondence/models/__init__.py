"""The inbox's tables, one room each."""

from correspondence.models.citizen import CitizenIdentifier
from correspondence.models.delivery import Delivery, DeliveryEvent, RawDelivery, Receipt, WorkerHeartbeat
from correspondence.models.draft import Draft, DraftFile, DraftKind
from correspondence.models.mailbox import Mailbox, Membership, Role
from correspondence.models.message import (
    Attachment,
    Direction,
    Message,
    Party,
    Segment,
    keep_messages,
    know_parties,
    messages_of,
)
from correspondence.models.routing import AutoReply, AutoReplySent, RoutingRule, RuleApplied
from correspondence.models.search import SearchQuery, SearchRow
from correspondence.models.standard_text import AgreedTopic, StandardText
from correspondence.models.team import Label, Team
from correspondence.models.teamwork import Note, Presence, Reminder, SavedView, ThreadEvent, ThreadStep
from correspondence.models.thread import Awaiting, ReadPosition, Thread
from correspondence.models.undo import UndoStep
from correspondence.models.unrouted import Route, Unrouted

__all__ = [
    "AgreedTopic",
    "Attachment",
    "AutoReply",
    "AutoReplySent",
    "Awaiting",
    "CitizenIdentifier",
    "Delivery",
    "DeliveryEvent",
    "Direction",
    "Draft",
    "DraftFile",
    "DraftKind",
    "Label",
    "Mailbox",
    "Membership",
    "Message",
    "Note",
    "Party",
    "Presence",
    "RawDelivery",
    "ReadPosition",
    "Receipt",
    "Reminder",
    "Role",
    "Route",
    "RoutingRule",
    "RuleApplied",
    "SavedView",
    "SearchQuery",
    "SearchRow",
    "Segment",
    "StandardText",
    "Team",
    "Thread",
    "ThreadEvent",
    "ThreadStep",
    "UndoStep",
    "Unrouted",
    "WorkerHeartbeat",
    "keep_messages",
    "know_parties",
    "messages_of",
]
