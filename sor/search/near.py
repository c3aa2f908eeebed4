"""How near a written word is to a word of a name: typing errors, beginnings, and parts of long compounds."""

from __future__ import annotations

from functools import lru_cache


def allowed(word: str) -> int:
    """How many letters may be wrong: none in short words and numbers, then one, two in long ones."""
    if word.isdigit() or len(word) < 4:
        return 0
    return 1 if len(word) < 8 else 2


def distance(written: str, word: str, most: int) -> int:
    """The fewest errors (a letter too many, too few, wrong, or two swapped) between ``written`` and a beginning of
    ``word``; ``most + 1`` when there are more than ``most``.
    """
    width = min(len(word), len(written) + most)
    before, row = list(range(width + 1)), list(range(width + 1))
    for i, letter in enumerate(written, 1):
        older, before = before, row
        row = [i] + [0] * width
        for j in range(1, width + 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != word[j - 1]))
            if i > 1 and j > 1 and letter == word[j - 2] and written[i - 2] == word[j - 1]:
                row[j] = min(row[j], older[j - 2] + 1)
        if min(row) > most:
            return most + 1
    return min(row[max(0, len(written) - most) :])


@lru_cache(maxsize=20_000)
def likeness(written: str, word: str) -> float:
    """From 1 (the same) down to 0 (no likeness that counts)."""
    if written == word:
        return 1.0
    if word.startswith(written):
        return 0.8 + 0.1 * len(written) / len(word)
    if len(written) >= 4 and written in word:
        return 0.55 + 0.1 * len(written) / len(word)
    most = allowed(written)
    errors = distance(written, word, most) if most else 1
    if errors > most:
        return 0.0
    whole = 0.1 if abs(len(word) - len(written)) <= 2 else 0.0
    return 0.7 - 0.12 * errors + whole
