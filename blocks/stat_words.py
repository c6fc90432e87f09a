"""Figures that several reports share, as text: seats, the billing cycle's progress, and its forecast."""

from blocks.elements import utc
from blocks.numbers import about_dollars, count, counted, dollars, percent
from tracker.reports.types import CycleProgress, Totals


def per_day_line(microcents: int | None) -> str:
    """A second line for an amount spent: the average per day so far, if any."""
    return f"\n{dollars(microcents)} a day" if microcents is not None else ""


def seats_words(totals: Totals) -> str:
    """`48 of 65 seats`, the share, and how many are active without a seat, such as service accounts."""
    active, seats = totals.active_members, totals.members
    seated = active if totals.active_seats is None else totals.active_seats
    others = f", and {count(active - seated)} without a seat" if active > seated else ""
    return f"{count(seated)} of {count(seats)} seats\n{percent(seated, seats)}{others}"


def cycle_place(cycle: CycleProgress) -> str:
    """`day 12 of 30, 18 days left`, and below it the start of the next cycle."""
    left = f"{counted(cycle.days_left, 'day')} left" if cycle.days_left else "the last day"
    return f"day {cycle.day_number} of {cycle.days_total}, {left}\nresets {utc(cycle.cycle.end)}"


def cycle_title(cycle: CycleProgress) -> str:
    """`Billing cycle`, or the calendar month that replaces it."""
    return "Billing cycle" if cycle.cycle.is_known else "This month (cycle not known yet)"


def cycle_words(cycle: CycleProgress) -> str:
    """`day 12 of 30, $8,000.00 so far`."""
    return f"day {cycle.day_number} of {cycle.days_total}, {dollars(cycle.usage_value_microcents)} so far"


def forecast_words(cycle: CycleProgress) -> str:
    """The forecast with its range and the budget, if there is one."""
    forecast = forecast_sum(cycle)
    if cycle.budget_microcents <= 0:
        return forecast
    used = percent(cycle.usage_value_microcents, cycle.budget_microcents)
    return f"{forecast}; {used} of the budget of {dollars(cycle.budget_microcents)} is used"


def forecast_sum(cycle: CycleProgress) -> str:
    """`$12,480 ($11,020 to $13,990)`, or when there will be a forecast."""
    if cycle.forecast_microcents is None:
        return "available after three whole days"
    return f"{about_dollars(cycle.forecast_microcents)}{forecast_spread(cycle)}"


def forecast_spread(cycle: CycleProgress) -> str:
    """The forecast's range; "" if it is unknown or both ends round to the same text."""
    if cycle.forecast_low_microcents is None or cycle.forecast_high_microcents is None:
        return ""
    low, high = about_dollars(cycle.forecast_low_microcents), about_dollars(cycle.forecast_high_microcents)
    return f" ({low} to {high})" if low != high else ""
