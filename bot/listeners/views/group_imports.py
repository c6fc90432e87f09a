"""The submitted file of billing groups: its size is checked while the modal is open, the rest is worked off."""

from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack

from blocks import action_ids
from blocks.report_query import ReportQuery
from bot.answers import Answers
from bot.delivery.downloads import download
from bot.listeners.group_work import require_admin
from bot.requests import Reply, Submission
from bot.services import Services
from tracker.groups.csv_files import LARGEST_BYTES, CsvRefused, refuse_large


@dataclass(frozen=True)
class SubmittedFiles(Submission):
    """A submitted form with the files that were put into it, as Slack describes them."""

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
    ack()
    answers.later(submission, _preview)


def _reason(files: list[dict[str, Any]]) -> str | None:
    if len(files) != 1:
        return "Choose one file."
    try:
        refuse_large(int(files[0].get("size") or 0))
    except CsvRefused as refused:
        return str(refused)
    return None


def _preview(submission: SubmittedFiles, services: Services) -> Reply:
    require_admin(submission, services)
    file = submission.files[0]
    content = download(services.slack, file, at_most=LARGEST_BYTES)
    number = services.imports.preview(
        content, str(file.get("name") or "file"), by=submission.user_id, source="slack", now=services.clock()
    )
    return services.delivery.post(submission, ReportQuery("import", group_import=number))
