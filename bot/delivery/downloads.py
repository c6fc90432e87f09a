"""Downloads files from forms with the bot's token: no redirects, and a bounded size."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
from slack_sdk import WebClient

TIMEOUT_S = 15
SLACK_HOSTS = ("slack.com", "slack-edge.com")


class DownloadRefused(Exception):
    """Slack does not deliver the file; the message is written for the person."""


def download(slack: WebClient, file: Mapping[str, Any], *, at_most: int) -> bytes:
    """The bytes of a file, cut off after `at_most` + 1; raises DownloadRefused."""
    url = str(file.get("url_private_download") or file.get("url_private") or "")
    if not _is_slacks(url, slack.base_url):
        raise DownloadRefused("Slack gave no address for that file. Nothing was changed; upload it again.")
    content = bytearray()
    try:
        with httpx.stream(
            "GET", url, headers={"Authorization": f"Bearer {slack.token}"}, timeout=TIMEOUT_S, follow_redirects=False
        ) as answer:
            _check(answer, file)
            for part in answer.iter_bytes():
                content += part
                if len(content) > at_most:
                    break
    except httpx.HTTPError as error:
        raise DownloadRefused(
            f"I could not fetch the file from Slack ({type(error).__name__}). Nothing was changed; try again."
        ) from error
    return bytes(content[: at_most + 1])


def _is_slacks(url: str, base_url: str) -> bool:
    """Whether the token may be sent there: to one of Slack's own hosts or to the API's."""
    there, api = urlsplit(url), urlsplit(base_url)
    if (there.scheme, there.netloc) == (api.scheme, api.netloc):
        return True
    host = there.hostname or ""
    return there.scheme == "https" and any(host == each or host.endswith(f".{each}") for each in SLACK_HOSTS)


def _check(answer: httpx.Response, file: Mapping[str, Any]) -> None:
    """Raise DownloadRefused unless it is the file: without the scope Slack sends or redirects to a sign-in page."""
    is_page = answer.headers.get("content-type", "").startswith("text/html") and file.get("mimetype") != "text/html"
    if answer.is_redirect or is_page:
        raise DownloadRefused(
            "Slack does not let me read files: the app lacks the scope files:read. Paste the newest manifest.yml into "
            "the app's settings and reinstall it. Nothing was changed."
        )
    if answer.status_code != 200:
        raise DownloadRefused(
            f"Slack did not hand over the file (HTTP {answer.status_code}). Nothing was changed; upload it again."
        )
