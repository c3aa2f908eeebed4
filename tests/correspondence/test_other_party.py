"""The other party follows the register; what messages say about it does not."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from correspondence.models import Delivery
from correspondence.queries.other_party import successors
from sor.models import Organisation
from sor.numbers import gln_with_check_digit
from tests import cast as people
from tests.cast import answer, thread_in, write


@pytest.fixture
def thread(cast):
    write(cast)
    return thread_in(cast.social_psychiatry)


@pytest.fixture
def unit(cast) -> Organisation:
    return cast.psychiatry.organisation


def close(unit: Organisation, *by: Organisation) -> None:
    unit.valid_to, unit.replaced_by = date(2024, 12, 31), " ".join(one.sor_code for one in by)
    unit.save()


def page(client, cast, thread) -> str:
    client.force_login(cast.anna)
    return client.get(reverse("thread", args=[thread.pk])).content.decode()


def test_a_new_name_is_shown_and_messages_keep_theirs(client, cast, thread, unit) -> None:
    Organisation.objects.filter(pk=unit.pk).update(name="Psykiatrien Solopgang")
    shown = page(client, cast, thread)
    assert "Psykiatrien Solopgang" in shown
    assert "Psykiatrien Øst" in shown
    assert "Psykiatrien Solopgang" in client.get(reverse("mailbox", args=[thread.mailbox_id])).content.decode()


def test_a_reply_goes_to_the_number_in_force_and_to_the_same_code(cast, thread, unit) -> None:
    number = gln_with_check_digit("579000997777")
    Organisation.objects.filter(pk=unit.pk).update(own_gln=number, effective_gln=number)
    sent = answer(cast.anna, thread)
    delivery = Delivery.objects.get(message=sent)
    assert (delivery.receiver_sor_code, delivery.receiver_gln) == (unit.sor_code, number)
    assert sent.thread == thread
    assert thread.messages.get(direction="in").organisation.gln != number


def test_a_closed_party_is_told_and_its_successor_offered(client, cast, thread, unit) -> None:
    successor = people.unit(8401, "Psykiatrien Nord", gln=gln_with_check_digit("579000998401"))
    close(unit, successor)
    shown = page(client, cast, thread)
    assert "Psykiatrien Øst er lukket." in shown
    link = f"{reverse('write-from', args=[thread.pk])}?receiver={successor.sor_code}"
    assert link in shown
    assert successor.sor_code in client.get(link).content.decode()


def test_an_open_party_has_no_such_line(client, cast, thread) -> None:
    assert "er lukket" not in page(client, cast, thread)


def test_successors_are_followed_to_those_that_are_open(db) -> None:
    first, second = (people.unit(8410 + one, f"Enhed {one}") for one in range(2))
    last = people.unit(8415, "Den sidste", gln=gln_with_check_digit("579000998415"))
    close(first, second)
    close(second, first, last)
    assert successors(first) == [last]
