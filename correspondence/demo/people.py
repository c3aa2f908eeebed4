"""The cast of DESIGN.md, their colleagues, and the people outside the portal. All invented."""

from __future__ import annotations

from dataclasses import dataclass

from correspondence.demo import places
from correspondence.letters.terminology import AUTHORISATION_SYSTEM, SKS_SYSTEM
from correspondence.models import Role

PASSWORD = "fjordby-demo-2026"  # noqa: S105 (printed for everybody: the demo has nothing to hide)


@dataclass(frozen=True)
class Person:
    """Somebody who logs in, or (without mailboxes or portal role) writes from outside the portal.

    ``job`` is ``<system>|<code>`` of an official list, or free text.
    """

    login: str
    given: str
    family: str
    job: str
    phone: str = ""
    mailboxes: tuple[str, ...] = ()
    role: Role = Role.CASEWORKER
    portal_role: str = ""

    @property
    def job_title_code(self) -> str:
        return self.job if "|" in self.job else ""

    @property
    def job_title_text(self) -> str:
        return "" if "|" in self.job else self.job


_NURSE = f"{AUTHORISATION_SYSTEM}|sygeplejerske"
_SOCIAL_WORKER = f"{SKS_SYSTEM}|socialraadgiver"

CAST = (
    Person("anna", "Anna", "Lind", _SOCIAL_WORKER, "10201111", (places.SOCIAL_PSYCHIATRY,)),
    Person("bo", "Bo", "Krogh", f"{SKS_SYSTEM}|paedagog", "10201112", (places.SOCIAL_PSYCHIATRY,)),
    Person("cecilie", "Cecilie", "Holm", _NURSE, "10302112", (places.WARD,)),
    Person("dorte", "Dorte", "Vang", "SOR-ansvarlig", "10201001", portal_role="is_sor_administrator"),
    Person("erik", "Erik", "Bang", _SOCIAL_WORKER, "10403111", (places.NEIGHBOUR,)),
    Person("freja", "Freja", "Dahl", "Intern revisor", "10201002", portal_role="is_auditor"),
    Person(
        "gorm",
        "Gorm",
        "Toft",
        f"{SKS_SYSTEM}|ledendesocialraadgiver",
        "10201010",
        places.MUNICIPALITY,
        Role.COORDINATOR,
    ),
    Person("ivan", "Ivan", "Rask", "Systemadministrator", "10201003", portal_role="is_system_administrator"),
)
COLLEAGUES = (
    Person(
        "helle", "Helle", "Friis", f"{SKS_SYSTEM}|afdelingslaege", "10302115", (places.OUTPATIENTS, places.EMERGENCY)
    ),
    Person("jytte", "Jytte", "Mark", "Visitator", "10201151", (places.ASSESSMENT,)),
    Person("karim", "Karim", "Nasser", _NURSE, "10201160", (places.HOME_NURSING,)),
    Person("lone", "Lone", "Bech", "Rusmiddelbehandler", "10201130", (places.ADDICTION_CENTRE,)),
    Person("mette", "Mette", "Hald", f"{SKS_SYSTEM}|sundhedsplejerske", "10201191", (places.HEALTH_VISITORS,)),
    Person("nora", "Nora", "Juhl", "Socialrådgiverstuderende", "10201113", (places.SOCIAL_PSYCHIATRY,), Role.READER),
)
OUTSIDERS = (
    Person("lund", "Peter", "Lund", f"{AUTHORISATION_SYSTEM}|laege", "10504002"),
    Person("skov", "Hanne", "Skov", f"{SKS_SYSTEM}|laegesekretaer", "10504003"),
)

USERS = CAST + COLLEAGUES
BY_LOGIN = {person.login: person for person in USERS + OUTSIDERS}
