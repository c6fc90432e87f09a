"""People's actions in the workspace, including what Slack's client does itself."""

from collections.abc import Mapping
from typing import Any

from sandbox.slack import payloads, validation
from sandbox.slack.content import post_content, read_content
from sandbox.slack.deliveries import OPERATION_TIMEOUT, Delivery
from sandbox.slack.errors import ActRefused, ApiError
from sandbox.slack.forms import State, build_state, entry_for, form_errors, option_for
from sandbox.slack.manifest import SlashCommand
from sandbox.slack.records import Channel, ChannelKind, File, Json, Message, User, View
from sandbox.slack.socket_mode import OnAck, OnFailure
from sandbox.slack.state import Workspace
from sandbox.slack.submissions import after_submission, show_trouble, urls_of_submission
from sandbox.slack.typed_text import encode
from sandbox.slack.whereabouts import (
    MessageRef,
    blocks_of,
    find_place,
    require_channel,
    require_element,
    require_member,
    require_open_modal,
    require_person,
    require_writer,
)

INTERACTIVE = "interactive"
SLASH_COMMANDS = "slash_commands"
LARGEST_FILE = 100_000_000
NOT_SENT = {
    OPERATION_TIMEOUT: "it did not answer within 3 seconds (operation_timeout)",
    "dispatch_failed": "the app is not connected (dispatch_failed)",
}

Given = Mapping[str, Mapping[str, Any]]
"""block_id -> action_id -> what a person chose, as `forms.build_state` reads it."""


class Acts:
    """People's actions in a workspace; stateless. Raises ActRefused where Slack's client would refuse."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    # typing

    def type_command(self, user_id: str, channel_id: str, line: str) -> Delivery:
        """Type a slash command, such as `/spend 7d`, into a channel's composer."""
        user, channel = require_writer(self._workspace, user_id, channel_id)
        name, _, text = line.strip().partition(" ")
        if name == "/invite":
            return self._typed_invitation(user, channel, text)
        command = self._workspace.manifest.commands.get(name)
        if command is None:
            self._workspace.notice(
                user_id, channel, f"{name} is not a command here. A message that begins with / is read as a command."
            )
            return self._workspace.nothing_sent("unknown_command")
        return self._send_command(user, channel, command, text.strip())

    def send_message(self, user_id: str, channel_id: str, text: str, *, thread_ts: str | None = None) -> Delivery:
        """Send a message; the app gets an event for its own conversation, mentions, and subscribed messages."""
        user, channel = require_writer(self._workspace, user_id, channel_id)
        if not text.strip():
            raise ActRefused("there is nothing to send")
        workspace = self._workspace
        message = workspace.messages.add(channel.id, user_id=user.id, text=self._encode(text), thread_ts=thread_ts)
        workspace.directory.mark_read(user_id, channel_id, message.ts)
        is_sent = workspace.announce(channel, message)
        return self._send_mention_event(channel, message) or is_sent

    # clicking

    def click(
        self,
        user_id: str,
        place: MessageRef | str,
        action_id: str,
        *,
        block_id: str | None = None,
        choice: Any = None,
        state: Given | None = None,
    ) -> Delivery:
        """Use an interactive element of a message, or of the view whose id is `place`.

        `choice` is what was picked or entered in a select, overflow, picker or input: an option's value or text, a list
        of them, an id, a date. `state` holds the other inputs of the message. A `confirm` dialog is accepted.
        """
        user = require_person(self._workspace, user_id)
        message, view = find_place(self._workspace, user, place)
        blocks = blocks_of(message) if message else view.blocks if view else []
        block, element = require_element(blocks, action_id, block_id)
        given = {key: dict(value) for key, value in (state or {}).items()}
        if choice is not None and element["type"] not in ("button", "overflow"):
            given.setdefault(block["block_id"], {})[action_id] = choice
        action = self._action(block, element, choice)
        state_now = self._with_files(user, build_state(blocks, given))
        parts = {"actions": [action], **self._place_of_click(user, message, view, state_now)}
        return self._interact("block_actions", user, **parts)

    def suggest_options(
        self, user_id: str, place: MessageRef | str, action_id: str, query: str, *, block_id: str | None = None
    ) -> Delivery:
        """Type into an external select; the answer's `options` or `option_groups` are in `ack_payload`."""
        user = require_person(self._workspace, user_id)
        message, view = find_place(self._workspace, user, place)
        blocks = blocks_of(message) if message else view.blocks if view else []
        block, element = require_element(blocks, action_id, block_id)
        parts: Json = {"action_id": action_id, "block_id": block["block_id"], "value": query}
        if len(query) < element.get("min_query_length", 3):
            return self._workspace.nothing_sent()
        place_of_click = self._place_of_click(user, message, view, build_state(blocks, {}))
        for key in ("response_url", "state", "trigger_id"):
            place_of_click.pop(key, None)
        return self._interact("block_suggestion", user, on_ack=_check_options, **parts, **place_of_click)

    # modals and Home

    def upload_file(self, user_id: str, name: str, content: bytes) -> File:
        """Put a file into a form; its id is what a `file_input` takes when the form is submitted."""
        user = require_person(self._workspace, user_id)
        if not name.strip():
            raise ActRefused("a file needs a name")
        if len(content) > LARGEST_FILE:
            raise ActRefused("a file in a form may have at most 100 MB")
        return self._workspace.files.add(name, content, user_id=user.id)

    def submit_view(self, user_id: str, view_id: str, values: Given) -> Delivery:
        """Submit a modal with `values`; errors are in the delivery's `errors`."""
        user, view = require_open_modal(self._workspace, user_id, view_id)
        if "submit" not in view.payload:
            raise ActRefused("this modal has no submit button")
        state = self._with_files(user, build_state(view.blocks, {key: dict(value) for key, value in values.items()}))
        errors = form_errors(view.blocks, state)
        view = self._workspace.views.show_errors(view, errors)
        if errors:
            delivery = self._workspace.nothing_sent()
            delivery.errors = errors
            return delivery
        return self._interact(
            "view_submission",
            user,
            on_ack=lambda delivery: after_submission(self._workspace, view, delivery),
            on_failure=lambda _, __: show_trouble(self._workspace, view),
            trigger_id=self._workspace.triggers.issue(user_id, view.channel_id),
            view=self._workspace.view_shape(view, state),
            response_urls=urls_of_submission(self._workspace, user_id, view, state),
        )

    def close_view(self, user_id: str, view_id: str, *, whole_stack: bool = False) -> Delivery:
        """Close a modal by its close button, or the whole stack by the x; the app is notified if it asked to be."""
        user, view = require_open_modal(self._workspace, user_id, view_id)
        clears = whole_stack or bool(view.payload.get("clear_on_close"))
        if clears:
            self._workspace.views.clear(user_id)
        else:
            self._workspace.views.close(view)
        if not view.payload.get("notify_on_close"):
            return self._workspace.nothing_sent()
        return self._interact("view_closed", user, view=self._workspace.view_shape(view), is_cleared=clears)

    def open_home(self, user_id: str, *, tab: str = "home") -> Delivery:
        """Open the app's Home tab (or `tab="messages"`, its conversation)."""
        user = require_person(self._workspace, user_id)
        if tab == "home" and not self._workspace.manifest.home_enabled:
            raise ActRefused("the app has no Home tab")
        channel = self._workspace.directory.direct_channel(user.id)
        view = self._workspace.views.home(user.id)
        body: Json = {"type": "app_home_opened", "user": user.id, "channel": channel.id, "tab": tab}
        if view is not None and tab == "home":
            body["view"] = self._workspace.view_shape(view)
        return self._workspace.send_event("app_home_opened", body | {"event_ts": f"{self._workspace.clock():.6f}"})

    # channels

    def join_channel(self, user_id: str, channel_id: str) -> Delivery:
        """Join a public channel."""
        channel = require_channel(self._workspace, channel_id)
        if channel.kind is not ChannelKind.PUBLIC:
            raise ActRefused("a private channel can only be joined by invitation")
        return self._add_member(channel, require_person(self._workspace, user_id), inviter=None)

    def invite(self, user_id: str, channel_id: str, invited_id: str) -> Delivery:
        """Bring another person, or the bot, into a channel that the person is in."""
        user, channel = require_member(self._workspace, user_id, channel_id)
        invited = self._workspace.directory.user(invited_id)
        if invited is None:
            raise ActRefused("there is nobody with this id")
        return self._add_member(channel, invited, inviter=user)

    def leave_channel(self, user_id: str, channel_id: str) -> Delivery:
        """Leave a channel, or take the bot out of it."""
        channel = require_channel(self._workspace, channel_id)
        if user_id not in channel.members:
            raise ActRefused("you are not in this channel")
        is_sent = self._workspace.may_see_events_of(channel)
        left = self._workspace.directory.set_members(channel_id, [m for m in channel.members if m != user_id])
        self._workspace.feed.add("member.left", channel_id=channel_id, member_id=user_id)
        return self._send_member_event("member_left_channel", left, user_id, is_sent=is_sent)

    # parts

    def _send_command(self, user: User, channel: Channel, command: SlashCommand, text: str) -> Delivery:
        workspace = self._workspace
        payload = payloads.slash_command(
            workspace.installation,
            user,
            channel,
            command.command,
            self._encode(text) if command.should_escape else text,
            response_url=workspace.response_url(user.id, channel.id),
            trigger_id=workspace.triggers.issue(user.id, channel.id),
        )
        return workspace.hub.send(
            SLASH_COMMANDS,
            payload,
            accepts_response=True,
            on_ack=lambda delivery: self._post_command_answer(user, channel, f"{command.command} {text}", delivery),
            on_failure=lambda _, failure: self._notice_failure(user, channel, command.command, NOT_SENT[failure]),
        )

    def _post_command_answer(self, user: User, channel: Channel, line: str, delivery: Delivery) -> str | None:
        answer = delivery.ack_payload
        if not answer:
            return None
        try:
            content = read_content(answer, self._workspace)
            if answer.get("response_type") == "in_channel":
                self._workspace.post(channel, user, line.strip())
                post_content(self._workspace, channel, content)
            else:
                post_content(self._workspace, channel, content, ephemeral_to=user.id)
        except ApiError as error:
            self._notice_failure(user, channel, line.split(maxsplit=1)[0], f"its answer was refused ({error.code})")
            return f"{error.code}: {error.details}"
        return None

    def _notice_failure(self, user: User, channel: Channel, command: str, reason: str) -> None:
        self._workspace.notice(user.id, channel, f"{command} failed: {reason}.")

    def _typed_invitation(self, user: User, channel: Channel, text: str) -> Delivery:
        invited = self._workspace.directory.user_by_name(text.strip())
        if invited is None:
            self._workspace.notice(user.id, channel, f"/invite found nobody called {text.strip()!r}.")
            return self._workspace.nothing_sent("unknown_user")
        return self.invite(user.id, channel.id, invited.id)

    def _send_mention_event(self, channel: Channel, message: Message) -> Delivery | None:
        workspace = self._workspace
        mentioned = f"<@{workspace.directory.bot.id}>" in message.text and workspace.is_member(channel)
        if not mentioned or channel.kind is ChannelKind.DIRECT:
            return None
        shape = workspace.message_shape(message)
        return workspace.send_event(
            "app_mention", shape | {"type": "app_mention", "channel": channel.id, "event_ts": message.ts}
        )

    def _interact(
        self,
        kind: str,
        user: User,
        *,
        on_ack: OnAck | None = None,
        on_failure: OnFailure | None = None,
        **parts: Any,
    ) -> Delivery:
        workspace = self._workspace
        if not workspace.manifest.interactivity_enabled:
            return workspace.nothing_sent("interactivity_disabled")
        return workspace.hub.send(
            INTERACTIVE,
            payloads.interaction(workspace.installation, kind, user, **parts),
            accepts_response=on_ack is not None,
            on_ack=on_ack,
            on_failure=on_failure,
        )

    def _place_of_click(self, user: User, message: Message | None, view: View | None, state: State) -> Json:
        workspace = self._workspace
        if view is not None:
            return {
                "container": {"type": "view", "view_id": view.id},
                "trigger_id": workspace.triggers.issue(user.id, view.channel_id),
                "view": workspace.view_shape(view, state),
            }
        assert message is not None
        channel = require_channel(self._workspace, message.channel_id)
        place: Json = {
            "container": payloads.message_container(message),
            "trigger_id": workspace.triggers.issue(user.id, channel.id),
            "channel": {"id": channel.id, "name": payloads.shown_name(channel)},
            "response_url": workspace.response_url(user.id, channel.id, message.ts),
            "state": {"values": state},
        }
        if message.ephemeral_to is None:
            place["message"] = workspace.message_shape(message)
        return place

    def _action(self, block: Json, element: Json, choice: Any) -> Json:
        action: Json = {
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "type": element["type"],
            "action_ts": f"{self._workspace.clock():.6f}",
        }
        match element["type"]:
            case "button" | "workflow_button" | "icon_button":
                kept = ("text", "value", "style", "url")
                return action | {key: element[key] for key in kept if key in element}
            case "feedback_buttons":
                return action | {"value": str(choice)}
            case "overflow":
                return action | {"selected_option": option_for(element, choice)}
            case _:
                return action | entry_for(element, choice)

    def _with_files(self, user: User, state: State) -> State:
        """The state with each file id replaced by its file object."""
        for entries in state.values():
            for action_id, entry in entries.items():
                if entry["type"] == "file_input":
                    files = [self._own_file(user, file_id) for file_id in entry["files"]]
                    entries[action_id] = entry | {"files": [self._workspace.file_shape(file) for file in files]}
        return state

    def _own_file(self, user: User, file_id: str) -> File:
        file = self._workspace.files.get(file_id)
        if file is None or file.user_id != user.id:
            raise ActRefused(f"{user.real_name} has no file {file_id}")
        return file

    def _add_member(self, channel: Channel, user: User, *, inviter: User | None) -> Delivery:
        if user.id in channel.members:
            return self._workspace.nothing_sent()
        joined = self._workspace.directory.set_members(channel.id, [*channel.members, user.id])
        self._workspace.feed.add("member.joined", channel_id=channel.id, member_id=user.id)
        is_sent = self._workspace.may_see_events_of(joined)
        return self._send_member_event("member_joined_channel", joined, user.id, is_sent=is_sent, inviter=inviter)

    def _send_member_event(
        self, kind: str, channel: Channel, user_id: str, *, is_sent: bool, inviter: User | None = None
    ) -> Delivery:
        if not is_sent:
            return self._workspace.nothing_sent()
        body: Json = {
            "type": kind,
            "user": user_id,
            "channel": channel.id,
            "channel_type": "C" if channel.kind is ChannelKind.PUBLIC else "G",
            "team": self._workspace.installation.team_id,
            "event_ts": f"{self._workspace.clock():.6f}",
        }
        return self._workspace.send_event(kind, body | ({"inviter": inviter.id} if inviter else {}))

    def _encode(self, text: str) -> str:
        directory = self._workspace.directory

        def user_id(name: str) -> str | None:
            user = directory.user_by_name(name)
            return user.id if user else None

        def channel_id(name: str) -> str | None:
            channel = directory.channel_by_name(name)
            return channel.id if channel else None

        return encode(text, user_id=user_id, channel_id=channel_id)


def _check_options(delivery: Delivery) -> str | None:
    problems = validation.check_options_answer(delivery.ack_payload)
    return problems[0].sentence if problems else None
