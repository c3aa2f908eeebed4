"""More people and mailboxes around the cast, and threads to work with."""

from __future__ import annotations

from correspondence.models import Label, Mailbox, Membership, Role, Team, Thread, ThreadEvent
from portal.models import User
from tests.cast import Cast, mailbox
from tests.correspondence.outside import come, letter_to


def threads_in(box: Mailbox, number: int = 3) -> list[Thread]:
    """So many new threads from outside in a mailbox, the oldest first."""
    for at in range(number):
        come(letter_to(box, topic=f"Samtale {at}"))
    return list(box.threads.order_by("pk"))


def second_mailbox(cast: Cast, *members: User, role: str = Role.CASEWORKER) -> Mailbox:
    """A mailbox of another unit of the municipality."""
    box = mailbox(7102, "Fjordby Hjemmepleje")
    Membership.objects.bulk_create([Membership(user=one, mailbox=box, role=role) for one in members])
    return box


def team(box: Mailbox, name: str = "Team Nord", *members: User) -> Team:
    made = Team.objects.create(mailbox=box, name=name)
    made.members.set(members)
    return made


def label(box: Mailbox, name: str = "Haster") -> Label:
    return Label.objects.create(mailbox=box, name=name)


def history(thread: Thread) -> list[tuple[str, str, str]]:
    """(who, what, words) of a thread's history, the oldest first."""
    events = ThreadEvent.objects.filter(thread=thread).select_related("actor")
    return [(one.actor.username if one.actor else "", one.kind, one.detail) for one in events]


def make_reader(user: User) -> None:
    Membership.objects.filter(user=user).update(role=Role.READER)
