"""A thread as data, for operators and checks. The keys are stable."""

from __future__ import annotations

from typing import Any

from correspondence.models import Message, Party, Segment, Thread
from correspondence.queries.thread import ordered_segments


def exported(thread: Thread) -> dict[str, Any]:
    """Citizen, parties, subject, messages in order of time, segments in display order."""
    messages = thread.messages.select_related("organisation", "receiver", "delivery").order_by("occurred_at", "id")
    return {
        "mailbox": thread.home.organisation.sor_code,
        "communication_identifier": thread.communication_identifier,
        "citizen": _citizen(thread),
        "parties": {"own": _party(thread.own_party), "other": _party(thread.other_party)},
        "category": thread.category,
        "topic": thread.topic or None,
        "priority": thread.priority or None,
        "episode_of_care": thread.episode_of_care["identifiers"] if thread.episode_of_care else None,
        "messages": [_message(one) for one in messages],
        "segments": [_segment(one) for one in ordered_segments(thread)],
    }


def _citizen(thread: Thread) -> dict[str, Any]:
    numbers = thread.citizen_identifiers.all()
    return {
        "name": thread.citizen_name,
        "given": thread.citizen_given,
        "family": thread.citizen_family or None,
        "identifiers": [{"system": one.system, "value": one.value} for one in numbers],
    }


def _party(party: Party | None) -> dict[str, str] | None:
    return {"name": party.name, "sor_code": party.sor_code, "gln": party.gln} if party else None


def _message(message: Message) -> dict[str, Any]:
    delivery = getattr(message, "delivery", None)
    received = message.direction == "in"
    return {
        "kind": message.activity,
        "direction": message.direction,
        "message_header_id": message.message_header_id,
        "answers": message.answers or message.answers_letter or None,
        "sender": _party(message.organisation),
        "receiver": _party(message.receiver),
        "occurred": message.occurred,
        "received": message.at.isoformat() if received and message.at else None,
        "sent": delivery.sent_at.isoformat() if delivery and delivery.sent_at else None,
        "delivery_state": delivery.state if delivery else None,
        "delivery_issues": delivery.issues if delivery else [],
        "category": message.category or None,
        "topic": message.topic or None,
        "priority": message.priority or None,
        "specific_sender": message.specific_sender,
        "specific_recipient": message.specific_recipient,
    }


def _segment(segment: Segment) -> dict[str, Any]:
    attachment = getattr(segment, "attachment", None)
    return {
        "identifier": segment.identifier,
        "message_header_id": segment.message.message_header_id,
        "author": segment.author_name or None,
        "job_title": segment.job_title or None,
        "phone": segment.phone or None,
        "organisation": _party(segment.organisation),
        "time": segment.written,
        "text": None if attachment else segment.text,
        "html": None if attachment else segment.html,
        "attachment": {
            "title": attachment.title,
            "type": attachment.content_type or attachment.declared_type or None,
            "size": attachment.size if attachment.stored_as else None,
            "sha256": attachment.sha256 or None,
            "url": attachment.url or None,
            "creation": attachment.creation or None,
        }
        if attachment
        else None,
    }
