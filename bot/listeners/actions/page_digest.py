"""The pages of a digest: several incidents in one message."""

from blocks.report_query import DigestPage, QueryRefused
from bot.access import Right
from bot.requests import Click, Reply
from bot.services import Services
from bot.words import WordsRefused


def page_digest(click: Click, services: Services) -> Reply:
    """Turn the page of the digest's list."""
    services.access.require(click.user_id, Right.READ_TEAM)
    try:
        page = DigestPage.decode(click.value)
    except QueryRefused as error:
        raise WordsRefused("This digest is too old to page through. `/incidents` lists what is open.") from error
    services.incidents.turn_digest_page(page.digest_id, page.page)
    services.dispatcher.wake()
    return Reply.nothing()
