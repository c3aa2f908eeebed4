"""Start a thread: a new message to another unit about a citizen."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from correspondence.actions.content import Content, NotSendable
from correspondence.actions.send import new_id, send
from correspondence.letters import letter as wire
from correspondence.letters.carecommunication.compose import new_letter
from correspondence.letters.issues import Issue
from correspondence.models import Draft, Mailbox, Message
from portal.models import User
from sor.models import Organisation
from sor.search import receiving_unit


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
    draft: Draft | None = None,
    now: datetime | None = None,
) -> Message:
    """Send ``content`` as a new message from the mailbox's unit to ``receiver``.

    ``draft`` is what it was written as: then it can be taken back for a moment.

    Raises PermissionDenied; NotSendable when a rule is broken or the receiver has no location number.
    """

    def compose(at: datetime) -> wire.Letter:
        sender = wire_unit(mailbox.organisation)
        addressee, recipient = addressed(receiver, specific_recipient)
        return new_letter(
            sender=sender,
            receiver=addressee,
            citizen=citizen,
            category=content.category,
            topic=content.topic,
            priority=content.priority,
            text=content.text,
            formatted=content.formatted,
            author=content.signature.author(sender),
            phone=content.signature.phone,
            attachments=content.attachments,
            written=at.isoformat(timespec="seconds"),
            specific_sender=within(specific_sender, sender),
            specific_recipient=recipient,
            episode_of_care=episode_of_care,
            ids=new_id,
        )

    demand_other_unit(mailbox, receiver)
    return send(
        user=user,
        mailbox=mailbox,
        home=mailbox,
        token=token,
        action="message.start",
        now=now,
        compose=compose,
        draft=draft,
    )


def addressed(
    unit: Organisation, specific: wire.Author | wire.Team | None = None
) -> tuple[wire.Organisation, wire.Author | wire.Team | None]:
    """Whose SOR code and location number go on the wire for ``unit``, and the specific recipient there.

    A unit that receives through one above it is itself the specific recipient (DESIGN.md "Mailboxes and
    addresses"). Raises NotSendable when nobody above it receives either.
    """
    through = receiving_unit(unit) or unit
    receiver = wire_unit(through)
    if through.pk != unit.pk:
        specific = _of_unit(specific, unit.name)
    return receiver, within(specific, receiver)


def _of_unit(specific: wire.Author | wire.Team | None, unit: str) -> wire.Author | wire.Team:
    match specific:
        case wire.Author():
            return replace(specific, job_text=f"{specific.job_text}, {unit}")
        case wire.Team():
            return wire.Team(f"{unit}, {specific.name}")
        case _:
            return wire.Team(unit)


def within(party: wire.Author | wire.Team | None, organisation: wire.Organisation) -> wire.Author | wire.Team | None:
    """The person or team as one of ``organisation``, to which it has to belong (carecommunication.md section 1)."""
    return replace(party, organisation=organisation) if party else None


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
    if mailbox.organisation_id in {receiver.pk, getattr(receiving_unit(receiver), "pk", None)}:
        raise NotSendable(
            Issue(
                code="MSG_PARAM_INVALID",
                path="MessageHeader.destination",
                text="Modtageren er postkassen selv. Vælg en anden enhed.",
                rule="receiver_is_another_unit",
            )
        )
