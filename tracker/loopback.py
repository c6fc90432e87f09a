"""Whether a host is this machine itself, whose ports no proxy of the company can reach."""

from ipaddress import ip_address


def is_loopback(host: str) -> bool:
    """Whether a host name or address of an URL stands for this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
