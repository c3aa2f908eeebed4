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
    few = ["--messages", "30", "--requests", "3", "--units", "300", "--load-seconds", "1"]
    command = [sys.executable, "manage.py", "bench", "all", "--json", *few]
    environment = {**os.environ, "DATA_DIR": str(data_dir), "SECRET_KEY": "for-this-test-only", "DEBUG": "0"}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_every_benchmark_has_figures(found):
    everything = {one.name for one in BENCHMARKS.values() if one.leaves_nothing}
    assert {one["benchmark"] for one in found["results"]} == everything | {"loaded"}


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


def test_pages_are_measured_under_load_too(found):
    loaded = {one["case"]: one for one in found["results"] if one["benchmark"] == "loaded"}
    assert set(loaded) >= {"first page", "any", "anything new"}
    assert all(one["p95_ms"] > 0 for one in loaded.values())


def test_seed_fills_an_empty_database_once_and_pages_are_measured_on_it(tmp_path):
    def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", "bench", *arguments]
        environment = {**os.environ, "SECRET_KEY": "for-this-test-only", "DEBUG": "0"}
        environment |= {"DATABASE_URL": f"sqlite:///{tmp_path}/seeded.sqlite3", "DATA_DIR": str(tmp_path)}
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert "threads" in bench("seed", "--messages", "40").stdout
    again = bench("seed", "--messages", "40")
    assert again.returncode != 0
    assert "empty" in again.stderr
    measured = bench("pages", "--requests", "3", "--load-seconds", "0", "--json")
    assert {one["benchmark"] for one in json.loads(measured.stdout)["results"]} == {"pages"}
    assert not list(tmp_path.glob("bench-*"))


def test_finding_units_has_percentiles(found):
    searches = [one for one in found["results"] if one["benchmark"] == "sor" and one["case"].startswith("search")]
    assert len(searches) == 5
    assert all(0 < one["p50_ms"] <= one["p95_ms"] for one in searches)
