"""Reading SOR XML, both versions."""

from datetime import date

import pytest

from sor.importing import imports
from sor.importing.rows import Number, Problem, Refused, Row
from sor.importing.sources import open_source
from sor.models import LocationNumber, Organisation
from tests.shared import SHARED, needs_shared
from tests.sor.conftest import BELOW, GLN, HEALTH, TOP, UNIT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

ADDRESS = (
    "<PostalAddressInformation><AddressPostal><StreetName>Åvej</StreetName><StreetBuildingIdentifier>3"
    "</StreetBuildingIdentifier><PostCodeIdentifier>9990</PostCodeIdentifier><DistrictName>Fjordby</DistrictName>"
    "</AddressPostal><MunicipalityCode>0999</MunicipalityCode></PostalAddressInformation>"
)
NUMBER = (
    f"<EanLocationCode>{GLN}</EanLocationCode><OnlyInternalIndicator>true</OnlyInternalIndicator>"
    "<NonActiveIndicator>false</NonActiveIndicator><SorStatus><FromDate>1999-01-01</FromDate></SorStatus>"
)
INHERITED = (
    "<EanLocationCodeOption><EntityInheritanceIndicator>true</EntityInheritanceIndicator></EanLocationCodeOption>"
)


def facts(code, name, more=""):
    status = "<SorStatus><FromDate>2020-01-01</FromDate></SorStatus>"
    return f"<SorIdentifier>{code}</SorIdentifier><EntityName>{name}</EntityName>{more}{status}"


def tree(*inner, namespace="urn:oio:nsi:2.0.0", before=""):
    owner = facts(TOP, "Fjordby", f"<EanLocationCodeEntity>{NUMBER}</EanLocationCodeEntity>{ADDRESS}")
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{before}<SorTree xmlns="{namespace}"><InstitutionOwnerEntity>'
        f"<InstitutionOwner>{owner}<CVRnumberIdentifier>12345678</CVRnumberIdentifier></InstitutionOwner>"
        f"{''.join(inner)}</InstitutionOwnerEntity></SorTree>"
    )


def health(*inner, more=INHERITED):
    institution = f"<HealthInstitution>{facts(HEALTH, 'Psykiatri', more)}</HealthInstitution>"
    return f"<HealthInstitutionEntity>{institution}{''.join(inner)}</HealthInstitutionEntity>"


def unit(code, *inner, more=INHERITED):
    own = f"<OrganizationalUnit>{facts(code, 'Team', more)}</OrganizationalUnit>"
    return f"<OrganizationalUnitEntity>{own}{''.join(inner)}</OrganizationalUnitEntity>"


@pytest.fixture
def xml(tmp_path):
    def write(text):
        path = tmp_path / "sor.xml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def read(path):
    return list(open_source(path).items)


def test_units_hang_from_the_entity_they_stand_in(xml):
    rows = [one for one in read(xml(tree(health(unit(UNIT, unit(BELOW)))))) if isinstance(one, Row)]
    assert [(one.sor_code, one.parent_sor_code, one.kind) for one in rows] == [
        (TOP, "", "IE"),
        (HEALTH, TOP, "SI"),
        (UNIT, HEALTH, "OE"),
        (BELOW, UNIT, "OE"),
    ]


def test_addresses_and_the_owners_number_go_down(xml):
    *_others, below = read(xml(tree(health(unit(UNIT)))))
    assert (below.street, below.town, below.municipality_code, below.cvr) == ("Åvej 3", "Fjordby", "0999", "12345678")
    assert below.inherits_gln
    assert below.valid_from == date(2020, 1, 1)


def test_an_own_address_is_not_mixed_with_the_one_above(xml):
    own = ADDRESS.replace("Fjordby", "Havneby").replace("Åvej", "").replace("3", "")
    *_others, below = read(xml(tree(health(more=own))))
    assert (below.street, below.town) == ("", "Havneby")


def test_what_is_said_about_a_location_number_is_read(xml):
    assert Number(GLN, only_internal=True, non_active=False) in read(xml(tree()))


def test_an_option_may_hold_a_number(xml):
    more = f"<EanLocationCodeOption><EanLocationCodeEntity>{NUMBER}</EanLocationCodeEntity></EanLocationCodeOption>"
    rows = [one for one in read(xml(tree(health(more=more)))) if isinstance(one, Row)]
    assert (rows[1].own_gln, rows[1].inherits_gln) == (GLN, False)


def test_a_unit_may_have_no_number_at_all(xml):
    *_others, row = read(xml(tree(health(more=INHERITED.replace("true", "false")))))
    assert (row.own_gln, row.inherits_gln) == ("", False)


def test_who_replaced_whom_is_read(xml):
    more = (
        f"<ReplacesEntityCollection><SorIdentifier>{BELOW}</SorIdentifier></ReplacesEntityCollection>"
        f"<ReplacedByEntityCollection><SorIdentifier>{UNIT}</SorIdentifier></ReplacedByEntityCollection>"
    )
    *_others, row = read(xml(tree(health(more=more))))
    assert (row.replaces, row.replaced_by) == (BELOW, UNIT)


def test_a_broken_unit_is_reported_and_so_are_those_below_it(xml):
    items = read(xml(tree(health(unit("123", unit(BELOW))))))
    assert [type(one) for one in items] == [Row, Number, Row, Problem, Problem]
    assert "SOR code '123'" in items[3].reason
    assert "the parent's SOR code '123'" in items[4].reason


@pytest.mark.parametrize(
    "content",
    [
        '<!DOCTYPE SorTree [<!ENTITY a "b">]>',
        '<!DOCTYPE SorTree SYSTEM "file:///etc/passwd">',
        "<!DOCTYPE SorTree>",
    ],
)
def test_a_document_type_is_refused(xml, content):
    with pytest.raises(Refused, match=r"sor\.xml: has a DOCTYPE"):
        read(xml(tree(before=content)))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<", "not an XML file"),
        (b"<SorTree", "not a SorTree"),
        (b"<html/>", "not a SorTree"),
        (tree(health())[:-40].encode(), "cannot be read"),
    ],
)
def test_what_is_no_register_is_refused(xml, content, reason):
    with pytest.raises(Refused, match=reason):
        read(xml(content))


def test_a_large_file_leaves_nothing_behind(xml, monkeypatch):
    many = "".join(unit(UNIT) for _one in range(2000))
    path = xml(tree(health(many)))
    events = open_source(path).items
    assert sum(isinstance(one, Row) for one in events) == 2002


@needs_shared
def test_the_real_sample_of_version_1_is_imported():
    record = imports.run([SHARED / "sor" / "sor-xml-v1-sample.xml"])
    assert (record.state, record.source, record.counts["new"], record.problems) == ("applied", "xml1", 4, [])
    lowest = Organisation.objects.get(sor_code="347831000016005")
    assert (lowest.path.count("/"), lowest.town, lowest.shak) == (4, "Roskilde", "2529010")
    assert Organisation.objects.get(parent=None).entity_type == "privat"


@needs_shared
def test_the_real_sample_of_version_2_is_imported_but_for_its_broken_unit():
    record = imports.run([SHARED / "sor" / "sor-xml-v2-sample.xml"])
    assert (record.state, record.source, record.counts["new"]) == ("applied", "xml2", 3)
    assert [one["line"] for one in record.problems] == [108]
    assert "6984910000160091" in record.problems[0]["reason"]
    lowest = Organisation.objects.get(sor_code="698491000016009")
    assert (lowest.effective_gln, lowest.municipality_code) == ("5790002401473", "0810")
    assert LocationNumber.objects.get().message_types is None
