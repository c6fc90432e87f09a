"""Content that an app sends: parsed from its arguments, validated, and completed with Slack's ids."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.slack import validation
from sandbox.slack.elements import with_ids
from sandbox.slack.errors import ApiError
from sandbox.slack.records import Blocks, Channel, Json, Message
from sandbox.slack.state import Workspace
from sandbox.slack.validation import Problem

LONGEST_SINGLE_TEXT = 4_040
SPLIT_LENGTH = 4_000
TRUNCATED_AT = 40_000


@dataclass(frozen=True)
class Content:
    """The content of a message; None for parts that the app did not send."""

    text: str | None
    blocks: Blocks | None
    attachments: list[Json] | None
    metadata: Json | None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not ((self.text or "").strip() or self.blocks or self.attachments)


def read_json(args: Mapping[str, Any], key: str) -> Any:
    """A JSON argument, either as a value or (in forms and queries) as text; None if absent.

    Raises ValueError for text that is not JSON.
    """
    value = args.get(key)
    if not isinstance(value, str):
        return value
    return json.loads(value) if value.strip() else None


def read_content(args: Mapping[str, Any], workspace: Workspace) -> Content:
    """The content in `args`. Raises ApiError with Slack's error codes."""
    blocks = _read_list(args, "blocks", "invalid_blocks_format")
    attachments = _read_list(args, "attachments", "invalid_attachments")
    text = args.get("text")
    markdown = args.get("markdown_text")
    if markdown is not None:
        if text or blocks:
            raise ApiError("markdown_text_conflict")
        blocks = [{"type": "markdown", "text": markdown}]
    problems = validation.check_message(blocks or [], attachments or [], can_show=workspace.can_show)
    if problems:
        raise blocks_refused(problems)
    filled = [a | {"blocks": with_ids(a["blocks"])} if "blocks" in a else a for a in attachments or []]
    return Content(
        None if text is None else str(text),
        None if blocks is None else with_ids(blocks),
        None if attachments is None else filled,
        _read_metadata(args),
    )


def blocks_refused(problems: list[Problem]) -> ApiError:
    """The `invalid_blocks` error (or a similar one, such as `too_many_attachments`) with all pointers."""
    texts = [problem.sentence for problem in problems]
    return ApiError(
        problems[0].error,
        errors=texts,
        response_metadata={"messages": [f"[ERROR] {text}" for text in texts]},
    )


def read_view(payload: Any, kind: str, workspace: Workspace) -> Json:
    """A view that the app sent, validated and with ids. Raises ApiError like `views.*`."""
    if isinstance(payload, str):
        try:
            payload = json.loads(payload)
        except ValueError:
            raise invalid_arguments("must provide an object [json-pointer:/view]") from None
    problems = validation.check_view(payload, kind, can_show=workspace.can_show)
    if problems:
        if problems[0].error == "view_too_large":
            raise ApiError("view_too_large")
        raise invalid_arguments(*(problem.sentence for problem in problems))
    return {**payload, "blocks": with_ids(payload["blocks"])}


def invalid_arguments(*messages: str) -> ApiError:
    """The `invalid_arguments` error with its reasons."""
    return ApiError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {text}" for text in messages]})


def post_content(
    workspace: Workspace,
    channel: Channel,
    content: Content,
    *,
    thread_ts: str | None = None,
    reply_broadcast: bool = False,
    ephemeral_to: str | None = None,
) -> Message:
    """Post as the app; a long text without blocks is split into several messages. Returns the first."""
    if content.is_empty:
        raise ApiError("no_text")
    text = (content.text or "")[:TRUNCATED_AT]
    pieces = [text] if content.blocks or len(text) <= LONGEST_SINGLE_TEXT else _split(text)
    posted = [
        workspace.post(
            channel,
            workspace.directory.bot,
            piece,
            blocks=content.blocks,
            attachments=content.attachments,
            metadata=content.metadata,
            thread_ts=thread_ts,
            reply_broadcast=reply_broadcast,
            ephemeral_to=ephemeral_to,
        )
        for piece in pieces
    ]
    return posted[0]


def _split(text: str) -> list[str]:
    return [text[start : start + SPLIT_LENGTH] for start in range(0, len(text), SPLIT_LENGTH)]


def _read_list(args: Mapping[str, Any], key: str, error: str) -> list[Any] | None:
    try:
        value = read_json(args, key)
    except ValueError:
        raise ApiError(error) from None
    if value is not None and not isinstance(value, list):
        raise ApiError(error)
    return value


def _read_metadata(args: Mapping[str, Any]) -> Json | None:
    try:
        metadata = read_json(args, "metadata")
    except ValueError:
        raise ApiError("invalid_metadata_format") from None
    if not metadata and isinstance(metadata, dict | None):
        return metadata
    problems = validation.check_metadata(metadata)
    if problems:
        raise ApiError(problems[0].error, response_metadata={"messages": [f"[ERROR] {p.sentence}" for p in problems]})
    return dict(metadata)
