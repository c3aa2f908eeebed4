"""Municipalities and surgeries around the demo's, with the same kinds of names, so that finding takes telling apart."""

from __future__ import annotations

from itertools import count

from sor.models import Capability, Kind, Organisation
from sor.numbers import gln_with_check_digit, make_sor_code

MUNICIPALITIES = {
    "Vesterå": "9950",
    "Ringstrup": "9940",
    "Sønderholm": "9930",
    "Aabybro Strand": "9920",
    "Næsborg": "9910",
    "Østerlund": "9900",
}
INSTITUTIONS = {
    "Sundhed og Omsorg": [
        "Hjemmeplejen Nord|hjemmeplejeenhed",
        "Hjemmeplejen Syd|hjemmeplejeenhed",
        "Hjemmeplejen, aften|hjemmeplejeenhed",
        "Hjemmesygeplejen|hjemmesygeplejeenhed",
        "Sygeplejeklinikken|sygeplejeklinik",
        "Akutteamet|hjemmesygeplejeenhed",
        "Visitationen|sundhedsforvaltning",
        "Visitationen, team Øst|sundhedsforvaltning",
        "Genoptræningen|genoptræningsenhed",
        "Hjælpemiddelcentralen|sundhedsforvaltning",
        "Plejecenter Bøgely|plejehjem",
        "Plejecenter Egebo|plejehjem",
        "Plejecenter Strandbo|plejehjem",
    ],
    "Social og Psykiatri": [
        "Bostøtten|handicap- og psykiatrienhed",
        "Bostedet Solsikken|bosted",
        "Bostedet Åkanden|bosted",
        "Støttecentret|handicap- og psykiatrienhed",
        "Værestedet Kilden|enhed for aktivitetstilbud",
        "Rusmiddelrådgivningen|center for misbrugsbehandling",
        "Familiecentret|administrativ enhed",
    ],
    "Børn og Unge": [
        "Sundhedsplejen|sundhedsplejen",
        "Tandplejen|tandplejeklinik",
        "PPR|pædagogisk psykologisk rådgivning (PPR)",
        "Ungekontakten|administrativ enhed",
    ],
}
SURGERIES = [
    "Lægerne Torvet|almen lægepraksis|099711",
    "Lægehuset Åbakken|almen lægepraksis|099712",
    "Lægehuset Kirkegade|almen lægepraksis|099713",
    "Læge Gregers Munk|almen lægepraksis|099714",
    "Tandlægerne Torvet|tandlægepraksis|099715",
    "Vesterå Apotek|apotek|",
]
_serials = count(9_800_000)


def lay_out() -> int:
    """Make them all; returns how many units there are now."""
    for town, postal_code in MUNICIPALITIES.items():
        top = _unit(f"{town} Kommune", "kommune", None, town, postal_code)
        for name, units in INSTITUTIONS.items():
            institution = _unit(f"{name}, {town}", "sundhedsforvaltning", top, town, postal_code, number=True)
            for unit in units:
                name, _, kind = unit.partition("|")
                _unit(name, kind, institution, town, postal_code)
    for surgery in SURGERIES:
        name, kind, number = surgery.split("|")
        top = _unit(f"{name} I/S", "privat", None, "Vesterå", "9950")
        _unit(name, kind, top, "Vesterå", "9950", number=True, provider_number=number)
    return Organisation.objects.count()


def _unit(
    name: str, kind: str, parent: Organisation | None, town: str, postal: str, *, number: bool = False, **facts: str
) -> Organisation:
    serial = next(_serials)
    code, gln = make_sor_code(serial), gln_with_check_digit(f"57900{serial}") if number else ""
    return Organisation.objects.create(
        sor_code=code,
        parent=parent,
        path=f"{parent.path if parent else ''}{code}/",
        kind=Kind.ORGANISATIONAL_UNIT if parent else Kind.INSTITUTION_OWNER,
        name=name,
        entity_type=kind,
        town=town,
        postal_code=postal,
        own_gln=gln,
        effective_gln=gln or (parent.effective_gln if parent else ""),
        capability=Capability.CARE_COMMUNICATION,
        **facts,
    )
