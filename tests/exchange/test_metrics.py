"""/metrics: figures for a monitoring system, for this machine or the holder of the token."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from correspondence.exchange.worker import heartbeat
from tests.exchange.sent import FATAL, answer, work, write

URL = "/metrics"


def test_the_address_is_the_usual_one():
    assert reverse("metrics") == URL


@pytest.fixture
def figures(cast, client):
    heartbeat()
    work(write(cast))
    answer(work(write(cast)), FATAL)
    return dict(line.split(" ") for line in client.get(URL).content.decode().splitlines() if not line.startswith("#"))


def test_they_count(figures):
    assert (figures["korrespondance_unacknowledged"], figures["korrespondance_failed"]) == ("1", "1")
    assert float(figures["korrespondance_oldest_unacknowledged_seconds"]) > 3600
    assert float(figures["korrespondance_worker_seen_seconds"]) < 60


def test_every_line_is_in_the_format(cast, client):
    response = client.get(URL)
    assert response["Content-Type"].startswith("text/plain; version=0.0.4")
    line = re.compile(r"# (HELP|TYPE) korrespondance_\w+ .+|korrespondance_\w+ [0-9.e+-]+")
    assert [one for one in response.content.decode().splitlines() if not line.fullmatch(one)] == []


def test_from_elsewhere_there_is_nothing(db, client):
    assert client.get(URL, REMOTE_ADDR="192.0.2.7").status_code == 404
    assert client.get(URL, REMOTE_ADDR="").status_code == 404


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_a_proxy_on_this_machine_is_not_this_machine(db, client, header):
    assert client.get(URL, headers={header: "192.0.2.7"}).status_code == 404


def test_the_token_opens_it_from_anywhere(db, client, settings):
    settings.METRICS_TOKEN = "kun-til-prøven"
    token = {"Authorization": "Bearer kun-til-prøven"}
    assert client.get(URL, headers=token, REMOTE_ADDR="192.0.2.7").status_code == 200
    for wrong in ({}, {"Authorization": "Bearer x"}, {"Authorization": "kun-til-prøven"}):
        assert client.get(URL, headers=wrong).status_code == 404


def test_it_costs_four_questions_however_much_there_is(cast, client, django_assert_num_queries):
    for _ in range(3):
        work(write(cast))
    with django_assert_num_queries(5):
        client.get(URL)
