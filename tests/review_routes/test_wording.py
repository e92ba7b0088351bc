import pytest

from review_routes.lint import FindingCode
from review_routes.refusals import Refusal, RefusalCode
from review_routes.wording import FINDINGS, REFUSALS, message

STAGE = {"zh-CN": "单位审核", "en": "Employer's check"}


def test_every_code_has_words() -> None:
    assert set(REFUSALS) == set(RefusalCode)
    assert set(FINDINGS) == set(FindingCode)


@pytest.mark.parametrize("texts", [*REFUSALS.values(), *FINDINGS.values()])
def test_words_are_in_both_languages(texts: dict[str, str]) -> None:
    assert set(texts) == {"zh-CN", "en"}


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("zh-CN", "该申报现处于“单位审核”环节，由其他单位办理，请等待该单位处理。"),
        ("en", "The declaration is at “Employer's check”, which another organisation holds. Wait until it has acted."),
        ("fr", "该申报现处于“单位审核”环节，由其他单位办理，请等待该单位处理。"),
    ],
)
def test_a_refusal_speaks_the_language_asked_for(locale: str, text: str) -> None:
    assert message(Refusal(RefusalCode.NOT_YOUR_TURN, {"stage": STAGE}), locale=locale) == text


def test_a_title_in_another_language_is_better_than_none() -> None:
    refusal = Refusal(RefusalCode.NOT_YOUR_TURN, {"stage": {"en": "Check"}})

    assert message(refusal, locale="zh-CN") == "该申报现处于“Check”环节，由其他单位办理，请等待该单位处理。"


def test_moments_are_shown_to_the_minute() -> None:
    refusal = Refusal(RefusalCode.WINDOW_CLOSED, {"until": "2024-03-08T18:00:00+08:00"})

    assert message(refusal, locale="en") == (
        "The time for this ended at 2024-03-08 18:00. With good reason, ask the organiser for an extension."
    )
