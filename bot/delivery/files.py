"""Uploads chart pictures, each once however many messages show it, and files for one person."""

import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime

from slack_sdk import WebClient

from blocks.elements import Chart, Message
from bot.delivery.client import SLACK_TROUBLE, trouble_reason
from tracker.store.engine import Store
from tracker.store.uploads import find_upload, forget_upload, save_upload

MAX_REMEMBERED = 500

log = logging.getLogger(__name__)


class ChartFiles:
    """Uploads charts privately to the bot; whoever can read a message that shows one can see it."""

    def __init__(self, slack: WebClient, store: Store, *, clock: Callable[[], datetime]) -> None:
        self._slack = slack
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._known: OrderedDict[Chart, str] = OrderedDict()

    def upload(self, charts: Sequence[Chart]) -> dict[str, str]:
        """Upload charts; return file ids by chart name. A chart that fails is left out: the report works without it."""
        file_ids: dict[str, str] = {}
        for chart in charts:
            try:
                file_ids[chart.name] = self._file_id(chart)
            except SLACK_TROUBLE as error:
                log.warning("chart not uploaded name=%s error=%s", chart.name, trouble_reason(error))
            except Exception:  # an incident matters even without its picture
                log.exception("chart not drawn name=%s, the message goes without it", chart.name)
        return file_ids

    def forget(self, file_ids: Sequence[str]) -> None:
        """Upload these again next time: Slack no longer knows them."""
        with self._lock:
            self._known.clear()
        with self._store.writing() as session:
            for file_id in file_ids:
                forget_upload(session, file_id)

    def _file_id(self, chart: Chart) -> str:
        """The file of a chart. A cached page shows the same chart again, which is then not redrawn."""
        with self._lock:
            drawn = self._known.get(chart)
        if drawn:
            return drawn
        file_id = self._uploaded(chart)
        with self._lock:
            self._known[chart] = file_id
            if len(self._known) > MAX_REMEMBERED:
                self._known.popitem(last=False)
        return file_id

    def _uploaded(self, chart: Chart) -> str:
        png = chart.draw()
        content_hash = hashlib.sha256(png).hexdigest()
        with self._store.reading() as session:
            known = find_upload(session, content_hash)
        if known:
            return known
        answer = self._slack.files_upload_v2(content=png, filename=f"{chart.name}.png", title=chart.title)
        file_id = str(answer["files"][0]["id"])
        with self._store.writing() as session:
            save_upload(session, content_hash, file_id, now=self._clock())
        return file_id


def send_file(slack: WebClient, user_id: str, notice: Message, content: bytes, name: str) -> str:
    """Send a file to a person's conversation with the bot, below a notice; return the conversation's id.

    Posting the notice to the user id opens the conversation and returns its id, which the upload needs.
    """
    answer = slack.chat_postMessage(
        channel=user_id, text=notice.text, blocks=notice.blocks, unfurl_links=False, unfurl_media=False
    )
    channel = str(answer["channel"])
    slack.files_upload_v2(channel=channel, content=content, filename=name, title=name)
    return channel
