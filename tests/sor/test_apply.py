"""Applying rows to the tree."""

import pytest

from sor.importing.apply import apply
from sor.importing.csv_reader import read
from sor.importing.rows import Row
from sor.models import Organisation
from sor.numbers import make_sor_code
from sor.queries import by_gln
from tests.shared import SHARED, needs_shared
from tests.sor.conftest import BELOW, GLN, HEALTH, OTHER_GLN, TOP, TREE, UNIT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def rows(sor_file):
    return {row.sor_code: row for row in read(sor_file(*TREE))}


def unit(code):
    return Organisation.objects.get(sor_code=code)


def test_children_may_come_before_their_parents(rows):
    outcome = apply(rows.values())
    assert (len(outcome.new), outcome.changed, outcome.problems) == (4, set(), [])
    assert unit(BELOW).path == f"{TOP}/{HEALTH}/{UNIT}/{BELOW}/"
    assert unit(BELOW).parent.name == "Socialpsykiatrien"


def test_a_location_number_reaches_the_units_that_share_it(rows):
    apply(rows.values())
    assert [one.sor_code for one in by_gln(GLN)] == [HEALTH, UNIT, BELOW]
    assert unit(TOP).effective_gln == ""
    assert unit(BELOW).own_gln == ""


def test_a_unit_that_does_not_share_has_no_number(rows):
    apply([*rows.values(), Row(make_sor_code(9_900_009), HEALTH, "OE", "Uden nummer")])
    assert unit(make_sor_code(9_900_009)).effective_gln == ""


def test_the_same_rows_again_change_nothing(rows, django_assert_max_num_queries):
    apply(rows.values())
    outcome = apply(rows.values())
    assert (outcome.new, outcome.changed, outcome.unchanged) == (set(), set(), len(rows))
    with django_assert_max_num_queries(10):  # savepoints, a look at units and numbers (in portions), no write
        apply(rows.values())


def test_a_new_name_is_one_change(rows):
    apply(rows.values())
    outcome = apply([row._replace(name="Team Syd") if row.sor_code == BELOW else row for row in rows.values()])
    assert outcome.changed == {BELOW}
    assert unit(BELOW).name == "Team Syd"


def test_a_moved_unit_takes_the_units_below_it_along(rows):
    apply(rows.values())
    outcome = apply([rows[UNIT]._replace(parent_sor_code=TOP)])
    assert outcome.changed == {UNIT, BELOW}
    assert unit(BELOW).path == f"{TOP}/{UNIT}/{BELOW}/"
    assert unit(BELOW).effective_gln == ""


def test_a_new_number_reaches_units_the_file_does_not_name(rows):
    apply(rows.values())
    apply([rows[HEALTH]._replace(own_gln=OTHER_GLN)])
    assert {unit(code).effective_gln for code in (HEALTH, UNIT, BELOW)} == {OTHER_GLN}


def test_a_part_of_the_tree_hangs_from_what_is_stored(rows):
    apply(row for row in rows.values() if row.sor_code != BELOW)
    assert apply([rows[BELOW]]).new == {BELOW}
    assert unit(BELOW).effective_gln == GLN


def test_a_unit_moved_below_one_that_moves_in_the_same_file_ends_in_the_right_place(rows):
    apply(rows.values())
    leaf = rows[BELOW]._replace(sor_code=make_sor_code(9_900_009), parent_sor_code=BELOW)
    apply([leaf, rows[UNIT]._replace(parent_sor_code=TOP)])
    assert unit(leaf.sor_code).path == f"{TOP}/{UNIT}/{BELOW}/{leaf.sor_code}/"


def test_a_parent_that_is_nowhere_is_reported_and_so_are_the_units_below(rows):
    outcome = apply([rows[TOP], rows[UNIT], rows[BELOW]])
    assert outcome.new == {TOP}
    assert [problem.line for problem in outcome.problems] == [2, 3]
    assert "neither in the file nor known" in outcome.problems[1].reason
    assert "left out" in outcome.problems[0].reason


def test_a_circle_is_reported_and_stores_nothing_of_it(rows):
    outcome = apply([rows[TOP], rows[UNIT]._replace(parent_sor_code=BELOW), rows[BELOW]])
    assert (outcome.new, len(outcome.problems)) == ({TOP}, 2)


def test_a_unit_cannot_be_moved_below_itself(rows):
    apply(rows.values())
    outcome = apply([rows[UNIT]._replace(parent_sor_code=BELOW)])
    assert "below the unit itself" in outcome.problems[0].reason
    assert unit(UNIT).parent.sor_code == HEALTH


def test_a_code_given_twice_counts_once(rows):
    outcome = apply([*rows.values(), rows[TOP]._replace(name="En anden")])
    assert unit(TOP).name == "Fjordby Kommune"
    assert "came before" in outcome.problems[0].reason


def test_a_tree_too_deep_to_store_is_reported():
    codes = [make_sor_code(9_990_000 + one) for one in range(30)]
    outcome = apply(Row(code, parent, "OE", "Lag") for code, parent in zip(codes, ["", *codes[:-1]], strict=True))
    assert "too deep" in outcome.problems[0].reason
    assert len(outcome.new) + len(outcome.problems) == 30


def test_a_dry_run_tells_and_keeps_nothing(rows):
    assert len(apply(rows.values(), dry_run=True).new) == 4
    assert Organisation.objects.count() == 0


def test_queries_do_not_grow_with_the_number_of_units(rows, django_assert_max_num_queries):
    many = [Row(make_sor_code(9_910_000 + one), HEALTH, "OE", f"Enhed {one}") for one in range(300)]
    with django_assert_max_num_queries(60):
        apply([*rows.values(), *many])


@needs_shared
def test_a_real_municipality_becomes_a_tree():
    rows = read(SHARED / "sor" / "hierarchy-one-municipality.csv")
    outcome = apply(one for one in rows if isinstance(one, Row))
    assert (len(outcome.new), outcome.problems) == (555, [])
    assert Organisation.objects.filter(path__startswith="311000016009/").count() == 555
    assert unit("1467791000016004").own_gln == ""  # shares its parent's
    assert unit("1467791000016004").effective_gln == unit("1437191000016005").own_gln
