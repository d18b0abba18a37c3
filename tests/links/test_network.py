"""Which IP addresses the external check may ask."""

import pytest

from terbit.links.external.network import public


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("93.184.216.34", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("239.255.255.250", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:169.254.169.254", False),
        ("64:ff9b::a9fe:a9fe", False),
        ("64:ff9b::5db8:d822", True),
        ("64:ff9b:1::a00:1", False),
        ("2002:a00:1::", False),  # 10.0.0.1 by 6to4
        ("2002:5db8:d822::1", True),
        ("2001:0:5ef5:79fd::1", False),
        ("::10.0.0.1", False),
        ("::ffff:0:10.0.0.1", False),
        ("fec0::1", False),
    ],
)
def test_only_public_addresses_are_asked(address: str, allowed: bool) -> None:
    assert public(address, loopback=False) is allowed


@pytest.mark.parametrize(
    ("address", "allowed"), [("127.0.0.3", True), ("::1", True), ("::ffff:127.0.0.1", True), ("10.0.0.1", False)]
)
def test_the_allowance_for_loopback_allows_loopback_only(address: str, allowed: bool) -> None:
    assert public(address, loopback=True) is allowed
