"""Messages to units of ours that no mailbox serves: kept, routed once or for good, answered when filed."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from correspondence.actions.route import Receiver, route, unroute
from correspondence.exchange.worker import run_once
from correspondence.letters.letter import Organisation as Wire
from correspondence.models import Delivery, Mailbox, Message, Route, Unrouted
from correspondence.states import RawState
from portal.models import AuditEvent
from sor.models import Organisation
from sor.numbers import gln_with_check_digit, make_sor_code
from tests import cast as people
from tests.correspondence.outside import NOBODY, come, letter_to


@pytest.fixture
def top(cast) -> Organisation:
    """Fjordby's mailbox moves below a municipality that has a second institution, without a mailbox."""
    top = people.unit(8301, "Fjordby Kommune")
    own = cast.social_psychiatry.organisation
    own.parent, own.path = top, f"{top.path}{own.sor_code}/"
    own.save()
    return top


@pytest.fixture
def institution(top) -> Wire:
    unit = people.unit(8302, "Børn og Unge", top, gln_with_check_digit("579000998302"))
    return Wire(unit.sor_code, unit.own_gln, unit.name)


def test_it_waits_and_is_not_acknowledged(cast, institution) -> None:
    raw = come(letter_to(cast.social_psychiatry, receiver=institution))
    assert raw.state == RawState.UNROUTED
    assert Unrouted.objects.get().receiver_sor_code == institution.sor_code
    assert not Message.objects.exists()
    assert not Delivery.objects.exists()


def test_an_unknown_unit_with_a_number_of_ours_waits_too(cast, institution) -> None:
    unknown = Wire(make_sor_code(8399), institution.gln, "Nyt team")
    assert come(letter_to(cast.social_psychiatry, receiver=unknown)).state == RawState.UNROUTED


def test_an_unknown_unit_with_the_number_of_a_mailbox_goes_there(cast) -> None:
    unknown = Wire(make_sor_code(8399), cast.social_psychiatry.organisation.effective_gln, "Nyt team")
    assert come(letter_to(cast.social_psychiatry, receiver=unknown)).state == RawState.ACCEPTED
    assert cast.social_psychiatry.threads.count() == 1


def sharing(institution: Wire, serial: int) -> Mailbox:
    """A mailbox of a unit that shares the institution's number."""
    above = Organisation.objects.get(sor_code=institution.sor_code)
    return Mailbox.objects.create(organisation=people.unit(serial, f"Team {serial}", above))


def test_of_one_mailbox_below_a_number_it_is_clear_who_is_meant(cast, institution) -> None:
    only = sharing(institution, 8303)
    assert come(letter_to(cast.social_psychiatry, receiver=institution)).state == RawState.ACCEPTED
    assert only.threads.count() == 1


def test_of_two_mailboxes_below_a_number_the_administrator_says_which(cast, institution) -> None:
    boxes = [sharing(institution, serial) for serial in (8303, 8304)]
    assert come(letter_to(cast.social_psychiatry, receiver=institution)).state == RawState.UNROUTED
    assert not any(box.threads.exists() for box in boxes)
    own = boxes[1].organisation
    receiver = Wire(own.sor_code, institution.gln, own.name)
    assert come(letter_to(cast.social_psychiatry, receiver=receiver)).state == RawState.ACCEPTED
    assert boxes[1].threads.count() == 1


def test_what_is_not_ours_is_refused(cast, institution) -> None:
    assert come(letter_to(cast.social_psychiatry, receiver=NOBODY)).state == RawState.REJECTED
    assert not Unrouted.objects.exists()


def test_routed_once_it_is_filed_and_acknowledged(cast, institution) -> None:
    raw = come(letter_to(cast.social_psychiatry, receiver=institution))
    receiver = Receiver(institution.sor_code, institution.gln)
    assert route(user=cast.dorte, receiver=receiver, mailbox=cast.social_psychiatry, for_good=False) == 1
    run_once()
    raw.refresh_from_db()
    assert raw.state == RawState.ACCEPTED
    assert cast.social_psychiatry.threads.count() == 1
    assert Delivery.objects.filter(receipt__isnull=False).count() == 1
    assert come(letter_to(cast.social_psychiatry, receiver=institution)).state == RawState.UNROUTED


def test_routed_for_good_the_next_one_goes_by_itself(cast, institution) -> None:
    come(letter_to(cast.social_psychiatry, receiver=institution))
    receiver = Receiver(institution.sor_code, institution.gln)
    route(user=cast.dorte, receiver=receiver, mailbox=cast.social_psychiatry, for_good=True)
    assert come(letter_to(cast.social_psychiatry, receiver=institution)).state == RawState.ACCEPTED
    assert Route.objects.get().mailbox == cast.social_psychiatry


def test_a_copy_sent_again_meanwhile_shows_nothing_twice(cast, institution) -> None:
    letter = letter_to(cast.social_psychiatry, receiver=institution)
    come(letter)
    come(letter)
    receiver = Receiver(institution.sor_code, institution.gln)
    assert route(user=cast.dorte, receiver=receiver, mailbox=cast.social_psychiatry, for_good=False) == 2
    run_once()
    assert Message.objects.count() == 1


def test_only_a_sor_administrator_routes(cast, institution) -> None:
    with pytest.raises(PermissionDenied):
        route(user=cast.anna, receiver=Receiver("", ""), mailbox=cast.social_psychiatry, for_good=True)


def test_the_page_tells_who_and_how_many_and_nothing_of_the_citizen(cast, institution, client) -> None:
    come(letter_to(cast.social_psychiatry, receiver=institution))
    client.force_login(cast.dorte)
    page = client.get(reverse("without-mailbox")).content.decode()
    assert "Børn og Unge" in page
    assert "Sygehus Syd" in page
    for secret in ("Bruno", "250947", "Udskrivelse fredag"):
        assert secret not in page


def test_every_page_of_the_register_tells_how_many_wait(cast, institution, client) -> None:
    client.force_login(cast.dorte)
    assert 'class="count"' not in client.get(reverse("sor:tree")).content.decode()
    come(letter_to(cast.social_psychiatry, receiver=institution))
    assert '<span class="count">1</span>' in client.get(reverse("sor:tree")).content.decode()


def test_the_page_routes_and_the_trail_says_so(cast, institution, client) -> None:
    come(letter_to(cast.social_psychiatry, receiver=institution))
    client.force_login(cast.dorte)
    fields = {"mailbox": cast.social_psychiatry.pk, "sor_code": institution.sor_code, "gln": institution.gln}
    page = client.post(reverse("without-mailbox-route"), fields, follow=True).content.decode()
    assert "1 besked går til Fjordby Socialpsykiatri." in page
    run_once()
    assert cast.social_psychiatry.threads.count() == 1
    assert AuditEvent.objects.get(action="message.routed").actor == cast.dorte


@pytest.mark.parametrize("mailbox", ["", "x", "0", "9" * 30])
def test_no_such_mailbox(cast, client, mailbox) -> None:
    client.force_login(cast.dorte)
    assert client.post(reverse("without-mailbox-route"), {"mailbox": mailbox}).status_code == 404


def test_what_was_said_for_good_is_listed_and_can_be_ended(cast, institution, client) -> None:
    receiver = Receiver(institution.sor_code, institution.gln)
    route(user=cast.dorte, receiver=receiver, mailbox=cast.social_psychiatry, for_good=True)
    client.force_login(cast.dorte)
    page = " ".join(client.get(reverse("without-mailbox")).content.decode().split())
    assert "→ Fjordby Socialpsykiatri" in page
    fields = {"sor_code": institution.sor_code, "gln": institution.gln}
    for _ in range(2):
        client.post(reverse("without-mailbox-end"), fields)
    assert come(letter_to(cast.social_psychiatry, receiver=institution)).state == RawState.UNROUTED
    assert AuditEvent.objects.filter(action="message.route_ended", actor=cast.dorte).count() == 1
    with pytest.raises(PermissionDenied):
        unroute(user=cast.anna, receiver=receiver)
