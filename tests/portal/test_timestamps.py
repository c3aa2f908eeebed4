"""Moments come out of the database as they went in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import DataError, connection, connections

from portal.models import AuditEvent

pytestmark = pytest.mark.django_db

MOMENTS = [
    datetime(2026, 11, 26, 21, 8, 35, 123456, tzinfo=UTC),
    datetime(2026, 11, 26, 21, 8, 35, 100000, tzinfo=UTC),
    datetime(2026, 11, 26, 21, 8, 35, 1, tzinfo=UTC),
    datetime(2026, 11, 26, tzinfo=UTC),
    datetime(2026, 3, 29, 2, 30, tzinfo=timezone(timedelta(hours=1))),
    datetime(1000, 1, 1, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
]


@pytest.mark.parametrize("moment", MOMENTS)
def test_as_it_went_in(moment: datetime) -> None:
    AuditEvent.objects.create(action="test", at=moment)
    found = AuditEvent.objects.get(action="test").at
    assert found == moment
    assert found.utcoffset() == timedelta(0)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the reader is PostgreSQL's")
def test_the_reader_is_ours_and_leaves_to_the_other_what_it_does_not_know() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT timestamptz '2026-11-26 21:08:35.1+00'")
        assert cursor.fetchone() == (datetime(2026, 11, 26, 21, 8, 35, 100000, tzinfo=UTC),)
        reader = connection.connection.adapters.get_loader(cursor.description[0].type_code, 0)
        assert reader.__module__ == "portal.timestamps"
        again = connections.create_connection("default")
        again.connect()
        assert again.connection.adapters.get_loader(cursor.description[0].type_code, 0) is reader
        again.close()
        cursor.execute("SELECT timestamptz 'infinity'")
        with pytest.raises(DataError, match="too large"):
            cursor.fetchone()
