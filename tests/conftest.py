"""The room every test runs in: no network, a time zone nobody expects, the same locale and width everywhere.

Set when this file is imported, before any test module is: what a test reads at import is in the same room.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import time
from typing import Any

from hypothesis import HealthCheck, settings

os.environ.update(
    # 5 h 45 min from UTC: any code that mixes local time and UTC comes out wrong by an amount nobody overlooks.
    TZ="Asia/Kathmandu",
    LC_ALL="C.UTF-8",
    LANG="C.UTF-8",
    COLUMNS="120",
    NO_COLOR="1",
    TERM="dumb",
)
os.environ.pop("CROSSCURRENT_DEBUG", None)
time.tzset()

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("house"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "house")


class NetworkBlocked(RuntimeError):
    """A test, or the code under test, reached for the network."""


def _is_local(host: str | bytes | None) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost", socket.gethostname()):
        return True
    try:
        return ipaddress.ip_address(name.split("%")[0]).is_loopback
    except ValueError:
        return False


def _blocking(original: Any) -> Any:
    def guarded(sock: socket.socket, *arguments: Any) -> Any:
        address = arguments[-1]  # connect(address), connect_ex(address), sendto(bytes[, flags], address)
        if sock.family != socket.AF_UNIX and not _is_local(address[0]):
            raise NetworkBlocked(
                f"{original.__name__} to {address[0]!r}: crosscurrent and its tests never use the network"
            )
        return original(sock, *arguments)

    return guarded


def _resolving(original: Any) -> Any:
    def guarded(host: Any, *arguments: Any, **options: Any) -> Any:
        if not _is_local(host):
            raise NetworkBlocked(
                f"asking for the address of {host!r}: crosscurrent and its tests never use the network"
            )
        return original(host, *arguments, **options)

    return guarded


socket.socket.connect = _blocking(socket.socket.connect)
socket.socket.connect_ex = _blocking(socket.socket.connect_ex)
socket.socket.sendto = _blocking(socket.socket.sendto)
socket.getaddrinfo = _resolving(socket.getaddrinfo)
