import re

from plugins.reasons import Reason, ReasonCode
from plugins.wording import WORDING, message


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_every_reason_is_said_in_both_languages() -> None:
    assert {code: set(words) for code, words in WORDING.items()} == {code: {"zh-CN", "en"} for code in ReasonCode}


def test_both_languages_say_the_same_numbers() -> None:
    differing = [
        code for code, words in WORDING.items() if len({frozenset(placeholders(each)) for each in words.values()}) > 1
    ]
    assert differing == []


def test_a_reason_is_filled_in() -> None:
    reason = Reason(ReasonCode.HOOK_API_DIFFERENT, {"found": 2, "expected": 1})
    assert message(reason, locale="zh-CN") == "插件按钩子接口第 2 版编写，本系统为第 1 版。请安装适用的版本。"
    assert message(reason, locale="en") == (
        "It is written for version 2 of the hook API; this is version 1. Install a release that fits."
    )
    assert message(reason, locale="fr") == message(reason, locale="zh-CN")


def test_braces_in_an_error_are_no_placeholders() -> None:
    reason = Reason(ReasonCode.IMPORT_FAILED, {"error": "KeyError: '{x}'"})
    assert message(reason, locale="en") == "It cannot be imported: KeyError: '{x}'"
