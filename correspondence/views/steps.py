"""The steps a person takes with one thread or many: from a button's value to an action, and in words afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from correspondence.access import WRITERS, mailboxes_for, writable_mailboxes_for
from correspondence.actions.assign import NotAssignable, assign
from correspondence.actions.finish import finish, reopen
from correspondence.actions.label import NotOfThisMailbox, put_label, take_label_off
from correspondence.actions.marks import mark
from correspondence.actions.move import move
from correspondence.actions.together import Done, Threads
from correspondence.models import Label, Membership, Team
from portal.models import User

# What only concerns oneself, so that readers may do it too.
OWN = ("read", "unread")


@dataclass(frozen=True, slots=True)
class Step:
    """``run`` does it; ``words`` say what, on the page that asks whether one is sure."""

    run: Callable[[User, Threads], Done]
    words: str


class UnknownStep(Exception):
    """A button's value that no page of ours has."""


def step_named(user: User, value: str) -> Step:
    """The step of a button's value: ``take``, ``finish``, ``assign:7``, ``move:3`` … Raises UnknownStep.

    Http404 when it names somebody or something the user does not know.
    """
    name, _colon, key = value.partition(":")
    simple = {
        "take": Step(lambda user, threads: assign(user=user, threads=threads, assignee=user), _("Take them")),
        "release": Step(lambda user, threads: assign(user=user, threads=threads), _("Let go of them")),
        "finish": Step(lambda user, threads: finish(user=user, threads=threads), _("Finish")),
        "reopen": Step(lambda user, threads: reopen(user=user, threads=threads), _("Open again")),
        "read": Step(lambda user, threads: mark(user=user, threads=threads, read=True), _("Mark as read")),
        "unread": Step(lambda user, threads: mark(user=user, threads=threads, read=False), _("Mark as unread")),
    }
    if value in simple:
        return simple[value]
    if name not in _WITH_KEY or not (key.isascii() and key.isdigit() and len(key) <= 18):
        raise UnknownStep
    return _WITH_KEY[name](user, int(key))


def _assign(user: User, key: int) -> Step:
    near = Membership.objects.filter(mailbox__in=mailboxes_for(user).order_by(), role__in=WRITERS)
    colleague = get_object_or_404(User.objects.filter(pk__in=near.values("user")), pk=key)
    words = _("Assign to %(name)s") % {"name": colleague}
    return Step(lambda user, threads: assign(user=user, threads=threads, assignee=colleague), words)


def _team(user: User, key: int) -> Step:
    team = get_object_or_404(Team.objects.filter(mailbox__in=mailboxes_for(user).order_by()), pk=key)
    words = _("Assign to %(name)s") % {"name": team}
    return Step(lambda user, threads: assign(user=user, threads=threads, team=team), words)


def _move(user: User, key: int) -> Step:
    box = get_object_or_404(writable_mailboxes_for(user), pk=key)
    words = _("Move to %(mailbox)s") % {"mailbox": box}
    return Step(lambda user, threads: move(user=user, threads=threads, mailbox=box), words)


def _label(user: User, key: int) -> Step:
    label = _label_or_404(user, key)
    words = _("Put the label %(label)s on") % {"label": label}
    return Step(lambda user, threads: put_label(user=user, threads=threads, label=label), words)


def _unlabel(user: User, key: int) -> Step:
    label = _label_or_404(user, key)
    words = _("Take the label %(label)s off") % {"label": label}
    return Step(lambda user, threads: take_label_off(user=user, threads=threads, label=label), words)


def _label_or_404(user: User, key: int) -> Label:
    return get_object_or_404(Label.objects.filter(mailbox__in=mailboxes_for(user).order_by()), pk=key)


_WITH_KEY: dict[str, Callable[[User, int], Step]] = {
    "assign": _assign,
    "team": _team,
    "move": _move,
    "label": _label,
    "unlabel": _unlabel,
}


def perform(request: HttpRequest, user: User, step: Step, threads: Threads) -> Done | None:
    """Take the step and say what became of it. None when it was refused. Raises PermissionDenied."""
    try:
        done = step.run(user, threads)
    except NotAssignable:
        messages.error(request, _("Nothing was changed: the colleague or team does not work in that mailbox."))
        return None
    except NotOfThisMailbox:
        messages.error(request, _("Nothing was changed: the label belongs to another mailbox."))
        return None
    if done.skipped:
        messages.error(request, _not_finished(done.skipped))
    if done.changed or not done.skipped:
        messages.success(request, changed_words(done.changed))
    return done


def _not_finished(number: int) -> str:
    words = ngettext(
        "%(number)s thread was not finished: a message in it has not been delivered. Deal with that first.",
        "%(number)s threads were not finished: a message in them has not been delivered. Deal with that first.",
        number,
    )
    return words % {"number": number}


def changed_words(number: int) -> str:
    if not number:
        return _("Nothing was changed: it was so already.")
    return ngettext("%(number)s thread was changed.", "%(number)s threads were changed.", number) % {"number": number}
