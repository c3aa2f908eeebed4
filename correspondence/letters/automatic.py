"""Automatic answers: how ours are told from what people write, on the wire and by whoever reads them.

The standard has no mark for them, so the signature says it: the job title stands where a person's would, and the
text opens with the same words. Both survive other systems and the conversion to the older formats.
"""

from __future__ import annotations

from correspondence.letters.letter import Activity, Letter, Segment

JOB_TITLE = "Automatisk svar"
OPENING = "Dette er et automatisk svar."

# What we and others write where a person's title would stand, and how others open such a text.
_TITLES = frozenset({"automatisk svar", "autosvar", "automatic reply", "automatic answer"})
_OPENINGS = ("dette er et automatisk svar", "automatisk svar:", "autosvar:", "automatic reply:")


def is_automatic(letter: Letter) -> bool:
    """Whether ``letter`` is an answer that nobody wrote. Every new text has to say so; other messages never are.

    Only answers: what somebody starts or forwards is never taken for one, so no question is overlooked by its words.
    """
    current = letter.current
    texts = [one for one in letter.new_segments if one.text is not None]
    return current is not None and current.activity == Activity.REPLY and bool(texts) and all(map(_says_so, texts))


def automatic_text(text: str) -> str:
    """``text`` with the opening that tells every reader that nobody wrote it, once."""
    return text if text.casefold().startswith(_OPENINGS) else f"{OPENING}\n\n{text}"


def _says_so(segment: Segment) -> bool:
    title = segment.author.job_text if segment.author else ""
    opening = (segment.text or "").lstrip().casefold()
    return " ".join(title.split()).casefold() in _TITLES or opening.startswith(_OPENINGS)
