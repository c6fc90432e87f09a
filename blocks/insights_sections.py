"""The view of each section of the insights: sentences, figures, a table and a chart."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from blocks.insights_code import edits_view, files_view, repositories_view
from blocks.insights_features import feature_view, models_view, modes_view
from blocks.insights_people import conversations_view, dau_view, exhaustion_view, versions_view
from blocks.insights_view import View
from tracker.reports.types import Insight, InsightsSection

_VIEWS: Mapping[InsightsSection, Callable[[Any], View]] = {
    InsightsSection.DAU: dau_view,
    InsightsSection.MODELS: models_view,
    InsightsSection.EDITS: edits_view,
    InsightsSection.COMMANDS: partial(feature_view, InsightsSection.COMMANDS),
    InsightsSection.MCP: partial(feature_view, InsightsSection.MCP),
    InsightsSection.MODES: modes_view,
    InsightsSection.SKILLS: partial(feature_view, InsightsSection.SKILLS),
    InsightsSection.FILES: files_view,
    InsightsSection.VERSIONS: versions_view,
    InsightsSection.REPOSITORIES: repositories_view,
    InsightsSection.EXHAUSTION: exhaustion_view,
    InsightsSection.CONVERSATIONS: conversations_view,
}


def view_of(insight: Insight) -> View:
    """The view of a section, which must have figures."""
    return _VIEWS[insight.section](insight.figures)
