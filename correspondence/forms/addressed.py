"""The part of a form that says where a message goes: a receiver of the register, and who in particular."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from correspondence.forms.writing import WritingForm
from correspondence.letters import letter as wire
from correspondence.models import Mailbox
from portal.models import User
from sor.models import Organisation
from sor.picker import ReceiverPicker


class AddressedForm(WritingForm):
    """A form with the receiver picker. A specific sender or recipient is a person when a job title is given."""

    receiver = forms.CharField(label=_("Receiver"), max_length=20, required=False)
    receiver_query = forms.CharField(max_length=200, required=False)
    recipient_name = forms.CharField(label=_("Specific recipient: person or team"), max_length=150, required=False)
    recipient_title = forms.CharField(
        label=_("The person's job title"), max_length=100, required=False, help_text=_("Empty for a team.")
    )
    sender_name = forms.CharField(label=_("Specific sender: person or team"), max_length=150, required=False)
    sender_title = forms.CharField(
        label=_("The person's job title"), max_length=100, required=False, help_text=_("Empty for a team.")
    )

    def __init__(self, *args: Any, mailbox: Mailbox, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        data: Any = self.data if self.is_bound else self.initial
        self.picker = ReceiverPicker.of(data, user=user, own=mailbox.organisation)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.picker.unit is None:
            for fault in self.picker.errors:
                self.add_error("receiver", fault)
        for who in ("recipient", "sender"):
            if cleaned.get(f"{who}_title") and not cleaned.get(f"{who}_name"):
                self.add_error(f"{who}_name", _("Write the name of the person with this job title."))
        return cleaned

    @property
    def unit(self) -> Organisation:
        """The receiver chosen. Call when the form is valid."""
        unit = self.picker.unit
        assert unit is not None  # noqa: S101 - clean() has seen to it
        return unit

    def specific(self, who: str) -> wire.Author | wire.Team | None:
        """The specific ``recipient`` or ``sender``, its organisation left open."""
        name = self.cleaned_data[f"{who}_name"].split()
        title = self.cleaned_data[f"{who}_title"].strip()
        if not name:
            return None
        if not title:
            return wire.Team(" ".join(name))
        return wire.Author(given=tuple(name[:-1]), family=name[-1], job_text=title)
