"""Writing a rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from correspondence.access import coordinated_by, writers_of
from correspondence.letters.terminology import active_categories
from correspondence.models import Mailbox, RoutingRule
from correspondence.queries.routing import known_senders
from portal.models import User
from sor.queries import by_sor_code

CONDITIONS = ("category", "topic_contains", "sender_sor_code", "recipient_contains")
GIVEN = ("team", "assignee", "label")


class SenderInput(forms.TextInput):
    """A text field that offers ``known``, pairs of code and name, while something is written in it."""

    known: list[tuple[str, str]]

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        offered = f"{(attrs or {}).get('id', name)}_known"
        written = super().render(name, value, {**(attrs or {}), "list": offered}, renderer)
        options = format_html_join("", '<option value="{}">{}</option>', self.known)
        return format_html('{}<datalist id="{}">{}</datalist>', written, offered, options)


class RuleForm(forms.ModelForm):
    """Conditions, all of which have to hold, and what is done then."""

    category = forms.ChoiceField(label=_("Category"), required=False)

    class Meta:
        model = RoutingRule
        fields = ["name", "is_active", *CONDITIONS, *GIVEN, "move_to"]
        labels = {
            "name": _("Name of the rule"),
            "is_active": _("In force"),
            "topic_contains": _("Topic contains"),
            "sender_sor_code": _("Sender (SOR code)"),
            "recipient_contains": _("Specific recipient contains"),
            "team": _("Give to the team"),
            "assignee": _("Give to the colleague"),
            "label": _("Put on the label"),
            "move_to": _("Move to the mailbox"),
        }
        help_texts = {
            "name": _("Stands in the history of the threads that the rule has distributed."),
            "sender_sor_code": _("The unit and all units below it. Those who have written lately are offered."),
            "recipient_contains": _("A part of the name, job title or team that the message is to."),
            "move_to": _("Only mailboxes that you coordinate as well."),
        }
        widgets = {"sender_sor_code": SenderInput(attrs={"autocomplete": "off", "spellcheck": "false"})}

    def __init__(self, *args: Any, user: User, mailbox: Mailbox, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.mailbox = mailbox
        self.fields["category"].choices = _categories(self.instance.category)  # type: ignore[attr-defined]
        self.fields["sender_sor_code"].widget.known = known_senders(mailbox)
        self._offer("assignee", writers_of(mailbox))
        self._offer("team", mailbox.teams.all())
        self._offer("label", mailbox.labels.all())
        self._offer("move_to", coordinated_by(user).filter(is_open=True).exclude(pk=mailbox.pk))

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        field.queryset, field.empty_label = rows, _("None chosen")  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """One name, one rule: the name is how the history tells which."""
        name = " ".join(self.cleaned_data["name"].split())
        others = self.instance.mailbox.routing_rules.exclude(pk=self.instance.pk)
        if any(one.casefold() == name.casefold() for one in others.values_list("name", flat=True)):
            raise forms.ValidationError(_("The mailbox has a rule of this name already."))
        return name

    def clean_sender_sor_code(self) -> str:
        code: str = "".join(self.cleaned_data["sender_sor_code"].split())
        if code and by_sor_code(code) is None and code not in {known for known, _name in self._known()}:
            raise forms.ValidationError(_("No unit has this SOR code. Choose one of those offered, or write its code."))
        return code

    def clean_topic_contains(self) -> str:
        return " ".join(self.cleaned_data["topic_contains"].split())

    def clean_recipient_contains(self) -> str:
        return " ".join(self.cleaned_data["recipient_contains"].split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = [name for name in GIVEN if cleaned.get(name)]
        if self.errors:
            return cleaned
        if cleaned.get("move_to") and given:
            self.add_error("move_to", _("A thread that is moved is given to nobody here: choose one of the two."))
        elif cleaned.get("team") and cleaned.get("assignee"):
            self.add_error("assignee", _("Choose a team or a colleague, not both."))
        elif not given and not cleaned.get("move_to"):
            self.add_error("team", _("Choose what the rule does: team, colleague, label or mailbox."))
        return cleaned

    def _known(self) -> list[tuple[str, str]]:
        return self.fields["sender_sor_code"].widget.known


def _categories(chosen: str) -> list[tuple[str, Any]]:
    """The categories that may be sent, and one that has been taken off the list where a rule still has it."""
    language = get_language() or "da"
    offered = [(one.code, one.label(language)) for one in active_categories()]
    if chosen and chosen not in dict(offered):
        offered.append((chosen, chosen))
    return [("", _("All")), *offered]
