"""``manage.py bench`` as an operator runs it: figures come out, and nothing of the portal's own is touched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from correspondence.bench.registry import BENCHMARKS
from tests.project.source import ROOT

OPERATORS_FILE = "portal.sqlite3"


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / OPERATORS_FILE).write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def found(data_dir) -> dict:
    few = ["--messages", "30", "--requests", "5", "--units", "300"]
    command = [sys.executable, "manage.py", "bench", "all", "--json", *few]
    environment = {**os.environ, "DATA_DIR": str(data_dir), "SECRET_KEY": "for-this-test-only", "DEBUG": "0"}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_every_benchmark_has_figures(found):
    assert {one["benchmark"] for one in found["results"]} == set(BENCHMARKS)


def test_a_page_has_percentiles_statements_and_bytes(found):
    page = next(one for one in found["results"] if one["benchmark"] == "inbox")
    assert 0 < page["p50_ms"] <= page["p95_ms"] <= page["p99_ms"]
    assert page["queries"]
    assert page["bytes"] > page["gzip_bytes"] > 0


def test_all_messages_were_received(found):
    (received,) = (one for one in found["results"] if one["benchmark"] == "receive")
    assert received["messages"] == 30
    assert received["per_second"] > 0


def test_the_portals_own_data_is_as_it_was(found, data_dir):
    assert [(one.name, one.stat().st_size) for one in data_dir.iterdir()] == [(OPERATORS_FILE, 0)]


def test_finding_units_has_percentiles(found):
    searches = [one for one in found["results"] if one["case"].startswith("search")]
    assert len(searches) == 5
    assert all(0 < one["p50_ms"] <= one["p95_ms"] for one in searches)
