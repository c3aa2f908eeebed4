"""SFTP: one pinned server, one account, and a pause when it does not answer."""

from __future__ import annotations

import paramiko
import pytest

from correspondence.exchange.transports import TransportDown
from correspondence.states import DeliveryState
from tests.correspondence.outside import acknowledge_for
from tests.exchange.sent import work, write
from tests.gateways.sides import SftpSide, forget


@pytest.fixture
def side(settings, tmp_path, cast):
    one = SftpSide(settings, tmp_path)
    yield one
    one.close()


def refused(side):
    with pytest.raises(TransportDown):
        side.transport.send("x", b"<x/>")
    return side.taken() == [] and side.server.logins == 0


def test_a_message_goes_out_and_its_acknowledgement_comes_in(side, cast):
    delivery = work(write(cast))
    assert delivery.state == DeliveryState.AWAITING
    assert [one.name for one in side.outbox.iterdir()] == [f"{delivery.envelope_id}.xml"]
    (side.inbox / "kvittering.json").write_bytes(acknowledge_for(delivery))
    assert work(delivery).state == DeliveryState.DELIVERED
    assert list(side.inbox.iterdir()) == []


def test_another_server_gets_nothing_not_even_the_password(side, settings):
    other = paramiko.ECDSAKey.generate()
    settings.EXCHANGE_SFTP_HOST_KEYS = [f"{other.get_name()} {other.get_base64()}"]
    assert refused(side)


def test_while_its_key_is_changed_both_may_be_known(side, settings):
    other = paramiko.ECDSAKey.generate()
    settings.EXCHANGE_SFTP_HOST_KEYS = [*side.server.host_keys, f"{other.get_name()} {other.get_base64()}"]
    side.transport.send("x", b"<x/>")
    assert side.taken() == [b"<x/>"]


class TwoKeysSide(SftpSide):
    def host_keys(self):
        return [paramiko.ECDSAKey.generate(), paramiko.RSAKey.generate(2048)]


@pytest.mark.parametrize("which", [0, 1])
def test_of_a_server_with_several_keys_one_is_enough(settings, tmp_path, which):
    side = TwoKeysSide(settings, tmp_path)
    settings.EXCHANGE_SFTP_HOST_KEYS = [side.server.host_keys[which]]
    side.transport.send("x", b"<x/>")
    assert side.taken() == [b"<x/>"]
    side.close()


def test_a_wrong_password_is_a_server_that_is_away(side, settings):
    settings.EXCHANGE_SFTP_PASSWORD = "forkert"
    assert refused(side)


@pytest.mark.parametrize("passphrase", ["", "laaser noeglen op"])
def test_a_key_from_a_file_opens_too(side, settings, tmp_path, passphrase):
    side.key.write_private_key_file(str(tmp_path / "key"), password=passphrase or None)
    settings.EXCHANGE_SFTP_KEY, settings.EXCHANGE_SFTP_PASSWORD = str(tmp_path / "key"), passphrase
    side.transport.send("x", b"<x/>")
    assert side.taken() == [b"<x/>"]


def test_one_connection_serves_many_documents(side):
    for number in range(5):
        side.transport.send(str(number), b"<x/>")
        list(side.transport.poll())
    assert side.server.logins == 1


def test_a_folder_that_is_missing_is_told_by_kind_only(side):
    side.outbox.rename(side.outbox.with_name("omdoebt"))
    with pytest.raises(TransportDown, match="sftp: FileNotFoundError"):
        side.transport.send("x", b"<x/>")


def test_a_server_that_is_away_is_left_alone_for_a_while(side, monkeypatch):
    side.go_down()
    with pytest.raises(TransportDown):
        list(side.transport.poll())
    tried = []
    monkeypatch.setattr(paramiko.SSHClient, "connect", lambda *_, **__: tried.append(1))
    with pytest.raises(TransportDown, match="a moment ago"):
        list(side.transport.poll())
    assert tried == []
    monkeypatch.undo()
    side.come_up()
    forget()
    assert list(side.transport.poll()) == []
