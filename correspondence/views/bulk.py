"""Doing something with many threads of a list, with one, with the next, and taking it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from correspondence.access import mailboxes_for, threads_for, writable_mailboxes_for
from correspondence.actions.assign import take_next
from correspondence.actions.take_back import NothingToTakeBack, take_back
from correspondence.actions.together import AT_MOST
from correspondence.models import Mailbox, Team, Thread
from correspondence.queries.inbox import PAGE
from correspondence.queries.lists import Wanted, listed
from correspondence.views.request import mailbox_or_404, user_of
from correspondence.views.steps import OWN, Step, UnknownStep, changed_words, perform, step_named
from portal.models import User


@require_POST
def mailbox(request: HttpRequest, pk: int) -> HttpResponse:
    """A step with the chosen threads of a list of one mailbox."""
    box = mailbox_or_404(user_of(request), pk)
    request.mailbox_id = box.pk  # type: ignore[attr-defined]
    return _bulk(request, [box], reverse("mailbox", args=[box.pk]))


@require_POST
def mailboxes(request: HttpRequest) -> HttpResponse:
    """The same in a list of all the user's mailboxes; threads they may only read are passed over."""
    user = user_of(request)
    own = request.POST.get("do") in OWN
    boxes = mailboxes_for(user) if own else writable_mailboxes_for(user)
    request.all_mailboxes = True  # type: ignore[attr-defined]
    return _bulk(request, list(boxes), reverse("mailboxes"))


@require_POST
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """A step with the one thread of the page."""
    user = user_of(request)
    one = get_object_or_404(threads_for(user).select_related("assignee"), pk=pk)
    try:
        step = step_named(user, request.POST.get("do", ""))
    except UnknownStep:
        raise Http404 from None
    holder = one.assignee
    if perform(request, user, step, [one]) and request.POST.get("do") == "take" and holder not in (None, user):
        messages.info(request, _("%(name)s had it until now: say that you have taken over.") % {"name": holder})
    still_here = threads_for(user).filter(pk=pk).exists()
    back = reverse("thread", args=[pk]) if still_here else reverse("mailbox", args=[one.mailbox_id])
    return redirect(back)


@require_POST
def next_(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the thread that has waited longest and open it; with ``team`` that team's."""
    user = user_of(request)
    box = mailbox_or_404(user, pk)
    team = _team(box, request.POST.get("team", ""))
    taken = take_next(user=user, mailbox=box, team=team)
    if taken is None:
        messages.info(request, _("Nothing is waiting that nobody has taken."))
        return redirect(_back(request, reverse("mailbox", args=[box.pk])))
    messages.success(request, _("You have taken this thread: it has waited longest."))
    return redirect("thread", taken.pk)


@require_POST
def undo(request: HttpRequest, token: UUID) -> HttpResponse:
    """Take back the user's own last step."""
    try:
        done = take_back(user=user_of(request), token=token)
    except NothingToTakeBack:
        messages.error(request, _("It is too late to take that back."))
    else:
        if done.changed or not done.skipped:
            messages.success(request, " ".join([_("Taken back."), changed_words(done.changed)]))
        if done.skipped:
            messages.info(request, _("What somebody else has changed since has been left as it is."))
    return redirect(_back(request, reverse("inbox")))


def _bulk(request: HttpRequest, boxes: list[Mailbox], here: str) -> HttpResponse:
    user, wanted = user_of(request), Wanted.of_text(request.POST.get("list", "")[:500])
    value = request.POST.get("do", "")
    try:
        step = step_named(user, value)
    except UnknownStep:
        raise Http404 from None
    back = f"{here}?{wanted.query}" if wanted.query else here
    threads = _chosen(request, user, boxes, wanted)
    everything = "all" in request.POST
    if everything and "sure" not in request.POST:
        return _ask(request, step, threads, wanted, back)
    if not everything and not threads.exists():
        messages.error(request, _("Choose at least one thread first."))
        return redirect(back)
    perform(request, user, step, threads)
    return redirect(back)


def _chosen(request: HttpRequest, user: User, boxes: list[Mailbox], wanted: Wanted) -> QuerySet[Thread]:
    """The whole list, or those of it that were ticked."""
    if "all" in request.POST:
        return listed(user, wanted).filter(mailbox__in=boxes)[:AT_MOST]
    keys = [int(one) for one in request.POST.getlist("thread")[:PAGE] if one.isascii() and one.isdigit()]
    return threads_for(user).filter(mailbox__in=boxes, pk__in=[key for key in keys if key < 2**63])


def _ask(request: HttpRequest, step: Step, threads: QuerySet[Thread], wanted: Wanted, back: str) -> HttpResponse:
    """How many it is about, before it is done to a whole list."""
    context = {
        "number": threads.count(),
        "at_most": AT_MOST,
        "do": request.POST.get("do", ""),
        "words": step.words,
        "wanted": wanted,
        "back": back,
        "here": request.path,
    }
    return render(request, "correspondence/bulk_sure.html", context)


def _team(box: Mailbox, key: str) -> Team | None:
    if not key:
        return None
    return get_object_or_404(box.teams, pk=int(key) if key.isascii() and key.isdigit() and len(key) <= 18 else 0)


def _back(request: HttpRequest, otherwise: str) -> str:
    """The page it was asked from, if it is one of ours."""
    wanted = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return wanted if safe else otherwise
