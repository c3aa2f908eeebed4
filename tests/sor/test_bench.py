"""The invented register that imports are measured with."""

import csv
from collections import Counter

import pytest

from sor.bench import measure, write_register
from sor.models import Organisation

UNITS = 3000


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    path, *_numbers = write_register(tmp_path_factory.mktemp("register"), UNITS, seed=1)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def test_it_has_as_many_units_as_asked_for(lines):
    assert len(lines) == UNITS


def test_it_is_deep_and_names_repeat_as_in_the_real_one(lines):
    depths: dict[str, int] = {}
    for line in lines:
        depths[line["SorId"]] = depths.get(line["ParentSorId"], 0) + 1
    assert max(depths.values()) == 8
    assert max(Counter(line["EntityName"] for line in lines).values()) > 10


def test_few_units_have_a_number_of_their_own_and_many_share_one(lines):
    own = sum(line["EanLocationCode"] != '=""' for line in lines)
    assert 0.03 * UNITS < own < 0.3 * UNITS
    assert sum(line["EntityInheritedIndicator"] == "True" for line in lines) > 0.4 * UNITS


@pytest.mark.django_db
def test_the_measurement_imports_everything_then_nothing_then_a_nights_changes():
    whole, again, nightly = measure(UNITS, seed=1)
    assert (whole.units, whole.changed, again.units, again.changed) == (UNITS, UNITS, UNITS, 0)
    assert 50 < nightly.changed < 1000
    assert Organisation.objects.exclude(missing_since=None).exists()
