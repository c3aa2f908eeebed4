"""What stands beside each attachment: title, who made it, their phone, when. And what is wrong with a new one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from correspondence.letters import letter as wire
from correspondence.letters.carecommunication.compose import Enclosure
from correspondence.letters.file_checks import Fault
from correspondence.models import DraftFile
from portal.forms import PhoneField

NAMES = ("title", "author", "author_title", "phone", "created")
WHEN = "%Y-%m-%dT%H:%M"
FAULTS = {
    Fault.EMPTY: _("%(name)s is empty. Check that the file opens on your computer."),
    Fault.TYPE: _(
        "%(name)s is of a type that cannot be sent. Use PDF, JPEG, PNG, GIF, TIFF or BMP; "
        "a document can be saved as PDF."
    ),
    Fault.DAMAGED: _("%(name)s is damaged or not complete. Open it on your computer and save it again."),
    Fault.ENCRYPTED: _("%(name)s is locked with a password or encrypted. Save a copy that is not, and attach that."),
    Fault.ACTIVE: _("%(name)s holds a program (script) and cannot be sent. Print it to a new PDF, and attach that."),
    Fault.TOO_MANY_PIXELS: _("%(name)s has too many pixels for the receiver's computer. Make it smaller."),
}
TOO_LARGE = _("%(name)s is %(size)s. There is room for %(room)s in this message.")
TOO_MANY = _("%(name)s was not attached: a message can have at most %(most)s attachments.")


class FileForm(forms.Form):
    """The words beside one file of a draft. An author needs a job title, as everybody who signs."""

    title = forms.CharField(
        label=_("Title"), max_length=200, error_messages={"required": _("Give the attachment a title.")}
    )
    created = forms.DateTimeField(
        label=_("Created"),
        required=False,
        input_formats=[WHEN, f"{WHEN}:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WHEN),
    )
    author = forms.CharField(label=_("Author"), max_length=150, required=False)
    author_title = forms.CharField(label=_("Author's job title"), max_length=100, required=False)
    phone = PhoneField(label=_("Author's phone"), max_length=20, required=False)

    def __init__(self, data: Any = None, *, file: DraftFile) -> None:
        initial = {name: getattr(file, name) for name in NAMES}
        super().__init__(data, prefix=prefix_of(file), initial=initial)
        self.file = file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("author", "").strip() and not cleaned.get("author_title", "").strip():
            self.add_error("author_title", _("Write the author's job title."))
        if cleaned.get("author_title", "").strip() and not cleaned.get("author", "").strip():
            self.add_error("author", _("Write the author's name."))
        return cleaned

    def typed(self) -> dict[str, str]:
        """As it was typed, no longer than the draft can hold."""
        length = {field.name: field.max_length for field in DraftFile._meta.fields}
        return {name: str(self[name].value() or "").replace("\x00", "")[: length[name]] for name in NAMES}

    def enclosure(self, data: bytes | None, organisation: wire.Organisation) -> Enclosure:
        """The attachment as it goes on the wire, with ``data`` read from storage. Call when the form is valid."""
        words = self.cleaned_data
        created: datetime | None = words["created"]
        attachment = wire.Attachment(
            title=words["title"],
            content_type=self.file.content_type,
            data=data,
            url=self.file.url,
            creation=timezone.localtime(created).isoformat(timespec="seconds") if created else "",
        )
        return Enclosure(attachment, _author(words, organisation), words["phone"])


def file_form(file: DraftFile, data: QueryDict | None) -> FileForm:
    """The form of one file: fresh; or with ``data`` as posted, where that knows the file."""
    if data is None:
        return FileForm(file=file)
    known = f"{prefix_of(file)}-title" in data
    return FileForm(data if known else {f"{prefix_of(file)}-{name}": getattr(file, name) for name in NAMES}, file=file)


def _author(words: dict[str, Any], organisation: wire.Organisation) -> wire.Author | None:
    name = words["author"].split()
    if not name:
        return None
    title = words["author_title"].strip()
    return wire.Author(given=tuple(name[:-1]), family=name[-1], job_text=title, organisation=organisation)


def prefix_of(file: DraftFile) -> str:
    return f"file-{file.pk}"


class LinkForm(forms.Form):
    """A link to attach."""

    drawn_alike = frozenset({"link_url", "link_title"})

    link_url = forms.CharField(
        label=_("Address of a link"), max_length=2000, validators=[URLValidator(schemes=["https", "http"])]
    )
    link_title = forms.CharField(label=_("Title of the link"), max_length=200, required=False)
