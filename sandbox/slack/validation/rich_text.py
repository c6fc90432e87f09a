"""The rich_text block: sections, lists, preformatted text and quotes of styled pieces."""

from sandbox.slack.validation.rules import Rule, boolean, by_type, choice, integer, items, shape, string, typed

STYLE = {"style": shape({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline"), boolean))}
BORDER = {"border": choice(0, 1)}


def _id(kind: str, name: str) -> Rule:
    return typed(kind, {name: string(255, shortest=1)}, STYLE)


PIECES: dict[str, Rule] = {
    "text": typed("text", {"text": string(shortest=1)}, STYLE),
    "link": typed("link", {"url": string(3_000, shortest=1)}, {**STYLE, "text": string(), "unsafe": boolean}),
    "emoji": typed(
        "emoji", {"name": string(255, shortest=1)}, {**STYLE, "unicode": string(), "skin_tone": integer(1, 6)}
    ),
    "user": _id("user", "user_id"),
    "usergroup": _id("usergroup", "usergroup_id"),
    "channel": _id("channel", "channel_id"),
    "broadcast": typed("broadcast", {"range": choice("here", "channel", "everyone")}),
    "color": typed("color", {"value": string(7, shortest=1)}),
    "date": typed(
        "date",
        {"timestamp": integer(), "format": string(shortest=1)},
        {**STYLE, "url": string(3_000), "fallback": string()},
    ),
}
PIECE = by_type(PIECES)
SECTION = typed("rich_text_section", {"elements": items(PIECE)})
PLAIN_PIECE = by_type({kind: PIECES[kind] for kind in ("text", "link")})

RICH_TEXT_ELEMENTS = by_type(
    {
        "rich_text_section": SECTION,
        "rich_text_list": typed(
            "rich_text_list",
            {"style": choice("bullet", "ordered"), "elements": items(by_type({"rich_text_section": SECTION}))},
            {"indent": integer(0, 8), "offset": integer(0), **BORDER},
        ),
        "rich_text_preformatted": typed(
            "rich_text_preformatted", {"elements": items(PLAIN_PIECE)}, {**BORDER, "language": string(50)}
        ),
        "rich_text_quote": typed("rich_text_quote", {"elements": items(PIECE)}, BORDER),
    }
)
RICH_TEXT = {"elements": items(RICH_TEXT_ELEMENTS, 1)}

rich_text = typed("rich_text", RICH_TEXT)
