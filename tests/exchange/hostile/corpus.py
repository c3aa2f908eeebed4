"""Broken and hostile documents, generated: each made from a valid message of its own, with what is to become of it."""

from __future__ import annotations

from tests.exchange.hostile import contents, forms

FAMILIES = [
    forms.truncated,
    forms.encoded,
    forms.nested,
    forms.bombs,
    forms.envelopes,
    contents.numbers,
    contents.bundles,
    contents.files,
    contents.dates,
    contents.long_ids,
    contents.mistyped,
]
