"""How the work of the demo's largest mailbox is shared out."""

import pytest

from correspondence.actions.take_back import last_step
from correspondence.demo import places
from correspondence.models import Mailbox
from correspondence.queries.inbox import inbox_page
from correspondence.queries.lists import TEAM, VIEWS, Wanted
from portal.models import User

# The mark has the database made, also when these tests run alone.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def test_every_view_of_bo_has_something_to_show():
    box = Mailbox.objects.get(organisation__sor_code=places.SOCIAL_PSYCHIATRY)
    bo, team = User.objects.get(username="bo"), box.teams.get()
    empty = [
        show
        for show in VIEWS
        if not inbox_page(bo, box, wanted=Wanted(show, team=team.pk if show == TEAM else None)).rows
    ]
    assert empty == []
    assert inbox_page(bo, box, wanted=Wanted.of_text(box.saved_views.get().query)).rows


def test_there_is_nothing_for_a_visitor_to_take_back():
    assert [one.username for one in User.objects.all() if last_step(one)] == []
