"""The fixed cast (DESIGN.md section 5) and what they write to each other. All invented.

Anna (caseworker) and Bo work in Fjordby Socialpsykiatri, Cecilie in Psykiatrien Øst; Gorm coordinates
Fjordby's mailboxes; Erik is of another municipality and sees nothing; Dorte administers SOR, Freja audits,
Ivan operates. SOR codes and location numbers pass their check digits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from correspondence.actions.content import Content, Signature
from correspondence.actions.reply import reply
from correspondence.actions.start import start
from correspondence.exchange.worker import run_once
from correspondence.letters import letter as wire
from correspondence.letters.terminology import SKS_SYSTEM
from correspondence.models import Mailbox, Membership, Message, Role, Thread
from portal.models import User
from sor.models import Kind, Organisation
from sor.numbers import gln_with_check_digit, make_sor_code

PASSWORD = "fjordby-test-1234"
BRUNO = wire.Citizen(
    identifiers=(wire.Identifier(wire.CPR_SYSTEM, "2509479989"),), given=("Bruno", "Test"), family="Elmer"
)
PETER = wire.Citizen(
    identifiers=(wire.Identifier(wire.X_ECPR_SYSTEM, "0703921VJ5"),), given=("Peter",), family="Hansen"
)


@dataclass
class Cast:
    """Everybody, and the mailboxes of the three organisations."""

    anna: User
    bo: User
    cecilie: User
    dorte: User
    erik: User
    freja: User
    gorm: User
    ivan: User
    social_psychiatry: Mailbox
    psychiatry: Mailbox
    neighbour: Mailbox


def unit(serial: int, name: str, parent: Organisation | None = None, gln: str = "") -> Organisation:
    """A unit of the register; ``gln`` is its own, otherwise it has its parent's."""
    code = make_sor_code(serial)
    return Organisation.objects.create(
        sor_code=code,
        parent=parent,
        path=f"{parent.path if parent else ''}{code}/",
        kind=Kind.ORGANISATIONAL_UNIT if parent else Kind.INSTITUTION_OWNER,
        name=name,
        own_gln=gln,
        effective_gln=gln or (parent.effective_gln if parent else ""),
    )


def mailbox(serial: int, name: str) -> Mailbox:
    gln = gln_with_check_digit(f"57900099{serial:04d}")
    return Mailbox.objects.create(organisation=unit(serial, name, gln=gln), phone="70123456")


def person(
    username: str, first: str, last: str, box: Mailbox | None = None, role: str = Role.CASEWORKER, **flags
) -> User:
    user = User.objects.create_user(
        username,
        password=PASSWORD,
        first_name=first,
        last_name=last,
        phone="38683868",
        job_title_code=f"{SKS_SYSTEM}|socialraadgiver",
        **flags,
    )
    if box:
        Membership.objects.create(user=user, mailbox=box, role=role)
    return user


def assemble() -> Cast:
    social, psychiatry, neighbour = (
        mailbox(7101, "Fjordby Socialpsykiatri"),
        mailbox(7201, "Psykiatrien Øst"),
        mailbox(7301, "Nabokøbing Socialpsykiatri"),
    )
    return Cast(
        anna=person("anna", "Anna", "Vestergaard", social),
        bo=person("bo", "Bo", "Lindskov", social),
        cecilie=person("cecilie", "Cecilie", "Holm", psychiatry),
        dorte=person("dorte", "Dorte", "Krag", is_sor_administrator=True),
        erik=person("erik", "Erik", "Toft", neighbour),
        freja=person("freja", "Freja", "Bang", is_auditor=True),
        gorm=person("gorm", "Gorm", "Brandt", social, Role.COORDINATOR),
        ivan=person("ivan", "Ivan", "Dahl", is_system_administrator=True),
        social_psychiatry=social,
        psychiatry=psychiatry,
        neighbour=neighbour,
    )


def signature(user: User, phone: str = "38683868") -> Signature:
    return Signature((user.first_name,), user.last_name, SKS_SYSTEM, "socialraadgiver", phone=phone)


def content(user: User, text: str = "Kære kollega.\nHar I tid til et møde?", **changes) -> Content:
    fields = {"category": "discharge", "topic": "Udskrivelse", "text": text, "signature": signature(user)}
    return Content(**{**fields, **changes})


def write(
    cast: Cast, *, citizen: wire.Citizen = BRUNO, deliver: bool = True, now: datetime | None = None, **changes
) -> Message:
    """Cecilie writes to Fjordby Socialpsykiatri; delivered and acknowledged unless ``deliver`` is off."""
    message = start(
        user=cast.cecilie,
        mailbox=cast.psychiatry,
        receiver=cast.social_psychiatry.organisation,
        citizen=citizen,
        content=content(cast.cecilie, **changes),
        token=uuid4(),
        now=now,
    )
    if deliver:
        run_once()
    return message


def answer(user: User, thread: Thread, text: str = "Tak for beskeden.\nVi ringer i morgen.", **changes) -> Message:
    """``user`` replies to the latest received message of ``thread``; not delivered yet."""
    latest = thread.messages.filter(direction="in").latest("occurred_at", "pk")
    return reply(
        user=user,
        thread=thread,
        answers=latest.message_header_id,
        content=content(user, text, **changes),
        token=uuid4(),
    )


def thread_in(box: Mailbox) -> Thread:
    """The newest thread of a mailbox."""
    return box.threads.latest("latest_at", "pk")
