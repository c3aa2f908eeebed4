"""Small SOR2 files of our own."""

import pytest
from django.utils import translation

from sor.importing import imports
from sor.models import Organisation
from sor.numbers import gln_with_check_digit, make_sor_code

HEADER = (
    "SorId;ParentSorId;SorType;EntityName;EntityTypeName;EanLocationCode;EntityInheritedIndicator;"
    "VirtualAddressTelephoneNumber;PostalAddressStreetName;PostalAddressStreetBuildingId;"
    "PostalAddressPostCodeId;PostalAddressDistrictName;FromDate;ToDate"
)

TOP, HEALTH, UNIT, BELOW = (make_sor_code(9_900_000 + one) for one in range(1, 5))
GLN, OTHER_GLN = (gln_with_check_digit(f"57900098000{one}") for one in range(1, 3))


def line(code, parent, kind, name, gln="", inherits="", **more):
    """One line of a SOR2 file in the order of HEADER."""
    address = [more.get(one, "") for one in ("phone", "street", "number", "postal", "town", "valid_from", "valid_to")]
    return ";".join([f'="{code}"', f'="{parent}"' if parent else "", kind, name, "kommune", gln, inherits, *address])


TREE = (
    line(BELOW, UNIT, "OE", "Team Nord", inherits="true", phone="12 34 56 78", street="Åvej", number="3 B"),
    line(UNIT, HEALTH, "OE", "Socialpsykiatrien", inherits="1"),
    line(TOP, "", "IE", "Fjordby Kommune"),
    line(HEALTH, TOP, "SI", "Psykiatri og Handicap", GLN, valid_from="2020-01-01"),
)


@pytest.fixture
def sor_file(tmp_path):
    """A function that writes a SOR2 file with the lines given and returns its path."""

    def write(*lines, header=HEADER, encoding="utf-8-sig", name="sor.csv"):
        path = tmp_path / name
        path.write_bytes("\r\n".join([header, *lines, ""]).encode(encoding))
        return path

    return write


@pytest.fixture
def in_english():
    with translation.override("en"):
        yield


WHOLE = "SorEntity_daily.csv"


@pytest.fixture
def allowed_share(settings):
    """In a tree of four units each is a quarter."""
    settings.SOR_MAX_CLOSING_SHARE = 30


@pytest.fixture
def load(sor_file):
    """A function that imports the lines as the whole register and returns the Import."""

    def loaded(*lines, name=WHOLE, **options):
        return imports.run([sor_file(*lines, name=name)], **options)

    return loaded


def unit(code):
    return Organisation.objects.get(sor_code=code)


def history(code):
    return [(one.kind, one.old, one.new) for one in unit(code).changes.order_by("pk")]


def changed(code, before, after):
    """TREE with one text of one line exchanged."""
    return [one.replace(before, after) if one.startswith(f'="{code}"') else one for one in TREE]


def without(code):
    return [one for one in TREE if not one.startswith(f'="{code}"')]
