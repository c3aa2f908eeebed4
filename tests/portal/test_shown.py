from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone
from django.utils.translation import override

from correspondence.queries.thread import ShownAttachment
from portal.templatetags import shown

NOW = datetime(2024, 3, 8, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon_on_8_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def words(moment: datetime, *, exactly: bool = False, language: str = "da") -> str:
    with override(language):
        element = str(shown.when_exactly(moment) if exactly else shown.when(moment))
    return element.partition(">")[2].partition("<")[0]


def test_an_older_day_of_this_year() -> None:
    assert words(datetime(2024, 3, 3, 13, 5, tzinfo=UTC)) == "3. mar."
    assert words(datetime(2024, 3, 3, 13, 5, tzinfo=UTC), exactly=True) == "3. mar. 14.05"


def test_an_earlier_year_is_named() -> None:
    assert words(datetime(2023, 12, 31, 12, 0, tzinfo=UTC)) == "31. dec. 2023"


def test_may_is_no_abbreviation() -> None:
    assert words(datetime(2023, 5, 1, 12, 0, tzinfo=UTC)) == "1. maj 2023"


def test_english_has_a_colon_and_no_full_stops() -> None:
    assert words(datetime(2024, 3, 3, 13, 5, tzinfo=UTC), exactly=True, language="en") == "3 Mar 14:05"
    assert words(datetime(2024, 3, 8, 9, 5, tzinfo=UTC), language="en") == "today 10:05"


def test_midnight_is_the_danish_one() -> None:
    with_time = words(datetime(2024, 3, 7, 23, 30, tzinfo=UTC), language="en")
    assert with_time == "today 00:30"
    assert words(datetime(2024, 3, 7, 22, 30, tzinfo=UTC), language="en") == "yesterday 23:30"


def test_the_full_time_is_on_the_element() -> None:
    with override("da"):
        element = str(shown.when(datetime(2024, 3, 3, 13, 5, tzinfo=UTC)))
    assert 'datetime="2024-03-03T14:05:00+01:00"' in element
    assert 'title="søndag den 3. marts 2024 kl. 14.05"' in element


def test_no_time_is_nothing() -> None:
    assert shown.when(None) == ""


@pytest.mark.parametrize(
    ("size", "words"), [(0, "0 bytes"), (999, "999 bytes"), (76_234, "76 kB"), (1_234_567, "1,2 MB"), (None, "")]
)
def test_sizes_are_short(size: int | None, words: str) -> None:
    with override("da"):
        assert shown.filesize_da(size) == words


@pytest.mark.parametrize(
    ("value", "shown_as"),
    [
        ("2509479989", "250947-9989"),
        ("0703921VJ5", "070392-1VJ5"),
        ("250947-9989", "250947-9989"),
        ("x", "x"),
        ("", ""),
    ],
)
def test_identifiers_get_their_hyphen(value: str, shown_as: str) -> None:
    assert shown.identifier(value) == shown_as


def test_counters_have_a_ceiling() -> None:
    assert [shown.capped(count) for count in (1, 99, 100)] == ["1", "99", "99+"]


def test_an_icon_with_words_is_read_aloud_and_escaped() -> None:
    icon = str(shown.icon("warning", '<b>"'))
    assert "<b>" not in icon
    assert "sr-only" in icon


def test_an_icon_without_words_is_decoration() -> None:
    assert 'aria-hidden="true"' in str(shown.icon("warning"))


def drawn(language: str, *, title: str = "Brev.pdf") -> str:
    sent = datetime(2024, 3, 8, 9, 5, tzinfo=UTC)
    attachment = ShownAttachment(title, "PDF", 1, "Anna", "1", attached_at=sent, created_at=None, missing=True)
    with override(language):
        return shown.kept("components/attachment.html", attachment=attachment)


def test_what_is_kept_is_drawn_anew_for_another_row_language_and_day(monkeypatch: pytest.MonkeyPatch) -> None:
    first = drawn("da")
    assert "i dag 10.05" in first
    assert drawn("da") is first
    assert "today 10:05" in drawn("en")
    assert "Andet.pdf" in drawn("da", title="Andet.pdf")
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=1))
    assert "i går 10.05" in drawn("da")


def test_what_is_kept_is_escaped() -> None:
    assert "<b>" not in drawn("da", title="<b>")


def test_while_developing_nothing_is_kept(settings: LazySettings) -> None:
    settings.DEBUG = True
    assert drawn("da") is not drawn("da")
