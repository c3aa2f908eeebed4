"""A file's title from the name it had on somebody's computer. The name itself is never used for anything else."""

from __future__ import annotations

import re
import unicodedata

_ENDINGS = re.compile(r"(\.(pdf|jpe?g|jfif|png|gif|tiff?|bmp|exe|html?|js|docx?|xlsx?|zip|svg))+$", re.IGNORECASE)
_LONGEST = 200


def title_of(name: str, *, nameless: str) -> str:
    """``name`` without folders, ending(s), control characters and direction overrides; else ``nameless``.

    carecommunication.md section 1: a title never has an automatic file ending.
    """
    last = re.split(r"[\\/]", name)[-1]
    shown = "".join(" " if unicodedata.category(one) in _UNSHOWN else one for one in last)
    title = " ".join(_ENDINGS.sub("", shown.strip()).split())[:_LONGEST].strip(". ")
    return title or nameless


_UNSHOWN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
