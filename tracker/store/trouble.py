"""Describes a database refusal in one line, with what to do about it; contains no row values."""

import re

from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoneFree

UNREACHABLE = (OperationalError, InterfaceError, InternalError, NoneFree)  # the statement itself is not at fault

_AGAIN = "Nothing was stored half done; run it again."
_ADVICE = (  # the first that matches the driver's message
    (r"was removed or replaced", "Stop every process that uses it, put the file back, and start again."),
    (r"read-only transaction", "The server takes no writes, as a standby: name the primary one in DATABASE_URL."),
    (r"too many (connections|clients)|connection slots", "Raise the server's limit, or let fewer processes run."),
    (r"password|role .* does not exist|not permitted to log in|pg_hba", "Check the user and password in DATABASE_URL."),
    (r"database .* does not exist", "Create it, or name another one in DATABASE_URL."),
    (r"invalid (connection option|port number|\S+ value)", "Check DATABASE_URL."),
    (
        r"resolve host|translate host|connection (failed|refused|is bad|timeout)|starting up",
        "Check the host and port in DATABASE_URL, and that the server is running and reachable from here.",
    ),
    (r"terminating|closed|lost|consuming input|could not receive|could not send|shutting down|recovery", _AGAIN),
    (r"statement timeout", f"The server is overloaded, or something keeps it from answering. {_AGAIN}"),
    (r"lock|deadlock|serialize", f"Another process holds it. {_AGAIN}"),
    (r"already exists", "It contains another program's tables. Name another one in DATABASE_URL, or a new file."),
    (r"not a database|malformed|corrupt", "Name another file in DATABASE_URL, or restore a backup."),
)
_ANY = "Check DATABASE_URL, and that its disk is there, writable and not full."


def database_sentence(error: SQLAlchemyError) -> str:
    """What was refused, in the driver's words, and what to check."""
    reason = _reason(error)
    advice = next((advice for words, advice in _ADVICE if re.search(words, reason, re.IGNORECASE)), _ANY)
    return f"the database refused: {reason}. {advice}"


def _reason(error: SQLAlchemyError) -> str:
    said = str(error.orig).strip() if isinstance(error, DBAPIError) and error.orig else ""
    if isinstance(error, NoneFree):
        return "no connection became free in time"
    return said.splitlines()[0].rstrip(".") if said else type(error).__name__
