"""How the people of the demo's largest mailbox have shared its work: labels, and who has what."""

from __future__ import annotations

from correspondence.actions.assign import assign
from correspondence.actions.finish import finish
from correspondence.actions.label import put_label
from correspondence.actions.saved_view import save_view
from correspondence.actions.team import save_label
from correspondence.demo import places
from correspondence.models import Awaiting, Label, Mailbox, Thread, UndoStep
from portal.models import User

_LABELS = ("Møde aftales", "Venter på bolig")


def share_out() -> None:
    """After the stories have been played. Everything is done by people of the mailbox, as they would do it."""
    box = Mailbox.objects.get(organisation__sor_code=places.SOCIAL_PSYCHIATRY)
    anna, bo, gorm = (User.objects.get(username=login) for login in ("anna", "bo", "gorm"))
    meeting, housing = (save_label(user=gorm, label=Label(mailbox=box, name=name)) for name in _LABELS)
    threads = box.threads.filter(finished_at=None, last_received_at__isnull=False, has_failed_delivery=False)
    answered = list(threads.filter(awaiting=Awaiting.THEM).order_by("latest_at", "pk"))
    waiting = list(threads.filter(awaiting=Awaiting.US).order_by("awaiting_since", "pk"))
    _give(answered, [anna, bo])
    finish(user=anna, threads=answered[:2])
    put_label(user=bo, threads=answered[2:4], label=meeting)
    put_label(user=anna, threads=answered[3:5], label=housing)
    assign(user=bo, threads=waiting[1:2], assignee=bo)
    save_view(user=gorm, mailbox=box, name="Møder, der skal aftales", query=f"label={meeting.pk}", shared=True)
    # Nothing of this can be taken back by whoever opens the demo.
    UndoStep.objects.all().delete()


def _give(threads: list[Thread], people: list[User]) -> None:
    """In turn, but for the last: it is nobody's yet."""
    for at, person in enumerate(people):
        assign(user=person, threads=threads[at : -1 : len(people)], assignee=person)
