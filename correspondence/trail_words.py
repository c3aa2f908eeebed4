"""The audit trail in words: what was done, and to what. Every action that the portal records has a sentence here."""

from __future__ import annotations

import re
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Promise | str] = {
    "attachment.download": _("Downloaded an attachment"),
    "attachment.open": _("Opened an attachment"),
    "auto_reply.save": _("Changed the automatic answer"),
    "citizen.look_up": _("Looked a citizen up by number"),
    "citizen.read": _("Read the page of a citizen"),
    "citizen.search": _("Looked for a citizen to write about"),
    "configuration.add": _("Added to the set-up"),
    "configuration.change": _("Changed the set-up"),
    "delivery.handled": _("Marked a delivery as handled another way"),
    "delivery.opened": _("Opened a document that was sent"),
    "delivery.retry": _("Had a delivery sent again"),
    "delivery.stopped": _("Stopped a delivery"),
    "draft.discard": _("Discarded a draft"),
    "label.remove": _("Removed a label"),
    "label.save": _("Saved a label"),
    "login": _("Logged in"),
    "login.failed": _("Failed to log in"),
    "logout": _("Logged out"),
    "mailbox.closed": _("Closed a mailbox"),
    "mailbox.opened": _("Opened a mailbox for a unit"),
    "message.auto_reply": _("Answered automatically"),
    "message.forward": _("Forwarded a message"),
    "message.impostor": _("Refused a message with the id of another sender's"),
    "message.received": _("Received a message"),
    "message.reply": _("Answered a message"),
    "message.route_ended": _("Ended what was sent on for good"),
    "message.routed": _("Sent messages on to a mailbox"),
    "message.start": _("Wrote a new message"),
    "message.undo": _("Took a message back before it was sent"),
    "message.without_mailbox": _("Received a message that no mailbox serves"),
    "note.add": _("Wrote an internal note"),
    "note.remove": _("Removed an internal note"),
    "overview.downloaded": _("Downloaded the overview"),
    "profile.changed": _("Changed their profile"),
    "raw.opened": _("Opened a document that was received"),
    "raw.retry": _("Had a received document read again"),
    "raw.set_aside": _("Set a received document aside"),
    "reminder.done": _("Ended a reminder"),
    "reminder.set": _("Set a reminder"),
    "routing_rule.remove": _("Removed a rule of distribution"),
    "routing_rule.save": _("Saved a rule of distribution"),
    "routing_rule.shift": _("Moved a rule of distribution"),
    "routing_rule.switch": _("Switched a rule of distribution on or off"),
    "saved_view.add": _("Saved a list"),
    "saved_view.remove": _("Removed a saved list"),
    "saved_view.rename": _("Renamed a saved list"),
    "search": _("Searched"),
    "sor.findings_downloaded": _("Downloaded the findings in the register"),
    "sor.import": _("Imported a file of the register"),
    "sor.import_refused": _("Had a file of the register refused"),
    "sor.local_changed": _("Changed what is kept about a unit"),
    "sor.recipient_added": _("Added a named person to a unit"),
    "sor.recipient_closed": _("Took a named person out of use"),
    "sor.recipient_opened": _("Took a named person into use"),
    "sor.team_added": _("Added a team to a unit"),
    "sor.team_closed": _("Took a team out of use"),
    "sor.team_opened": _("Took a team into use"),
    "standard_text.remove": _("Removed a standard text"),
    "standard_text.save": _("Saved a standard text"),
    "team.remove": _("Removed a team"),
    "team.save": _("Saved a team"),
    "thread.assign": _("Assigned a thread"),
    "thread.exported": _("Exported a thread"),
    "thread.finish": _("Finished a thread"),
    "thread.label": _("Labelled a thread"),
    "thread.marked-read": _("Marked a thread as read"),
    "thread.marked-unread": _("Marked a thread as unread"),
    "thread.move": _("Moved a thread to another mailbox"),
    "thread.read": _("Read a thread"),
    "thread.reopen": _("Reopened a thread"),
    "thread.undo": _("Undid what was done with a thread"),
    "thread.unlabel": _("Took a label off a thread"),
    "trail.read": _("Read the audit trail"),
}
_SUBJECTS: dict[str, Promise | str] = {
    "attachment": _("attachment"),
    "delivery": _("delivery"),
    "import": _("import"),
    "mailbox": _("mailbox"),
    "organisation": _("unit"),
    "rawdelivery": _("received document"),
    "thread": _("thread"),
    "user": _("person"),
}
_DETAILS: dict[str, Promise | str] = {
    "about": _("about"),
    "assignee": _("person"),
    "by": _("searched by"),
    "count": _("number of them"),
    "delivery": _("delivery"),
    "download": _("as a file"),
    "fields": _("fields"),
    "hits": _("hits"),
    "label": _("label"),
    "mailbox": _("mailbox"),
    "mailboxes": _("mailboxes"),
    "members": _("members"),
    "message": _("message"),
    "note": _("note"),
    "person": _("person"),
    "reason": _("reason"),
    "since": _("from"),
    "team": _("team"),
    "thread": _("thread"),
    "until": _("until"),
    "view": _("list"),
    "weeks": _("weeks"),
    "what": _("what"),
}
# What an operator wrote as a reason is a person's text: whatever looks like a citizen's number is not shown.
_CITIZEN_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{6}[- ]?[0-9A-Za-z]{4}(?![0-9A-Za-z])")


def action_words(action: str) -> str:
    """The sentence for an action; its name when it has none (of an earlier version)."""
    return str(ACTIONS.get(action, action))


def subject_words(kind: str, key: str, names: dict[tuple[str, str], str]) -> str:
    """What something was done to: its name where it has one that is not a citizen's, else its number."""
    if not kind:
        return ""
    label = str(_SUBJECTS.get(kind, kind))
    return f"{label} {names.get((kind, key), key)}".strip()


def detail_words(details: dict[str, Any]) -> list[str]:
    """One short text for each detail."""
    return [
        f"{_DETAILS.get(name, name)}: {_CITIZEN_NUMBER.sub('••••••••••', _value(value))}"
        for name, value in details.items()
        if value not in (None, "", [])
    ]


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
