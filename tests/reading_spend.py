"""Reads members' spend with the client, all pages."""

from tracker.cursor.client import CursorClient
from tracker.cursor.schemas.spend import TeamSpend


def spend_of(client: CursorClient) -> TeamSpend:
    reading = client.read_spend()
    while True:
        try:
            next(reading)
        except StopIteration as done:
            spend: TeamSpend = done.value
            return spend
