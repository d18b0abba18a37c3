"""Which addresses of the network a check may ask: none of its own network, where nobody else can knock."""

from __future__ import annotations

import ipaddress

_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address within
_UNICAST = ipaddress.ip_network("2000::/3")  # all that is given out for the public network (RFC 4291, IANA)


def public(text: str, loopback: bool) -> bool:
    """Whether an IP address may be asked. `loopback` allows 127.0.0.0/8 and ::1 too, for tests."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        within = _within(address)
        if within is None and not address.is_loopback:
            return address in _UNICAST and address.is_global
        address = within or address
    if address.is_loopback:
        return loopback
    return address.is_global and not address.is_multicast


def _within(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 one leads to: mapped, by NAT64, or by 6to4 (RFC 3056)."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
