"""Start a thread: a new message to another unit about a citizen."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from correspondence.actions.content import Content, NotSendable
from correspondence.actions.send import new_id, send
from correspondence.letters import letter as wire
from correspondence.letters.carecommunication.compose import new_letter
from correspondence.letters.issues import Issue
from correspondence.models import Mailbox, Message
from portal.models import User
from sor.models import Organisation


def start(
    *,
    user: User,
    mailbox: Mailbox,
    receiver: Organisation,
    citizen: wire.Citizen,
    content: Content,
    token: UUID,
    specific_sender: wire.Author | wire.Team | None = None,
    specific_recipient: wire.Author | wire.Team | None = None,
    episode_of_care: wire.EpisodeOfCare | None = None,
    now: datetime | None = None,
) -> Message:
    """Send ``content`` as a new message from the mailbox's unit to ``receiver``.

    Raises PermissionDenied; NotSendable when a rule is broken or the receiver has no location number.
    """

    def compose(at: datetime) -> wire.Letter:
        sender = wire_unit(mailbox.organisation)
        return new_letter(
            sender=sender,
            receiver=wire_unit(receiver),
            citizen=citizen,
            category=content.category,
            topic=content.topic,
            priority=content.priority,
            text=content.text,
            author=content.signature.author(sender),
            phone=content.signature.phone,
            attachments=content.attachments,
            written=at.isoformat(timespec="seconds"),
            specific_sender=specific_sender,
            specific_recipient=specific_recipient,
            episode_of_care=episode_of_care,
            ids=new_id,
        )

    demand_other_unit(mailbox, receiver)
    return send(user=user, mailbox=mailbox, token=token, action="message.start", now=now, compose=compose)


def wire_unit(unit: Organisation) -> wire.Organisation:
    """A unit of the register as it is named on the wire. Raises NotSendable without a location number."""
    if not unit.effective_gln:
        raise NotSendable(
            Issue(
                code="MSG_Receiver_Identifier_MISSING",
                path="Organization.identifier",
                text=f"{unit.name} har intet lokationsnummer og kan hverken sende eller modtage.",
                rule="organisation_has_gln",
            )
        )
    return wire.Organisation(unit.sor_code, unit.effective_gln, unit.name)


def demand_other_unit(mailbox: Mailbox, receiver: Organisation) -> None:
    """Raise NotSendable when a mailbox writes to itself: one thread cannot hold both copies of a message."""
    if receiver.pk == mailbox.organisation_id:
        raise NotSendable(
            Issue(
                code="MSG_PARAM_INVALID",
                path="MessageHeader.destination",
                text="Modtageren er postkassen selv. Vælg en anden enhed.",
                rule="receiver_is_another_unit",
            )
        )
