"""The SOR administrator says which of our units have a mailbox."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from correspondence.actions.unit_mailbox import set_mailbox
from correspondence.letters.letter import Organisation as Wire
from correspondence.models import Mailbox
from portal.models import AuditEvent
from sor.models import Organisation
from sor.numbers import gln_with_check_digit
from tests import cast as people
from tests.cast import thread_in, write
from tests.correspondence.outside import come, letter_to


@pytest.fixture
def below(cast) -> Organisation:
    """A unit with a number of its own below Fjordby Socialpsykiatri."""
    return people.unit(8401, "Bostøtten", cast.social_psychiatry.organisation, gln_with_check_digit("579000998401"))


def press(client, unit: Organisation, **data) -> str:
    return client.post(reverse("unit-mailbox", args=[unit.sor_code]), data, follow=True).content.decode()


def test_a_unit_gets_a_mailbox_and_its_messages(cast, client, below):
    client.force_login(cast.dorte)
    assert "Giv enheden en postkasse" in client.get(reverse("sor:unit", args=[below.sor_code])).content.decode()
    assert "Bostøtten har en postkasse" in press(client, below, open="1")
    come(letter_to(cast.social_psychiatry, receiver=Wire(below.sor_code, below.own_gln, below.name)))
    assert Mailbox.objects.get(organisation=below).threads.count() == 1
    assert AuditEvent.objects.filter(action="mailbox.opened", actor=cast.dorte).count() == 1


def test_a_closed_mailbox_keeps_its_threads_and_gets_no_more(cast, client, below):
    box = Mailbox.objects.create(organisation=below)
    receiver = Wire(below.sor_code, below.own_gln, below.name)
    come(letter_to(cast.social_psychiatry, receiver=receiver))
    client.force_login(cast.dorte)
    assert "Åbn postkassen igen" in press(client, below)
    come(letter_to(cast.social_psychiatry, receiver=receiver))
    assert (box.threads.count(), cast.social_psychiatry.threads.count()) == (1, 1)


def test_the_second_press_changes_nothing(cast, client, below):
    client.force_login(cast.dorte)
    for _ in range(2):
        press(client, below, open="1")
    assert AuditEvent.objects.filter(action="mailbox.opened").count() == 1


def test_a_unit_of_a_stranger_gets_none(cast, client):
    stranger = people.unit(8402, "Fremmed Kommune", gln=gln_with_check_digit("579000998402"))
    client.force_login(cast.dorte)
    assert "Systemadministratoren" in press(client, stranger, open="1")
    assert not Mailbox.objects.filter(organisation=stranger).exists()


def test_a_unit_without_a_number_of_its_own_gets_none(cast, client):
    team = people.unit(8403, "Team Nord", cast.social_psychiatry.organisation)
    client.force_login(cast.dorte)
    assert "intet eget lokationsnummer" in press(client, team, open="1")
    assert not Mailbox.objects.filter(organisation=team).exists()


def test_only_the_sor_administrator(cast, below):
    with pytest.raises(PermissionDenied):
        set_mailbox(user=cast.gorm, unit=below, is_open=True)


def test_who_works_in_it_goes_on_reading(cast, client):
    write(cast)
    client.force_login(cast.dorte)
    press(client, cast.social_psychiatry.organisation)
    client.force_login(cast.anna)
    assert client.get(reverse("thread", args=[thread_in(cast.social_psychiatry).pk])).status_code == 200
