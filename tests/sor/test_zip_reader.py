"""Reading SOR_complete.zip."""

import zipfile

import pytest

from sor.importing import imports, zip_reader
from sor.importing.rows import Refused
from sor.importing.sources import open_source
from sor.models import Organisation
from tests.sor.conftest import BELOW, GLN, TREE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

NUMBERS = f'EanLocationCode;OnlyInternalIndicator;NonActiveIndicator\r\n="{GLN}";false;false\r\n'
TYPES = f'EanLocationCode;EdiType\r\n="{GLN}";FDIS91\r\n="{GLN}";FCTL\r\n'


@pytest.fixture
def archive(tmp_path, sor_file):
    """A function that packs the files given by name beside the units of TREE."""

    def pack(**files):
        path = tmp_path / "SOR_complete.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.write(sor_file(*TREE), "data/SorEntity.csv")
            for name, content in files.items():
                packed.writestr(f"{name}.csv", content)
        return path

    return pack


def refusal(path):
    with pytest.raises(Refused) as refused:
        list(open_source(path).items)
    return str(refused.value)


def test_units_and_what_they_receive_come_together(archive):
    record = imports.run([archive(LocationsCode=NUMBERS, LocationsCodeEDITypeMap=TYPES, Andet="x")])
    assert (record.state, record.source, record.is_full, record.counts["new"]) == ("applied", "zip", True, 4)
    assert Organisation.objects.get(sor_code=BELOW).capability == "care"


def test_a_missing_column_of_any_file_refuses_all(archive):
    assert "LocationsCode.csv: missing column: only_internal" in refusal(archive(LocationsCode="EanLocationCode\r\n"))


def test_an_archive_without_units_is_refused_naming_what_it_holds(tmp_path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("readme.txt", "hej")
    assert "holds no SorEntity" in refusal(path)
    assert "readme.txt" in refusal(path)


def test_an_archive_that_unpacks_without_end_is_refused(archive):
    assert "unpacks to more than 200 times its size" in refusal(archive(bomb="0" * 20_000_000))


def test_an_archive_with_too_many_files_is_refused(archive):
    assert "holds 61 files" in refusal(archive(**{f"f{one}": "x" for one in range(60)}))


def test_an_archive_too_large_in_all_is_refused(archive, monkeypatch):
    monkeypatch.setattr(zip_reader, "MAX_BYTES", 500)
    assert "unpacks to more than 500 bytes" in refusal(archive())


@pytest.mark.parametrize("cut", [30, 200])
def test_a_damaged_archive_is_refused(archive, cut):
    path = archive()
    path.write_bytes(path.read_bytes()[:-cut])
    assert "cannot be read" in refusal(path)


def test_an_archive_with_a_spoilt_entry_is_refused(archive):
    path = archive()
    content = bytearray(path.read_bytes())
    content[80:90] = b"\x00" * 10
    path.write_bytes(bytes(content))
    assert "cannot be read" in refusal(path)
