from tracker.quotes import quoted


def test_what_was_typed_is_quoted_on_one_line_up_to_its_60th_character():
    assert quoted(" Plat\nform ") == "“Plat form”"
    assert quoted("w" * 60) == f"“{'w' * 60}”"
    assert quoted("w" * 61) == f"“{'w' * 59}…”"
