"""What the auditor wants to see of the trail."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_lazy as _

from correspondence.models import Mailbox
from correspondence.queries.trail import Asked
from correspondence.trail_words import ACTIONS
from portal.forms import DayField
from portal.models import User

_SUBJECT = re.compile(r"\A[a-z]{1,40}-[0-9a-f-]{1,36}\Z")
# Shorter than a citizen's number: the form is sent in the address, which holds none.
_LONGEST_NUMBER = 9


class TrailForm(forms.Form):
    """``subject`` is set by the links of the list only: a model's name and a primary key."""

    person = forms.ModelChoiceField(User.objects.order_by("first_name", "last_name", "username"), label=_("Person"))
    action = forms.ChoiceField(label=_("What was done"))
    mailbox = forms.ModelChoiceField(
        Mailbox.objects.select_related("organisation").order_by("organisation__name"), label=_("Mailbox")
    )
    thread = forms.CharField(
        label=_("Thread number"),
        max_length=_LONGEST_NUMBER,
        validators=[RegexValidator(r"^[0-9]+$", _("The number of a thread is digits only, as in its address."))],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    since = DayField(label=_("From"))
    until = DayField(label=_("Until"))
    subject = forms.RegexField(_SUBJECT, max_length=77, widget=forms.HiddenInput())

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        for field in self.fields.values():
            field.required = False
        actions = sorted(((name, str(words)) for name, words in ACTIONS.items()), key=lambda one: one[1])
        self.fields["action"].choices = [("", _("Everything")), *actions]  # type: ignore[attr-defined]
        for name in ("person", "mailbox"):
            self.fields[name].empty_label = _("Everybody") if name == "person" else _("All")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first."))
        return cleaned

    @property
    def asked(self) -> Asked:
        """Days are whole days in Denmark. Only of a valid form."""
        found, zone = self.cleaned_data, get_current_timezone()
        since, until = found["since"], found["until"]
        return Asked(
            person=found["person"].pk if found["person"] else None,
            action=found["action"],
            mailbox=found["mailbox"].pk if found["mailbox"] else None,
            thread=int(found["thread"]) if found["thread"] else None,
            since=datetime.combine(since, time.min, zone) if since else None,
            until=datetime.combine(until + timedelta(days=1), time.min, zone) if until else None,
            subject=found["subject"],
        )
