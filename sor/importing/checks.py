"""From the texts of one line to a Row, or the reason why not."""

from __future__ import annotations

import re
from datetime import date, datetime

from sor.importing.rows import Row
from sor.models import Kind, Organisation
from sor.numbers import is_gln, is_sor_code

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_TRUE = {"1", "true", "ja", "yes"}
_FALSE = {"", "0", "false", "nej", "no"}
_TEXTS = ("name", "entity_type", "phone", "street", "postal_code", "town")


def checked_row(texts: dict[str, str], *, line: int, file: str) -> Row:
    """The Row that ``texts`` (by the names of ``columns.SPELLINGS``) state. Raises ValueError with the reason."""
    inherits = _flag(texts)
    gln = _gln(texts)
    row = Row(
        sor_code=_sor_code(texts["sor_code"], "SOR code"),
        parent_sor_code=_parent(texts),
        kind=_kind(texts["kind"]),
        # A file may repeat the parent's number on a unit that shares it: it is still not the unit's own.
        own_gln="" if inherits else gln,
        inherits_gln=inherits,
        valid_from=_date(texts, "valid_from"),
        valid_to=_date(texts, "valid_to"),
        line=line,
        file=file,
        **_texts(texts),
    )
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        raise ValueError(f"valid to {row.valid_to} is before valid from {row.valid_from}")
    return row


def _sor_code(text: str, what: str) -> str:
    if not is_sor_code(text):
        raise ValueError(f"{what} {text!r} is not 11 to 18 digits with a right check digit")
    return text


def _parent(texts: dict[str, str]) -> str:
    parent = texts["parent_sor_code"]
    if not parent:
        if texts["kind"] != Kind.INSTITUTION_OWNER:
            raise ValueError("no parent, and only an institution owner (IE) may be without")
        return ""
    if parent == texts["sor_code"]:
        raise ValueError("the unit is its own parent")
    return _sor_code(parent, "parent's SOR code")


def _kind(text: str) -> str:
    if text not in Kind.values:
        raise ValueError(f"type {text!r} is none of {', '.join(Kind.values)}")
    return text


def _gln(texts: dict[str, str]) -> str:
    gln = texts["gln"]
    if gln and not is_gln(gln):
        raise ValueError(f"location number {gln!r} is not 13 digits with a right check digit")
    return gln


def _flag(texts: dict[str, str]) -> bool:
    text = texts.get("inherits_gln", "").lower()
    if text not in _TRUE | _FALSE:
        raise ValueError(f"inherited location number {text!r} is neither true nor false")
    return text in _TRUE


def _date(texts: dict[str, str], field: str) -> date | None:
    text = texts.get(field, "")
    if not text:
        return None
    for pattern in ("%Y-%m-%d", "%d-%m-%Y", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    raise ValueError(f"{field.replace('_', ' ')} {text!r} is not a date (2026-03-31 or 31-03-2026)")


def _texts(texts: dict[str, str]) -> dict[str, str]:
    """The free texts. Too long or with control characters, and the database would refuse the whole import."""
    street = " ".join(filter(None, (texts.get("street_name", ""), texts.get("street_number", ""))))
    found = {field: texts.get(field, "") for field in _TEXTS} | {"street": street}
    if not found["name"]:
        raise ValueError("no name")
    for field, text in found.items():
        limit = _limit(field)
        if len(text) > limit:
            raise ValueError(f"{field.replace('_', ' ')} is longer than {limit} characters")
        if _CONTROL.search(text):
            raise ValueError(f"{field.replace('_', ' ')} holds a control character")
    return found


def _limit(field: str) -> int:
    return getattr(Organisation._meta.get_field(field), "max_length")  # noqa: B009 (mypy knows no such attribute)
