"""A new message: about whom, to whom, and what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from correspondence.forms.addressed import AddressedForm
from correspondence.letters import letter as wire
from correspondence.letters.citizen_numbers import NoSuchDate, NotANumber, citizen_identifier
from correspondence.models import AgreedTopic, Mailbox, Thread
from correspondence.words import category_words
from portal.models import User


class NewForm(AddressedForm):
    """The citizen is carried with every identifier from an earlier thread, or written with one number."""

    citizen_thread = forms.IntegerField(required=False, widget=forms.HiddenInput)
    citizen_number = forms.CharField(
        label=_("CPR or replacement number"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Write the citizen's number, or choose one of the earlier citizens.")},
    )
    citizen_given = forms.CharField(label=_("The citizen's first names"), max_length=150, required=False)
    citizen_family = forms.CharField(
        label=_("The citizen's last name"),
        max_length=150,
        error_messages={"required": _("Write the last name, or tick that it is not known.")},
    )
    citizen_family_unknown = forms.BooleanField(label=_("The last name is not known"), required=False)
    citizen_search = forms.CharField(
        label=_("Name among earlier citizens"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    agreed_topic = forms.ChoiceField(label=_("Topic agreed with the receiver's region"), required=False)

    def __init__(self, *args: Any, mailbox: Mailbox, user: User, known: Thread | None, **kwargs: Any) -> None:
        """``known`` is the thread that the citizen comes from, seen through the user's own access."""
        super().__init__(*args, mailbox=mailbox, user=user, **kwargs)
        self.known = known
        unknown = self["citizen_family_unknown"].value()
        self.fields["citizen_number"].required = known is None
        self.fields["citizen_family"].required = known is None and not unknown
        self._offer_agreed_topics()

    def _offer_agreed_topics(self) -> None:
        """Topics agreed in the receiver's region stand first and bring their category; without any, no field."""
        region = self.picker.chosen.organisation.region_code if self.picker.chosen else ""
        agreed = list(AgreedTopic.objects.filter(region_code=region)) if region else []
        self.agreed = {str(one.pk): one for one in agreed}
        if not agreed:
            del self.fields["agreed_topic"]
            return
        words = [(str(one.pk), f"{one.topic} ({category_words(one.category)})") for one in agreed]
        self.fields["agreed_topic"].choices = [("", _("None of these")), *words]  # type: ignore[attr-defined]

    def clean_citizen_number(self) -> str:
        text: str = self.cleaned_data["citizen_number"]
        if self.known:
            return text
        try:
            citizen_identifier(text)
        except NoSuchDate:
            raise forms.ValidationError(_("The number begins with no date: check its first six digits.")) from None
        except NotANumber:
            raise forms.ValidationError(
                _("This is neither a CPR number (ten digits) nor a replacement number, like 0703921VJ5.")
            ) from None
        return text

    def _clean_fields(self) -> None:
        """The agreed topic sets topic and category before they are looked at."""
        if self.agreed and (agreed := self.agreed.get(self["agreed_topic"].value())):
            self.change(topic=agreed.topic, category=agreed.category)
        super()._clean_fields()  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.known:
            return cleaned
        if cleaned.get("citizen_family") and cleaned.get("citizen_family_unknown"):
            self.add_error("citizen_family_unknown", _("You have written a last name: untick this, or delete it."))
        return cleaned

    def citizen(self) -> wire.Citizen:
        """Who the message is about. Call when the form is valid."""
        if self.known:
            return self.known.citizen()
        data = self.cleaned_data
        family = data["citizen_family"].strip()
        return wire.Citizen(
            identifiers=(citizen_identifier(data["citizen_number"]),),
            given=tuple(data["citizen_given"].split()),
            family=family,
            family_absent="" if family else "unknown",
        )
