"""How every kind of answer is handled, good or bad."""

import base64
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest
from pydantic import SecretStr

from tracker.cursor.client import CursorClient
from tracker.cursor.errors import (
    CursorAnswerUnreadable,
    CursorApiError,
    CursorKeyRefused,
    CursorPlanRefused,
    CursorRateLimited,
    CursorRedirected,
    CursorRequestRefused,
    CursorUnavailable,
)

KEY = "crsr_example_key_for_tests"  # the key of the client in conftest
NO_MEMBERS = {"teamMembers": []}
PAGE = httpx.Response(502, html="<html>Bad gateway</html>")


def good() -> httpx.Response:
    return httpx.Response(200, json=NO_MEMBERS)


def broken_off(error: Exception) -> Callable[[httpx.Request], httpx.Response]:
    """An answer that starts well and ends with `error`."""

    class Stream(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            yield b'{"teamMembers": ['
            raise error

    return lambda request: httpx.Response(200, stream=Stream(), headers={"content-type": "application/json"})


def test_the_key_is_sent_as_basic_user_name_with_an_empty_password(client, cursor):
    cursor.answers(good())
    client.fetch_members()
    (request,) = cursor.requests
    scheme, encoded = request.headers["authorization"].split()
    assert (scheme, base64.b64decode(encoded).decode()) == ("Basic", f"{KEY}:")
    assert (request.method, str(request.url)) == ("GET", "https://cursor.example.com/teams/members")


def test_q25_a_refused_key_names_the_variable_and_the_personal_key(client, cursor, clock):
    cursor.answers(httpx.Response(401, json={"code": "error", "message": "Invalid Team API Key"}))
    with pytest.raises(CursorKeyRefused) as caught:
        client.fetch_members()
    assert str(caught.value) == (
        'Cursor answered 401 ("Invalid Team API Key") to GET /teams/members: check that CURSOR_ADMIN_API_KEY is an '
        "admin key of this team; a personal key gets the same answer"
    )
    assert (caught.value.status, caught.value.endpoint.path) == (401, "/teams/members")
    assert (len(cursor.requests), clock.slept) == (1, [])


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (
            httpx.Response(400, json={"error": "Bad Request", "message": "Some users are not in the team"}),
            CursorRequestRefused,
        ),
        (httpx.Response(401, text="no"), CursorKeyRefused),
        (httpx.Response(403, json={"error": "Forbidden", "message": "Enterprise access required"}), CursorPlanRefused),
        (httpx.Response(404, json={"error": "Resource not found"}), CursorRequestRefused),
        (httpx.Response(204), CursorAnswerUnreadable),
        (httpx.Response(304), CursorAnswerUnreadable),
    ],
)
def test_q24_a_refusal_is_not_repeated(client, cursor, answer, error):
    cursor.answers(answer)
    with pytest.raises(error) as caught:
        client.fetch_members()
    assert type(caught.value) is error
    assert caught.value.status == answer.status_code
    assert len(cursor.requests) == 1


def test_q24_one_endpoint_refused_leaves_the_others_working(client, cursor):
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(403) if request.url.path == "/teams/groups" else good()

    cursor.answers(answer)
    with pytest.raises(CursorPlanRefused):
        client.fetch_groups()
    assert client.fetch_members().rows == []


@pytest.mark.parametrize(
    "trouble",
    [
        httpx.Response(500, json={"message": "An unexpected error occurred"}),
        httpx.Response(503, text=""),
        PAGE,
        httpx.Response(200, html="<html>Sign in to the guest network</html>"),
        httpx.Response(403, html="<html>Checking your browser</html>"),
        httpx.Response(200, text="", headers={"content-type": "application/json"}),
        httpx.Response(200, text='{"teamMembers": [', headers={"content-type": "application/json"}),
        httpx.Response(200, json=[1]),
        httpx.ConnectError("[Errno 111] Connection refused"),
        httpx.ConnectTimeout("timed out"),
        httpx.ReadTimeout("timed out"),
        httpx.RemoteProtocolError("peer closed connection without sending complete message body"),
        broken_off(httpx.ReadError("reset")),
        broken_off(httpx.ReadTimeout("timed out")),
    ],
)
def test_q31_passing_trouble_is_tried_again_until_it_has_passed(client, cursor, clock, trouble):
    cursor.answers(trouble, trouble, good())
    assert client.fetch_members().rows == []
    assert len(cursor.requests) == 3
    first, second = clock.slept
    assert 0.5 <= first <= 1.5
    assert 1.0 <= second <= 3.0


@pytest.mark.parametrize(
    ("trouble", "error", "says"),
    [
        (httpx.Response(500), CursorUnavailable, "Cursor answered 500 to"),
        (PAGE, CursorUnavailable, "Cursor answered a web page with status 502 to"),
        (httpx.Response(200, html="<html>"), CursorUnavailable, "Cursor answered a web page with status 200 to"),
        (
            httpx.Response(200, text="{", headers={"content-type": "application/json"}),
            CursorAnswerUnreadable,
            "not valid JSON",
        ),
        (httpx.ConnectError("[Errno -2] Name or service not known"), CursorUnavailable, "Name or service not known"),
        (httpx.ReadTimeout("x"), CursorUnavailable, "did not answer in time"),
        (broken_off(httpx.RemoteProtocolError("x")), CursorUnavailable, "the connection ended before the answer did"),
        (broken_off(httpx.DecodingError("x")), CursorAnswerUnreadable, "can't be unpacked"),
    ],
)
def test_q6_lasting_trouble_ends_after_four_attempts(client, cursor, clock, trouble, error, says):
    cursor.answers(trouble)
    with pytest.raises(error, match=says):
        client.fetch_members()
    assert len(cursor.requests) == 4
    assert sum(clock.slept) < 11  # at most 1.5 + 3 + 6 seconds
    assert client.requests_made == {"/teams/members": 4}


def test_q30_a_429_is_waited_for_as_long_as_it_asks(client, cursor, clock):
    cursor.answers(httpx.Response(429, headers={"retry-after": "7"}, json={"code": "error"}), good())
    client.fetch_members()
    assert clock.slept == [7.0]


@pytest.mark.parametrize("headers", [{}, {"retry-after": "soon"}, {"retry-after": "-5"}, {"retry-after": "inf"}])
def test_q30_a_429_that_does_not_say_how_long_is_waited_for_a_minute(client, cursor, clock, headers):
    cursor.answers(httpx.Response(429, headers=headers), good())
    client.fetch_members()
    assert clock.slept == [60.0]


def test_q30_a_429_may_give_a_date(client, cursor, clock):
    headers = {"date": "Sun, 01 Nov 2026 10:00:00 GMT", "retry-after": "Sun, 01 Nov 2026 10:00:42 GMT"}
    cursor.answers(httpx.Response(429, headers=headers), good())
    client.fetch_members()
    assert clock.slept == [42.0]


def test_q30_a_429_for_longer_than_two_minutes_is_left_to_the_next_run(client, cursor, clock):
    cursor.answers(httpx.Response(429, headers={"retry-after": "3600"}))
    with pytest.raises(CursorRateLimited, match="CURSOR_RATE_LIMIT_SCALE") as caught:
        client.fetch_members()
    assert (caught.value.retry_after_s, clock.slept) == (3600.0, [])


def test_q30_429_without_end_is_not_retried_without_end(client, cursor, clock):
    cursor.answers(httpx.Response(429, headers={"retry-after": "60"}))
    with pytest.raises(CursorRateLimited):
        client.fetch_members()
    assert (len(cursor.requests), clock.slept) == (4, [60.0, 60.0, 60.0])


def test_q30_after_a_429_this_endpoint_alone_is_asked_half_as_often(client, cursor, clock):
    cursor.answers(httpx.Response(429, headers={"retry-after": "0"}), good())
    for _ in range(11):
        client.fetch_members()
    # 20 became 10: the 429 and nine answers fill the minute, the tenth answer opens the next.
    assert clock.slept == [0.0, 60.0]


def test_a_redirect_is_an_error_and_the_key_stays_here(client, cursor):
    cursor.answers(httpx.Response(302, headers={"location": "https://elsewhere.example.net/login?token=1"}))
    with pytest.raises(CursorRedirected, match=r"a redirect to elsewhere.example.net, to GET /teams/members") as caught:
        client.fetch_members()
    assert "token" not in str(caught.value)
    assert [request.url.host for request in cursor.requests] == ["cursor.example.com"]


def test_a_body_without_end_is_cut(client, cursor):
    class Endless(httpx.SyncByteStream):
        given = 0

        def __iter__(self) -> Iterator[bytes]:
            while True:
                self.given += 1_000_000
                yield b" " * 1_000_000

    stream = Endless()
    cursor.answers(httpx.Response(200, stream=stream))
    with pytest.raises(CursorAnswerUnreadable, match="larger than 64000000 bytes"):
        client.fetch_members()
    assert stream.given == 65_000_000
    assert len(cursor.requests) == 1


def test_a_body_that_trickles_is_given_up(client, cursor, clock):
    class Trickle(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            while True:
                clock.now += 50
                yield b" "

    cursor.answers(lambda request: httpx.Response(200, stream=Trickle()))
    with pytest.raises(CursorUnavailable, match="did not end within 180 s"):
        client.fetch_members()
    assert len(cursor.requests) == 4


@pytest.mark.parametrize(
    "message",
    [
        "Unknown user ines@example.com",
        f"Invalid key {KEY}",
        "a" * 200,
        "line\nbreak",
        {"email": "ines@example.com"},
        "<b>",
    ],
)
@pytest.mark.parametrize("status", [400, 401, 403, 500])
def test_words_of_cursor_that_may_be_private_are_not_quoted(client, cursor, status, message):
    cursor.answers(httpx.Response(status, json={"error": "x@x", "message": message}))
    with pytest.raises(CursorApiError, match=f"Cursor answered {status} to") as caught:
        client.fetch_members()
    assert "ines" not in str(caught.value)
    assert KEY not in str(caught.value)


def test_the_key_reaches_no_log_no_error_and_no_repr(client, cursor, caplog):
    caplog.set_level(logging.DEBUG)
    cursor.answers(httpx.Response(401, json={"message": f"Invalid Team API Key {KEY}"}))
    with pytest.raises(CursorKeyRefused) as refused:
        client.fetch_members()
    cursor.answers(httpx.LocalProtocolError(f"Illegal header value b'Basic {KEY}'"))
    with pytest.raises(CursorUnavailable) as failed:
        client.fetch_members()
    encoded = base64.b64encode(f"{KEY}:".encode()).decode()
    shown = [caplog.text, repr(client), repr(vars(client)), repr(vars(client._connection))]
    for error in (refused.value, failed.value):
        shown += [str(error), repr(error), repr(vars(error)), repr(error.__cause__)]
    for text in shown:
        assert KEY not in text
        assert encoded not in text


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.cursor.com",
        "ftp://api.cursor.com",
        "https://",
        "https://key@api.cursor.com",
        "https://x/?key=1",
        "https://x:port",
    ],
)
def test_an_address_that_is_none_is_refused_by_the_name_of_its_variable(url):
    with pytest.raises(ValueError, match="CURSOR_API_URL"):
        CursorClient(url, SecretStr(KEY))


def test_an_address_may_have_a_path(cursor):
    cursor.answers(good())
    with CursorClient(
        "https://gateway.example.com/cursor/", SecretStr(KEY), transport=httpx.MockTransport(cursor)
    ) as client:
        client.fetch_members()
    assert str(cursor.requests[0].url) == "https://gateway.example.com/cursor/teams/members"


def test_a_new_run_counts_requests_anew(client, cursor):
    cursor.answers(good())
    client.fetch_members()
    client.begin_run()
    client.fetch_members()
    assert client.requests_made == {"/teams/members": 1}


@contextmanager
def raw_server(*answers: bytes) -> Iterator[str]:
    """A server on a real socket that sends each connection its bytes and hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        for answer in answers:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        thread.join()
        listener.close()


HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n"
WHOLE = HEAD + b'content-length: 19\r\n\r\n{"teamMembers": []}'


@pytest.mark.parametrize(
    "cut",
    [
        HEAD + b'content-length: 500\r\n\r\n{"teamMembers": [',
        HEAD + b'transfer-encoding: chunked\r\n\r\n5\r\n{"tea\r\n',
        HEAD + b"content-encoding: gzip\r\ncontent-length: 5\r\n\r\nhello",
        HEAD,
        b"",
        b"SMTP ready\r\n\r\n",
    ],
)
def test_a_connection_cut_anywhere_is_tried_again(clock, cut):
    with (
        raw_server(cut, WHOLE) as url,
        CursorClient(url, SecretStr(KEY), monotonic=clock.monotonic, sleep=clock.sleep) as client,
    ):
        assert client.fetch_members().rows == []
        assert client.requests_made == {"/teams/members": 2}


def test_the_companys_proxy_is_not_asked_for_ports_of_this_machine(clock, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with raw_server(WHOLE) as url, CursorClient(url, SecretStr(KEY), sleep=clock.sleep) as client:
        assert client.fetch_members().rows == []
