"""The corpus of broken and hostile documents, through the way that everything received goes."""

from __future__ import annotations

from functools import partial

import pytest
from django.urls import reverse

from correspondence.exchange.open import open_document
from correspondence.files import read_document
from correspondence.letters.issues import UnreadableDocument
from correspondence.models import Delivery, Thread
from correspondence.states import RawState
from tests.correspondence.outside import come, letter_to
from tests.exchange.hostile import cases, contents, corpus, forms

OUTCOMES = {
    (RawState.ACCEPTED, "ok"): cases.TAKEN,
    (RawState.REJECTED, "fatal-error"): cases.REFUSED,
    (RawState.REJECTED, ""): cases.SET_ASIDE,
}


@pytest.mark.parametrize("family", corpus.FAMILIES, ids=lambda one: one.__name__)
def test_each_is_answered_or_set_aside_and_the_next_one_comes_in(cast, family):
    make, wrong = partial(letter_to, cast.social_psychiatry), []
    for case in family(make):
        before = Delivery.objects.count()
        raw = come(case.data)
        became = OUTCOMES.get((raw.state, raw.code), f"{raw.state} {raw.code} {raw.error}")
        answered = Delivery.objects.count() - before
        right = became == case.becomes or (not case.becomes and became in OUTCOMES.values())
        told = became == cases.TAKEN or raw.issues
        if not (right and told and answered == (became in (cases.TAKEN, cases.REFUSED))):
            wrong.append((case.name, became, case.becomes, answered))
        assert read_document(raw.stored_as) == case.data
    assert wrong == []
    assert come(make()).state == RawState.ACCEPTED


@pytest.mark.parametrize("family", [contents.dates, contents.long_ids], ids=lambda one: one.__name__)
def test_what_is_taken_can_be_looked_at(cast, client, family):
    for case in family(partial(letter_to, cast.social_psychiatry)):
        come(case.data)
    client.force_login(cast.anna)
    assert client.get(reverse("mailbox", args=[cast.social_psychiatry.pk])).status_code == 200
    for thread in Thread.objects.all():
        assert client.get(reverse("thread", args=[thread.pk])).status_code == 200


def test_they_are_many(cast):
    make = partial(letter_to, cast.social_psychiatry)
    names = [f"{family.__name__}: {case.name}" for family in corpus.FAMILIES for case in family(make)]
    assert len(set(names)) >= 500


def test_no_document_that_is_cut_short_is_ever_a_message(cast):
    for data in forms.every_cut(partial(letter_to, cast.social_psychiatry)):
        try:
            assert open_document(data).reading.letter is None
        except UnreadableDocument:
            continue
