"""A mailbox's rules: the list, one rule, and what they would do with the latest messages."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from correspondence.access import demand_coordinator, mailboxes_for
from correspondence.actions.routing_rule import remove_rule, save_rule, shift_rule, switch_rule
from correspondence.forms.routing import RuleForm
from correspondence.models import Mailbox, RoutingRule
from correspondence.queries.routing import Trial, rule_rows, rules_of, trial
from correspondence.views.coordinator import coordinated_or_404, shown
from correspondence.views.request import user_of


@require_safe
def rules(request: HttpRequest, pk: int) -> HttpResponse:
    mailbox = coordinated_or_404(request, pk)
    return render(request, "coordinator/rules.html", {**shown(mailbox, "rules"), "rules": rule_rows(mailbox)})


@require_safe
def try_all(request: HttpRequest, pk: int) -> HttpResponse:
    """What the rules in force would do with the latest messages."""
    mailbox = coordinated_or_404(request, pk)
    tried = trial(user_of(request), mailbox, rules_of(mailbox))
    return render(request, "coordinator/trial.html", {**shown(mailbox, "rules"), "trial": tried})


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, coordinated_or_404(request, pk), None)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    rule = _rule_or_404(request, pk)
    return _edit(request, rule.mailbox, rule)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    rule = _rule_or_404(request, pk)
    remove_rule(user=user_of(request), rule=rule)
    messages.success(request, _("The rule has been deleted."))
    return redirect("rules", rule.mailbox_id)


@require_POST
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    rule = _rule_or_404(request, pk)
    shift_rule(user=user_of(request), rule=rule, up=request.POST.get("to") == "up")
    return redirect("rules", rule.mailbox_id)


@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    rule = _rule_or_404(request, pk)
    switch_rule(user=user_of(request), rule=rule, on=request.POST.get("to") == "on")
    return redirect("rules", rule.mailbox_id)


def _edit(request: HttpRequest, mailbox: Mailbox, rule: RoutingRule | None) -> HttpResponse:
    """The form. "Try" shows what the rules would do if this one were kept, and keeps nothing."""
    user, tried = user_of(request), None
    form = RuleForm(
        request.POST or None, instance=rule, user=user, mailbox=mailbox, initial={} if rule else {"is_active": True}
    )
    if request.method == "POST" and form.is_valid():
        written = form.save(commit=False)
        if request.POST.get("do") != "try":
            save_rule(user=user, rule=written)
            messages.success(request, _("The rule has been saved."))
            return redirect("rules", mailbox.pk)
        tried = _trial_with(request, mailbox, written)
    context = {**shown(mailbox, "rules"), "form": form, "rule": rule, "trial": tried}
    return render(request, "coordinator/rule.html", context, status=422 if form.errors else 200)


def _trial_with(request: HttpRequest, mailbox: Mailbox, written: RoutingRule) -> Trial:
    """As if ``written`` were kept: in its place, or as the last one."""
    kept = rules_of(mailbox)
    row = [written if one.pk == written.pk else one for one in kept]
    return trial(user_of(request), mailbox, row if written in row else [*row, written])


def _rule_or_404(request: HttpRequest, pk: int) -> RoutingRule:
    """For the coordinators of its mailbox; it does not exist for strangers. Raises Http404, PermissionDenied."""
    user = user_of(request)
    rules = RoutingRule.objects.filter(mailbox__in=mailboxes_for(user))
    rule = get_object_or_404(rules.select_related("mailbox__organisation", "move_to__organisation"), pk=pk)
    request.mailbox_id = rule.mailbox_id  # type: ignore[attr-defined]
    demand_coordinator(user, rule.mailbox)
    return rule
