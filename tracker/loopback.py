"""Whether a host is this machine itself, which no company proxy can reach."""

from ipaddress import ip_address


def is_loopback(host: str) -> bool:
    """Whether the host of a URL is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
