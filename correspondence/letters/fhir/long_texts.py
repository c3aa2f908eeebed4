"""Base64 of many megabytes is set aside while the JSON around it is decoded.

One emoji makes Python keep every character of a text in four bytes: a message of 70 MB would take
280 MB. Its long base64 runs are therefore cut out of the bytes first and put back as texts of their own.
"""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

LARGE = 1 << 20  # bytes; below it nothing is gained

# The value of a name: after a colon an unescaped quotation mark can only begin a text.
_RUN = re.compile(rb':[ \t\r\n]*"([A-Za-z0-9+/=]{65536,})"')


class LongTexts:
    """The runs of one document, and the document without them."""

    def __init__(self, data: bytes):
        self._data = memoryview(data)
        self._mark = uuid4().hex  # a sender cannot know it, so no text of a document looks like one
        self._spans = [match.span(1) for match in _RUN.finditer(data)]
        self.shortened = self._shortened()

    def _shortened(self) -> bytes:
        pieces: list[Any] = []
        start = 0
        for number, (begin, end) in enumerate(self._spans):
            pieces += self._data[start:begin], f"{self._mark}{number}".encode()
            start = end
        return b"".join([*pieces, self._data[start:]])

    def restored(self, value: Any) -> Any:
        """The run a mark stands for; any other value as it is."""
        if type(value) is str and value.startswith(self._mark):
            begin, end = self._spans[int(value[len(self._mark) :])]
            return str(self._data[begin:end], "ascii")
        return value
