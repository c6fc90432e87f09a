"""Sums of one person's events over a period."""

from collections import Counter
from dataclasses import dataclass, field

from sandbox.company.kinds import Charge, charge_of
from sandbox.company.types import UsageEvent


@dataclass(slots=True)
class Tally:
    """Sums to which events can be added and from which they can be removed. `headless`: requests without a client."""

    on_demand_microcents: int = 0
    included_microcents: int = 0
    other_microcents: int = 0
    events: Counter[Charge] = field(default_factory=Counter)
    models: Counter[str] = field(default_factory=Counter)
    headless: int = 0

    @property
    def value_microcents(self) -> int:
        """Everything but not-charged events."""
        return self.on_demand_microcents + self.included_microcents + self.other_microcents

    @property
    def requests(self) -> int:
        """Events that were charged or included."""
        return self.events.total() - self.events[Charge.NOT_CHARGED]

    @property
    def main_model(self) -> str | None:
        """The model with the most requests; ties go to the first by name."""
        used = [(-count, model) for model, count in self.models.items() if count > 0]
        return min(used)[1] if used else None

    def add(self, event: UsageEvent, sign: int = 1) -> None:
        """Add an event, or remove it with sign -1."""
        charge = charge_of(event.kind)
        self.events[charge] += sign
        if charge is Charge.NOT_CHARGED:
            return
        self.models[event.model] += sign
        self.headless += sign * event.is_headless
        amount = sign * event.value_microcents
        if charge is Charge.ON_DEMAND:
            self.on_demand_microcents += amount
        elif charge is Charge.INCLUDED:
            self.included_microcents += amount
        else:
            self.other_microcents += amount

    def merge(self, other: "Tally") -> None:
        """Add another period of the same person."""
        self.on_demand_microcents += other.on_demand_microcents
        self.included_microcents += other.included_microcents
        self.other_microcents += other.other_microcents
        self.events.update(other.events)
        self.models.update(other.models)
        self.headless += other.headless
