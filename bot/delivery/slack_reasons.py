"""Slack's error codes, grouped by what they mean for the message being posted or redrawn."""

CHANNEL_CLOSED = frozenset(
    {
        "is_archived",
        "channel_not_found",
        "not_in_channel",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_thread_only_channel",
    }
)
"""Nothing can be posted in the channel until somebody mends it; `blocks.trouble` says how."""

THREAD_GONE = frozenset({"thread_not_found"})
"""The message above is gone."""

MESSAGE_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
"""The message is not there to be redrawn, or cannot be redrawn any more."""

BLOCKS_REFUSED = frozenset({"invalid_blocks", "invalid_attachments", "msg_blocks_too_long", "block_mismatch"})
"""The blocks are not taken as they are; a simpler drawing may be."""

MESSAGE_REFUSED = frozenset({"invalid_blocks", "invalid_attachments", "msg_too_long", "msg_blocks_too_long", "no_text"})
"""The message itself is never taken, however often it is tried."""

HALF_DONE = frozenset({"fatal_error", "internal_error"})
"""Something went wrong on Slack's side, by its own documentation perhaps after a part of it had been done."""
