"""What waits for one person: where they are mentioned, and what they are to be reminded of today."""

from __future__ import annotations

from dataclasses import dataclass

from correspondence.queries.notes import mention_count
from correspondence.queries.reminders import ReminderRow, reminder_rows
from portal.models import User

ON_TOP = 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """``mentions`` in all mailboxes; ``due`` reminders of one mailbox, the oldest first."""

    mailbox: int | None
    mentions: int
    due: list[ReminderRow]

    @property
    def on_top(self) -> list[ReminderRow]:
        """A few; all of them where there is no page of one mailbox to go on to."""
        return self.due[:ON_TOP] if self.mailbox else self.due

    @property
    def more(self) -> int:
        return max(0, len(self.due) - ON_TOP)


def own_waiting(user: User, mailbox: int | None) -> Waiting:
    """Beside the mailbox of the page shown; of all the user's mailboxes on a page of none."""
    return Waiting(mailbox, mention_count(user), reminder_rows(user, mailbox, due=True))
