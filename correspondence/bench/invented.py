"""Invented units, citizens and texts, the same for the same seed."""

from __future__ import annotations

import uuid
from functools import cached_property
from random import Random

from correspondence.bench.names import Names
from correspondence.bench.vocabulary import Vocabulary
from correspondence.letters.letter import CPR_SYSTEM, X_ECPR_SYSTEM, Author, Citizen, Identifier, Organisation
from correspondence.letters.terminology import AUTHORISATION_SYSTEM, SKS_SYSTEM
from correspondence.models import Mailbox
from sor.models import Kind
from sor.models import Organisation as Unit
from sor.numbers import gln_with_check_digit, make_sor_code

OWN = (
    "Fjordby Socialpsykiatri, Fjordby Visitation, Fjordby Hjemmesygepleje, Fjordby Rusmiddelcenter, "
    "Fjordby Bostøtte, Bostedet Fyrtårnet, Bostedet Åkanden, Fjordby Sundhedspleje, Fjordby Genoptræning, "
    "Fjordby Hjælpemidler, Fjordby Jobcenter, Fjordby Familieafdeling"
).split(", ")
OTHERS = (
    "Psykiatrien Øst, Psykiatrien Øst afsnit P4, Distriktspsykiatrien Vest, Akutmodtagelsen, Lægehuset Havnen, "
    "Nabokøbing Socialpsykiatri, Medicinsk Afdeling, Neurologisk Klinik"
).split(", ")
# The official test numbers of MedCom: no number made up here may turn out to be somebody's.
NUMBERS = "2509479989 2512489996 0107729995 2911829996 1509819996 1502779995 3103979995 1502829995".split()
# Every invented citizen has it; nobody searches for it.
MIDDLE_NAME = "Test"
CATEGORIES = (
    "discharge psychiatry-social-disability medicine nursing home-care-assessment carecoordination training".split()
)
_TITLES = (
    (AUTHORISATION_SYSTEM, "sygeplejerske"),
    (AUTHORISATION_SYSTEM, "laege"),
    (SKS_SYSTEM, "socialraadgiver"),
    (SKS_SYSTEM, "paedagog"),
)


class Inventor:
    """A source of everything invented. ``seed`` decides all of it."""

    def __init__(self, seed: int):
        self.random = Random(seed)  # noqa: S311 (the same every time is what is wanted)

    def uuid(self) -> str:
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def citizen(self) -> Citizen:
        number = Identifier(CPR_SYSTEM, self.random.choice(NUMBERS))
        return self._named(number)

    def one_of_many_citizens(self) -> Citizen:
        """With a national replacement number: there are millions of them, and none is a living person's CPR."""
        born = f"{self.random.randint(1, 28):02}{self.random.randint(1, 12):02}{self.random.randint(20, 99)}"
        letters = "".join(self.random.choices("ABCDEFGHJKLMNPQRSTUVWXYZ", k=2))
        number = Identifier(X_ECPR_SYSTEM, f"{born}7{letters}{self.random.randint(0, 9)}")
        return self._named(number)

    def _named(self, number: Identifier) -> Citizen:
        return Citizen((number,), (self.names.given(), MIDDLE_NAME), self.names.family())

    @cached_property
    def names(self) -> Names:
        return Names(self.random)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(self.random)

    def text(self) -> str:
        """Two to nine sentences in up to three paragraphs, with a greeting."""
        return f"Kære kollega.\n\n{self.vocabulary.body()}\n\nVenlig hilsen"

    def author(self, unit: Organisation) -> Author:
        system, code = self.random.choice(_TITLES)
        given, family = self.names.given(), self.names.family()
        return Author((given,), family, job_system=system, job_code=code, organisation=unit)

    def category(self) -> str:
        return self.random.choice(CATEGORIES)

    def file(self, size: int = 60_000) -> bytes:
        """Bytes that count as a PDF and do not compress."""
        return b"%PDF-1.7\n" + self.random.randbytes(size) + b"\n%%EOF\n"


def open_mailboxes(count: int = len(OWN)) -> list[Mailbox]:
    """``count`` own units with a mailbox each, below one municipality."""
    top = _unit(9_801_001, "Fjordby Kommune", None)
    units = [_unit(9_801_010 + at, _own_name(at), top) for at in range(count)]
    return [Mailbox.objects.create(organisation=unit, phone="70123456") for unit in units]


def _own_name(at: int) -> str:
    round_, name = divmod(at, len(OWN))
    return f"{OWN[name]} {round_ + 1}" if round_ else OWN[name]


def other_units() -> list[Organisation]:
    """Who writes to the mailboxes, from outside the portal."""
    return [
        Organisation(make_sor_code(9_802_010 + at), gln_with_check_digit(f"57900098{at:04d}"), name)
        for at, name in enumerate(OTHERS)
    ]


def _unit(serial: int, name: str, parent: Unit | None) -> Unit:
    code = make_sor_code(serial)
    gln = gln_with_check_digit(f"57900097{serial % 10_000:04d}")
    return Unit.objects.create(
        sor_code=code,
        parent=parent,
        path=f"{parent.path if parent else ''}{code}/",
        kind=Kind.ORGANISATIONAL_UNIT if parent else Kind.INSTITUTION_OWNER,
        name=name,
        own_gln=gln,
        effective_gln=gln,
    )
