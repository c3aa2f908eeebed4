"""What is already here, looked up once for all documents that are taken in together."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from correspondence.actions.address import Address, find_mailboxes
from correspondence.actions.filing import HeldThreads, hold_threads
from correspondence.actions.parties import KnownParties, named_in, parties_of
from correspondence.letters.letter import Organisation
from correspondence.letters.reading import Reading
from correspondence.models import Delivery, Mailbox, RawDelivery, Receipt


@dataclass(frozen=True, slots=True)
class Learned:
    """What one look at the inbox has learned, so that it need not ask again for every document.

    ``mailboxes`` is the one that serves each receiver, by SOR code and GLN; ``parties`` are rows, which never change.
    ``create_mailboxes``: a receiver that is not known gets one.
    """

    mailboxes: dict[Address, Mailbox] = field(default_factory=dict)
    parties: KnownParties = field(default_factory=dict)
    create_mailboxes: bool = False

    def mailbox(self, receiver: Organisation) -> Mailbox | None:
        address = (receiver.sor_code, receiver.gln)
        self.look_up({address})
        return self.mailboxes.get(address)

    def look_up(self, addresses: Collection[Address]) -> None:
        """All at once; those that have none are asked for again, for they may get one at any time."""
        new = [one for one in addresses if one not in self.mailboxes]
        self.mailboxes.update(find_mailboxes(new) if new else {})


@dataclass(frozen=True, slots=True)
class Known:
    """Of some documents: ``receipts`` by the MessageHeader.id they have, ``senders`` who used that id in a message
    from here (SOR codes), ``seen`` what has come with the same Bundle.id or envelope id. ``answered`` are those of our
    messages that acknowledgements may be about, by MessageHeader.id. Threads and deliveries are held.
    """

    learned: Learned
    receipts: dict[str, Receipt]
    senders: dict[str, list[str]]
    seen: list[dict[str, Any]]
    answered: dict[str, list[Delivery]]
    threads: HeldThreads
    parties: KnownParties

    @classmethod
    def of(cls, came: list[tuple[RawDelivery, Reading]], learned: Learned) -> Known:
        """Call inside the transaction that takes them in. Nothing is written before this."""
        letters = [(raw, reading) for raw, reading in came if reading.acknowledgement is None]
        ids = {reading.message_header_id for _, reading in letters} - {""}
        learned.look_up({(one.receiver.sor_code, one.receiver.gln) for _, one in letters if one.receiver})
        return cls(
            learned=learned,
            answered=_answered({reading.acknowledgement.response_to for _, reading in came if reading.acknowledgement}),
            threads=_threads([reading for _, reading in letters], learned),
            receipts={one.message_header_id: one for one in _receipts(ids)},
            senders=_senders(ids),
            seen=_seen([raw for raw, _ in letters]),
            parties=_parties([reading for _, reading in letters], learned),
        )


def _answered(ids: Collection[str]) -> dict[str, list[Delivery]]:
    found: dict[str, list[Delivery]] = {}
    if ids:
        ours = Delivery.objects.filter(message__isnull=False, message_header_id__in=ids)
        for one in ours.order_by("pk").select_for_update():
            found.setdefault(one.message_header_id, []).append(one)
    return found


def _threads(readings: list[Reading], learned: Learned) -> HeldThreads:
    """Of those whose mailbox is known by now: nearly all."""
    keys = set()
    for one in readings:
        box = one.letter and learned.mailboxes.get((one.letter.receiver.sor_code, one.letter.receiver.gln))
        if one.letter and box:
            keys.add((box.pk, one.letter.communication_identifier))
    return hold_threads(keys) if keys else {}


def _receipts(ids: Collection[str]) -> Iterable[Receipt]:
    return Receipt.objects.filter(message_header_id__in=ids).select_related("message__thread__home") if ids else ()


def _senders(ids: Collection[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if ids:
        ours = Delivery.objects.filter(message_header_id__in=ids, message__isnull=False)
        for header_id, sender in ours.values_list("message_header_id", "message__organisation__sor_code"):
            found.setdefault(header_id, []).append(sender)
    return found


def _seen(raws: list[RawDelivery]) -> list[dict[str, Any]]:
    bundles, envelopes = {one.bundle_id for one in raws} - {""}, {one.envelope_id for one in raws} - {""}
    if not bundles and not envelopes:
        return []
    same = Q(bundle_id__in=bundles) | Q(envelope_id__in=envelopes)
    ids = ("pk", "bundle_id", "message_header_id", "envelope_id", "envelope_message_id")
    return [dict(one) for one in RawDelivery.objects.filter(same).values(*ids)]


def _parties(readings: list[Reading], learned: Learned) -> KnownParties:
    """Made where missing, but not learned before the transaction has ended."""
    letters = [one.letter for one in readings if one.letter]
    named = {unit for letter in letters for unit in named_in(letter)}
    made = parties_of(named, learned.parties) if named else {}
    return learned.parties | {(one.sor_code, one.gln, one.name): one for one in made.values()}
