import pytest

from server.context import choose_locale


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        (None, "zh-CN"),
        ("", "zh-CN"),
        ("en", "en"),
        ("EN-GB", "en"),
        ("en-US,en;q=0.9,zh;q=0.8", "en"),
        ("zh", "zh-CN"),
        ("zh-Hans-CN, en;q=0.5", "zh-CN"),
        ("en;q=0.3, zh-CN;q=0.7", "zh-CN"),
        ("fr, en;q=0.5", "en"),
        ("fr", "zh-CN"),
        ("*", "zh-CN"),
        ("zh-CN;q=0, *", "en"),
        ("en;q=0", "zh-CN"),
        ("en;q=high", "zh-CN"),
        ("en;q=nan", "zh-CN"),
        ("en;q=2", "zh-CN"),
        ("en;level=1", "zh-CN"),
        (";;;,,,q=", "zh-CN"),
    ],
)
def test_the_language_is_the_one_wished_for_most_that_there_is(header: str | None, locale: str) -> None:
    assert choose_locale(header) == locale
