"""Every address of the portal, and who reaches what behind it. A new route belongs in this table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from correspondence.actions.assign import assign
from correspondence.actions.draft import Written, add_file, save_draft
from correspondence.actions.note import add_note
from correspondence.actions.search import remember_query
from correspondence.models import (
    Attachment,
    Delivery,
    Draft,
    DraftKind,
    Label,
    RawDelivery,
    Reminder,
    RoutingRule,
    SavedView,
    StandardText,
    Thread,
)
from correspondence.models import Team as MailboxTeam
from portal import clock
from portal.models import User
from sor.models import Import, ImportState, NamedRecipient, Team
from tests.cast import Cast, answer, thread_in
from tests.correspondence.outside import PDF, PLAN, come, letter_to


class Reach(Enum):
    """Who gets something other than a refusal."""

    PUBLIC = auto()
    PERSONAL = auto()
    """Everybody logged in: pages about themselves, and the register, which is public."""
    MEMBERS = auto()
    """Members of the mailbox the thing is in; it does not exist for anybody else."""
    OPERATOR = auto()
    SOR = auto()
    """SOR administrators."""
    AUDITOR = auto()
    """Auditors. Reading leaves an event of its own (tests/correspondence/test_trail.py)."""


@dataclass(frozen=True)
class Route:
    """``subject`` is what its primary key names; ``get`` whether it answers GET; ``audited`` what a GET leaves."""

    reach: Reach
    subject: str = ""
    get: bool = True
    audited: str = ""


ROUTES = {
    "account_login": Route(Reach.PUBLIC),
    "account_logout": Route(Reach.PERSONAL),
    "account_inactive": Route(Reach.PUBLIC),
    "set_language": Route(Reach.PUBLIC, get=False),
    "healthz": Route(Reach.PUBLIC),
    "readyz": Route(Reach.PUBLIC),
    "profile": Route(Reach.PERSONAL),
    "profile-telling": Route(Reach.PERSONAL, get=False),
    "sor:search": Route(Reach.PERSONAL),
    "sor:favourites": Route(Reach.PERSONAL),
    "sor:favourite": Route(Reach.PERSONAL, "unit", get=False),
    "sor:tree": Route(Reach.SOR),
    "sor:unit": Route(Reach.SOR, "unit"),
    "sor:branch": Route(Reach.SOR, "unit"),
    "sor:local": Route(Reach.SOR, "unit", get=False),
    "sor:team-add": Route(Reach.SOR, "unit", get=False),
    "sor:team": Route(Reach.SOR, "team", get=False),
    "sor:recipient-add": Route(Reach.SOR, "unit", get=False),
    "sor:recipient": Route(Reach.SOR, "recipient", get=False),
    "sor:imports": Route(Reach.SOR),
    "sor:import": Route(Reach.SOR, "import"),
    "sor:import-apply": Route(Reach.SOR, "import", get=False),
    "sor:findings": Route(Reach.SOR),
    "sor:findings-csv": Route(Reach.SOR),
    "without-mailbox": Route(Reach.SOR),
    "without-mailbox-route": Route(Reach.SOR, get=False),
    "without-mailbox-end": Route(Reach.SOR, get=False),
    "unit-mailbox": Route(Reach.SOR, "unit", get=False),
    "inbox": Route(Reach.PERSONAL),
    "mailbox": Route(Reach.MEMBERS, "mailbox"),
    "mailbox-news": Route(Reach.MEMBERS, "mailbox"),
    "categories": Route(Reach.MEMBERS, "mailbox"),
    "mailbox-bulk": Route(Reach.MEMBERS, "mailbox", get=False),
    "take-next": Route(Reach.MEMBERS, "mailbox", get=False),
    "saved-views": Route(Reach.MEMBERS, "mailbox"),
    "saved-view": Route(Reach.MEMBERS, "saved view", get=False),
    "teams": Route(Reach.MEMBERS, "mailbox"),
    "team": Route(Reach.MEMBERS, "mailbox team", get=False),
    "label": Route(Reach.MEMBERS, "label", get=False),
    "mailboxes": Route(Reach.PERSONAL),
    "mailboxes-news": Route(Reach.PERSONAL),
    "mailboxes-bulk": Route(Reach.PERSONAL, get=False),
    "take-back": Route(Reach.PERSONAL, "undo step", get=False),
    "thread": Route(Reach.MEMBERS, "thread", audited="thread.read"),
    "citizen": Route(Reach.MEMBERS, "thread", audited="citizen.read"),
    "search": Route(Reach.PERSONAL),
    "search-results": Route(Reach.MEMBERS, "query", audited="search"),
    "thread-work": Route(Reach.MEMBERS, "thread", get=False),
    "reply": Route(Reach.MEMBERS, "thread", audited="thread.read"),
    "forward": Route(Reach.MEMBERS, "thread", audited="thread.read"),
    "write-from": Route(Reach.MEMBERS, "thread"),
    "write-first": Route(Reach.PERSONAL),
    "write": Route(Reach.MEMBERS, "mailbox"),
    "presence": Route(Reach.MEMBERS, "thread", get=False),
    "thread-unread": Route(Reach.MEMBERS, "thread", get=False),
    "note-add": Route(Reach.MEMBERS, "thread", get=False),
    "note-remove": Route(Reach.MEMBERS, "note", get=False),
    "mentions": Route(Reach.PERSONAL),
    "remind": Route(Reach.MEMBERS, "thread", get=False),
    "reminder-done": Route(Reach.MEMBERS, "reminder", get=False),
    "reminders": Route(Reach.MEMBERS, "mailbox"),
    "undo": Route(Reach.MEMBERS, "message", get=False),
    "drafts": Route(Reach.MEMBERS, "mailbox"),
    "draft": Route(Reach.MEMBERS, "draft", audited="thread.read"),
    "draft-file": Route(Reach.MEMBERS, "draft file"),
    "standard-texts": Route(Reach.MEMBERS, "mailbox"),
    "standard-text-add": Route(Reach.MEMBERS, "mailbox"),
    "standard-text": Route(Reach.MEMBERS, "standard text"),
    "standard-text-remove": Route(Reach.MEMBERS, "standard text", get=False),
    "overview": Route(Reach.MEMBERS, "mailbox"),
    "overview-csv": Route(Reach.MEMBERS, "mailbox"),
    "auto-reply": Route(Reach.MEMBERS, "mailbox"),
    "rules": Route(Reach.MEMBERS, "mailbox"),
    "rules-trial": Route(Reach.MEMBERS, "mailbox"),
    "rule-add": Route(Reach.MEMBERS, "mailbox"),
    "rule": Route(Reach.MEMBERS, "rule"),
    "rule-remove": Route(Reach.MEMBERS, "rule", get=False),
    "rule-shift": Route(Reach.MEMBERS, "rule", get=False),
    "rule-switch": Route(Reach.MEMBERS, "rule", get=False),
    "attachment-open": Route(Reach.MEMBERS, "attachment", audited="attachment.open"),
    "attachment-download": Route(Reach.MEMBERS, "attachment", audited="attachment.download"),
    "delivery-resend": Route(Reach.MEMBERS, "delivery", get=False),
    "delivery-handled": Route(Reach.MEMBERS, "delivery", get=False),
    "trail": Route(Reach.AUDITOR),
    "metrics": Route(Reach.PUBLIC),
    "exchange-in": Route(Reach.PUBLIC, get=False),
    "deliveries": Route(Reach.OPERATOR),
    "inbound-document": Route(Reach.OPERATOR, "raw"),
    "outbound-document": Route(Reach.OPERATOR, "delivery"),
    "open-inbound": Route(Reach.OPERATOR, "raw", get=False),
    "open-outbound": Route(Reach.OPERATOR, "delivery", get=False),
    "set-aside-inbound": Route(Reach.OPERATOR, "raw", get=False),
    "stop-outbound": Route(Reach.OPERATOR, "delivery", get=False),
    "handled-outbound": Route(Reach.OPERATOR, "delivery", get=False),
    "retry-inbound": Route(Reach.OPERATOR, "raw", get=False),
    "retry-outbound": Route(Reach.OPERATOR, "delivery", get=False),
}

MISSING: dict[str, Any] = dict.fromkeys(("query", "raw", "delivery", "draft", "undo step"), UUID(int=0))


def named(*reaches: Reach) -> list[str]:
    return [name for name, route in ROUTES.items() if route.reach in reaches]


def patterns(found: list, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """(namespaced name, pattern) of everything the resolver knows."""
    for one in found:
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns, namespace or one.namespace or "")
        else:
            yield f"{namespace}:{one.name}" if namespace else str(one.name), one


def every_route() -> list[tuple[str, URLPattern]]:
    return list(patterns(get_resolver().url_patterns))


@dataclass(frozen=True)
class World:
    """Fjordby has a thread with a file, a reply on its way, another one begun, and a document that was refused."""

    cast: Cast
    thread: Thread
    keys: dict[str, Any]

    def url(self, name: str, *, missing: bool = False) -> str:
        subject = ROUTES[name].subject
        if not subject:
            return reverse(name)
        return reverse(name, args=[MISSING.get(subject, 999_999_999) if missing else self.keys[subject]])


def populate(cast: Cast) -> World:
    box = cast.social_psychiatry
    come(letter_to(box, attachments=(PLAN,)))
    thread = thread_in(box)
    answer(cast.anna, thread)
    come(b"{}")
    draft = _draft_of(cast.anna, thread)
    text = StandardText.objects.create(mailbox=box, name="Hilsen", text="Kære {borger}", changed_at=clock.now())
    keys = {
        "message": thread.messages.get(direction="out").pk,
        "draft": draft.token,
        "draft file": add_file(draft=draft, data=PDF, content_type="application/pdf", title="Plan", created="").pk,
        "standard text": text.pk,
        "query": remember_query(user=cast.anna, text="Bruno 250947-9989").pk,
        "rule": RoutingRule.objects.create(mailbox=box, name="Regel", team=box.teams.create(name="Team")).pk,
        "note": add_note(user=cast.anna, thread=thread, text="Bruno skal ringes op, @gorm").note.pk,
        "reminder": Reminder.objects.create(thread=thread, set_by=cast.anna, due_on=clock.now().date()).pk,
        "unit": box.organisation.sor_code,
        "team": Team.objects.create(organisation=box.organisation, name="Team Nord").pk,
        "recipient": NamedRecipient.objects.create(organisation=box.organisation, given="Mie", family="Vang").pk,
        "import": Import.objects.create(file_name="sor.csv", state=ImportState.REFUSED).pk,
        "mailbox": box.pk,
        "mailbox team": MailboxTeam.objects.create(mailbox=box, name="Team Nord").pk,
        "label": Label.objects.create(mailbox=box, name="Haster").pk,
        "saved view": SavedView.objects.create(mailbox=box, user=cast.anna, name="Udskrivelser", query="show=mine").pk,
        "undo step": assign(user=cast.anna, threads=[thread], assignee=cast.anna).undo,
        "thread": thread.pk,
        "attachment": Attachment.objects.get().pk,
        "raw": RawDelivery.objects.latest("received_at").pk,
        "delivery": Delivery.objects.get(message__isnull=False).pk,
    }
    return World(cast, thread, keys)


def _draft_of(user: User, thread: Thread) -> Draft:
    written = Written(user, thread.mailbox, DraftKind.REPLY, thread)
    return save_draft(written, token=uuid4(), fields={"text": "Begyndt"}, files={})


def contents() -> dict[str, list]:
    """Every row of every table, by model."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in models}
