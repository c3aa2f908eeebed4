"""What is listed and counted for somebody is exactly what they may open."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from correspondence.access import threads_for
from correspondence.models import Membership, Note, Reminder, Role, Thread
from correspondence.queries.notes import mention_count, mention_rows
from correspondence.queries.reminders import reminder_rows
from correspondence.queries.unread import unread_count
from correspondence.queries.waiting import own_waiting
from portal import clock
from tests.correspondence.outside import come, letter_to

ROLES = st.sampled_from([None, *Role.values])


@pytest.fixture
def everywhere(cast):
    """In each of three mailboxes two threads, each with a note that means Anna and two reminders."""
    boxes = [cast.social_psychiatry, cast.psychiatry, cast.neighbour]
    for box in [*boxes, *boxes]:
        come(letter_to(box))
    for thread in Thread.objects.all():
        Note.objects.create(thread=thread, author=cast.erik, text="@anna").mentions.add(cast.anna)
        Reminder.objects.create(thread=thread, set_by=cast.erik, due_on=clock.now().date())
        Reminder.objects.create(thread=thread, set_by=cast.erik, user=cast.erik, due_on=clock.now().date())
    return boxes


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(roles=st.lists(ROLES, min_size=3, max_size=3))
def test_listed_is_openable(cast, everywhere, roles):
    Membership.objects.filter(user=cast.anna).delete()
    Membership.objects.bulk_create(
        Membership(user=cast.anna, mailbox=box, role=role) for box, role in zip(everywhere, roles, strict=True) if role
    )
    openable = {one.pk for one in threads_for(cast.anna)}
    assert {one.thread for one in reminder_rows(cast.anna)} == openable
    assert {one.thread for one in own_waiting(cast.anna, None).due} == openable
    assert {one.url for one in mention_rows(cast.anna)} == {f"/samtale/{pk}/#notes" for pk in openable}
    assert mention_count(cast.anna) == len(openable)
    assert sum(unread_count(cast.anna, box.pk) for box in everywhere) == len(openable)
    for box in everywhere:
        own = {one.pk for one in threads_for(cast.anna).filter(mailbox=box)}
        assert {one.thread for one in own_waiting(cast.anna, box.pk).due} == own
