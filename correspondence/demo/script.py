"""How a story is written down: turns, each by somebody at some time, relative to when the demo is loaded."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from inspect import cleandoc
from typing import Protocol

from correspondence.letters.issues import Issue
from correspondence.letters.letter import Activity, Attachment, Author, Citizen, EpisodeOfCare, Team

SATURDAY = 5
_ONLY_WRAPPED = re.compile(r"(?<![.:?!\n])\n(?![\n\d-])")


class When(Protocol):
    def before(self, now: datetime) -> datetime: ...


@dataclass(frozen=True)
class Workday:
    """So many working days (Monday to Friday) ago, at a time of the day: ``Workday(3, "14.05")``."""

    days: int
    clock: str

    def before(self, now: datetime) -> datetime:
        day, left = now.date(), self.days
        while left:
            day -= timedelta(days=1)
            left -= day.weekday() < SATURDAY
        hour, minute = map(int, self.clock.split("."))
        return datetime.combine(day, time(hour, minute), tzinfo=now.tzinfo)


@dataclass(frozen=True)
class Minutes:
    """So many minutes ago."""

    ago: int

    def before(self, now: datetime) -> datetime:
        return (now - timedelta(minutes=self.ago)).replace(microsecond=0)


@dataclass(frozen=True)
class Turn:
    """One message. ``unit`` is where it is written, ``to`` where it goes (a reply: back to whom it answers).

    ``answers`` is the place in the story of the message answered or forwarded. ``refusal`` is what a receiver
    outside the portal answers with, ``silent`` that it does not answer at all.
    """

    when: When
    activity: Activity
    by: str
    unit: str
    text: str
    category: str = ""
    topic: str = ""
    priority: str = ""
    to: str = ""
    answers: int = -1
    files: tuple[Attachment, ...] = ()
    specific_sender: Author | Team | None = None
    specific_recipient: Author | Team | None = None
    episode: EpisodeOfCare | None = None
    refusal: Issue | None = None
    silent: bool = False


@dataclass(frozen=True)
class Story:
    """One citizen's thread, and those forwarded from it.

    ``read_by`` are the logins who opened the end of it; None: all of both mailboxes.
    """

    citizen: Citizen
    turns: tuple[Turn, ...]
    read_by: tuple[str, ...] | None = None
    placed: tuple[Turn, ...] = field(init=False)

    def __post_init__(self) -> None:
        """An answer goes on under the category and topic of what it answers unless it says otherwise."""
        placed: list[Turn] = []
        for at, turn in enumerate(self.turns):
            answered = placed[turn.answers if turn.answers >= 0 else at - 1] if at else turn
            placed.append(
                replace(
                    turn,
                    text=_as_written(turn.text),
                    category=turn.category or answered.category,
                    topic=turn.topic or ("" if turn.category else answered.topic),
                    answers=turn.answers if turn.answers >= 0 else at - 1,
                )
            )
        object.__setattr__(self, "placed", tuple(placed))


def _as_written(text: str) -> str:
    """Without the indentation, and without the line breaks that only keep the source narrow.

    A line break counts where a sentence or a heading ends and between the items of a list.
    """
    return _ONLY_WRAPPED.sub(" ", cleandoc(text))


def new(when: When, by: str, unit: str, to: str, category: str, text: str, **more: object) -> Turn:
    return Turn(when, Activity.NEW, by, unit, text, category=category, to=to, **more)  # type: ignore[arg-type]


def reply(when: When, by: str, unit: str, text: str, **more: object) -> Turn:
    return Turn(when, Activity.REPLY, by, unit, text, **more)  # type: ignore[arg-type]


def forward(when: When, by: str, unit: str, to: str, text: str, **more: object) -> Turn:
    return Turn(when, Activity.FORWARD, by, unit, text, to=to, **more)  # type: ignore[arg-type]
