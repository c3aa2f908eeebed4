"""What colleagues write beside a thread: internal notes and reminders."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from correspondence.models import Note
from portal import clock
from portal.forms import DayField


class NoteForm(forms.ModelForm):
    class Meta:
        model = Note
        fields = ["text"]
        labels = {"text": _("Internal note")}
        help_texts = {"text": _("Only for colleagues here. Write @ and a name to call somebody's attention.")}
        error_messages = {"text": {"required": _("Write the note first.")}}
        widgets = {"text": forms.Textarea(attrs={"rows": 3, "data-mentions": "", "autocomplete": "off"})}

    drawn_alike = frozenset({"text"})

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, prefix="note")  # the reply on the same page has a text of its own


class ReminderForm(forms.Form):
    """A day of one's own choosing (``due_on``), or one of the quick ones (``on``: the button that was pressed)."""

    due_on = DayField(label=_("Another day"), required=False)
    for_all = forms.BooleanField(label=_("Remind everybody in the mailbox"), required=False)

    drawn_alike = frozenset({"due_on", "for_all"})

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="reminder_%s")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        cleaned["due_on"] = _day(str(self.data.get("on", ""))) or cleaned.get("due_on")
        if not cleaned["due_on"] or cleaned["due_on"] <= clock.now().date():
            self.add_error("due_on", _("Choose a day from tomorrow on."))
        return cleaned


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
