"""What is found by which words, on whichever database the tests run on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from correspondence.letters import letter as wire
from correspondence.models import CitizenIdentifier, SearchRow, Thread
from correspondence.search.index import refresh_thread
from portal import clock
from tests.cast import PETER, answer
from tests.correspondence.outside import OLE, PLAN, PRACTICE, come, from_us, letter_to, reply_to
from tests.search.finding import arrived, found, rows

TEXT = "Borgeren får medicin til aftenen. Hjælpemidlerne står hos støtte-kontakt-personen på Århus Banegård."


@pytest.fixture
def thread(cast):
    author = replace(wire.Author(("Søren",), "Åkjær", job_text="Overlæge"))
    return arrived(cast.social_psychiatry, text=TEXT, topic="Plan for bolig", author=author, attachments=(PLAN,))


@pytest.mark.parametrize(
    "text",
    [
        "Bruno", "bru", "elmer bruno", "ELMER",  # the citizen's names
        "250947-9989", "2509479989", "250947 9989",  # the citizen's number
        "Sygehus Syd", "sygehus", "fjordby",  # either organisation
        "Søren", "soren", "aakjær", "Akjær",  # the author
        "plan for bolig", "boligen", "boliger",  # the topic
        "medicinen", "medi", "hjælpemidler", "hjaelpemidlerne", "AARHUS", "århus",  # the text
        "støttekontaktperson", "støtte-kontakt-person", "kontakt", "bane",
        "udskrivningsplan", "udskrivningsplanen",  # the attachment
        "Bruno medicin", "medicin til hende Bruno", "250947-9989 plan", "sygehus, plan!",  # all of it together
    ],
)  # fmt: skip
def test_found(cast, thread, text):
    assert found(cast.anna, text) == [thread.pk]


@pytest.mark.parametrize(
    "text",
    [
        "Bruno Hansen", "runo", "250947", "9989", "2509479988", "25094799891", "far", "psykose",
        "psykose'", "kr%", "_", "*", "' OR 1=1 --", "b:*", "!psykose", '"', "a & b", "x" * 200, "😀", "\x00psykose",
    ],
)  # fmt: skip
def test_not_found_and_nothing_breaks(cast, thread, text):
    assert found(cast.anna, text) == []


def test_hans_is_a_name_and_no_form_of_hansen(cast):
    his = arrived(cast.social_psychiatry, text="Vi har talt med hans mor.", citizen=PETER)
    assert found(cast.anna, "Hansen") == [his.pk]
    Thread.objects.filter(pk=his.pk).update(citizen_name="Peter Krag")
    his.refresh_from_db()
    refresh_thread(his)
    assert found(cast.anna, "Hansen") == []
    assert found(cast.anna, "hans mor") == [his.pk]


def test_a_number_in_a_text_is_found_too(cast):
    about = arrived(cast.social_psychiatry, text="Moderen er 251248-9996.", citizen=PETER)
    assert found(cast.anna, "2512489996") == [about.pk]
    assert found(cast.anna, "0703921VJ5") == [about.pk]


def test_the_words_must_stand_in_one_message(cast, thread):
    answer(cast.anna, thread, text="Vi ringer i morgen om kørslen.")
    assert found(cast.anna, "kørslen Bruno") == [thread.pk]
    assert found(cast.anna, "kørslen Århus") == []


def test_a_thread_is_listed_once_at_its_newest_hit(cast, thread):
    other = arrived(cast.social_psychiatry, text="Noget andet om medicin.")
    assert found(cast.anna, "medicin") == [other.pk, thread.pk]
    with clock.at(clock.now() + timedelta(minutes=5)):
        answer(cast.anna, thread, text="Medicinen er bestilt.")
    assert found(cast.anna, "medicin") == [thread.pk, other.pk]
    assert "bestilt" in rows(cast.anna, "medicin")[0].passage


def test_filters(cast, thread):
    answer(cast.anna, thread, text="Plads er fundet.")
    assert found(cast.anna, "bruno", direction="out") == found(cast.anna, "bruno", direction="in") == [thread.pk]
    assert found(cast.anna, "medicin", direction="out") == []
    assert found(cast.anna, "bruno", category="discharge") == [thread.pk]
    assert found(cast.anna, "bruno", category="nursing") == []
    assert found(cast.anna, "bruno", state="open") == [thread.pk]
    assert found(cast.anna, "bruno", state="finished") == found(cast.anna, "bruno", state="undelivered") == []
    Thread.objects.filter(pk=thread.pk).update(finished_at=clock.now(), has_failed_delivery=True)
    assert found(cast.anna, "bruno", state="open") == []
    assert found(cast.anna, "bruno", state="finished") == found(cast.anna, "bruno", state="undelivered") == [thread.pk]
    assert found(cast.anna, "bruno", mailbox=cast.social_psychiatry.pk) == [thread.pk]
    assert found(cast.anna, "bruno", mailbox=cast.psychiatry.pk) == []


def test_dates_are_days_and_both_are_included(cast, thread):
    today = clock.now().date()
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)
    assert found(cast.anna, "bruno", since=today, until=today) == [thread.pk]
    assert found(cast.anna, "bruno", since=tomorrow) == found(cast.anna, "bruno", until=yesterday) == []


def test_what_a_filter_leaves_out_hides_no_older_hit(cast, thread):
    SearchRow.objects.update(at=clock.now() - timedelta(days=9))
    answer(cast.anna, thread, text="Medicinen er bestilt.")
    until = clock.now().date() - timedelta(days=3)
    assert found(cast.anna, "medicin", until=until) == [thread.pk]
    assert found(cast.anna, "medicin", direction="in") == [thread.pk]


def test_what_is_known_from_a_later_message_is_found(cast):
    first = letter_to(cast.social_psychiatry, text="Det første om fodterapi.")
    second = reply_to(first, text="Det andet.")
    come(second)
    assert len(found(cast.anna, "fodterapi")) == 1
    come(first)
    assert len(found(cast.anna, "fodterapi")) == 1
    assert SearchRow.objects.count() == 2


def test_our_own_message_known_from_a_reply_counts_as_sent(cast):
    first = letter_to(cast.social_psychiatry, text="Det første.")
    ours = from_us(cast.social_psychiatry, first, text="Vores om fodterapi.")
    come(reply_to(first, ours, sender=first.sender, receiver=first.receiver, text="Tak."))
    assert len(found(cast.anna, "fodterapi", direction="out")) == 1
    assert found(cast.anna, "fodterapi", direction="in") == []


def test_a_name_and_a_number_that_come_later_find_the_earlier_messages(cast):
    number = wire.Citizen(PETER.identifiers, (), "", family_absent="unknown")
    first = letter_to(cast.social_psychiatry, citizen=number, text="Ukendt borger.")
    come(first)
    named = replace(PETER, identifiers=(*PETER.identifiers, wire.Identifier(wire.CPR_SYSTEM, "2512489996")))
    come(replace(reply_to(first, text="Vi kender ham nu."), citizen=named))
    thread = Thread.objects.get()
    assert CitizenIdentifier.objects.filter(thread=thread).count() == 2
    for text in ("ukendt peter", "ukendt 251248-9996", "kender peter", "kender 0703921VJ5"):
        assert found(cast.anna, text) == [thread.pk]


def test_another_sender_is_found_by_its_name(cast):
    thread = arrived(cast.social_psychiatry, sender=PRACTICE, author=OLE)
    assert found(cast.anna, "lægehuset") == found(cast.anna, "laegehuset ole bak") == [thread.pk]


def test_a_text_of_any_length_is_taken_in(cast):
    text = " ".join(f"ord{number}" for number in range(90_000))
    thread = arrived(cast.social_psychiatry, text=text)
    assert found(cast.anna, "ord17") == [thread.pk]
