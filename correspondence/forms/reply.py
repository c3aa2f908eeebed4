"""The reply: everything about whom and where is given by the message answered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from correspondence.forms.writing import WritingForm, signature_initial
from correspondence.models import Direction, Message, Thread
from correspondence.queries.thread import party_words
from portal.models import User


class ReplyForm(WritingForm):
    """``answers`` is the MessageHeader.id of the message answered."""

    answers = forms.CharField(max_length=100, widget=forms.HiddenInput)
    specific_recipient_keep = forms.BooleanField(required=False)

    def __init__(self, *args: Any, answered: Message, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        received = answered.direction == Direction.RECEIVED
        name = party_words(answered.specific_sender if received else answered.specific_recipient)
        if not name:
            del self.fields["specific_recipient_keep"]
        else:
            self.fields["specific_recipient_keep"].label = _("For the attention of %(name)s") % {"name": name}

    def answer(self, message: Message) -> None:
        """From now on in answer to ``message``: its writer has it before them on the page the form comes back on."""
        self.change(answers=message.message_header_id)

    @property
    def keeps_specific_recipient(self) -> bool:
        return bool(self.cleaned_data.get("specific_recipient_keep"))


def reply_initial(thread: Thread, answered: Message, user: User) -> dict[str, Any]:
    """Pre-filled: category and topic of the thread, and the signature."""
    return {
        **signature_initial(user, thread.home),
        "answers": answered.message_header_id,
        "category": thread.category.lower(),
        "topic": thread.topic,
        "priority": thread.priority,
        "specific_recipient_keep": True,
    }
