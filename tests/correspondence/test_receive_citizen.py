"""Whom a message is about: every identifier kept and shown, names as far as they are known."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from correspondence.letters.letter import CPR_SYSTEM, D_ECPR_SYSTEM, X_ECPR_SYSTEM, Citizen, Identifier
from portal.templatetags.shown import identifier
from tests.cast import thread_in
from tests.correspondence.outside import come, letter_to, reply_to

CPR = Identifier(CPR_SYSTEM, "2509479989")
X_ECPR = Identifier(X_ECPR_SYSTEM, "0703921VJ5")
D_ECPR = Identifier(f"{D_ECPR_SYSTEM}.177", "1206550VK9")
LOCAL = Identifier("urn:oid:1.2.208.176.99", "lokal-17")


def page(cast, client) -> str:
    client.force_login(cast.anna)
    return client.get(reverse("thread", args=[thread_in(cast.social_psychiatry).pk])).content.decode()


@pytest.mark.parametrize("numbers", [(CPR, X_ECPR), (X_ECPR, CPR), (CPR, D_ECPR), (X_ECPR, D_ECPR, CPR), (CPR, LOCAL)])
def test_every_identifier_is_kept_in_order_and_shown(cast, client, numbers):
    come(letter_to(cast.social_psychiatry, citizen=Citizen(numbers, ("Bruno",), "Elmer")))
    thread = thread_in(cast.social_psychiatry)
    assert [(one.system, one.value) for one in thread.citizen_identifiers.all()] == [
        (one.system, one.value) for one in numbers
    ]
    shown = page(cast, client)
    for one in numbers:
        assert identifier(one.value) in shown


def test_a_replacement_number_alone_is_enough(cast, client):
    come(letter_to(cast.social_psychiatry, citizen=Citizen((D_ECPR,), family_absent="unknown")))
    shown = page(cast, client)
    assert "120655-0VK9" in shown
    assert "D-eCPR" in shown


def test_a_name_that_comes_later_is_shown(cast, client):
    nameless = letter_to(cast.social_psychiatry, citizen=Citizen((X_ECPR,), family_absent="unknown"))
    come(nameless)
    come(_about(nameless, Citizen((X_ECPR,), ("Peter",), "Hansen")))
    assert "Peter Hansen" in page(cast, client)


def test_a_number_that_comes_later_is_added(cast):
    letter = letter_to(cast.social_psychiatry, citizen=Citizen((X_ECPR,), ("Peter",), "Hansen"))
    come(letter)
    come(_about(letter, Citizen((X_ECPR, CPR), ("Peter",), "Hansen")))
    found = thread_in(cast.social_psychiatry).citizen_identifiers.values_list("value", flat=True)
    assert list(found) == [X_ECPR.value, CPR.value]


def test_a_patient_with_the_same_number_in_another_system_is_somebody_else(cast):
    letter = letter_to(cast.social_psychiatry)
    come(letter)
    raw = come(_about(letter, Citizen((Identifier(LOCAL.system, CPR.value),), ("Bruno",), "Elmer")))
    assert raw.state == "rejected"


def _about(letter, citizen):
    return replace(reply_to(letter), citizen=citizen)
