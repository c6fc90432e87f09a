"""The submitted file of billing groups: its size is checked while the modal is open, the rest while a view waits.

Fetching and reading a large file can take longer than Slack waits, so its refusal cannot be an answer to the
submission: the form comes back with the reason above the field instead.
"""

import logging
import secrets
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt import Ack

from blocks import action_ids
from blocks.group_import import import_modal, import_summary, read_view, reading_view
from blocks.report_query import ReportQuery
from bot.answers import Answers
from bot.delivery.downloads import download
from bot.listeners.group_work import require_admin
from bot.listeners.modals import show_instead
from bot.refusals import MEANT_FOR_PEOPLE
from bot.requests import Reply, Submission
from bot.services import Services
from tracker.groups.csv_files import LARGEST_BYTES, LIMITS_IN_WORDS, CsvRefused, refuse_large

log = logging.getLogger(__name__)

FAILED = "Something went wrong on my side, so the file was not read. Nothing was changed; try once more."


@dataclass(frozen=True)
class SubmittedFiles(Submission):
    """A submitted form with the files that were put into it, as Slack describes them.

    `external_id` is the name of the view that stands in the form's place.
    """

    external_id: str = ""

    @property
    def files(self) -> list[dict[str, Any]]:
        """Every file of the form."""
        field = self.values.get(action_ids.IMPORT_FILE) or {}
        return list((field.get(action_ids.IMPORT_FILE) or {}).get("files") or ())


def import_submitted(ack: Ack, body: dict[str, Any], answers: Answers) -> None:
    """Take the file and hand it over; what can be told at once is told beside the field."""
    submission = SubmittedFiles.from_body(body)
    reason = _reason(submission.files)
    if reason:
        ack(response_action="errors", errors={action_ids.IMPORT_FILE: reason})
        return
    external_id = f"import.{secrets.token_hex(8)}"
    ack(response_action="update", view=reading_view(external_id=external_id))
    answers.later(replace(submission, external_id=external_id), _preview)


def _reason(files: list[dict[str, Any]]) -> str | None:
    if len(files) != 1:
        return "Choose one file."
    try:
        refuse_large(int(files[0].get("size") or 0))
    except CsvRefused as refused:
        return str(refused)
    return None


def _preview(submission: SubmittedFiles, services: Services) -> Reply:
    """Show where the preview is, or the form again; whoever has closed it is told in private."""
    external_id = submission.external_id
    try:
        number = _read(submission, services)
    except MEANT_FOR_PEOPLE as refusal:
        again = import_modal(limits_in_words=LIMITS_IN_WORDS, refused=str(refusal), external_id=external_id)
        if not show_instead(services, again):
            raise
        log.info("file refused user=%s reason=%s", submission.user_id, type(refusal).__name__)
        return Reply.nothing()
    except Exception:
        show_instead(services, import_modal(limits_in_words=LIMITS_IN_WORDS, refused=FAILED, external_id=external_id))
        raise
    posted = services.delivery.post(submission, ReportQuery("import", group_import=number))
    report = services.reports.group_import(number, now=services.clock())
    told = "".join(str(piece["text"]) for piece in import_summary(report).sentence[:1])
    show_instead(services, read_view(told, external_id=external_id))
    return posted


def _read(submission: SubmittedFiles, services: Services) -> int:
    """The number of the kept preview; raises what is meant for people."""
    require_admin(submission, services)
    file = submission.files[0]
    content = download(services.slack, file, at_most=LARGEST_BYTES)
    name = str(file.get("name") or "file")
    return services.imports.preview(content, name, by=submission.user_id, source="slack", now=services.clock())
