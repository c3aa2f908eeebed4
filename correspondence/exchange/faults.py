"""Faults of our own, told without the exception's text: that may quote a citizen's data."""

from __future__ import annotations

import logging
import traceback


def name_of(error: BaseException) -> str:
    """The kind of fault: module and class."""
    return f"{type(error).__module__}.{type(error).__qualname__}"


def log_fault(logger: logging.Logger, what: str, error: BaseException) -> None:
    """Log ``what`` with the kind of fault and the places in the code it came through."""
    places = "".join(traceback.format_tb(error.__traceback__)).rstrip()
    logger.error("%s: %s\n%s", what, name_of(error), places)
