"""Badges in words, what each means, and the menu that filters by them."""

from blocks import action_ids
from blocks.elements import Element, Message, bullets, button, line, message, option, rich_text, select, words
from blocks.escape import escape, message_text
from blocks.report_query import filter_value
from tracker.reports.types import (
    BADGES,
    AdoptionTier,
    Badge,
    Badges,
    ContextBadge,
    SpendBadge,
    UsageBadge,
)

BADGE_WORDS: dict[Badge, str] = {
    UsageBadge.LIGHT: "Light use",
    UsageBadge.DEEP_THINKER: "Deep thinker",
    UsageBadge.POWER_USER: "Power user",
    UsageBadge.BALANCED: "Balanced",
    SpendBadge.OVER_BUDGET: "Over budget",
    SpendBadge.PREMIUM_MODEL: "Premium model",
    SpendBadge.COST_EFFICIENT: "Cost efficient",
    ContextBadge.LONG_SESSIONS: "Long sessions",
    ContextBadge.SHORT_SESSIONS: "Short sessions",
    AdoptionTier.AI_NATIVE: "AI-native",
    AdoptionTier.HIGH: "High adoption",
    AdoptionTier.MODERATE: "Moderate adoption",
    AdoptionTier.LOW: "Low adoption",
    AdoptionTier.MANUAL: "Manual coder",
}
BADGE_RULES: dict[Badge, str] = {
    UsageBadge.LIGHT: "fewer than 10 agent requests",
    UsageBadge.DEEP_THINKER: "most requests ran in max mode",
    UsageBadge.POWER_USER: "80 or more agent requests per active day",
    UsageBadge.BALANCED: "active, but none of the three above",
    SpendBadge.OVER_BUDGET: "spent more than 5 times the median of all who spent anything, and more than $100",
    SpendBadge.PREMIUM_MODEL: "mostly max mode, at more than 3 times the median cost per request",
    SpendBadge.COST_EFFICIENT: "in the top fifth by requests, at half the median cost per request or less",
    ContextBadge.LONG_SESSIONS: "requests read more than 700,000 tokens from the cache on average",
    ContextBadge.SHORT_SESSIONS: "requests read fewer than 300,000 tokens from the cache on average",
    AdoptionTier.AI_NATIVE: "adoption score of 80 or more",
    AdoptionTier.HIGH: "55 to 80",
    AdoptionTier.MODERATE: "30 to 55",
    AdoptionTier.LOW: "10 to 30",
    AdoptionTier.MANUAL: "below 10",
}
NEUTRAL = "Badges and ranks describe how the tool is used, not how good anyone's work is."
SCORE = (
    "The adoption score gives up to 40 points for the share of the agent's diffs that were accepted, up to 40 for "
    "agent requests per active day compared with the most active tenth of people, and up to 20 for the share of active "
    "days."
)
FEWER = (
    "Spend and context badges need 30 requests, adoption 10 agent requests. People are compared with everyone in the "
    "same range and group."
)


def badges_in_words(badges: Badges) -> str:
    """`Power user · AI-native`, or "" without any."""
    return " · ".join(BADGE_WORDS[each] for each in badges.all)


def badge_menu(chosen: Badge | None) -> Element | None:
    """The menu that filters by badge."""
    choices = [option("Any badge", filter_value("badge", None))]
    choices += [option(BADGE_WORDS[each], filter_value("badge", each.value)) for each in BADGES]
    return select(
        action_ids.CHOOSE_FILTER, "Badge", choices, chosen=filter_value("badge", chosen.value if chosen else None)
    )


def badges_button() -> Element:
    """The button that explains the badges."""
    return button("What the badges mean", action_ids.EXPLAIN_BADGES, "badges")


def badges_message() -> Message:
    """Each badge with its rule."""
    pieces = [[words(BADGE_WORDS[each], bold=True), words(f": {BADGE_RULES[each]}")] for each in BADGES]
    spoken = [escape("".join(piece["text"] for piece in each)) for each in pieces]
    remarks = (NEUTRAL, SCORE, FEWER)
    return message(
        message_text(*spoken, *map(escape, remarks)),
        rich_text(bullets(*(line(*each) for each in pieces))),
        rich_text(*(line(words(remark)) for remark in remarks)),
    )
