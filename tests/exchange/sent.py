"""A message on its way out to the hospital, which answers only when a test says so."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings

from correspondence.actions.start import start
from correspondence.exchange.worker import run_once
from correspondence.letters.envelope import vans
from correspondence.letters.issues import ResponseCode
from correspondence.models import Delivery, DeliveryEvent
from portal import clock
from sor.models import Organisation
from tests.cast import BRUNO, content, unit
from tests.correspondence.outside import HOSPITAL, acknowledge_for, come, new_id

START = datetime.fromisoformat("2025-03-03T10:00:00+01:00")
FATAL, TRANSIENT, OK = ResponseCode.FATAL, ResponseCode.TRANSIENT, ResponseCode.OK


def hospital() -> Organisation:
    known = Organisation.objects.filter(sor_code=HOSPITAL.sor_code).first()
    return known or unit(8101, HOSPITAL.name, gln=HOSPITAL.gln)


def write(cast: Any, *, at: datetime = START, syntax: str = "json") -> Delivery:
    """Anna writes to the hospital at ``at``; not sent yet."""
    box = cast.social_psychiatry
    box.syntax = syntax
    box.save()
    message = start(
        user=cast.anna,
        mailbox=box,
        receiver=hospital(),
        citizen=BRUNO,
        content=content(cast.anna),
        token=uuid4(),
        now=at,
    )
    return Delivery.objects.get(message=message)


def work(delivery: Delivery, at: datetime = START) -> Delivery:
    """The worker does what there is to do at that time."""
    run_once(now=at)
    delivery.refresh_from_db()
    return delivery


def answer(delivery: Delivery, code: ResponseCode = OK, *, at: datetime = START, **changes: Any) -> Delivery:
    """The hospital's acknowledgement comes."""
    with clock.at(at):
        come(acknowledge_for(delivery, code, **changes))
    delivery.refresh_from_db()
    return delivery


def receipt(
    delivery: Delivery, kind: vans.ReceiptKind, *, envelope_id: str = "", text: str = "", at: datetime = START
) -> Delivery:
    """The network's receipt for an envelope of ours comes."""
    original = vans.read((out() / f"{envelope_id or delivery.envelope_id}.xml").read_bytes())
    with clock.at(at):
        come(vans.write(vans.receipt_for(original, kind, envelope_id=new_id(), sent=at.isoformat(), error_text=text)))
    delivery.refresh_from_db()
    return delivery


def out() -> Path:
    return Path(settings.EXCHANGE_DIR) / "out"


def envelopes() -> list[vans.Envelope]:
    """What lies with the network, in the order it was sent."""
    return sorted((vans.read(path.read_bytes()) for path in out().glob("*.xml")), key=lambda one: one.sent)


def steps(delivery: Delivery) -> list[str]:
    return list(DeliveryEvent.objects.filter(delivery=delivery).values_list("kind", flat=True))


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)
