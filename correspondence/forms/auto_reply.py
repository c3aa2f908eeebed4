"""What a mailbox answers by itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from correspondence.models import AutoReply
from correspondence.text.placeholders import left_in
from portal.forms import DayField, PhoneField


class AutoReplyForm(forms.ModelForm):
    """Text, period and phone, whether it is in force or not."""

    from_date = DayField(
        label=_("From"), required=False, help_text=_("From the beginning of that day; at once when left out.")
    )
    until_date = DayField(
        label=_("Until"), required=False, help_text=_("To the end of that day; for good when left out.")
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Comes after the sentence “Dette er et automatisk svar.”, which is always written."),
        error_messages={"required": _("Write what is to be answered.")},
    )
    phone = PhoneField(
        label=_("Phone"),
        max_length=20,
        help_text=_("Stands in the signature, with the unit's name."),
        error_messages={"required": _("Every message has to carry a phone number.")},
    )

    class Meta:
        model = AutoReply
        fields = ["is_active", "from_date", "until_date", "text", "phone"]
        labels = {"is_active": _("Answer automatically")}

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if left := left_in(text):
            raise forms.ValidationError(
                _("%(places)s is not filled in here: nobody writes this answer. Leave it out."),
                params={"places": ", ".join(left)},
            )
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("from_date"), cleaned.get("until_date")
        if begins and ends and ends < begins:
            self.add_error("until_date", _("The last day is before the first."))
        return cleaned
