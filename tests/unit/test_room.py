"""The room of tests/conftest.py really is as it says."""

from __future__ import annotations

import socket
from datetime import datetime

import pytest

from tests.conftest import NetworkBlocked


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.org"])
def test_no_connection_leaves_the_machine(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as sock, pytest.raises(NetworkBlocked):
        sock.connect((host, 80))
    with socket.socket(family, socket.SOCK_DGRAM) as sock, pytest.raises(NetworkBlocked):
        sock.sendto(b"x", (host, 53))


def test_no_name_is_looked_up() -> None:
    with pytest.raises(NetworkBlocked):
        socket.create_connection(("example.org", 80))


def test_the_machine_itself_can_be_reached() -> None:
    # The browser test drives Chromium over the loopback, Spark talks to its Java side there.
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


def test_local_time_is_not_utc() -> None:
    assert datetime.now().astimezone().strftime("%z") == "+0545"
