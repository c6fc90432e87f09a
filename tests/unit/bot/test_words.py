import pytest

from bot.words import WordsRefused, split_words


@pytest.mark.parametrize(
    ("text", "range_words", "rest"),
    [
        ("", None, ""),
        ("7d", "7d", ""),
        ("last week Platform", "last week", "Platform"),
        ("Platform last week", "last week", "Platform"),
        ("Eng &gt; Web 7d", "7d", "Eng > Web"),
        ("since 2026-11-01", "since 2026-11-01", ""),
        ("2026-11-01 to 2026-11-07 Platform", "2026-11-01 to 2026-11-07", "Platform"),
        ("“last cycle”", "last cycle", ""),
        ("last\u00a0cycle", "last cycle", ""),
        ("this week R&amp;D", "this week", "R&D"),
        ("cycle", "cycle", ""),
        ("spend in october", "in october", "spend"),
        ("since last week Platform", "since last week", "Platform"),
        ("Platform since monday", "since monday", "Platform"),
        ("June Platform", "June", "Platform"),
    ],
)
def test_range_words_are_found_wherever_they_stand(text, range_words, rest):
    words = split_words(text)
    assert (words.range_words, words.rest) == (range_words, rest)


def test_a_month_beside_people_may_be_somebodys_name():
    words = split_words("June Carter in june", may_name_people=True)
    assert (words.range_words, words.rest) == ("in june", "June Carter")


def test_a_count_is_taken_only_where_a_command_has_one():
    assert split_words("10 7d", with_count=True).count == 10
    assert split_words("10 7d").rest == "10"


@pytest.mark.parametrize("count", ["0", "-1"])
def test_a_count_below_one_is_refused_with_a_word_on_how_to_ask(count):
    with pytest.raises(WordsRefused, match=f"A list of {count} people.*/topspenders 10"):
        split_words(count, with_count=True)


def test_two_ranges_are_refused_by_name():
    with pytest.raises(WordsRefused, match=r"7d.*30d|30d.*7d"):
        split_words("7d 30d")


@pytest.mark.parametrize("text", ["<@U012ABCDEF>", "<@U012ABCDEF|ines>", "7d <@U012ABCDEF>"])
def test_a_mention_becomes_a_slack_user_id(text):
    assert split_words(text).slack_user_id == "U012ABCDEF"


def test_a_linked_address_becomes_the_address():
    words = split_words("<mailto:ines@example.com|ines@example.com> 30d")
    assert (words.rest, words.range_words) == ("ines@example.com", "30d")


@pytest.mark.parametrize("text", ["help", "HELP", "?"])
def test_help_is_known_in_each_form(text):
    assert split_words(text).asks_for_help
