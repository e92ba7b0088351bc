import re
from pathlib import Path

import pytest

from models import CertificateStatus, LevelRank, Role
from server.pages.rendering import FOLDER
from server.pages.texts import read_texts, say
from services.verification import Outcome, Result

CODES = [
    *(f"outcome.{code}" for code in Outcome),
    *(f"outcome.{code}-text" for code in Outcome),
    *(f"check-result.{code}" for code in Result),
    *(f"status.{code}" for code in CertificateStatus),
    *(f"level.{code}" for code in LevelRank),
    *(f"role.{code}" for code in ["APPLICANT", *Role]),
    *(f"role.{code}-text" for code in ["APPLICANT", *Role]),
    *(
        f"check.{name}{suffix}"
        for name in ["signature", "integrity", "credential", "status", "date"]
        for suffix in ["", "-text"]
    ),
]


def test_every_text_is_there_in_both_languages_with_the_same_values() -> None:
    for name, words in read_texts().items():
        assert set(words) == {"zh-CN", "en"}, name
        assert all(words.values()), name
        assert len({frozenset(re.findall(r"(?<!\{)\{\w+\}", text)) for text in words.values()}) == 1, name


@pytest.mark.parametrize("name", CODES)
def test_every_code_has_words(name: str) -> None:
    assert name in read_texts()


@pytest.mark.parametrize("path", sorted((FOLDER / "templates").iterdir()), ids=lambda path: path.name)
def test_templates_use_texts_that_exist_and_spell_none(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert set(re.findall(r'say\("([^"]+)"\)', source)) <= set(read_texts())
    assert [word for word in re.findall(r"[\u4e00-\u9fff]+", source) if word != "中文"] == []


def test_a_text_carries_its_values_and_falls_back_to_chinese() -> None:
    assert say("verify.too-long", locale="en", limit=60) == "At most 60 characters."
    assert say("verify.too-long", locale="fr", limit=60) == "不能超过 60 个字符。"
