"""The settings come from the environment and stop the start with a sentence that names a wrong value."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.source import ROOT

LONG_SECRET = "correct horse battery staple, written by nobody and kept by no one at all"


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """``python …`` in a process of its own whose only settings are the given ones."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL") if name in os.environ}
    settings = kept | {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "portal.settings"} | environment
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=settings, capture_output=True, text=True, check=False
    )


def start(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return run(folder, "-c", "import portal.settings", **environment)


ED25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKYNXW2LbLd7PPgT/CYH+Ur1VDPwYkCGjUYk3+Tzf7qH"
SFTP = {
    "EXCHANGE_TRANSPORT": "SFTP",
    "EXCHANGE_SFTP_HOST": "sftp.example",
    "EXCHANGE_SFTP_USER": "municipality",
    "EXCHANGE_SFTP_HOST_KEYS": f"{ED25519},{ED25519}",
    "EXCHANGE_SFTP_PASSWORD": "x",
}
HTTPS = {
    "EXCHANGE_TRANSPORT": "https",
    "EXCHANGE_HTTPS_URL": "https://gateway.example/in",
    "EXCHANGE_HTTPS_SECRET": "kun-til-proeven-og-lang-nok",
}


def test_starts_with_nothing_set(tmp_path: Path) -> None:
    assert start(tmp_path).returncode == 0
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_keeps_the_key_it_made(tmp_path: Path) -> None:
    show = ("-c", "from portal.settings import SECRET_KEY; print(SECRET_KEY)")
    assert run(tmp_path, *show).stdout == run(tmp_path, *show).stdout != "\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAX_DOCUMENT_BYTES", "a lot"),
        ("MAX_DOCUMENT_BYTES", "0"),
        ("CLAIM_MINUTES", "-1"),
        ("DEBUG", "perhaps"),
        ("SECURE_COOKIES", "perhaps"),
        ("EXCHANGE_POLL_SECONDS", "often"),
        ("EXCHANGE_POLL_SECONDS", "nan"),
        ("EXCHANGE_POLL_SECONDS", "-2"),
        ("LOG_LEVEL", "loud"),
        ("EXCHANGE_TRANSPORT", "pigeon"),
        ("EXCHANGE_TIMEOUT_SECONDS", "0"),
        ("EXCHANGE_HTTPS_URL", "http://gateway.example/"),
        ("EXCHANGE_HTTPS_URL", "https://user:hush@gateway.example/"),
        ("EXCHANGE_HTTPS_URL", "https://gateway.example:port/"),
        ("EXCHANGE_HTTPS_SECRET", "short"),
        ("EXCHANGE_HTTPS_SECRET", "long enough but with blanks"),
        ("EXCHANGE_HTTPS_CERTIFICATE", "/nowhere/certificate.pem"),
        ("EXCHANGE_HTTPS_CA", "/"),
        ("EXCHANGE_SFTP_PORT", "twenty-two"),
        ("EXCHANGE_SFTP_HOST_KEYS", "server.example"),
        ("EXCHANGE_SFTP_HOST_KEYS", "ssh-ed25519 hush!"),
        ("EXCHANGE_SFTP_HOST_KEYS", "ssh-rsa " + ED25519.split()[1]),
        ("EXCHANGE_IN_SECRET", "short"),
        ("EXCHANGE_IN_CERTIFICATE_HEADER", "X-Client-Fingerprint"),
        ("EXCHANGE_IN_CERTIFICATES", "ab:cd"),
        ("EXCHANGE_IN_CERTIFICATES", ":"),
        ("EXCHANGE_IN_CERTIFICATES", "ab" * 20),
        ("FHIR_VALIDATOR_URL", "validator.example"),
        ("FHIR_VALIDATOR_SECONDS", "never"),
        ("FHIR_VALIDATOR_COUNTS", "everything"),
    ],
)
def test_wrong_value_stops_the_start_by_name(tmp_path: Path, name: str, value: str) -> None:
    result = start(tmp_path, **{name: value})
    assert result.returncode != 0
    assert name in result.stderr.splitlines()[-1]


@pytest.mark.parametrize("chosen", [SFTP, HTTPS], ids=["sftp", "https"])
def test_a_transport_demands_all_that_it_needs(tmp_path: Path, chosen: dict[str, str]) -> None:
    assert start(tmp_path, **chosen).returncode == 0
    for missing in set(chosen) - {"EXCHANGE_TRANSPORT"}:
        result = start(tmp_path, **(chosen | {missing: ""}))
        assert missing in result.stderr.splitlines()[-1]


def test_a_certificate_demands_its_key(tmp_path: Path) -> None:
    (tmp_path / "certificate.pem").write_text("x")
    result = start(tmp_path, EXCHANGE_HTTPS_CERTIFICATE=str(tmp_path / "certificate.pem"))
    assert "EXCHANGE_HTTPS_KEY" in result.stderr.splitlines()[-1]


def test_a_secret_is_never_repeated(tmp_path: Path) -> None:
    for name, value in (("EXCHANGE_IN_SECRET", "hush"), ("EXCHANGE_HTTPS_URL", "https://user:hush@gateway.example/")):
        assert "hush" not in start(tmp_path, **{name: value}).stderr


def test_own_database_demands_a_secret_key(tmp_path: Path) -> None:
    result = start(tmp_path, DATABASE_URL="postgres://portal@localhost/portal")
    assert "SECRET_KEY must be set" in result.stderr
    assert start(tmp_path, DATABASE_URL="postgres://portal@localhost/portal", SECRET_KEY=LONG_SECRET).returncode == 0


@pytest.mark.parametrize("address", ["nonsense", "mysql://user:hush@host/name", "postgres://user:hush@host"])
def test_wrong_database_stops_the_start_and_keeps_the_password(tmp_path: Path, address: str) -> None:
    result = start(tmp_path, DATABASE_URL=address, SECRET_KEY=LONG_SECRET)
    assert "DATABASE_URL must look like" in result.stderr.splitlines()[-1]
    assert "hush" not in result.stderr


def test_data_folder_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "a+b #1 50%20 æøå"
    result = run(folder, "-c", "from portal.settings import DATABASES; print(DATABASES['default']['NAME'])")
    assert result.stdout.strip() == str(folder / "portal.sqlite3")


def test_empty_values_count_as_not_set(tmp_path: Path) -> None:
    empty = dict.fromkeys(["DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "DEBUG", "MAX_DOCUMENT_BYTES"], "")
    assert start(tmp_path, **empty).returncode == 0


def test_deployment_check_is_clean(tmp_path: Path) -> None:
    """Django's own list of what a public installation must set."""
    environment = {"SECRET_KEY": LONG_SECRET, "SECURE_COOKIES": "1", "ALLOWED_HOSTS": "portal.example"}
    result = run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **environment)
    assert result.returncode == 0, result.stderr
