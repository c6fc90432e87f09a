"""The settings in force, in words, and what changing them would mean."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from tracker.preferences import EVERY_SETTING, AnySpec, ListSpec, canonical, find_any
from tracker.reports.replay import REPLAYED_DAYS, load_replay
from tracker.reports.types import FieldKind, SettingField, SettingLine, SettingsForm, SettingsPreview, SettingsReport
from tracker.settings import SETTINGS, Kind, SettingSpec, Zero
from tracker.settings_service import changes_after, describe_change
from tracker.store.settings import last_change_id, load_texts

_KINDS = {"alert_channel": FieldKind.CHANNEL, "alert_email_to": FieldKind.ADDRESSES}  # other lists are of people


def load_settings_report(session: Session, environment: Mapping[str, str], *, now: datetime) -> SettingsReport:
    """Every setting with its value and default; `environment` holds, by key, what applies while nothing is set.

    Raises SettingRefused for a stored value that is out of bounds.
    """
    texts = load_texts(session)
    lines = (
        SettingLine(
            key,
            spec.title,
            spec.describe(spec.parse(texts[key])),
            spec.describe(spec.default),
            spec.help,
            spec.section,
            environment.get(key, ""),
        )
        for key, spec in EVERY_SETTING.items()
    )
    return SettingsReport(tuple(lines), as_of=now)


def load_settings_form(session: Session, environment: Mapping[str, str]) -> SettingsForm:
    """Every setting for a form; `environment` holds, by key, what applies while nothing is set.

    Raises SettingRefused for a stored value that is out of bounds.
    """
    texts = load_texts(session)
    fields = (form_field(spec, texts[key], environment.get(key, "")) for key, spec in EVERY_SETTING.items())
    return SettingsForm(tuple(fields), opened_at=last_change_id(session))


def load_settings_preview(
    session: Session, wanted: Mapping[str, str], *, opened_at: int, now: datetime
) -> SettingsPreview:
    """What saving `wanted` would change, and what its thresholds would have meant in the last days.

    If others changed settings after the form was opened, returns their changes instead. Raises UnknownSetting and
    SettingRefused.
    """
    meanwhile = changes_after(session, opened_at)
    if meanwhile:
        return SettingsPreview(changes=(), replay=None, meanwhile=meanwhile)
    texts = load_texts(session)
    new = {find_any(key).key: canonical(key, text) for key, text in wanted.items()}
    changed = {key: text for key, text in new.items() if text != texts[key]}
    thresholds = {key: text for key, text in changed.items() if key in SETTINGS}
    return SettingsPreview(
        changes=tuple(describe_change(key, texts[key], changed[key]) for key in EVERY_SETTING if key in changed),
        replay=load_replay(session, thresholds, days=REPLAYED_DAYS, now=now) if thresholds else None,
    )


def form_field(spec: AnySpec, text: str, environment: str = "") -> SettingField:
    """The form field of a setting whose current value is `text`."""
    shared = SettingField(
        key=spec.key,
        title=spec.title,
        kind=FieldKind.NUMBER,
        text=text,
        default=spec.describe(spec.default),
        bounds=spec.bounds,
        help=spec.help,
        section=spec.section,
        environment=environment,
    )
    match spec:
        case ListSpec():
            kind = _KINDS.get(spec.key, FieldKind.PEOPLE)
            return replace(shared, kind=kind, most=spec.most, is_optional=True)
        case SettingSpec(kind=Kind.BOOL):
            return replace(shared, kind=FieldKind.SWITCH)
        case SettingSpec():
            return replace(
                shared,
                unit=f"{spec.unit} {spec.per}".strip(),
                minimum=spec.minimum if spec.zero in {None, Zero.ENVIRONMENT} else 0,
                maximum=spec.maximum,
                is_whole=spec.kind is Kind.INT,
                zero_means=str(spec.zero or ""),
                is_optional=spec.zero is Zero.ENVIRONMENT,
            )
    raise AssertionError(f"a setting of a kind that no form knows: {spec.key}")
