"""Check digits of SOR codes and location numbers."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sor.numbers import gln_with_check_digit, is_gln, is_sor_code, make_sor_code
from tests.shared import SHARED, needs_shared

HIERARCHY = SHARED / "sor" / "hierarchy-one-municipality.csv"


@given(st.integers(min_value=1, max_value=99_999_999))
def test_a_made_code_passes_the_check(serial):
    assert is_sor_code(make_sor_code(serial))


@given(st.integers(min_value=1, max_value=9_999_999), st.integers(0, 15), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(serial, place, off):
    code = make_sor_code(serial)
    place %= len(code)
    wrong = code[:place] + str((int(code[place]) + off) % 10) + code[place + 1 :]
    assert not is_sor_code(wrong)


@pytest.mark.parametrize("text", ["", "123", "99010010100001600x", "٣١١٠٠٠٠١٦٠٠٩", make_sor_code(7) + "\n", "9" * 19])
def test_what_is_no_code_at_all(text):
    assert not is_sor_code(text)


@pytest.mark.parametrize("serial", [0, -1, 10**9])
def test_no_code_has_such_a_serial(serial):
    with pytest.raises(ValueError, match="serial"):
        make_sor_code(serial)


@given(st.from_regex(r"\A[0-9]{12}\Z"))
def test_a_made_location_number_passes_the_check(first12):
    assert is_gln(gln_with_check_digit(first12))


def test_a_check_digit_of_zero_is_as_good_as_any():
    assert any(gln_with_check_digit(f"5790009{one:05}").endswith("0") for one in range(10))


@pytest.mark.parametrize("text", ["", "5790009", "579000900001x", "57900090000123"])
def test_what_is_no_location_number_at_all(text):
    assert not is_gln(text)


def test_twelve_digits_come_before_the_check_digit():
    with pytest.raises(ValueError, match="twelve"):
        gln_with_check_digit("57900090001")


@needs_shared
def test_every_real_code_of_one_municipality_passes():
    with HIERARCHY.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    assert [row["sor_id"] for row in rows if not is_sor_code(row["sor_id"])] == []
    assert [row["gln"] for row in rows if row["gln"] and not is_gln(row["gln"])] == []
    assert [row["sor_id"] for row in rows if make_sor_code(int(row["sor_id"][:-10])) != row["sor_id"]] == []
