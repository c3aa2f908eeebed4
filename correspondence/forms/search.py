"""What narrows a search. It says nothing of a citizen, so it may stand in an address; the text may not."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from correspondence.access import mailboxes_for
from correspondence.letters.terminology import active_categories
from correspondence.models import Direction
from correspondence.queries.found import Filters
from correspondence.search.find import State
from portal.forms import DayField
from portal.models import User
from portal.widgets import QuickSelect

# They stand beside the list, and belong to the form in the header.
_OF_SEARCH = {"form": "search"}


def _chosen(label: Any, **options: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, required=False, widget=QuickSelect(_OF_SEARCH), **options)


def _day(label: Any) -> DayField:
    widget = forms.DateInput({**_OF_SEARCH, "type": "date"}, "%Y-%m-%d")
    return DayField(label=label, required=False, widget=widget, input_formats=["%Y-%m-%d"])


class FiltersForm(forms.Form):
    """From an address or from the page; a value that makes no sense counts as not set."""

    mailbox = _chosen(_("Mailbox"), coerce=int, empty_value=None)
    category = _chosen(_("Category"))
    direction = _chosen(_("Direction"))
    state = _chosen(_("State"))
    since = _day(_("From date"))
    until = _day(_("To date"))

    def __init__(self, data: QueryDict, *, user: User) -> None:
        super().__init__(data)
        sides = [(Direction.RECEIVED.value, _("Received")), (Direction.SENT.value, _("Sent by us"))]
        self._offer("mailbox", _("All my mailboxes"), [(one.pk, str(one)) for one in mailboxes_for(user)])
        language = get_language() or "da"
        self._offer("category", _("All categories"), [(one.code, one.label(language)) for one in active_categories()])
        self._offer("direction", _("Received and sent"), sides)
        self._offer("state", _("Open and finished"), State.choices)

    def _offer(self, name: str, nothing: Any, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = [("", nothing), *choices]  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        self.full_clean()
        return Filters(**{name: value for name, value in self.cleaned_data.items() if value})

    def in_address(self) -> str:
        """The filters that are set, as a query string."""
        self.full_clean()
        return urlencode({name: value for name, value in self.cleaned_data.items() if value})
