"""Refusals whose message is written for the person who asked."""

from bot.access import AccessRefused
from bot.delivery.downloads import DownloadRefused
from bot.words import WordsRefused
from tracker.changes import ChangeNotFound
from tracker.groups.csv_files import CsvRefused
from tracker.groups.imports import IMPORT_REFUSALS
from tracker.groups.service import GROUP_REFUSALS
from tracker.incidents.service import DigestNotFound, IncidentNotFound
from tracker.ranges import RangeRefused
from tracker.reports.actors import ActorAmbiguous, ActorNotFound
from tracker.reports.scope import GroupNotFound
from tracker.settings import SettingRefused, UnknownSetting
from tracker.weekly.service import GroupGone, WeeklyExists, WeeklyNotFound

MEANT_FOR_PEOPLE = (
    *IMPORT_REFUSALS,
    CsvRefused,
    DownloadRefused,
    *GROUP_REFUSALS,
    AccessRefused,
    RangeRefused,
    WordsRefused,
    ActorNotFound,
    ActorAmbiguous,
    GroupNotFound,
    IncidentNotFound,
    DigestNotFound,
    SettingRefused,
    UnknownSetting,
    ChangeNotFound,
    GroupGone,
    WeeklyExists,
    WeeklyNotFound,
)
