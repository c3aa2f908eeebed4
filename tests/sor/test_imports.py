"""Importing files: closures, history, what can be received, refusals."""

from datetime import date, timedelta

import pytest

from portal import clock
from portal.models import AuditEvent
from sor.importing import imports
from sor.models import Alias, ChangeKind, Import, ImportState, LocalUnit, LocationNumber, Organisation
from sor.numbers import make_sor_code
from tests.sor.conftest import (
    BELOW,
    GLN,
    HEALTH,
    OTHER_GLN,
    TOP,
    TREE,
    UNIT,
    WHOLE,
    changed,
    history,
    line,
    unit,
    without,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english", "allowed_share")]

NUMBERS = "EanLocationCode;OnlyInternalIndicator;NonActiveIndicator"
TYPES = "EanLocationCode;EdiType"


@pytest.fixture
def receivers(sor_file):
    """A function that imports what location numbers can receive: ``{gln: "FDIS91 FCTL"}``."""

    def told(types, flags="False;False"):
        pairs = [f"{gln};{one}" for gln, all_types in types.items() for one in all_types.split()]
        files = [
            sor_file(*[f"{gln};{flags}" for gln in types], header=NUMBERS, name="LocationsCode.csv"),
            sor_file(*pairs, header=TYPES, name="LocationsCodeEDITypeMap.csv"),
        ]
        return imports.run(files, full=True)

    return told


# --- What an import leaves behind


def test_an_import_says_what_it_did(load):
    record = load(*TREE, line("123", UNIT, "OE", "Forkert"))
    assert (record.state, record.file_name, record.is_full, record.source) == ("applied", WHOLE, True, "csv")
    assert (record.counts["new"], record.counts["problems"]) == (4, 1)
    assert record.problems[0]["line"] == 6
    assert len(record.sha256) == 64
    assert record.created.count() == 4
    assert record.finished_at >= record.started_at


def test_an_import_is_audited(load):
    load(*TREE)
    assert AuditEvent.objects.get().action == "sor.import"


def test_the_same_file_twice_changes_nothing(load):
    load(*TREE)
    again = load(*TREE)
    assert (again.counts["new"], again.counts["changed"], again.counts["unchanged"]) == (0, 0, 4)


def test_local_facts_stay_as_they_are(load):
    load(*TREE)
    LocalUnit.objects.create(organisation=unit(UNIT), display_name="Vores", hidden=True)
    Alias.objects.create(organisation=unit(UNIT), text="Psyk")
    load(*changed(UNIT, "Socialpsykiatrien", "Nyt navn"))
    assert (unit(UNIT).local.display_name, unit(UNIT).aliases.get().text) == ("Vores", "Psyk")


# --- History


def test_a_new_name_is_remembered(load):
    load(*TREE)
    record = load(*changed(UNIT, "Socialpsykiatrien", "Voksen og Psykiatri"))
    assert history(UNIT) == [("renamed", "Socialpsykiatrien", "Voksen og Psykiatri")]
    assert unit(UNIT).changes.get().by_import == record
    assert record.counts["renamed"] == 1


def test_a_move_is_remembered(load):
    load(*TREE)
    load(*changed(BELOW, UNIT, HEALTH))
    assert history(BELOW) == [("moved", UNIT, HEALTH)]


def test_another_number_is_remembered_by_all_that_share_it(load):
    load(*TREE)
    record = load(*changed(HEALTH, GLN, OTHER_GLN))
    assert history(BELOW) == [("gln", GLN, OTHER_GLN)]
    assert record.counts["gln"] == 3


def test_other_dates_are_remembered(load):
    load(*TREE)
    load(*changed(HEALTH, "2020-01-01", "2021-01-01"))
    assert history(HEALTH) == [("validity", "2020-01-01/..", "2021-01-01/..")]


def test_a_new_phone_is_a_change_without_history(load):
    load(*TREE)
    assert load(*changed(BELOW, "12 34 56 78", "87 65 43 21")).counts["changed"] == 1
    assert history(BELOW) == []


# --- Closing


def test_a_unit_missing_from_the_whole_register_is_closed_and_kept(load):
    load(*TREE)
    today = clock.now().date()
    record = load(*without(BELOW))
    assert not unit(BELOW).is_open(today)
    assert (unit(BELOW).missing_since, unit(BELOW).valid_to) == (today, today - timedelta(days=1))
    assert history(BELOW)[0][0] == "closed"
    assert record.counts["closed"] == 1
    assert load(*without(BELOW)).counts["changed"] == 0


def test_a_closed_unit_that_is_back_is_open_again(load):
    load(*TREE)
    load(*without(BELOW))
    load(*TREE)
    assert (unit(BELOW).valid_to, unit(BELOW).missing_since) == (None, None)
    assert history(BELOW)[1][0] == "reopened"


def test_a_part_of_the_register_closes_nothing(load):
    load(*TREE)
    assert load(*without(BELOW), name="part.csv").counts["closed"] == 0
    assert unit(BELOW).valid_to is None


def test_a_unit_that_the_whole_register_never_held_is_not_closed_by_it(load):
    load(*TREE, name="demo.csv")
    load(line(TOP, "", "IE", "Fjordby Kommune"))
    assert unit(BELOW).valid_to is None


def test_a_unit_whose_line_is_bad_is_not_missing(load):
    load(*TREE)
    record = load(*changed(BELOW, "Team Nord", ""))
    assert (record.counts["closed"], record.counts["problems"]) == (0, 1)


def test_a_code_that_lost_its_last_digit_is_not_missing(load):
    load(*TREE)
    record = load(*[one.replace(f'="{BELOW}";', f'="{BELOW[:-1]}0";') for one in TREE])
    assert (record.counts["closed"], record.problems[0]["sor_code"]) == (0, BELOW)


def test_too_many_closures_refuse_the_file(load, settings):
    load(*TREE)
    settings.SOR_MAX_CLOSING_SHARE = 24
    record = load(*without(BELOW))
    assert record.state == ImportState.REFUSED
    assert "1 of 4 units would be closed (25.0 %; at most 24 % are let pass)" in record.refusal
    assert unit(BELOW).valid_to is None
    assert Import.objects.get(pk=record.pk).refusal == record.refusal


def test_too_many_closures_can_be_forced(load, settings):
    load(*TREE)
    settings.SOR_MAX_CLOSING_SHARE = 24
    record = load(*without(BELOW), force=True)
    assert (record.state, record.forced, record.counts["closed"]) == ("applied", True, 1)


def test_end_dates_count_as_closures_too(load, settings):
    load(*TREE, name="part.csv")
    settings.SOR_MAX_CLOSING_SHARE = 24
    closed = line(BELOW, UNIT, "OE", "Team Nord", inherits="true", valid_to="2021-01-01")
    assert load(closed, name="part.csv").state == ImportState.REFUSED


def test_successors_are_known_from_both_sides(sor_file):
    header = "SorId;ParentSorId;SorType;EntityName;EanLocationCode;ReplacedBySorId;ReplacesSorId"
    lines = (f"{TOP};;IE;Fjordby;;;", f"{HEALTH};{TOP};SI;Gammel;;{UNIT};", f"{UNIT};{TOP};SI;Ny;;;")
    imports.run([sor_file(*lines, f"{BELOW};{TOP};SI;Også ny;;;{HEALTH}", header=header)])
    assert set(unit(HEALTH).replaced_by_codes) == {UNIT, BELOW}
    again = imports.run([sor_file(*lines[:1], f"{BELOW};{TOP};SI;Også ny;;;{HEALTH}", header=header)])
    assert again.counts["changed"] == 0
    assert set(unit(HEALTH).replaced_by_codes) == {UNIT, BELOW}


# --- What can be received


def test_a_unit_can_receive_what_its_number_can(load, receivers):
    load(*TREE)
    assert unit(BELOW).capability == "unknown"
    record = receivers({GLN: "FDIS91 FCTL"})
    assert {unit(code).capability for code in (HEALTH, UNIT, BELOW)} == {"care"}
    assert unit(TOP).capability == "nothing"
    assert history(BELOW) == [("capability", "unknown", "care")]
    assert record.counts["capability"] == 3


@pytest.mark.parametrize(
    ("types", "expected"), [("XDIS91", "letter"), ("DIS91 BIN01", "letter"), ("FDIS20", "nothing")]
)
def test_what_is_not_carecommunication(load, receivers, types, expected):
    load(*TREE)
    receivers({GLN: types})
    assert unit(HEALTH).capability == expected


@pytest.mark.parametrize("flags", ["True;False", "False;True"])
def test_an_internal_or_inactive_number_receives_nothing(load, receivers, flags):
    load(*TREE)
    receivers({GLN: "FDIS91"}, flags)
    assert unit(HEALTH).capability == "nothing"


def test_a_number_that_the_list_leaves_out_receives_nothing(load, receivers):
    load(*TREE)
    receivers({OTHER_GLN: "FDIS91"})
    assert unit(HEALTH).capability == "nothing"
    assert LocationNumber.objects.get(gln=GLN).message_types == ""


def test_what_can_be_received_stays_known_when_the_units_come_alone(load, receivers):
    load(*TREE)
    receivers({GLN: "FDIS91"})
    assert load(*TREE).counts["changed"] == 0
    assert unit(HEALTH).capability == "care"


def test_the_list_of_receivers_twice_changes_nothing(load, receivers):
    load(*TREE)
    receivers({GLN: "FDIS91"})
    again = receivers({GLN: "FDIS91"})
    assert (again.counts["changed"], again.counts["numbers"]) == (0, 0)


def test_units_and_numbers_come_together_too(sor_file):
    types = sor_file(f"{GLN};FDIS91", header=TYPES, name="LocationsCodeEDITypeMap.csv")
    imports.run([sor_file(*TREE, name=WHOLE), types])
    assert unit(BELOW).capability == "care"


def test_a_unit_without_a_number_sends_through_the_nearest_above(load):
    load(*TREE)
    assert unit(BELOW).sends_through == unit(UNIT).sends_through == unit(HEALTH)
    assert unit(HEALTH).sends_through is None  # it has its own
    assert unit(TOP).sends_through is None


# --- What a file does not tell


def test_columns_that_a_file_lacks_are_left_alone(load, sor_file):
    load(*TREE)
    slim = sor_file(f"{BELOW};{UNIT};OE;Team Syd;", header="SorId;ParentSorId;SorType;EntityName;Gln")
    imports.run([slim])
    below = unit(BELOW)
    assert (below.name, below.phone, below.effective_gln, below.inherits_gln) == ("Team Syd", "12 34 56 78", GLN, True)


def test_dates_that_a_file_lacks_are_left_alone(load, sor_file):
    load(*TREE)
    header = "SorId;ParentSorId;SorType;EntityName;Gln"
    imports.run([sor_file(f"{HEALTH};{TOP};SI;Psykiatri og Handicap;{GLN}", header=header)])
    assert unit(HEALTH).valid_from == date(2020, 1, 1)


# --- Several versions of a unit


def test_of_several_versions_the_one_in_force_counts(load):
    load(
        *without(BELOW),
        line(BELOW, UNIT, "OE", "Før", valid_from="2001-01-01", valid_to="2010-12-31"),
        line(BELOW, UNIT, "OE", "Nu", valid_from="2011-01-01", valid_to="2998-12-31"),
        line(BELOW, UNIT, "OE", "Siden", valid_from="2999-01-01"),
    )
    below = unit(BELOW)
    assert (below.name, below.valid_from, below.valid_to) == ("Nu", date(2001, 1, 1), None)


def test_two_units_with_the_same_code_are_reported(load):
    record = load(*TREE, line(BELOW, UNIT, "OE", "En anden"))
    assert f"SOR code {BELOW} came before, in line 2" in record.problems[0]["reason"]
    assert unit(BELOW).name == "Team Nord"


# --- Files that cannot be used


def test_a_file_with_its_columns_swapped_is_refused(load):
    record = load(*[f"{name};;IE;{TOP};;;;;;;;;;" for name in ("A", "B")])
    assert record.state == ImportState.REFUSED
    assert "not one line of the file can be used. SorEntity_daily.csv:2: SOR code 'A'" in record.refusal
    assert len(record.problems) == 2


def test_codes_and_parents_swapped_are_refused(load):
    load(*TREE)
    swapped = [";".join([one.split(";")[1], one.split(";")[0], *one.split(";")[2:]]) for one in TREE]
    record = load(*swapped, name="part.csv")
    assert record.state == ImportState.REFUSED
    assert "not one line of the file can be used." in record.refusal


def test_a_long_file_of_mostly_useless_lines_takes_force(load):
    """Names and types swapped, say: some lines still look right, and would rename units."""
    codes = [make_sor_code(9_950_000 + number) for number in range(60)]
    load(*TREE)
    lines = [line(code, UNIT, "OE", "" if number % 2 else "Enhed") for number, code in enumerate(codes)]
    record = load(*lines, line("1", UNIT, "OE", "A"), name="part.csv")
    assert record.state == ImportState.REFUSED
    assert "31 of 61 lines cannot be used" in record.refusal
    assert load(*lines, line("1", UNIT, "OE", "A"), name="part.csv", force=True).counts["new"] == 30


def test_an_empty_file_is_refused(tmp_path):
    path = tmp_path / WHOLE
    path.write_bytes(b"")
    assert "the file is empty" in imports.run([path]).refusal


def test_a_file_without_a_line_is_refused(load):
    assert load().state == ImportState.REFUSED


def test_half_a_file_is_refused(sor_file):
    path = sor_file(*TREE, name=WHOLE)
    path.write_bytes(path.read_bytes()[:-30])
    record = imports.run([path])
    assert "ends in the middle of line 5: it was cut off" in record.refusal
    assert not Organisation.objects.exists()


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert "cannot be read" in imports.run([tmp_path / "none.csv"]).refusal


def test_nothing_is_kept_when_writing_fails(load, monkeypatch):
    load(*TREE)
    monkeypatch.setattr("sor.importing.apply._alter", lambda *_args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load(*changed(UNIT, "Socialpsykiatrien", "Nyt"), line(TOP[::-1], UNIT, "OE", "x"))
    assert Organisation.objects.count() == 4
    assert Import.objects.count() == 1


def test_every_kind_of_change_is_counted(load):
    assert {*ChangeKind.values} <= {*load(*TREE).counts}
