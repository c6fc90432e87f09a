"""Which hosts are this machine."""

import pytest

from tracker.loopback import is_loopback


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.10", "::1"])
def test_this_machine_is_known_by_name_and_by_address(host):
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["api.cursor.com", "10.0.0.1", "localhost.example.com", "::2", ""])
def test_any_other_host_is_not(host):
    assert not is_loopback(host)
