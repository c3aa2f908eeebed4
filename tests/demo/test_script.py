"""How the stories are written down."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from correspondence.demo.citizens import BRUNO
from correspondence.demo.people import BY_LOGIN
from correspondence.demo.places import MAILBOXES, SOCIAL_PSYCHIATRY, WARD
from correspondence.demo.script import Minutes, Story, Workday, new, reply
from correspondence.demo.stories import STORIES

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
moments = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1)).map(lambda one: one.replace(tzinfo=COPENHAGEN))


@given(moments)
def test_every_story_runs_forward_in_time_whenever_it_is_loaded(now):
    for story in STORIES:
        times = [turn.when.before(now) for turn in story.placed]
        assert times == sorted(times)
        assert times[-1] < now


@pytest.mark.parametrize(("days", "expected"), [(1, "13"), (5, "9"), (6, "6"), (10, "2")])
def test_a_weekend_is_passed_over(days, expected):
    saturday = datetime(2026, 3, 14, 9, 0, tzinfo=COPENHAGEN)
    assert Workday(days, "14.05").before(saturday) == datetime(2026, 3, int(expected), 14, 5, tzinfo=COPENHAGEN)


def story(text, **more):
    first = new(Workday(2, "10.00"), "anna", SOCIAL_PSYCHIATRY, WARD, "discharge", text, topic="Plan")
    return Story(BRUNO, (first, reply(Minutes(5), "cecilie", WARD, "Tak.", **more))).placed


def test_only_the_line_breaks_that_mean_something_are_kept():
    text = """
        Kære Anna

        En sætning, som er for
        lang til en linje.
        Næste sætning:
        - en ting
        - en anden
        """
    first, _ = story(text)
    assert first.text == "Kære Anna\n\nEn sætning, som er for lang til en linje.\nNæste sætning:\n- en ting\n- en anden"


def test_an_answer_keeps_category_and_topic_unless_it_says_otherwise():
    assert [(one.category, one.topic) for one in story("A.")] == [("discharge", "Plan")] * 2
    assert story("A.", category="nursing")[1].topic == ""


@pytest.mark.parametrize("one", STORIES, ids=lambda one: f"{one.citizen.given[0]}, {one.turns[0].topic}")
def test_everybody_writes_from_a_unit_they_belong_to(one):
    for turn in one.placed:
        person = BY_LOGIN[turn.by]
        assert turn.unit in person.mailboxes if person.mailboxes else turn.unit not in MAILBOXES
