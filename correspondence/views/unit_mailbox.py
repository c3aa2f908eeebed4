"""The button on a unit's page that gives it a mailbox or closes it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from correspondence.actions.unit_mailbox import set_mailbox
from correspondence.views.request import user_of
from sor.access import for_sor_administrators
from sor.models import Organisation


@require_POST
@for_sor_administrators
def change(request: HttpRequest, sor_code: str) -> HttpResponse:
    unit = get_object_or_404(Organisation, sor_code=sor_code)
    is_open = "open" in request.POST
    try:
        set_mailbox(user=user_of(request), unit=unit, is_open=is_open)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        words = (
            _("%(unit)s has a mailbox. The system administrator says who works in it.")
            if is_open
            else _("The mailbox of %(unit)s is closed: new messages go to the nearest mailbox above it.")
        )
        messages.success(request, words % {"unit": unit.name})
    return redirect("sor:unit", unit.sor_code)
