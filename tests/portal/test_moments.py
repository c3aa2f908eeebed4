"""Times in few words are written as Django writes its formats, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation
from django.utils.formats import date_format

from portal.moments import formatted

NAMES = ["TIME_FORMAT", "WHEN_DAY", "WHEN_DATE", "WHEN_FULL"]


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_as_django_writes_it_on_every_day_of_a_year(language: str, name: str) -> None:
    begin = datetime(2024, 1, 1, 0, 4, tzinfo=UTC)
    with translation.override(language):
        for day in range(366):
            moment = timezone.localtime(begin + timedelta(days=day, minutes=7 * day))
            assert formatted(moment, name) == date_format(moment, name).replace("maj.", "maj")


def test_a_year_of_few_digits_and_a_mere_date() -> None:
    moment = datetime(198, 5, 3, tzinfo=UTC)
    with translation.override("da"):
        assert formatted(moment, "WHEN_DATE") == "3. maj 0198"
        assert formatted(moment.date(), "WHEN_DATE") == "3. maj 0198"
