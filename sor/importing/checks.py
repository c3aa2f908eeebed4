"""From the texts of one line to a Row, or the reason why not."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

from django.utils.translation import gettext as _

from sor.importing.columns import ADDRESS_PARTS, ADDRESSES
from sor.importing.entity_types import ENTITY_TYPES
from sor.importing.rows import BadField, Number, Row
from sor.models import Kind, LocationNumber, Organisation
from sor.numbers import is_gln, is_sor_code, restored_sor_code

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_NUMBER_LIKE = re.compile(r"[0-9]+(?:[.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_DANISH_DATE = re.compile(r"([0-9]{1,2})[-.]([0-9]{1,2})[-.]([0-9]{4})(?: [0-9:.]+)?\Z")
_ZONE_OF_A_DATE = re.compile(r"(?<=\A[0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})\Z")
_TRUE = {"1", "true", "ja", "yes"}
_FALSE = {"", "0", "false", "nej", "no"}
_KINDS = frozenset(Kind.values)
_TEXTS = ("name", "entity_type", "entity_type_code", "speciality", "provider_number", "shak", "cvr", "phone")
_ADDRESS = ("street", "postal_code", "town", "municipality_code", "region_code")
_NO_ADDRESS = dict.fromkeys(_ADDRESS, "")
# The names of an address's parts, for each kind of address: street and number, then as in _ADDRESS.
_ADDRESS_NAMES = tuple(tuple(f"{address}_{part}" for part in ADDRESS_PARTS) for address in ADDRESSES)
# How long a text may be.
_LIMITS = {field: getattr(Organisation._meta.get_field(field), "max_length") for field in _TEXTS + _ADDRESS}  # noqa: B009
_MESSAGE_TYPE = re.compile(r"[A-Z0-9]{1,20}")


def checked_row(texts: dict[str, str], *, line: int, file: str) -> Row:
    """The Row that ``texts`` (by the names of ``columns.UNITS``) state. Raises BadField with the reason.

    Codes and numbers are checked, dates must be the right way round, and what the database would refuse
    (too long, control characters) is told here: it would take the whole import along.
    """
    sor_code = _sor_code(texts["sor_code"])
    kind = _kind(texts["kind"])
    inherits = _flag(texts, "inherits_gln")
    gln = _gln(texts["gln"])
    valid_from, valid_to = _date(texts, "valid_from"), _date(texts, "valid_to")
    if valid_from and valid_to and valid_to < valid_from:
        raise BadField(
            "valid_to", _("valid to %(to)s is before valid from %(start)s") % {"to": valid_to, "start": valid_from}
        )
    return Row(
        sor_code=sor_code,
        parent_sor_code=_parent(texts["parent_sor_code"], sor_code, kind),
        kind=kind,
        # A file may repeat the parent's number on a unit that shares it: it is still not the unit's own.
        own_gln="" if inherits else gln,
        inherits_gln=inherits,
        valid_from=valid_from,
        valid_to=valid_to,
        replaced_by=_codes(texts.get("replaced_by", "")),
        replaces=_codes(texts.get("replaces", "")),
        line=line,
        file=file,
        **_texts(texts),
    )


def checked_number(texts: dict[str, str], on: date) -> Number | None:
    """The Number that ``texts`` state; None when that did not hold on ``on``. Raises BadField with the reason."""
    number = Number(
        _gln(texts["gln"] or "-"),
        _flag(texts, "only_internal") if "only_internal" in texts else None,
        _flag(texts, "non_active") if "non_active" in texts else None,
        texts.get("message_type", "").upper(),
    )
    if "message_type" in texts and not _MESSAGE_TYPE.fullmatch(number.message_type):
        raise BadField("message_type", _("message type %(text)r is not a code") % {"text": texts["message_type"]})
    valid_from, valid_to = _date(texts, "valid_from"), _date(texts, "valid_to")
    return number if (valid_from or on) <= on <= (valid_to or on) else None


# Of the units below one parent many are read one after the other.
_is_parent_code = lru_cache(maxsize=50_000)(is_sor_code)


def _sor_code(text: str) -> str:
    if is_sor_code(text):
        return text
    if restored := restored_sor_code(text):
        reason = _("SOR code %(code)s has lost its last digit, as in a spreadsheet; it was probably %(restored)s")
        raise BadField("sor_code", reason % {"code": text, "restored": restored}, restored)
    if _NUMBER_LIKE.fullmatch(text):
        raise BadField("sor_code", _("SOR code %(code)r was shortened by a spreadsheet") % {"code": text})
    raise BadField("sor_code", _("SOR code %(code)r is not 11 to 18 digits with a right check digit") % {"code": text})


def _parent(parent: str, sor_code: str, kind: str) -> str:
    if not parent:
        if kind != Kind.INSTITUTION_OWNER:
            raise BadField("parent", _("no parent, and only an institution owner (IE) may be without"))
        return ""
    if parent == sor_code:
        raise BadField("parent", _("the unit is its own parent"))
    if not _is_parent_code(parent):
        reason = _("the parent's SOR code %(code)r is not 11 to 18 digits with a right check digit")
        raise BadField("parent", reason % {"code": parent})
    return parent


def _kind(text: str) -> str:
    text = text.upper()
    if text not in _KINDS:
        raise BadField(
            "kind", _("type %(text)r is none of %(known)s") % {"text": text, "known": ", ".join(Kind.values)}
        )
    return text


@lru_cache(maxsize=100_000)
def _known_gln(text: str) -> str:
    if not is_gln(text):
        raise BadField("gln", _("location number %(gln)r is not 13 digits with a right check digit") % {"gln": text})
    return text


def _gln(text: str) -> str:
    return _known_gln(text) if text else ""


def _flag(texts: dict[str, str], field: str) -> bool:
    text = texts.get(field, "").lower()
    if text in _TRUE:
        return True
    if text not in _FALSE:
        name = _field_name(field)
        raise BadField(field, _("%(field)s %(text)r is neither true nor false") % {"field": name, "text": text})
    return False


def _date(texts: dict[str, str], field: str) -> date | None:
    text = texts.get(field, "")
    if not text:
        return None
    found = _parsed_date(text)
    if found == date.max:
        return None  # a register's way to say that there is no end
    if found is None:
        reason = _("%(field)s %(text)r is not a date (2026-03-31 or 31-03-2026)")
        raise BadField(field, reason % {"field": _field_name(field), "text": text})
    return found


@lru_cache(maxsize=20_000)
def _parsed_date(text: str) -> date | None:
    """ISO 8601, with or without time and zone, or as Danes and their spreadsheets write it; the time is left out."""
    if danish := _DANISH_DATE.match(text):
        text = "{2}-{1:0>2}-{0:0>2}".format(*danish.groups())
    try:
        return datetime.fromisoformat(_ZONE_OF_A_DATE.sub("", text)).date()
    except ValueError:
        return None


def _codes(text: str) -> str:
    """The SOR codes in ``text``, whatever stands between them. A wrong one is passed over: it names another unit."""
    return " ".join(one for one in re.split(r"[^0-9]+", text) if is_sor_code(one)) if text else ""


def _texts(texts: dict[str, str]) -> dict[str, str]:
    found = {field: texts.get(field, "") for field in _TEXTS} | _address(texts)
    # XML files tell the code only.
    found["entity_type"] = found["entity_type"] or ENTITY_TYPES.get(found["entity_type_code"], "")
    if not found["name"]:
        raise BadField("name", _("no name"))
    # One search for all: hardly ever is there anything to find.
    has_control = _CONTROL.search("".join(found.values()))
    for field, text in found.items():
        if len(text) > _LIMITS[field] or (has_control and _CONTROL.search(text)):
            raise BadField(field, _wrong_text(field, text))
    return found


def _wrong_text(field: str, text: str) -> str:
    name = _field_name(field)
    if len(text) > _LIMITS[field]:
        return _("%(field)s is longer than %(limit)s characters") % {"field": name, "limit": _LIMITS[field]}
    return _("%(field)s holds a control character") % {"field": name}


def _field_name(field: str) -> str:
    """As the screens call it."""
    model = LocationNumber if field in ("only_internal", "non_active") else Organisation
    return str(getattr(model._meta.get_field(field), "verbose_name"))  # noqa: B009 (mypy knows no such attribute)


def _address(texts: dict[str, str]) -> dict[str, str]:
    """The first address that says anything, taken whole: a street of one and a town of another would be nowhere."""
    for street_name, street_number, *names in _ADDRESS_NAMES:
        if texts.get(street_name) or texts.get(names[1]):
            street = f"{texts.get(street_name, '')} {texts.get(street_number, '')}".strip()
            return {
                "street": street,
                **{part: texts.get(name, "") for part, name in zip(_ADDRESS[1:], names, strict=True)},
            }
    return _NO_ADDRESS
