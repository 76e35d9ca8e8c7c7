"""Keeps tests off the network: sockets reach this machine and nothing else."""

import ipaddress
import socket
from typing import Any


class OutsideNetwork(RuntimeError):
    """A test tried to reach another machine."""


def allow_this_machine_only() -> None:
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded_connect(self: socket.socket, address: Any) -> None:
        refuse_other_machines(self, address)
        return connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        refuse_other_machines(self, address)
        return connect_ex(self, address)

    socket.socket.connect = guarded_connect  # type: ignore[method-assign]
    socket.socket.connect_ex = guarded_connect_ex  # type: ignore[method-assign]


def refuse_other_machines(connection: socket.socket, address: Any) -> None:
    if connection.family not in (socket.AF_INET, socket.AF_INET6):
        return
    host = address[0]
    if host != "localhost" and not is_loopback(host):
        raise OutsideNetwork(f"Tests must not reach {host}.")


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:  # a name: looking it up would already ask another machine
        return False
