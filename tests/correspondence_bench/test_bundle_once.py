"""A Bundle.id is accepted once, also when two workers judge two messages at the same moment (transport.md 2.3)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from correspondence.letters.issues import ResponseCode
from correspondence.models import Receipt
from portal import clock


def receipt(header: str, code: ResponseCode) -> Receipt:
    return Receipt.objects.create(
        message_header_id=header, bundle_id="b", code=code, acknowledgement_header_id="a", first_seen_at=clock.now()
    )


@pytest.mark.django_db
def test_of_two_accepted_messages_with_one_bundle_id_the_database_takes_one():
    receipt("1", ResponseCode.OK)
    receipt("2", ResponseCode.FATAL)
    with pytest.raises(IntegrityError), transaction.atomic():
        receipt("3", ResponseCode.OK)
