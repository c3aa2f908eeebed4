"""What taking a message in costs, in statements: no more as threads grow, and never many."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from correspondence.actions.start import wire_unit
from correspondence.bench import documents
from correspondence.bench.invented import Inventor, open_mailboxes, other_units
from correspondence.exchange.inbound import process_waiting, receive_bytes
from correspondence.exchange.store import store_bytes
from correspondence.models import Mailbox, Thread
from correspondence.states import RawState
from portal import clock

pytestmark = pytest.mark.django_db

# Stored, claimed, looked up, filed, answered, audited, finished. BEGIN, COMMIT and savepoints are counted too.
MOST = 24
MOST_OF_A_WORKER = 3


@pytest.fixture
def one_thread(monkeypatch):
    """Envelopes of one thread: a new message and five follow-ups, none with a file."""
    monkeypatch.setattr(documents, "FOLLOW_UPS", (5,))
    monkeypatch.setattr(documents, "EVERY_FILE", 10**9)
    receivers = [wire_unit(open_mailboxes()[0].organisation)]
    return list(documents.envelopes(Inventor(1), other_units(), receivers, 6, clock.now()))


def statements(envelope: bytes) -> int:
    with CaptureQueriesContext(connection) as captured:
        raw = receive_bytes(envelope, transport="test", name="test.xml")
    assert raw.state == RawState.ACCEPTED
    return len(captured)


def test_a_message_costs_few_statements(one_thread):
    assert max(statements(one) for one in one_thread) <= MOST


def test_a_worker_asks_once_for_what_many_documents_share(one_thread, monkeypatch):
    """Claimed, looked up and written together."""
    monkeypatch.setattr(documents, "FOLLOW_UPS", (0,))
    receivers = [wire_unit(Mailbox.objects.earliest("pk").organisation)]
    for envelope in documents.envelopes(Inventor(2), other_units()[:1], receivers, 10, clock.now()):
        store_bytes(envelope, transport="test", name="test.xml", at=clock.now())
    with CaptureQueriesContext(connection) as captured:
        assert process_waiting() == 10
    assert len(captured) <= 10 * MOST_OF_A_WORKER


def test_a_long_thread_costs_no_more_than_a_short_one(one_thread):
    costs = [statements(one) for one in one_thread]
    assert Thread.objects.count() == 1
    assert costs[-1] <= costs[1]
