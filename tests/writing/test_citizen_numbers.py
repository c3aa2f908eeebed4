"""A citizen's number: all four kinds, checked by their shape and date, never by modulus 11."""

from __future__ import annotations

import pytest

from correspondence.letters.citizen_numbers import NoSuchDate, NotANumber, citizen_identifier
from correspondence.letters.letter import CPR_SYSTEM, D_ECPR_SYSTEM, X_ECPR_SYSTEM


@pytest.mark.parametrize(
    ("text", "system", "value"),
    [
        ("2509479989", CPR_SYSTEM, "2509479989"),
        ("250947-9989", CPR_SYSTEM, "2509479989"),
        (" 25 09 47 99 89 ", CPR_SYSTEM, "2509479989"),
        ("250947–9989", CPR_SYSTEM, "2509479989"),
        ("8509479989", CPR_SYSTEM, "8509479989"),
        ("2902019996", CPR_SYSTEM, "2902019996"),
        ("0703921VJ5", X_ECPR_SYSTEM, "0703921VJ5"),
        ("070392-7vj5", X_ECPR_SYSTEM, "0703927VJ5"),
        ("1206550VK9", D_ECPR_SYSTEM, "1206550VK9"),
        ("1206556VK9", D_ECPR_SYSTEM, "1206556VK9"),
    ],
)
def test_a_number_is_known_by_its_shape(text: str, system: str, value: str) -> None:
    found = citizen_identifier(text)
    assert (found.system, found.value) == (system, value)


@pytest.mark.parametrize("text", ["3013479989", "3202479989", "0009479989", "9209479989", "3104550VK9", "8506550VK9"])
def test_a_number_begins_with_a_date(text: str) -> None:
    with pytest.raises(NoSuchDate):
        citizen_identifier(text)


@pytest.mark.parametrize("text", ["", "250947998", "25094799899", "0703922VJ5", "070392VJ15", "٢٥٠٩٤٧٩٩٨٩", "Bruno"])
def test_anything_else_is_no_number_and_is_not_repeated(text: str) -> None:
    with pytest.raises(NotANumber) as fault:
        citizen_identifier(text)
    assert not text or text not in str(fault.value)
