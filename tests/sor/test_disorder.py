"""Whatever the parents in a file: what is stored is a tree, and importing it again changes nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sor.importing.apply import apply
from sor.importing.rows import Row
from sor.models import Organisation
from sor.numbers import gln_with_check_digit, make_sor_code

pytestmark = pytest.mark.django_db

CODES = [make_sor_code(9_930_000 + one) for one in range(8)]
GLNS = ["", "", *(gln_with_check_digit(f"57900097000{one}") for one in range(2))]


def _row(code, parent, name, gln, inherits):
    return Row(code, parent, "OE", name, own_gln=gln, inherits_gln=inherits and not gln)


_parts = (st.sampled_from(some) for some in (CODES, ["", *CODES], ["EG", "Nord"], GLNS, [True, False]))
rows = st.lists(st.builds(_row, *_parts), max_size=12)


def demand_a_tree():
    for unit in Organisation.objects.select_related("parent"):
        above = unit.parent
        assert unit.path == f"{above.path if above else ''}{unit.sor_code}/"
        inherited = above.effective_gln if above and unit.inherits_gln else ""
        assert unit.effective_gln == (unit.own_gln or inherited)
        through = above and (above if above.own_gln else above.sends_through)
        assert unit.sends_through == (None if unit.own_gln else through)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows, rows)
def test_what_is_stored_is_always_a_tree(first, second):
    Organisation.objects.update(parent=None, sends_through=None)
    Organisation.objects.all().delete()
    for some in (first, second):
        outcome = apply(some)
        demand_a_tree()
        assert len(outcome.new) + len(outcome.changed) + outcome.unchanged + len(outcome.problems) >= len(set(some))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows)
def test_the_same_rows_twice_change_nothing(some):
    Organisation.objects.update(parent=None, sends_through=None)
    Organisation.objects.all().delete()
    once = list({row.sor_code: row for row in some}.values())
    problems = apply(once).problems
    again = apply(once)
    if not problems:
        assert (again.new, again.changed) == (set(), set())


def test_a_long_chain_with_nothing_above_it_is_told_in_reasonable_time():
    codes = [make_sor_code(9_000_000 + one) for one in range(3000)]
    chain = [Row(code, parent, "OE", "Led") for code, parent in zip(codes, [make_sor_code(1), *codes], strict=False)]
    for order in (chain, chain[::-1]):
        outcome = apply(order)
        assert (len(outcome.new), len(outcome.problems)) == (0, 3000)


def test_a_long_circle_is_told_in_reasonable_time():
    codes = [make_sor_code(9_000_000 + one) for one in range(3000)]
    outcome = apply(Row(code, above, "OE", "Led") for code, above in zip(codes, [codes[-1], *codes], strict=False))
    assert (len(outcome.new), len(outcome.problems)) == (0, 3000)
