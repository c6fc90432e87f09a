"""Private replies, which only the person who asked sees."""

import logging

from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from blocks.elements import Message
from bot.delivery.client import NO_ANSWER, SLACK_TROUBLE, spelled, trouble_reason
from bot.requests import Asker

log = logging.getLogger(__name__)


def reply_privately(slack: WebClient, asker: Asker, message: Message) -> None:
    """Reply to one person where they asked, or else in their conversation with the bot.

    A `response_url` works even where the bot is not a member.
    """
    if asker.response_url and _sent_to(asker.response_url, spelled(slack, message)):
        return
    if asker.channel_id and not asker.channel_id.startswith("D"):
        try:
            slack.chat_postEphemeral(
                channel=asker.channel_id, user=asker.user_id, text=message.text, blocks=message.blocks
            )
        except SLACK_TROUBLE as error:
            log.warning("ephemeral refused error=%s", trouble_reason(error))
        else:
            return
    slack.chat_postMessage(
        channel=asker.user_id, text=message.text, blocks=message.blocks, unfurl_links=False, unfurl_media=False
    )


def _sent_to(response_url: str, message: Message) -> bool:
    """Whether the response URL accepted the message. False if its answer was lost: twice is better than never."""
    try:
        answer = WebhookClient(response_url, retry_handlers=[]).send(
            text=message.text, blocks=message.blocks, response_type="ephemeral", replace_original=False
        )
    except NO_ANSWER as error:
        log.warning("response url not reached error=%s", type(error).__name__)
        return False
    if answer.status_code != 200:
        log.warning("response url refused status=%d body=%s", answer.status_code, answer.body[:80])
    return answer.status_code == 200
