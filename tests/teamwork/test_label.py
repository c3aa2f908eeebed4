"""A mailbox's labels on its threads."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from correspondence.actions.label import NotOfThisMailbox, put_label, take_label_off
from tests.cast import Cast
from tests.teamwork.crew import history, label, make_reader, second_mailbox, threads_in


def test_on_and_off(cast: Cast) -> None:
    box = cast.social_psychiatry
    threads = threads_in(box, 2)
    urgent = label(box)
    assert put_label(user=cast.anna, threads=threads[:1], label=urgent).changed == 1
    assert put_label(user=cast.anna, threads=threads, label=urgent).changed == 1
    assert [list(one.labels.all()) for one in threads] == [[urgent], [urgent]]
    assert take_label_off(user=cast.bo, threads=threads, label=urgent).changed == 2
    assert [list(one.labels.all()) for one in threads] == [[], []]
    assert history(threads[0]) == [("anna", "labelled", "Haster"), ("bo", "unlabelled", "Haster")]


def test_another_mailboxs_label_does_not_fit(cast: Cast) -> None:
    threads = threads_in(cast.social_psychiatry, 1)
    foreign = label(second_mailbox(cast, cast.anna))
    for step in (put_label, take_label_off):
        with pytest.raises(NotOfThisMailbox):
            step(user=cast.anna, threads=threads, label=foreign)


def test_readers_and_strangers_label_nothing(cast: Cast) -> None:
    threads = threads_in(cast.social_psychiatry, 1)
    make_reader(cast.bo)
    for who in (cast.bo, cast.erik):
        for step in (put_label, take_label_off):
            with pytest.raises(PermissionDenied):
                step(user=who, threads=threads, label=label(cast.social_psychiatry, f"{who} {step.__name__}"))
