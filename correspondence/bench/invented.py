"""Invented units, citizens and texts, the same for the same seed."""

from __future__ import annotations

import uuid
from random import Random

from correspondence.letters.letter import CPR_SYSTEM, Author, Citizen, Identifier, Organisation
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
_NUMBERS = "2509479989 2512489996 0107729995 2911829996 1509819996 1502779995 3103979995 1502829995".split()
_GIVEN = "Bruno Nancy Max Kirsten Brita Ruddi Anders Knut Laura Jonas Signe Åse Søren Øjvind Mette Karim".split()
_FAMILY = "Elmer Berggren Jensen Holst Ravn Vestergaard Lindskov Sørensen Ågård Møller-Bæk Hansen Thøgersen".split()
_SENTENCES = (
    "Borgeren er i dag udskrevet fra afsnittet med en plan for det videre forløb.",
    "Vi har talt med borgeren om støtte i hjemmet og aftalt et møde i næste uge.",
    "Medicinen er ændret; den nye medicinliste ligger i Fælles Medicinkort.",
    "Der er bevilget 6 timers bostøtte om ugen fra den 1. i næste måned.",
    "Pårørende deltager gerne i netværksmødet, hvis borgeren giver samtykke.",
    "Borgeren oplyser, at søvnen er bedre, men at appetitten fortsat er nedsat.",
    "Vil I bekræfte, at hjemmesygeplejen kan give depotinjektion fra torsdag?",
    "Kontakt os gerne på telefon mellem kl. 9 og 14, hvis der er spørgsmål.",
    "Vi afventer svar på blodprøver og vender tilbage, så snart de foreligger.",
    "Der er fortsat brug for støtte til indkøb, rengøring og struktur i hverdagen.",
)
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
        number = Identifier(CPR_SYSTEM, self.random.choice(_NUMBERS))
        return Citizen((number,), (self.random.choice(_GIVEN), "Test"), self.random.choice(_FAMILY))

    def text(self) -> str:
        """Two to nine sentences in up to three paragraphs, with a greeting."""
        sentences = self.random.choices(_SENTENCES, k=self.random.randint(2, 9))
        body = "\n\n".join(" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3))
        return f"Kære kollega.\n\n{body}\n\nVenlig hilsen"

    def author(self, unit: Organisation) -> Author:
        system, code = self.random.choice(_TITLES)
        given, family = self.random.choice(_GIVEN), self.random.choice(_FAMILY)
        return Author((given,), family, job_system=system, job_code=code, organisation=unit)

    def category(self) -> str:
        return self.random.choice(CATEGORIES)

    def file(self, size: int = 60_000) -> bytes:
        """Bytes that count as a PDF and do not compress."""
        return b"%PDF-1.7\n" + self.random.randbytes(size) + b"\n%%EOF\n"


def open_mailboxes() -> list[Mailbox]:
    """The own units with a mailbox each, below one municipality."""
    top = _unit(9_801_001, "Fjordby Kommune", None)
    units = [_unit(9_801_010 + at, name, top) for at, name in enumerate(OWN)]
    return [Mailbox.objects.create(organisation=unit, phone="70123456") for unit in units]


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
