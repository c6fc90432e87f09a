"""Creates events from columns."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from sandbox.company import dice
from sandbox.company.models import MODELS
from sandbox.company.rows import INCLUDED_KIND, KIND_LABELS, ON_DEMAND_KIND, Rows
from sandbox.company.types import Member, Removal, TokenUsage, UsageEvent

DAY_MS = 86_400_000
CALLED_CHARGEABLE_SHARE = 0.2
TALKS_PER_DAY = 6
REQUEST_UNIT_MICROCENTS = 4_000_000

# Draws from an event's key, in addition to those for its columns.
CHARGEABLE, TALK = 101, 102


def as_events(rows: Rows, members: Sequence[Member]) -> list[UsageEvent]:
    """The events of the rows, in order."""
    senders = [_Sender.of(member) for member in members]
    called_chargeable = (dice.uniform(rows.key, CHARGEABLE) < CALLED_CHARGEABLE_SHARE).tolist()
    talk = (dice.uniform(rows.key, TALK) * TALKS_PER_DAY).astype(int).tolist()
    columns = (getattr(rows, field.name).tolist() for field in fields(rows))
    return [
        _event(senders[row[1]], *extras, *row)
        for *extras, row in zip(called_chargeable, talk, zip(*columns, strict=True), strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Sender:
    """How a member appears in events. An e-mail with capitals is in lower case in half of its events."""

    emails: tuple[str | None, str | None]
    member_id: str
    account_id: str | None
    account_name: str | None

    @classmethod
    def of(cls, member: Member) -> "_Sender":
        is_nameless = member.removed_at is not None and member.removal is Removal.NAMELESS
        emails = (None, None) if is_nameless else (member.email, member.email.lower())
        account_id = member.service_account_id
        return cls(emails, member.id, account_id, member.name if account_id else None)


def _event(
    sender: _Sender,
    called_chargeable: bool,
    talk: int,
    at_ms: int,
    position: int,
    key: int,
    model_index: int,
    kind: int,
    fresh: int,
    output: int,
    written: int,
    read: int,
    total: int,
    fee: int,
    charged: int,
    metered: bool,
    discounted: bool,
    headless: bool,
) -> UsageEvent:
    model = MODELS[model_index]
    tokens = TokenUsage(fresh, output, written, read, total, 10.0 if discounted else None) if metered else None
    return UsageEvent(
        at_ms=at_ms,
        email=sender.emails[key & 1],
        model=model.name,
        kind=KIND_LABELS[kind],
        charged_microcents=charged,
        tokens=tokens,
        token_fee_microcents=fee if model.has_token_fee else None,
        request_units=max(0.1, round(charged / REQUEST_UNIT_MICROCENTS, 1)),
        max_mode=model.max_mode,
        is_chargeable=kind == ON_DEMAND_KIND or (kind == INCLUDED_KIND and called_chargeable),
        is_headless=headless,
        is_token_based=metered,
        conversation_id=f"c{position:x}-{at_ms // DAY_MS:x}-{talk}",
        cloud_agent_id=f"bc-{key % 65536:x}" if headless else None,
        service_account_id=sender.account_id,
        service_account_name=sender.account_name,
        hosting_type="CLOUD" if headless else None,
        member_id=sender.member_id,
    )
