"""Reads the settings' values from the environment. A wrong value raises ImproperlyConfigured with its name.

An empty value counts as not set: that is what container tools pass on for a variable nobody filled in.
"""

from __future__ import annotations

import os
import re
from base64 import b64decode
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}
SECRET_LENGTH = 24
ENGINES = {"sqlite": "django.db.backends.sqlite3", "postgres": "django.db.backends.postgresql"}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def words(name: str, default: list[str]) -> list[str]:
    """A list with commas between."""
    return [word.strip() for word in text(name).split(",") if word.strip()] or default


def switch(name: str) -> bool:
    """On or off, off when not set. A word that is neither must not quietly mean off."""
    value = text(name, "0").lower()
    if value not in YES | NO:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return value in YES


def choice(name: str, default: str, allowed: list[str]) -> str:
    """One of ``allowed``, as it is spelt there; upper and lower case are the same to us."""
    value = text(name, default)
    for one in allowed:
        if one.lower() == value.lower():
            return one
    raise ImproperlyConfigured(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")


def whole_number(name: str, default: int, *, least: int = 1) -> int:
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or int(value) < least:
        raise ImproperlyConfigured(f"{name} must be a whole number of at least {least}, not {value!r}.")
    return int(value)


def seconds(name: str, default: float) -> float:
    """More than 0 and at most a day; fractions are allowed."""
    value = text(name, str(default))
    try:
        number = float(value)
    except ValueError:
        number = 0.0
    if not 0 < number <= 86_400:
        raise ImproperlyConfigured(f"{name} must be a number of seconds, more than 0, not {value!r}.")
    return number


def folder(name: str, default: Path) -> Path:
    return Path(text(name, str(default))).resolve()


def readable_file(name: str) -> str:
    """The path of a file that is there and can be read; "" when not set."""
    path = text(name)
    if path and not (Path(path).is_file() and os.access(path, os.R_OK)):
        raise ImproperlyConfigured(f"{name} must be a file that can be read, not {path!r}.")
    return path


def address(name: str, *schemes: str) -> str:
    """A web address with one of ``schemes`` and without a password in it; "" when not set."""
    value = text(name)
    try:
        parts = urlsplit(value)
        usable = parts.scheme in schemes and parts.hostname and not parts.password and (parts.port or True)
    except ValueError:
        usable = False
    if value and not usable:
        raise ImproperlyConfigured(f"{name} must look like {schemes[0]}://host/path, without a password in it.")
    return value


def shared_secret(name: str) -> str:
    """A secret that machines tell each other; "" when not set. The value is never repeated."""
    value = text(name)
    if value and not (len(value) >= SECRET_LENGTH and value.isascii() and value.isprintable() and " " not in value):
        raise ImproperlyConfigured(f"{name} must be at least {SECRET_LENGTH} characters of ASCII without blanks.")
    return value


def host_keys(name: str) -> list[str]:
    """Public keys of SSH servers, each its type and the key, with commas between."""
    keys = words(name, [])
    if not all(_is_host_key(one) for one in keys):
        raise ImproperlyConfigured(f"{name} must look like ssh-ed25519 AAAA…: the type and the key of the server.")
    return keys


def _is_host_key(text: str) -> bool:
    """RFC 4253 section 6.6: the key itself begins with its type, after four bytes of length."""
    kind, _, key = text.partition(" ")
    try:
        return b64decode(key, validate=True)[4:].startswith(kind.encode()) and bool(kind)
    except ValueError:
        return False


def fingerprints(name: str) -> list[str]:
    """Of certificates: SHA-1 or SHA-256 in hexadecimal, with or without colons, with commas between."""
    found = [word.replace(":", "").lower() for word in words(name, [])]
    if not all(re.fullmatch("[0-9a-f]{40}|[0-9a-f]{64}", one) for one in found):
        raise ImproperlyConfigured(f"{name} must be fingerprints of 40 or 64 hexadecimal digits, with commas between.")
    return found


def demand(condition: object, sentence: str) -> None:
    """Stop the start with ``sentence`` unless ``condition`` holds: for variables that need each other."""
    if not condition:
        raise ImproperlyConfigured(sentence)


def database(name: str, default: str) -> dict[str, Any]:
    """A database address as Django's settings want it. The value is never repeated: it may hold a password."""
    found = Env.db_url_config(text(name, default))
    if found.get("ENGINE") not in ENGINES.values() or not found.get("NAME"):
        raise ImproperlyConfigured(f"{name} must look like postgres://user:password@host/name (or sqlite:///file).")
    return dict(found)


def secret(name: str, path: Path) -> str:
    """From the environment, else from the file ``path``, which is made once, readable by its owner only."""
    if not (key := text(name)) and not path.exists():
        _write_once(path, token_urlsafe(50))
    return key or path.read_text(encoding="utf-8")


def _write_once(path: Path, content: str) -> None:
    """Portal and worker may start at the same moment: the first one's file stays, and it is never seen half."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_text(content, encoding="utf-8")
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
