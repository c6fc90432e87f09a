"""Refusals whose message is written for the person who asked."""

from bot.access import AccessRefused
from bot.words import WordsRefused
from tracker.groups.service import GROUP_REFUSALS
from tracker.incidents.service import DigestNotFound, IncidentNotFound
from tracker.ranges import RangeRefused
from tracker.reports.actors import ActorAmbiguous, ActorNotFound
from tracker.reports.scope import GroupNotFound
from tracker.settings import SettingRefused, UnknownSetting
from tracker.settings_service import ChangeNotFound
from tracker.weekly.service import GroupGone, WeeklyExists, WeeklyNotFound

MEANT_FOR_PEOPLE = (
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
