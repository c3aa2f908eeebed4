"""Editing a standard text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from correspondence.models import Mailbox, StandardText


class StandardTextForm(forms.ModelForm):
    class Meta:
        model = StandardText
        fields = ["name", "text"]
        labels = {"name": _("Name"), "text": _("Text")}
        help_texts = {
            "text": _("{borger}, {navn}, {dato}, {modtager} become the citizen's name, yours, today and the receiver.")
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 12})}

    def __init__(self, *args: Any, mailbox: Mailbox, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.mailbox = mailbox

    def clean_name(self) -> str:
        """One name, one text: the name is how it is found."""
        name = " ".join(self.cleaned_data["name"].split())
        others = self.instance.mailbox.standard_texts.exclude(pk=self.instance.pk)
        if any(one.lower() == name.lower() for one in others.values_list("name", flat=True)):
            raise forms.ValidationError(_("The mailbox has a standard text of this name already."))
        return name
