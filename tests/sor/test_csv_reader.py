"""Reading SOR2 CSV files."""

from datetime import date

import pytest

from sor.importing.csv_reader import read
from sor.importing.rows import Problem, Refused, Row
from sor.importing.sources import open_source
from tests.shared import SHARED, needs_shared
from tests.sor.conftest import BELOW, GLN, HEADER, HEALTH, TOP, TREE, UNIT, line

pytestmark = pytest.mark.usefixtures("in_english")


def test_a_line_becomes_a_row(sor_file):
    row = next(iter(read(sor_file(*TREE))))
    assert isinstance(row, Row)
    assert (row.sor_code, row.parent_sor_code, row.kind, row.name) == (BELOW, UNIT, "OE", "Team Nord")
    assert (row.inherits_gln, row.own_gln, row.phone, row.street) == (True, "", "12 34 56 78", "Åvej 3 B")
    assert (row.line, row.file) == (2, "sor.csv")


def test_dates_are_read(sor_file):
    row = next(iter(read(sor_file(line(TOP, "", "IE", "Fjordby", valid_from="2020-01-01", valid_to="31-12-2030")))))
    assert (row.valid_from, row.valid_to) == (date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252"])
def test_danish_letters_survive_every_encoding(sor_file, encoding):
    rows = list(read(sor_file(line(TOP, "", "IE", "Ærø Bådehavn"), encoding=encoding)))
    assert rows[0].name == "Ærø Bådehavn"


def test_a_code_wrapped_for_spreadsheets_in_quotes_is_unwrapped(sor_file):
    wrapped = f'"=""{TOP}""";;IE;Fjordby;;;;;;;;;;'
    assert next(iter(read(sor_file(wrapped)))).sor_code == TOP


def test_headers_may_be_spelled_otherwise(sor_file):
    path = sor_file(f"{TOP};;IE;Fjordby;{GLN}", header="sor_id;PARENT SOR ID;sor-type;name;gln")
    assert next(iter(read(path))).own_gln == GLN


def test_a_type_told_by_its_code_alone_gets_its_name(sor_file):
    header = "SorId;ParentSorId;SorType;EntityName;EanLocationCode;EntityTypeId"
    path = sor_file(f"{TOP};;IE;Fjordby;;547211000005108", header=header)
    assert next(iter(read(path))).entity_type == "kommune"
    assert "entity_type" in open_source(path).fields


def test_a_repeated_number_of_the_parent_is_not_the_units_own(sor_file):
    row = next(iter(read(sor_file(line(UNIT, HEALTH, "OE", "Nord", GLN, "true")))))
    assert (row.own_gln, row.inherits_gln) == ("", True)


def test_a_missing_column_refuses_the_file_and_names_it(sor_file):
    header = HEADER.replace("EanLocationCode", "Noget")
    with pytest.raises(Refused, match=r"missing column: gln \(EanLocationCode.*Columns found: SorId, ParentSorId"):
        list(read(sor_file(*TREE, header=header)))


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"\x81\x8d"])
def test_a_file_that_is_nothing_of_the_kind_is_refused(tmp_path, content):
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    with pytest.raises(Refused, match=r"odd\.csv"):
        list(read(path))


def test_what_is_no_text_is_told_as_that(tmp_path):
    path = tmp_path / "odd.csv"
    path.write_bytes(b"SorId;\x81\n")
    with pytest.raises(Refused, match=r"odd\.csv: is no text"):
        list(read(path))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refused, match=r"none\.csv"):
        list(read(tmp_path / "none.csv"))


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (line("123", TOP, "OE", "A"), "SOR code"),
        (line(UNIT[:-1] + str((int(UNIT[-1]) + 2) % 10), TOP, "OE", "A"), "check digit"),
        (
            line(f"{UNIT[:-1]}0", TOP, "OE", "A"),
            f"has lost its last digit, as in a spreadsheet; it was probably {UNIT}",
        ),
        (line("9,9E+15", TOP, "OE", "A"), "was shortened by a spreadsheet"),
        (line(UNIT, "12345678901", "OE", "A"), "parent's SOR code"),
        (line(UNIT, "", "OE", "A"), "no parent"),
        (line(UNIT, UNIT, "OE", "A"), "its own parent"),
        (line(UNIT, TOP, "XX", "A"), "type 'XX'"),
        (line(UNIT, TOP, "OE", ""), "no name"),
        (line(UNIT, TOP, "OE", "A" * 201), "name is longer than 200"),
        (line(UNIT, TOP, "OE", "A\x00B"), "control character"),
        (line(UNIT, TOP, "OE", "A", GLN[:-1] + str((int(GLN[-1]) + 1) % 10)), "location number"),
        (line(UNIT, TOP, "OE", "A", inherits="perhaps"), "neither true nor false"),
        (line(UNIT, TOP, "OE", "A", valid_from="31/12/2020"), "valid from '31/12/2020' is not a date"),
        (line(UNIT, TOP, "OE", "A", valid_from="2021-01-01", valid_to="2020-01-01"), "before valid from"),
        ("for;få;felter", "fewer than the header"),
    ],
)
def test_a_bad_line_is_reported_with_its_reason_and_the_next_one_read(sor_file, bad, reason):
    first, second = read(sor_file(bad, line(TOP, "", "IE", "Fjordby")))
    assert isinstance(first, Problem)
    assert reason in first.reason
    assert str(first).startswith("sor.csv:2: ")
    assert isinstance(second, Row)


def test_empty_lines_are_passed_over(sor_file):
    assert len(list(read(sor_file("", line(TOP, "", "IE", "Fjordby"), "")))) == 1


@needs_shared
def test_the_whole_tree_of_a_real_municipality_is_read():
    read_ones = list(read(SHARED / "sor" / "hierarchy-one-municipality.csv"))
    assert [one for one in read_ones if isinstance(one, Problem)] == []
    assert len(read_ones) == 555


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_a_file_saved_anew_by_a_spreadsheet_is_read_all_the_same(sor_file, delimiter):
    anew = [
        delimiter.join(f'"{text}"' for text in one.replace('="', "").replace('"', "").split(";"))
        for one in (HEADER, *TREE)
    ]
    found = list(read(sor_file(*anew[1:], header=anew[0], encoding="utf-16")))
    assert len(found) == len(TREE)
    assert found == list(read(sor_file(*TREE)))


def test_a_comma_in_a_name_does_not_part_it(sor_file):
    assert next(iter(read(sor_file(line(TOP, "", "IE", "Børn, unge og familie"))))).name == "Børn, unge og familie"


def test_the_type_of_a_unit_in_small_letters(sor_file):
    assert next(iter(read(sor_file(line(TOP, "", "ie", "Fjordby"))))).kind == "IE"


@pytest.mark.parametrize(
    "written",
    ["2020-01-31T00:00:00.000", "2020-01-31 00:00:00.0000000", "2020-01-31+01:00", "2020-01-31T23:00:00Z", "20200131",
     "31.01.2020", "31-1-2020", "31-01-2020 00:00:00"],
)  # fmt: skip
def test_a_date_may_be_written_in_many_ways(sor_file, written):
    row = next(iter(read(sor_file(line(TOP, "", "IE", "Fjordby", valid_from=written)))))
    assert row.valid_from == date(2020, 1, 31)


def test_the_last_day_of_all_is_no_end(sor_file):
    row = next(iter(read(sor_file(line(TOP, "", "IE", "Fjordby", valid_to="9999-12-31")))))
    assert row.valid_to is None


@pytest.mark.parametrize("written", ["31-02-2020", "2020-13-01", "20", "1. januar 2020", "2020-01-01+1", "01-31-2020"])
def test_what_is_no_date_is_told(sor_file, written):
    problem = next(iter(read(sor_file(line(TOP, "", "IE", "Fjordby", valid_from=written)))))
    assert f"'{written}' is not a date" in problem.reason


def test_a_quotation_mark_that_is_never_closed_refuses_the_file(sor_file):
    open_quote = line(UNIT, TOP, "OE", '"Nord').replace(f'="{UNIT}"', UNIT).replace(f'="{TOP}"', TOP)
    lines = [f"{TOP};;IE;Fjordby;;;;;;;;;;", open_quote, f"{BELOW};{UNIT};OE;Syd;;;;;;;;;;"]
    with pytest.raises(Refused, match=r"sor\.csv: a quotation mark in line 3 is never closed"):
        list(read(sor_file(*lines)))
