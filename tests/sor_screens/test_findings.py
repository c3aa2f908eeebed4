"""What is to be reported to SOR."""

from __future__ import annotations

import csv
import io
from datetime import date

from django.test import Client
from django.urls import reverse

from correspondence.models import Mailbox, Thread
from portal import clock
from sor.findings import Finding, as_csv, findings
from sor.models import Capability, Import, ImportState, Organisation
from tests.cast import Cast, write
from tests.sor_screens.units import Places, unit


def words_about(code: str) -> list[str]:
    return [one.words for one in findings() if one.sor_code == code]


def test_own_units_without_a_number(cast: Cast, places: Places) -> None:
    assert words_about(places.municipality.sor_code) == []
    Mailbox.objects.create(organisation=places.psychiatry)
    assert len(words_about(places.municipality.sor_code)) == 1
    assert words_about(places.team.sor_code) == []


def test_a_mailbox_that_cannot_receive(cast: Cast, places: Places) -> None:
    Mailbox.objects.create(organisation=places.clinic)
    assert len(words_about(places.clinic.sor_code)) == 1
    places.clinic.capability = Capability.CARE_COMMUNICATION
    places.clinic.save()
    assert words_about(places.clinic.sor_code) == []


def test_a_closed_unit_still_used(cast: Cast, places: Places) -> None:
    write(cast)
    Organisation.objects.filter(pk=cast.psychiatry.organisation_id).update(valid_to=date(2020, 1, 1))
    code = cast.psychiatry.organisation.sor_code
    assert words_about(code) == ["Den er lukket og har en åben postkasse her."]
    Mailbox.objects.filter(pk=cast.psychiatry.pk).update(is_open=False)
    assert words_about(code) == ["Den er lukket, og 1 åben samtale her er med den."]
    Thread.objects.update(finished_at=clock.now())
    assert words_about(code) == []


def test_location_numbers_that_fail_their_check_digit(cast: Cast, places: Places) -> None:
    bad = {"file": "f.csv", "line": 3, "sor_code": "99", "field": "gln", "reason": "location number '5' is wrong"}
    Import.objects.create(file_name="f.csv", state=ImportState.APPLIED, problems=[bad, {**bad, "field": "name"}])
    assert words_about("99") == ["location number '5' is wrong"]


def test_a_file_for_a_spreadsheet_in_which_nothing_runs(dortes: Client, cast: Cast, places: Places) -> None:
    evil = unit(8200, '=HYPERLINK("http://x")', places.municipality, inherits_gln=False)
    Organisation.objects.filter(pk=evil.pk).update(effective_gln="", sends_through=None)
    Mailbox.objects.create(organisation=places.psychiatry)
    response = dortes.get(reverse("sor:findings-csv"))
    assert response["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert '\'=HYPERLINK("http://x")' in [row[2] for row in rows]
    assert f'="{evil.sor_code}"' in [row[1] for row in rows]


def test_every_way_to_begin_a_formula_is_defused() -> None:
    for sign in "=+-@\t\r":
        [_, row] = csv.reader(
            io.StringIO(as_csv([Finding("k", f"{sign}1", f"{sign}2", f"{sign}3", f"{sign}4")])), delimiter=";"
        )
        assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


def test_the_page_says_when_there_is_nothing(dortes: Client) -> None:
    assert dortes.get(reverse("sor:findings")).status_code == 200
