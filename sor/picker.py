"""Choosing a receiver in a form: the state behind templates/components/receiver_picker.html."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from portal import clock
from portal.models import User
from sor.models import Organisation
from sor.queries import by_sor_code
from sor.search import Hit, hits_of, remembered, search

CHOSEN, QUERY, FIND = "receiver", "receiver_query", "find_receiver"
MOST = 10


@dataclass
class ReceiverPicker:
    """What the picker shows. ``searching``: somebody without JavaScript pressed "Find" and wants the page again."""

    query: str = ""
    own: Organisation | None = None
    chosen: Hit | None = None
    hits: list[Hit] = field(default_factory=list)
    searching: bool = False
    errors: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, data: QueryDict | dict[str, str], *, user: User, own: Organisation | None = None) -> ReceiverPicker:
        """From the fields that the picker posts. ``own`` is the unit that the message is written from."""
        query = data.get(QUERY, "").strip()
        code = data.get(CHOSEN, "")
        unit = by_sor_code(code) if code.isalnum() else None
        chosen = hits_of([unit], user=user)[0] if unit else None
        searching = FIND in data
        hits = found(query, user=user, own=own) if searching or not chosen else []
        return cls(query, own, chosen, [hit for hit in hits if not chosen or hit != chosen], searching)

    @property
    def unit(self) -> Organisation | None:
        """The unit chosen, if it can be written to; else None, with the reason in ``errors``."""
        self.errors = self._faults()
        return self.chosen.organisation if self.chosen and not self.errors else None

    def _faults(self) -> list[str]:
        if self.chosen is None:
            return [_("Choose a receiver: write a few letters of the name and choose from the list.")]
        if not self.chosen.organisation.is_open(clock.now().date()):
            return [_("%(unit)s is closed. Choose another receiver.") % {"unit": self.chosen.name}]
        if not self.chosen.can_be_chosen:
            return [" ".join([f"{self.chosen.name}:", self.chosen.receives_words, _("Choose another receiver.")])]
        return []


def found(query: str, *, user: User, own: Organisation | None = None) -> list[Hit]:
    """What to offer: the hits of ``query``; before anything is written, favourites and recent receivers."""
    return search(query, user=user, own=own, limit=MOST) if query else remembered(user, MOST)
