"""What the other side remembers from run to run, in a folder: what it has answered, and what it says later."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from correspondence.exchange.transports.base import is_finished
from correspondence.letters.issues import ResponseCode


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer that a message was given once and for all; ``header_id`` is the acknowledgement's own."""

    code: ResponseCode
    header_id: str


class Memory:
    def __init__(self, folder: Path) -> None:
        self._later = folder / "later"
        self._later.mkdir(parents=True, exist_ok=True)
        self._journal = folder / "journal.jsonl"
        self._answered: dict[str, Answered] = {}
        self.seen = 0
        for line in self._journal.read_text("utf-8").splitlines() if self._journal.exists() else ():
            self._take_in(json.loads(line))

    def answered(self, message_header_id: str) -> Answered | None:
        """What binds it: ``ok`` and ``fatal-error``. After a ``transient-error`` it may say something else."""
        return self._answered.get(message_header_id)

    def note(self, message_header_id: str, code: ResponseCode | None, header_id: str = "") -> None:
        """One more message was seen and answered with ``code``, None for silence."""
        entry = {"message": message_header_id, "code": code.value if code else "", "answer": header_id}
        with self._journal.open("a", encoding="utf-8") as journal:
            journal.write(json.dumps(entry) + "\n")
        self._take_in(entry)

    def _take_in(self, entry: dict[str, str]) -> None:
        self.seen += 1
        if entry["code"] in (ResponseCode.OK, ResponseCode.FATAL):
            self._answered[entry["message"]] = Answered(ResponseCode(entry["code"]), entry["answer"])

    def keep(self, name: str, data: bytes, *, until: float) -> None:
        """Say this later: ``until`` in seconds since 1970."""
        unfinished = self._later / f"{name}.part"
        unfinished.write_bytes(data)
        os.replace(unfinished, self._later / f"{until:017.3f} {name}")

    def due(self, now: float) -> Iterator[tuple[str, Path]]:
        """(name, file) of what is to be said by now, the oldest first; whoever says it removes the file."""
        for path in sorted(self._later.iterdir()):
            until, _, name = path.name.partition(" ")
            if is_finished(path.name) and float(until) <= now:
                yield name, path
