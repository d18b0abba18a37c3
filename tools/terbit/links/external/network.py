"""Which addresses of the network a check may ask: none of its own network, where nobody else can knock."""

from __future__ import annotations

import ipaddress

_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address within


def public(text: str, loopback: bool) -> bool:
    """Whether an IP address may be asked. `loopback` allows 127.0.0.0/8 and ::1 too, for tests."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        elif address in _NAT64:
            address = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address.is_loopback:
        return loopback
    return address.is_global and not address.is_multicast
