"""The profile form."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.utils.translation import gettext_lazy as _

from portal import job_titles
from portal.models import Digest, User

# MedCom allows an optional + and then digits and hyphens; spaces are how people write, so we take them out.
PHONE = RegexValidator(r"^\+?[0-9][0-9-]*$", _("Write the phone number with digits only, for example 38 68 38 68."))


class PhoneField(forms.CharField):
    default_validators = [PHONE]
    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})

    def to_python(self, value: Any) -> str:
        return "".join((super().to_python(value) or "").split())


class DayField(forms.DateField):
    """A day of which the moments before and after can be computed: the calendar's first and last have none."""

    default_validators = [MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2999, 12, 31))]
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class ProfileForm(forms.ModelForm):
    """Name, job title, phone and language. A job title is from an official list or free text, never both."""

    first_name = forms.CharField(label=_("First name"), max_length=150)
    last_name = forms.CharField(label=_("Last name"), max_length=150)
    job_title_code = forms.ChoiceField(label=_("Job title from the official lists"), required=False)
    job_title_text = forms.CharField(
        label=_("Job title in your own words"),
        max_length=100,
        required=False,
        help_text=_("Only when none of the official titles fits."),
    )
    phone = PhoneField(label=_("Phone"), max_length=20, required=False)

    class Meta:
        model = User
        fields = ["first_name", "last_name", "job_title_code", "job_title_text", "phone", "language"]
        labels = {"language": _("Language")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = job_titles.groups()
        chosen = self.instance.job_title_code
        if chosen and chosen not in {value for _name, titles in groups for value, _title in titles}:
            groups.append((str(_("No longer on a list")), [(chosen, chosen.rpartition("|")[2])]))
        self.fields["job_title_code"].choices = [  # type: ignore[attr-defined]
            ("", _("None chosen")),
            *groups,
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("job_title_code") and cleaned.get("job_title_text"):
            self.add_error("job_title_text", _("Choose a title from the list or write your own, not both."))
        return cleaned


class TellingForm(forms.ModelForm):
    """How one works with the portal and is told by it: keys, notices in the browser, e-mail in the morning."""

    class Meta:
        model = User
        fields = ["shortcuts", "browser_notices", "digest", "email"]
        labels = {
            "shortcuts": _("Single keys: j and k move in lists, ? shows them all"),
            "browser_notices": _("Let the browser tell me when something new comes"),
            "digest": _("E-mail about what waits for me"),
            "email": _("E-mail address"),
        }
        help_texts = {
            "digest": _("How many threads are unread in which mailbox. Only numbers, nothing about citizens.")
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("digest") == Digest.DAILY and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Write the address that the e-mail shall go to."))
        return cleaned
