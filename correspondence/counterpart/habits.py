"""How the other side behaves: a probability for each habit, and from a seed what it does with the n-th message."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from correspondence.letters.issues import ResponseCode


@dataclass(frozen=True, slots=True)
class Habits:
    """Probabilities from 0 to 1. Of the first three one happens at most; without any of them it is ``ok``.

    ``late``: all it says comes ``late_seconds`` later. ``duplicate_bundle`` and ``duplicate_message``: all it says
    comes twice, in the same Bundle or in another one. ``reply``: somebody there answers what was accepted.
    """

    refuse: float = 0.0
    transient: float = 0.0
    silent: float = 0.0
    late: float = 0.0
    duplicate_bundle: float = 0.0
    duplicate_message: float = 0.0
    reply: float = 0.0
    late_seconds: float = 5.0


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens to one message; ``code`` None is silence."""

    code: ResponseCode | None
    late: bool = False
    same_bundle_again: bool = False
    another_bundle: bool = False
    reply: bool = False


def fate(habits: Habits, seed: int, number: int) -> Fate:
    """The same seed gives the ``number``-th message the same fate, whenever it is asked for."""
    chance = Random(f"{seed}/{number}")  # noqa: S311 - a simulator
    code = _code(habits, chance.random())
    return Fate(
        code,
        late=chance.random() < habits.late,
        same_bundle_again=chance.random() < habits.duplicate_bundle,
        another_bundle=chance.random() < habits.duplicate_message,
        reply=chance.random() < habits.reply and code is ResponseCode.OK,
    )


def _code(habits: Habits, drawn: float) -> ResponseCode | None:
    if drawn < habits.refuse:
        return ResponseCode.FATAL
    if drawn < habits.refuse + habits.transient:
        return ResponseCode.TRANSIENT
    if drawn < habits.refuse + habits.transient + habits.silent:
        return None
    return ResponseCode.OK
