"""The code lists of CareCommunication 5.0 as data: national lists change, so each code has a status and a date.

Source: MedCom terminology 2.0.2 (codes, displays, statuses and effective dates as published).
All look-ups disregard case, as the code systems declare.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from correspondence.letters.letter import Activity, Priority

_CODE_SYSTEMS = "http://medcomfhir.dk/ig/terminology/CodeSystem"
CATEGORY_SYSTEM = f"{_CODE_SYSTEMS}/medcom-careCommunication-categoryCodes"
ACTIVITY_SYSTEM = f"{_CODE_SYSTEMS}/medcom-messaging-activityCodes"
EVENT_SYSTEM = f"{_CODE_SYSTEMS}/medcom-messaging-eventCodes"
DESTINATION_USE_SYSTEM = f"{_CODE_SYSTEMS}/medcom-messaging-destinationUse"
AUTHORISATION_SYSTEM = f"{_CODE_SYSTEMS}/medcom-core-PractitionerRolesAutorisationsregistret"
SKS_SYSTEM = f"{_CODE_SYSTEMS}/medcom-core-PractitionerRolesSKSadministrativ"

EVENT = "care-communication-message"
ACKNOWLEDGEMENT_EVENT = "acknowledgement-message"
PRIMARY = "primary"

CATEGORY_OTHER = "other"
CATEGORY_REFERRAL = "regarding-referral"

ACTIVITIES = frozenset(Activity)
PRIORITIES = frozenset(Priority)
MIME_TYPES = ("application/pdf", "image/jpeg", "image/png", "image/gif", "image/tiff", "image/bmp")

_FIRST, _SECOND, _JOBS = "2022-11-01", "2025-09-22", "2022-10-05"


@dataclass(frozen=True, slots=True)
class Concept:
    """One code of a list. ``effective`` is the date (ISO) its status counts from; "deprecated" is
    understood on receipt and never sent."""

    code: str
    danish: str
    english: str = ""
    status: str = "active"
    effective: str = _FIRST
    system: str = CATEGORY_SYSTEM

    @property
    def active(self) -> bool:
        return self.status == "active"

    def label(self, language: str = "da") -> str:
        """The words for a screen in ``language`` ("da", "en", "en-gb" …)."""
        return self.english if self.english and language.startswith("en") else self.danish


_CATEGORIES = (
    Concept("acute-ambulant", "Akut ambulant", "Acute ambulant", effective=_SECOND),
    Concept("alcohol-and-drug-treatment", "Rusmiddelbehandling", "Alcohol and drug treatment"),
    Concept("assessment", "Visitation", "Assessment", status="deprecated", effective=_SECOND),
    Concept("assistive-devices", "Hjælpemidler", "Assistive technology"),
    Concept("carecoordination", "Forløbskoordinering", "Care Coordination"),
    Concept("decease", "Dødsfald", "Decease"),
    Concept("discharge", "Udskrivelse", "Discharge"),
    Concept("examination-results", "Undersøgelsessvar", "Examination Results"),
    Concept(
        "extended-care-responsibility", "Udvidet behandlingsansvar", "Extended care responsibility", effective=_SECOND
    ),
    Concept("healthcare", "Sundhedspleje", "Healthcare"),
    Concept("home-care-assessment", "Visitation", "Home care assessment"),
    Concept("medicine", "Medicin", "Medicine"),
    Concept("nursing", "Sygepleje", "Nursing"),
    Concept("other", "Andet", "Other"),
    Concept("outpatient", "Ambulant", "Outpatient"),
    Concept("psychiatry-social-disability", "Psykiatri, social, handicap", "Psychiatry, Social, Disability"),
    Concept("regarding-referral", "Vedr. henvisning", "Regarding Referral"),
    Concept("telemedicine", "Telemedicin", "Telemedicine"),
    Concept("training", "Træning", "Training"),
)

# code=Danish; "-" before the code: deprecated, "+": in its present state since the second edition.
_AUTHORISATION = """
ambulancebehandler=Ambulancebehandler bandagist=Bandagist behandlerfarmaceut=Behandlerfarmaceut
bioanalytiker=Bioanalytiker ergoterapeut=Ergoterapeut fodterapeut=Fodterapeut fysioterapeut=Fysioterapeut
jordemoder=Jordemoder kiropraktor=Kiropraktor kliniskdiaetist=Klinisk_diætist
klinisktandtekniker=Klinisk_tandtekniker laege=Læge optikerogoptometrist=Optiker_og_optometrist osteopat=Osteopat
radiograf=Radiograf socialogsundhedsassistent=Social-_og_sundhedsassistent sygeplejerske=Sygeplejerske
tandlaege=Tandlæge tandplejer=Tandplejer
"""
_SKS = """
speciallaege=Speciallæge speciallaegeipraksis=Speciallæge_i_praksis cheflaege=Cheflæge overlaege=Overlæge
afdelingslaege=Afdelingslæge sygehuslaege=Sygehuslæge sygeplejerske=Sygeplejerske sundhedsplejerske=Sundhedsplejerske
socialogsundhedsassistent=Social-_og_sundhedsassistent
+socialogsundhedsmedhjaelper=Social-_og_sundhedsmedhjælper +-socialogsundhedsmehjaelper=Social-_og_sundhedsmedhjælper
sygehjaelper=Sygehjælper plejer=Plejer plejehjemsassistent=Plejehjemsassistent tandlaege=Tandlæge
klinisktandtekniker=Klinisk_tandtekniker tandplejer=Tandplejer farmaceut=Farmaceut apoteker=Apoteker
+psykolog=Psykolog +-pyskolog=Psykolog jordemoder=Jordemoder fysioterapeut=Fysioterapeut ergoterapeut=Ergoterapeut
bioanalytiker=Bioanalytiker radiograf=Radiograf diaetist=Diætist diaetistassistent=Diætistassistent
audilogiassistent=Audilogiassistent neurofysiologassistent=Neurofysiologassistent kiropraktor=Kiropraktor
zoneterapeut=Zoneterapeut psykoterapeut=Psykoterapeut audiologopaed=Audiologopæd laegesekretaer=Lægesekretær
ledendelaegesekretaer=Ledende_lægesekretær sygeplejesekretaer=Sygeplejesekretær -sygeplejesekretear=Sygeplejesekretær
fodterapeut=Fodterapeut socialraadgiver=Socialrådgiver ledendesocialraadgiver=Ledende_socialrådgiver laerer=Lærer
paedagog=Pædagog beskaeftigelsesvejleder=Beskæftigelsesvejleder bandagist=Bandagist skomager=Skomager optiker=Optiker
"""


def _titles(system: str, words: str) -> Iterator[Concept]:
    for word in words.split():
        marked, danish = word.split("=")
        code = marked.lstrip("+-")
        yield Concept(
            code=code,
            danish=danish.replace("_", " "),
            status="deprecated" if "-" in marked[: len(marked) - len(code)] else "active",
            effective=_SECOND if marked.startswith("+") else _JOBS,
            system=system,
        )


def _indexed(concepts: Iterable[Concept]) -> dict[tuple[str, str], Concept]:
    return {(concept.system, concept.code): concept for concept in concepts}


_CATEGORY_INDEX = {concept.code: concept for concept in _CATEGORIES}
_TITLE_INDEX = _indexed([*_titles(AUTHORISATION_SYSTEM, _AUTHORISATION), *_titles(SKS_SYSTEM, _SKS)])
_DANISH_ORDER = str.maketrans({"æ": "{", "ø": "|", "å": "}"})


def _danish_order(concept: Concept) -> str:
    return concept.danish.lower().translate(_DANISH_ORDER)


def category(code: str) -> Concept | None:
    """The national category of a code, deprecated ones included, or None when there is none."""
    return _CATEGORY_INDEX.get(code.lower())


def category_label(code: str, language: str = "da") -> str:
    """The words for a category; the code itself when it is unknown."""
    concept = category(code)
    return concept.label(language) if concept else code


def active_categories() -> list[Concept]:
    """The categories that may be sent, in Danish alphabetical order."""
    return sorted((concept for concept in _CATEGORIES if concept.active), key=_danish_order)


def job_titles() -> list[Concept]:
    """The job titles of both official lists that may be sent, in Danish alphabetical order.

    Some titles stand in both lists; ``Concept.system`` tells them apart.
    """
    return sorted((concept for concept in _TITLE_INDEX.values() if concept.active), key=_danish_order)


def job_title(system: str, code: str) -> Concept | None:
    """The title of a code in one of the two official lists, deprecated ones included."""
    return _TITLE_INDEX.get((system, code.lower()))


def job_title_label(system: str, code: str) -> str:
    """The Danish title; the code itself when it is on neither list."""
    concept = job_title(system, code)
    return concept.danish if concept else code
