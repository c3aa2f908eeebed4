"""The SOR administrator's forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from portal import job_titles
from portal.forms import PhoneField
from sor.actions import MOST_ALIASES
from sor.models import LocalUnit, NamedRecipient, Organisation, Team

_LONGEST_ALIAS = 100
# The whole register with its history is a zip of some hundred million bytes.
_LARGEST_UPLOAD = 1_000_000_000


class LocalForm(forms.ModelForm):
    """What we call a unit and know of it."""

    display_name = forms.CharField(
        label=_("Local name"),
        max_length=200,
        required=False,
        help_text=_("Shown instead of the register's name when choosing a receiver."),
    )
    aliases = forms.CharField(
        label=_("Nicknames"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Other names that people look for the unit by, one on each line."),
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))
    hidden = forms.BooleanField(label=_("Never offer this unit as a receiver"), required=False)

    class Meta:
        model = LocalUnit
        fields = ["display_name", "note", "hidden"]

    field_order = ["display_name", "aliases", "note", "hidden"]

    def __init__(self, data: Any = None, *, unit: Organisation) -> None:
        local = LocalUnit.objects.filter(organisation=unit).first()
        names = "\n".join(unit.aliases.order_by("text").values_list("text", flat=True))
        super().__init__(data, instance=local, initial={"aliases": names})

    def clean_aliases(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["aliases"].splitlines()]
        aliases = list(dict.fromkeys(line for line in lines if line))
        if len(aliases) > MOST_ALIASES:
            most = ngettext_lazy("At most %(most)s nickname.", "At most %(most)s nicknames.", MOST_ALIASES)
            raise forms.ValidationError(most % {"most": MOST_ALIASES})
        if long := next((one for one in aliases if len(one) > _LONGEST_ALIAS), None):
            raise forms.ValidationError(_("“%(text)s…” is too long for a nickname.") % {"text": long[:30]})
        return aliases


class TeamForm(forms.Form):
    name = forms.CharField(label=_("Name of the team"), max_length=Team._meta.get_field("name").max_length)

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


class RecipientForm(forms.ModelForm):
    """A named person of a unit. A job title is from an official list or free text, never both."""

    given = forms.CharField(label=_("First name"), max_length=100)
    family = forms.CharField(label=_("Last name"), max_length=100)
    job_title_code = forms.ChoiceField(label=_("Job title from the official lists"), required=False)
    job_title_text = forms.CharField(label=_("Job title in your own words"), max_length=100, required=False)
    phone = PhoneField(label=_("Phone"), max_length=20, required=False)

    class Meta:
        model = NamedRecipient
        fields = ["given", "family", "job_title_code", "job_title_text", "phone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("None chosen")), *job_titles.groups()]
        self.fields["job_title_code"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("job_title_code") and cleaned.get("job_title_text"):
            self.add_error("job_title_text", _("Choose a title from the list or write your own, not both."))
        return cleaned


class UploadForm(forms.Form):
    """A file of the register to look at before it is applied."""

    file = forms.FileField(
        label=_("File of the register"),
        max_length=200,
        help_text=_("SorEntity_daily.csv, SOR_complete.zip, or SOR as XML (v1 or v2)."),
    )
    whole = forms.ChoiceField(
        label=_("What the file holds"),
        required=False,
        choices=[
            ("", _("Told by its name")),
            ("yes", _("The whole register: units missing from it are closed")),
            ("no", _("A part of the register: nothing is closed because it is missing")),
        ],
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > _LARGEST_UPLOAD:
            raise forms.ValidationError(_("The file is too large to be the register."))
        return file

    @property
    def full(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["whole"])
