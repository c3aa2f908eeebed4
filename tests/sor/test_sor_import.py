"""``manage.py sor_import``."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from sor.models import Organisation
from tests.shared import SHARED, needs_shared
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


def test_a_refusal_tells_its_problems_first(sor_file, capsys):
    with pytest.raises(CommandError, match="nothing imported: not one line"):
        call_command("sor_import", str(sor_file("1;2;3", "4;5;6")))
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_a_part_may_be_named_as_the_whole_and_the_other_way_round(sor_file, settings):
    settings.SOR_MAX_CLOSING_SHARE = 30
    run(sor_file(*TREE), "--full")
    run(sor_file(*TREE[1:], name="SorEntity_daily.csv"), "--partial")
    assert "1 closed" in run(sor_file(*TREE[1:]), "--full", "--dry-run")[-1]
    assert "1 closed" in run(sor_file(*TREE[1:]), "--full")[-1]


def test_too_many_closures_take_force(sor_file):
    run(sor_file(*TREE), "--full")
    with pytest.raises(CommandError, match="would be closed"):
        run(sor_file(*TREE[1:]), "--full")
    with pytest.raises(CommandError, match="would be closed"):
        run(sor_file(*TREE[1:]), "--full", "--dry-run")
    assert run(sor_file(*TREE[1:]), "--full", "--force")[-1].startswith("0 new, 1 changed")


def test_without_a_name_the_nightly_file_is_taken(sor_file, settings):
    settings.SOR_FILE = str(sor_file(*TREE))
    assert run() == ["4 new, 0 changed, 0 unchanged, 0 lines left out"]
    settings.SOR_FILE = ""
    with pytest.raises(CommandError, match="SOR_FILE"):
        run()


def test_progress_is_shown(sor_file, monkeypatch):
    monkeypatch.setattr("sor.importing.imports._EVERY", 2)
    told = StringIO()
    call_command("sor_import", str(sor_file(*TREE)), stdout=StringIO(), stderr=told)
    assert told.getvalue().splitlines() == ["2 lines read", "4 lines read", "4 new and 0 changed units to write"]


def test_a_long_list_of_problems_is_cut_short(sor_file, monkeypatch):
    monkeypatch.setattr("sor.importing.intake.STORED_PROBLEMS", 2)
    lines = run(sor_file(*TREE, *["x;y;z"] * 5))
    assert (len(lines), lines[2]) == (4, "and 3 more lines left out")


@needs_shared
def test_the_real_tree_of_one_municipality_is_imported():
    assert run(SHARED / "sor" / "hierarchy-one-municipality.csv")[-1].startswith("555 new, 0 changed, 0 unchanged, 0 l")
