"""The reply form: what a person writes under a thread."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from correspondence.actions.content import Content, Signature
from correspondence.letters.letter import Priority
from correspondence.letters.terminology import CATEGORY_OTHER, CATEGORY_REFERRAL, active_categories, job_title
from correspondence.models import Message, Thread
from correspondence.queries.thread import party_words
from portal import job_titles
from portal.forms import PhoneField
from portal.models import User

TEXT_LENGTH = 100_000


class ReplyForm(forms.Form):
    """Category, topic, priority, text and signature. The hidden token makes sending twice impossible."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    answers = forms.CharField(max_length=100, widget=forms.HiddenInput)
    category = forms.ChoiceField(label=_("Category"))
    topic = forms.CharField(label=_("Topic"), max_length=200, required=False)
    priority = forms.ChoiceField(
        label=_("Priority"),
        required=False,
        choices=[("", _("None")), (Priority.ROUTINE.value, _("Routine")), (Priority.ASAP.value, _("Urgent"))],
        help_text=_("Only for messages regarding a referral."),
    )
    text = forms.CharField(
        label=_("Message"),
        max_length=TEXT_LENGTH,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write the message before you send it.")},
    )
    specific_recipient_keep = forms.BooleanField(required=False)
    author_given = forms.CharField(label=_("First name"), max_length=150)
    author_family = forms.CharField(label=_("Last name"), max_length=150)
    phone = PhoneField(label=_("Phone"), max_length=20)
    job_title = forms.ChoiceField(label=_("Job title from the official lists"), required=False)
    job_title_text = forms.CharField(label=_("Job title in your own words"), max_length=100, required=False)

    def __init__(self, *args: Any, answered: Message, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "da"
        self.fields["category"].choices = sorted(  # type: ignore[attr-defined]
            ((one.code, one.label(language)) for one in active_categories()),
            key=lambda choice: (choice[0] == CATEGORY_OTHER, choice[1]),
        )
        self.fields["job_title"].choices = [("", _("None chosen")), *job_titles.groups()]  # type: ignore[attr-defined]
        self._offer_specific_recipient(answered)

    def _offer_specific_recipient(self, answered: Message) -> None:
        received = answered.direction == "in"
        name = party_words(answered.specific_sender if received else answered.specific_recipient)
        if not name:
            del self.fields["specific_recipient_keep"]
        else:
            self.fields["specific_recipient_keep"].label = _("For the attention of %(name)s") % {"name": name}

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not text.strip():
            raise forms.ValidationError(self.fields["text"].error_messages["required"], code="required")
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

    def renew(self) -> None:
        """A new token: what the form holds may be sent although the form has been sent before."""
        self.data = dict(self.data.items(), token=str(uuid4()))

    def answer(self, message: Message) -> None:
        """From now on in answer to ``message``: its writer has it before them on the page the form comes back on."""
        self.data = dict(self.data.items(), answers=message.message_header_id)

    def content(self) -> Content:
        """What was written. Call when the form is valid."""
        data = self.cleaned_data
        return Content(
            category=data["category"],
            topic=data["topic"].strip(),
            priority=data["priority"],
            text=data["text"],
            signature=_signature(data),
        )

    @property
    def keeps_specific_recipient(self) -> bool:
        return bool(self.cleaned_data.get("specific_recipient_keep"))


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


def reply_initial(thread: Thread, answered: Message, user: User) -> dict[str, Any]:
    """Pre-filled: category and topic of the thread, signature of the user's profile, the mailbox's phone."""
    system, _bar, code = user.job_title_code.rpartition("|")
    return {
        "token": uuid4(),
        "answers": answered.message_header_id,
        "category": thread.category.lower(),
        "topic": thread.topic,
        "priority": thread.priority,
        "specific_recipient_keep": True,
        "author_given": user.first_name,
        "author_family": user.last_name,
        "phone": user.phone or thread.mailbox.phone,
        "job_title": user.job_title_code if job_title(system, code) else "",
        "job_title_text": user.job_title_text,
    }
