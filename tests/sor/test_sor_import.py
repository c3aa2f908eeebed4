"""``manage.py sor_import``."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from sor.models import Organisation
from tests.sor.conftest import TREE, UNIT, line

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def run(*arguments):
    out = StringIO()
    call_command("sor_import", *map(str, arguments), stdout=out)
    return out.getvalue().splitlines()


def test_the_summary_says_what_happened(sor_file):
    path = sor_file(*TREE)
    assert run(path) == ["4 new, 0 changed, 0 unchanged, 0 lines left out"]
    assert run(path) == ["0 new, 0 changed, 4 unchanged, 0 lines left out"]


def test_each_bad_line_is_told_and_the_rest_imported(sor_file):
    lines = run(sor_file(*TREE, line("123", UNIT, "OE", "Forkert")))
    assert lines[0].startswith("sor.csv:6: SOR code '123'")
    assert lines[1] == "4 new, 0 changed, 0 unchanged, 1 lines left out"


def test_several_files_are_one_tree(sor_file):
    below = sor_file(*TREE[:2], name="below.csv")
    above = sor_file(*TREE[2:], name="above.csv")
    assert run(below, above)[-1].startswith("4 new")


def test_a_dry_run_keeps_nothing(sor_file):
    assert run(sor_file(*TREE), "--dry-run")[-1].endswith("(dry run: nothing kept)")
    assert not Organisation.objects.exists()


def test_a_refused_file_imports_nothing_at_all(sor_file):
    good, bad = sor_file(*TREE), sor_file(header="A;B", name="bad.csv")
    with pytest.raises(CommandError, match="missing column"):
        run(good, bad)
    assert not Organisation.objects.exists()
