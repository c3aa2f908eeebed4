"""The code lists as data, compared with MedCom's published ones; file types by their bytes; check digits."""

from __future__ import annotations

import json
import tarfile
from typing import Any

import pytest

from correspondence.letters import terminology
from correspondence.letters.check_digits import is_gln, is_sor_code
from correspondence.letters.file_types import attachment_type
from tests.letters import make
from tests.shared import SHARED, needs_shared

# Three displays of the published list are misspelt; people see the words as they are written in Danish.
SPELT = {"kliniskdiaetist", "klinisktandtekniker", "optikerogoptometrist"}


def published(name: str) -> dict[str, Any]:
    with tarfile.open(SHARED / "medcom/packages/medcom.fhir.dk.terminology-2.0.2.tgz") as archive:
        member = archive.extractfile(f"package/{name}.json")
        assert member is not None
        return json.load(member)


def facts(concept: dict[str, Any]) -> tuple[str, str]:
    properties = {each["code"]: each for each in concept["property"]}
    return properties["status"]["valueCode"], properties["effectiveDate"]["valueDateTime"]


@needs_shared
def test_categories_are_the_national_list():
    for concept in published("CodeSystem-medcom-careCommunication-categoryCodes")["concept"]:
        ours = terminology.category(concept["code"])
        assert ours is not None
        assert (ours.danish, ours.english) == (concept["designation"][0]["value"], concept["display"])
        assert (ours.status, ours.effective) == facts(concept)
    assert len(terminology.active_categories()) == 18


@needs_shared
@pytest.mark.parametrize("system", [terminology.AUTHORISATION_SYSTEM, terminology.SKS_SYSTEM])
def test_job_titles_are_the_official_lists(system):
    listed = published(f"CodeSystem-{system.rsplit('/', 1)[1]}")
    assert listed["url"] == system
    for concept in listed["concept"]:
        ours = terminology.job_title(system, concept["code"])
        assert ours is not None
        assert ours.danish == concept["display"] or (system, ours.code in SPELT) == (
            terminology.AUTHORISATION_SYSTEM,
            True,
        )
        assert (ours.status, ours.effective) == facts(concept)
    active = [each for each in listed["concept"] if facts(each)[0] == "active"]
    assert {each.code for each in terminology.job_titles() if each.system == system} == {
        each["code"] for each in active
    }


def test_look_ups_disregard_case():
    assert terminology.category("DISCHARGE") is terminology.category("discharge")
    assert terminology.job_title_label(terminology.SKS_SYSTEM, "Laegesekretaer") == "Lægesekretær"


def test_labels_in_two_languages_and_of_unknown_codes():
    assert terminology.category_label("discharge") == "Udskrivelse"
    assert terminology.category_label("discharge", "en-gb") == "Discharge"
    assert terminology.category_label("gossip") == "gossip"
    assert terminology.job_title_label("urn:x", "klovn") == "klovn"


def test_a_deprecated_code_is_understood_and_never_offered():
    assert terminology.category_label("assessment") == "Visitation"
    assert "assessment" not in [each.code for each in terminology.active_categories()]
    assert "pyskolog" not in [each.code for each in terminology.job_titles()]


def test_titles_stand_in_danish_order():
    titles = [each.danish for each in terminology.job_titles()]
    assert titles.index("Zoneterapeut") > titles.index("Tandplejer")
    assert titles.index("Sygeplejesekretær") < titles.index("Zoneterapeut")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (make.PDF, "application/pdf"),
        (b"", ""),
        (b"BM", ""),
        (b"%PDF", ""),
        (b"GIF88a", ""),
        (b"RIFF\x00\x00\x00\x00WEBP", ""),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ""),
        (b"<!doctype html><!-- %PDF-1.4 -->", ""),
        (b"\x00\x00\x00\x18ftypmp42", ""),
    ],
)
def test_a_file_is_what_its_bytes_say(data, kind):
    assert attachment_type(data) == kind


def test_check_digits():
    assert is_sor_code("900111000016007")
    assert not is_sor_code("900111000016008")
    assert not is_sor_code("900111000016007 ")
    assert is_gln("5790009000013")
    assert not is_gln("5790009000014")
    assert not is_gln("579000900001")
