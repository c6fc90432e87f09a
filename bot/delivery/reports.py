"""Delivers answers: the report to the person's conversation with the bot, a headline where they asked.

Ephemeral messages may not show files and cannot be replaced later. So the report is posted as a normal message in that
conversation, at first without pictures, and a question asked in a channel also gets an ephemeral headline there. Charts
are drawn, uploaded and added by an update once nobody waits for text any more: a chart takes as long as several
reports, and Slack scans each picture for a while before it can be shown.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from blocks.notices import headline, own_figures_line, with_line_above
from blocks.report_query import ReportQuery
from blocks.trouble import cannot_share_message
from bot.access import AccessRefused, Right
from bot.delivery.asked import own_report_query
from bot.delivery.client import read_refusal
from bot.delivery.files import ChartFiles
from bot.delivery.home import HomeTab
from bot.delivery.pages import Page
from bot.delivery.private import reply_privately
from bot.delivery.remembered import RememberedPages
from bot.delivery.send import MessageRef, Sender
from bot.delivery.slack_reasons import CHANNEL_CLOSED, MESSAGE_GONE
from bot.delivery.turns import Turns
from bot.requests import Asker, Click, Command, Reply
from bot.words import NoOwnEmail
from tracker.reports.actors import ActorNotFound
from tracker.store.disclosures import Disclosure, Disclosures


class ReportDelivery:
    """Answers a query with a live report."""

    def __init__(
        self,
        *,
        pages: RememberedPages,
        sender: Sender,
        files: ChartFiles,
        home: HomeTab,
        disclosures: Disclosures,
        slack: WebClient,
        clock: Callable[[], datetime],
    ) -> None:
        self._pages = pages
        self._sender = sender
        self._files = files
        self._home = home
        self._disclosures = disclosures
        self._slack = slack
        self._clock = clock
        self._turns = Turns()

    def answer(self, asker: Asker, query: ReportQuery) -> Reply:
        """Post the report in the asker's conversation with the bot, and its headline where they asked.

        A question asked on the Home tab is answered there.
        """
        if isinstance(asker, Click) and asker.is_home:
            return self._home.show(asker, query)
        page = self._page(asker, query)
        ref = self._sender.post(asker.user_id, page.draw).ref
        turn = self._turns.first(ref)
        if ref.channel != asker.channel_id:
            self._post_headline(asker, page, ref)
        return self._charts_later(ref, turn, page)

    def post(self, asker: Asker, query: ReportQuery) -> Reply:
        """Post the report only in the asker's conversation with the bot."""
        page = self._pages.make(query, asker, now=self._clock())
        ref = self._sender.post(asker.user_id, page.draw).ref
        return self._charts_later(ref, self._turns.take(ref), page)

    def update(self, click: Click, query: ReportQuery) -> Reply:
        """Redraw the report that was clicked on, in place."""
        if click.is_home:
            return self._home.show(click, query)
        ref = _clicked_message(click)
        return self.answer(click, query) if ref is None else self.redraw(click, ref, query)

    def redraw(self, asker: Asker, ref: MessageRef, query: ReportQuery) -> Reply:
        """Redraw a report in its message, or post it again if the message was deleted meanwhile.

        The click has taken effect by then: it must not be reported as a failure, and its Undo must not be lost.
        """
        turn = self._turns.take(ref)
        page = self._pages.make(query, asker, now=self._clock())
        with self._turns.lock(ref):
            if self._turns.is_over(ref, turn):
                return Reply.nothing()
            try:
                self._sender.update(ref, page.draw)
            except SlackApiError as error:
                if read_refusal(error).reason not in MESSAGE_GONE:
                    raise
                ref = self._sender.post(asker.user_id, page.draw).ref
                turn = self._turns.first(ref)
        return self._charts_later(ref, turn, page)

    def share(self, click: Click, query: ReportQuery, channel_id: str) -> Reply:
        """Post the same report, with charts, where its command was typed, and record who shared it."""
        now = self._clock()
        page = self._pages.make(query, click, now=now)
        file_ids = self._files.upload(page.charts)
        try:
            self._sender.post(channel_id, page.draw, file_ids=file_ids)
        except SlackApiError as error:
            reason = read_refusal(error).reason
            if reason not in CHANNEL_CLOSED:
                raise
            return Reply.private(cannot_share_message(reason))
        title = page.summary.title
        self._disclosures.record(Disclosure.SHARED, channel_id, title, by=click.user_id, source="slack", now=now)
        return Reply.nothing()

    def _page(self, asker: Asker, query: ReportQuery) -> Page:
        """The page. People who typed a command but may not read team reports get their own report instead."""
        if not isinstance(asker, Command):
            return self._pages.make(query, asker, now=self._clock())
        try:
            return self._pages.make(query, asker, now=self._clock()).under(asker.line_above)
        except AccessRefused as refusal:
            own = own_report_query(query)
            if refusal.lacks is not Right.READ_TEAM or refusal.ask is None or own is None:
                raise
            return self._own_page(asker, own, ask=refusal.ask)

    def _own_page(self, asker: Asker, query: ReportQuery, *, ask: str) -> Page:
        try:
            return self._pages.make(query, asker, now=self._clock()).under(own_figures_line(ask))
        except (ActorNotFound, NoOwnEmail) as no_seat:
            reason = "Only members of the alert channel can read team reports."
            raise AccessRefused(reason, lacks=Right.READ_TEAM, ask=ask) from no_seat

    def _post_headline(self, asker: Asker, page: Page, ref: MessageRef) -> None:
        permalink = str(self._slack.chat_getPermalink(channel=ref.channel, message_ts=ref.ts)["permalink"])
        short = headline(page.summary, permalink=permalink, query=page.query)
        reply_privately(self._slack, asker, with_line_above(page.line_above, short))

    def _charts_later(self, ref: MessageRef, turn: int, page: Page) -> Reply:
        return Reply(then=partial(self._add_charts, ref, turn, page)) if page.charts else Reply.nothing()

    def _add_charts(self, ref: MessageRef, turn: int, page: Page) -> None:
        """Add the pictures, unless the message shows something else by now."""
        if self._turns.is_over(ref, turn):
            return
        file_ids = self._files.upload(page.charts)
        with self._turns.lock(ref):
            if self._turns.is_over(ref, turn) or not file_ids:
                return
            if not self._sender.update(ref, page.draw, file_ids=file_ids).with_pictures:
                self._files.forget(list(file_ids.values()))


def _clicked_message(click: Click) -> MessageRef | None:
    """The message to redraw; None for an ephemeral one, which cannot be redrawn."""
    if click.channel_id and click.message_ts and not click.is_ephemeral:
        return MessageRef(click.channel_id, click.message_ts)
    return None
