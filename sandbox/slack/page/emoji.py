"""Emoji written as `:name:`; names that this page does not know stay as text."""

import re

SHORTCODE = re.compile(r":([a-z0-9_+-]{1,60}):")

UNICODE_BY_NAME = {
    "+1": "👍",
    "-1": "👎",
    "alarm_clock": "⏰",
    "arrow_down": "⬇️",
    "arrow_left": "⬅️",
    "arrow_right": "➡️",
    "arrow_up": "⬆️",
    "ballot_box_with_check": "☑️",
    "bar_chart": "📊",
    "bell": "🔔",
    "books": "📚",
    "bug": "🐛",
    "bulb": "💡",
    "calendar": "📆",
    "chart_with_downwards_trend": "📉",
    "chart_with_upwards_trend": "📈",
    "clipboard": "📋",
    "coin": "🪙",
    "credit_card": "💳",
    "crown": "👑",
    "dollar": "💵",
    "exclamation": "❗",
    "eyes": "👀",
    "fire": "🔥",
    "gear": "⚙️",
    "grey_question": "❔",
    "hammer_and_wrench": "🛠️",
    "heart": "❤️",
    "heavy_check_mark": "✔️",
    "heavy_minus_sign": "➖",
    "heavy_plus_sign": "➕",
    "hourglass": "⌛",
    "hourglass_flowing_sand": "⏳",
    "information_source": "ℹ️",
    "joy": "😂",
    "key": "🔑",
    "large_blue_circle": "🔵",
    "large_green_circle": "🟢",
    "large_orange_circle": "🟠",
    "large_yellow_circle": "🟡",
    "link": "🔗",
    "lock": "🔒",
    "mag": "🔍",
    "mega": "📣",
    "memo": "📝",
    "money_with_wings": "💸",
    "moneybag": "💰",
    "new": "🆕",
    "no_entry": "⛔",
    "no_entry_sign": "🚫",
    "octagonal_sign": "🛑",
    "office": "🏢",
    "ok_hand": "👌",
    "one": "1️⃣",
    "page_facing_up": "📄",
    "package": "📦",
    "point_right": "👉",
    "pray": "🙏",
    "pushpin": "📌",
    "question": "❓",
    "raised_hands": "🙌",
    "receipt": "🧾",
    "red_circle": "🔴",
    "repeat": "🔁",
    "robot_face": "🤖",
    "rocket": "🚀",
    "rotating_light": "🚨",
    "simple_smile": "🙂",
    "slightly_smiling_face": "🙂",
    "smile": "😄",
    "snail": "🐌",
    "sparkles": "✨",
    "speech_balloon": "💬",
    "star": "⭐",
    "stopwatch": "⏱️",
    "tada": "🎉",
    "thinking_face": "🤔",
    "thumbsdown": "👎",
    "thumbsup": "👍",
    "timer_clock": "⏲️",
    "traffic_light": "🚦",
    "trophy": "🏆",
    "two": "2️⃣",
    "three": "3️⃣",
    "unlock": "🔓",
    "wave": "👋",
    "warning": "⚠️",
    "white_check_mark": "✅",
    "wrench": "🔧",
    "x": "❌",
    "zap": "⚡",
    "zzz": "💤",
}


def with_emoji(text: str) -> str:
    """`text` with every known `:name:` as the emoji itself."""
    return SHORTCODE.sub(lambda match: UNICODE_BY_NAME.get(match[1], match[0]), text)


def emoji_of(name: str, code_points: str) -> str:
    """The emoji of a rich_text element: by code points (`1f44d-1f3fb`), else by name, else the name in colons."""
    try:
        return "".join(chr(int(point, 16)) for point in code_points.split("-")) if code_points else _by_name(name)
    except (ValueError, OverflowError):
        return _by_name(name)


def _by_name(name: str) -> str:
    return UNICODE_BY_NAME.get(name, f":{name}:")
