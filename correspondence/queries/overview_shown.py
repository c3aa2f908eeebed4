"""The overview as its page and its file show it: words, bars and rows."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from correspondence.queries.overview import Overview, Tally
from correspondence.words import category_words
from portal.moments import formatted
from sor.queries import names_by_sor_code

# Pixels; the bars' places and widths are shares of what room the page has.
HEIGHT = 180
MOST_LABELS = 13
# What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table. ``share``: how long its bar is, as an SVG attribute."""

    words: str
    tally: Tally
    share: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the chart, as SVG attributes, and what it says."""

    series: str
    x: str
    y: int
    width: str
    height: int
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """``labels``: (place, text) below the bars; ``scale``: the numbers beside them, from the top down."""

    bars: list[Bar]
    labels: list[tuple[str, str]]
    scale: list[int]
    height: int = HEIGHT


def chart(weeks: dict[date, Tally]) -> Chart:
    """Two bars for each week, received and answered, side by side."""
    top = _round_up(max((max(one.received, one.answered) for one in weeks.values()), default=0))
    slot = 100 / max(1, len(weeks))
    every = -(-len(weeks) // MOST_LABELS)
    bars, labels = [], []
    for at, (day, tally) in enumerate(weeks.items()):
        words = _("Week %(number)s: %(received)s received, %(answered)s answered") % {
            "number": day.isocalendar().week,
            "received": tally.received,
            "answered": tally.answered,
        }
        for place, (series, value) in enumerate((("received", tally.received), ("answered", tally.answered))):
            height = round(value / top * HEIGHT)
            x = (at + 0.12 + 0.38 * place) * slot
            bars.append(Bar(series, _percent(x), HEIGHT - height, _percent(0.34 * slot), height, words))
        if (len(weeks) - 1 - at) % every == 0:
            labels.append((_percent((at + 0.5) * slot), str(day.isocalendar().week)))
    return Chart(bars, labels, [top, top // 2, 0])


def _round_up(most: int) -> int:
    """An even number to draw up to, at least 2: 3 → 4, 37 → 40, 412 → 500."""
    step = max(2, 10 ** (len(str(most)) - 1))
    return max(2, -(-most // step) * step)


def _percent(share: float) -> str:
    """As SVG wants it, whatever the language writes for a decimal point."""
    return f"{share:.2f}%"


def week_lines(weeks: dict[date, Tally]) -> list[Line]:
    """The newest first."""
    return [Line(week_words(day), tally) for day, tally in reversed(weeks.items())]


def week_words(day: date) -> str:
    return _("Week %(number)s, from %(day)s") % {
        "number": day.isocalendar().week,
        "day": formatted(day, "WHEN_DATE"),
    }


def category_lines(categories: dict[str, Tally]) -> list[Line]:
    most = max((one.received for one in categories.values()), default=0)
    return [
        Line(category_words(code), tally, _percent(100 * tally.received / most if most else 0))
        for code, tally in categories.items()
    ]


def oldest_rows(found: Overview) -> list[dict[str, Any]]:
    """The threads that have waited longest for us. Who they are about is for the thread itself to say."""
    names = names_by_sor_code({one.other_sor_code for one in found.oldest})
    return [
        {
            "url": reverse("thread", args=[one.pk]),
            "category": category_words(one.category),
            "other": names.get(one.other_sor_code) or one.other_name,
            "since": one.since,
            "workdays": one.workdays,
        }
        for one in found.oldest
    ]


def as_csv(found: Overview) -> str:
    """For a Danish spreadsheet: semicolons. Numbers only, and nothing in it can run as a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        [_("Of"), "", _("Received"), _("Answered"), _("Median, working days"), _("90th percentile, working days")]
    )
    writer.writerow([_("The whole period"), "", *_numbers(found.whole)])
    for day, tally in found.weeks.items():
        year, week, _day = day.isocalendar()
        writer.writerow([_("Week"), f"{year}-W{week:02}", *_numbers(tally)])
    for code, tally in found.categories.items():
        writer.writerow([_("Category"), _plain(category_words(code)), *_numbers(tally)])
    writer.writerow([])
    writer.writerow([_("Figure"), _("Number")])
    writer.writerows(_single_figures(found))
    return stream.getvalue()


def _single_figures(found: Overview) -> list[tuple[str, int | str]]:
    return [
        (_("Open threads now"), found.open),
        (_("Awaiting an answer from us now"), found.awaiting),
        (_("Longest waiting now, working days"), max((one.workdays for one in found.oldest), default="")),
        (_("Messages not delivered in the period"), found.failed),
        (_("Undelivered threads not dealt with now"), found.undelivered),
    ]


def _numbers(tally: Tally) -> list[int | str]:
    return [
        tally.received,
        tally.answered,
        "" if tally.median is None else tally.median,
        "" if tally.ninetieth is None else tally.ninetieth,
    ]


def _plain(text: str) -> str:
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
