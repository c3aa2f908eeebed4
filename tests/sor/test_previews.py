"""The preview of an import: it tells everything and keeps nothing, and is carried out once."""

import pytest
from django.core.files.storage import InMemoryStorage

from portal.models import AuditEvent, User
from sor.importing import imports
from sor.importing.rows import Refused
from sor.models import Import, Organisation
from tests.sor.conftest import BELOW, HEALTH, TOP, TREE, UNIT, WHOLE, changed, unit, without

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english", "allowed_share")]


@pytest.fixture
def dorte():
    return User.objects.create_user("dorte", is_sor_administrator=True)


@pytest.fixture(autouse=True)
def storage(monkeypatch):
    monkeypatch.setattr(Import._meta.get_field("stored"), "storage", InMemoryStorage())


def test_a_preview_tells_and_keeps_nothing(load, sor_file, dorte):
    load(*TREE)
    path = sor_file(*changed(UNIT, "Socialpsykiatrien", "Nyt navn")[1:], name=WHOLE)
    record = imports.preview(path, by=dorte, full=True)
    assert (record.state, record.counts["renamed"], record.counts["closed"]) == ("preview", 1, 1)
    assert record.changes["renamed"] == [
        {"sor_code": UNIT, "name": "Nyt navn", "old": "Socialpsykiatrien", "new": "Nyt navn", "watched": False}
    ]
    assert unit(UNIT).name == "Socialpsykiatrien"
    assert unit(UNIT).changes.count() == 0


def test_a_preview_lists_new_units(sor_file, dorte):
    record = imports.preview(sor_file(*TREE), by=dorte)
    assert [one["sor_code"] for one in record.changes["new"]] == [TOP, HEALTH, UNIT, BELOW]
    assert not Organisation.objects.exists()


def test_a_preview_lists_what_is_watched_first_and_always(load, sor_file, dorte, monkeypatch):
    load(*TREE)
    monkeypatch.setattr("sor.importing.plan.LISTED", 1)
    path = sor_file(*[one.replace("Fjordby", "Ny").replace("Team", "Nyt") for one in TREE], name=WHOLE)
    record = imports.preview(path, by=dorte, watched={UNIT})
    assert record.counts["renamed"] == 2
    assert [(one["sor_code"], one["watched"]) for one in record.changes["renamed"]] == [(BELOW, True), (TOP, False)]


def test_a_preview_is_carried_out(load, sor_file, dorte):
    load(*TREE)
    path = sor_file(*changed(UNIT, "Socialpsykiatrien", "Nyt navn"), name=WHOLE)
    record = imports.preview(path, by=dorte)
    path.unlink()
    imports.carry_out(record, by=dorte)
    assert (record.state, unit(UNIT).name, Import.objects.count()) == ("applied", "Nyt navn", 2)
    assert unit(UNIT).changes.get().by_import == record
    assert AuditEvent.objects.filter(actor=dorte, action="sor.import").exists()


def test_a_preview_is_carried_out_once(sor_file, dorte):
    record = imports.carry_out(imports.preview(sor_file(*TREE), by=dorte), by=dorte)
    with pytest.raises(ValueError, match="no preview"):
        imports.carry_out(record, by=dorte)


def test_a_double_press_carries_out_once(sor_file, dorte):
    record = imports.preview(sor_file(*TREE), by=dorte)
    same = Import.objects.get(pk=record.pk)
    imports.carry_out(record, by=dorte)
    with pytest.raises(ValueError, match="in the meantime"):
        imports.carry_out(same, by=dorte)
    assert Import.objects.get().counts["new"] == 4


def test_a_preview_that_closes_too_much_takes_force(load, sor_file, dorte, settings):
    load(*TREE)
    settings.SOR_MAX_CLOSING_SHARE = 5
    record = imports.preview(sor_file(*without(BELOW), name=WHOLE), by=dorte)
    assert (record.state, record.counts["closed"]) == ("preview", 1)
    assert "would be closed" in record.refusal
    with pytest.raises(Refused):
        imports.carry_out(record, by=dorte)
    assert imports.carry_out(record, by=dorte, force=True).state == "applied"


def test_a_preview_of_a_useless_file_is_refused(tmp_path, dorte):
    path = tmp_path / "upload.tmp"
    path.write_bytes(b"hej")
    record = imports.preview(path, by=dorte, name="SorEntity_daily.csv")
    assert (record.state, record.file_name) == ("refused", "SorEntity_daily.csv")
    assert "SorEntity_daily.csv: missing column" in record.refusal
