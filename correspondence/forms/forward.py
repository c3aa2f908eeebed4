"""Passing a thread on: to whom, which of its messages, and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from correspondence.forms.addressed import AddressedForm
from correspondence.models import Mailbox
from portal.models import User


class ForwardForm(AddressedForm):
    """``choices`` are (MessageHeader.id, words) of the messages that can go along, in reading order."""

    chosen = forms.MultipleChoiceField(
        label=_("Messages to pass on"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-checkbox"}),
        error_messages={"required": _("Choose at least one message to pass on.")},
    )

    def __init__(self, *args: Any, mailbox: Mailbox, user: User, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, mailbox=mailbox, user=user, **kwargs)
        self.fields["chosen"].choices = choices  # type: ignore[attr-defined]
        self.fields["text"].help_text = _("Say why you pass this on, and what you ask of the receiver.")
        self.fields["text"].error_messages["required"] = _("Say why you pass this on.")

    @property
    def passed_on(self) -> frozenset[str] | None:
        """The MessageHeader.ids to pass on; None for the whole thread. Call when the form is valid."""
        chosen = self.cleaned_data["chosen"]
        everything = len(chosen) == len(self.fields["chosen"].choices)  # type: ignore[attr-defined]
        return None if everything else frozenset(chosen)
