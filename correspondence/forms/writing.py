"""What new, reply and forward have in common: category, topic, priority, text and signature."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from correspondence.actions.content import Content, Signature
from correspondence.letters.carecommunication.compose import Enclosure
from correspondence.letters.letter import Priority
from correspondence.letters.terminology import CATEGORY_OTHER, CATEGORY_REFERRAL, active_categories, job_title
from correspondence.models import Mailbox
from correspondence.text.formatted import written
from correspondence.text.placeholders import left_in
from portal import job_titles
from portal.forms import PhoneField
from portal.models import User
from portal.widgets import Offered, QuickSelect

TEXT_LENGTH = 100_000
# What static/editor/editor.js needs to know to stand over the textarea: the words of its buttons.
EDITOR = {
    "data-editor": "",
    "data-words-toolbar": _("Formatting"),
    "data-words-bold": _("Bold"),
    "data-words-italic": _("Italic"),
    "data-words-underline": _("Underline"),
    "data-words-bullet-list": _("Bulleted list"),
    "data-words-ordered-list": _("Numbered list"),
    "data-words-table": _("Insert table"),
    "data-words-row-after": _("Add row below"),
    "data-words-row-delete": _("Remove row"),
    "data-words-column-after": _("Add column to the right"),
    "data-words-column-delete": _("Remove column"),
    "data-words-table-delete": _("Remove table"),
    "data-words-undo": _("Undo typing"),
    "data-words-redo": _("Redo typing"),
    "data-words-plain": _("What you pasted was too large to keep its formatting: only its words are here."),
    "data-words-cut": _("What you pasted was longer than a message can be: only the first part of it is here."),
}
_TEXT_MISSING = _("Write the message before you send it.")


def _categories() -> list[tuple[str, Any]]:
    """Of MedCom's list, by name; "other" at the end."""
    language = get_language() or "da"
    named = [(one.code, one.label(language)) for one in active_categories()]
    return [("", _("Choose a category")), *sorted(named, key=lambda choice: (choice[0] == CATEGORY_OTHER, choice[1]))]


def _job_titles() -> list[tuple[str, Any]]:
    return [("", _("None chosen")), *job_titles.groups()]


class WritingForm(forms.Form):
    """One message being written. The hidden ``token`` makes sending twice impossible.

    ``seen`` tells what the writer had before them: when the thread has moved since, they are told before it goes.
    """

    token = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    category = forms.ChoiceField(label=_("Category"), choices=Offered(_categories), widget=QuickSelect)
    topic = forms.CharField(label=_("Topic"), max_length=200, required=False)
    priority = forms.ChoiceField(
        label=_("Priority"),
        required=False,
        widget=QuickSelect,
        choices=[("", _("None")), (Priority.ROUTINE.value, _("Routine")), (Priority.ASAP.value, _("Urgent"))],
        help_text=_("Only for messages regarding a referral."),
    )
    text = forms.CharField(
        label=_("Message"),
        max_length=TEXT_LENGTH,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, **EDITOR}),
        error_messages={"required": _TEXT_MISSING},
    )
    author_given = forms.CharField(label=_("First name"), max_length=150)
    author_family = forms.CharField(label=_("Last name"), max_length=150)
    phone = PhoneField(label=_("Phone"), max_length=20)
    job_title = forms.ChoiceField(
        label=_("Job title from the official lists"), choices=Offered(_job_titles), required=False, widget=QuickSelect
    )
    job_title_text = forms.CharField(label=_("Job title in your own words"), max_length=100, required=False)

    drawn_alike = frozenset({"category", "priority", "text"})
    of_the_page = frozenset({"topic", "author_given", "author_family", "phone", "job_title", "job_title_text"})
    # What a draft does not hold.
    not_kept = frozenset({"token", "seen", "answers"})

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not text.strip():
            raise forms.ValidationError(_TEXT_MISSING, code="required")
        if left := left_in(text):
            raise forms.ValidationError(
                _("The text still holds %(places)s from a standard text: fill in or delete it."),
                code="placeholder",
                params={"places": ", ".join(left)},
            )
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("category") == CATEGORY_OTHER and not cleaned.get("topic", "").strip():
            self.add_error("topic", _("The category Other needs a topic: write what the message is about."))
        if cleaned.get("category") != CATEGORY_REFERRAL:
            cleaned["priority"] = ""
        if cleaned.get("job_title") and cleaned.get("job_title_text"):
            self.add_error("job_title_text", _("Choose a title from the list or write your own, not both."))
        elif not (cleaned.get("job_title") or cleaned.get("job_title_text")) and "job_title" in cleaned:
            self.add_error("job_title", _("The signature needs a job title: choose one, or write your own."))
        return cleaned

    def change(self, **values: str) -> None:
        """Show other values when the form comes back; what was written stays."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        for name, value in values.items():
            data[name] = value
        self.data = data

    def renew(self) -> None:
        """A new token: what the form holds may be sent although the form has been sent before."""
        self.change(token=str(uuid4()))

    def typed(self) -> dict[str, Any]:
        """Every field as it was typed, valid or not: what a draft keeps."""
        kept = (name for name in self.fields if name not in self.not_kept)
        return {name: _keepable(self[name].value()) for name in kept}

    def content(self, enclosures: tuple[Enclosure, ...] = ()) -> Content:
        """What was written. Call when the form is valid."""
        data = self.cleaned_data
        words = written(data["text"])
        return Content(
            category=data["category"],
            topic=data["topic"].strip(),
            priority=data["priority"],
            text=words.text,
            formatted=words.formatted,
            signature=_signature(data),
            attachments=enclosures,
        )


def _keepable(value: Any) -> Any:
    """JSON for one field: a text without NUL, a list of them, or a truth value."""
    if isinstance(value, list | tuple):
        return [_keepable(one) for one in value][:1000]
    if isinstance(value, bool):
        return value
    if value is None:
        return ""
    return re.sub("\x00", "", str(value))[: 2 * TEXT_LENGTH]


def _signature(data: dict[str, Any]) -> Signature:
    system, _bar, code = data["job_title"].rpartition("|")
    return Signature(
        given=tuple(data["author_given"].split()),
        family=data["author_family"].strip(),
        job_system=system,
        job_code=code,
        job_text="" if code else data["job_title_text"].strip(),
        phone=data["phone"],
    )


def signature_initial(user: User, mailbox: Mailbox) -> dict[str, Any]:
    """The signature of the user's profile, with the mailbox's phone where they have none; and a new token."""
    system, _bar, code = user.job_title_code.rpartition("|")
    return {
        "token": uuid4(),
        "author_given": user.first_name,
        "author_family": user.last_name,
        "phone": user.phone or mailbox.phone,
        "job_title": user.job_title_code if job_title(system, code) else "",
        "job_title_text": user.job_title_text,
    }
