"""Resident ids: what is one, and that a sealed one tells nothing."""

from datetime import date

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from form_templates.formats import resident_id_check_digit
from services import resident_ids
from services.keys import SigningKeys

LI = "510107198808080020"
ENDS_IN_X = "51010719870312201X"
with_keys = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def numbers(draw: st.DrawFn) -> tuple[str, date, int]:
    """A valid id, the birth date and the seventeenth digit in it."""
    born = draw(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
    sequence = draw(st.integers(0, 999))
    first = f"{draw(st.integers(110000, 659999))}{born:%Y%m%d}{sequence:03d}"
    return first + resident_id_check_digit(first), born, sequence % 10


@given(numbers())
def test_what_a_number_says(drawn: tuple[str, date, int]) -> None:
    number, born, digit = drawn

    assert resident_ids.is_valid(number)
    assert resident_ids.birth_date(number) == born
    assert resident_ids.gender(number) == ("M" if digit % 2 else "F")
    assert resident_ids.normalize(f" {number.lower()}\n") == number


@given(numbers(), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(drawn: tuple[str, date, int], position: int, step: int) -> None:
    number = drawn[0]
    digit = str((int(number[position]) + step) % 10)

    assert not resident_ids.is_valid(number[:position] + digit + number[position + 1 :])


@pytest.mark.parametrize(
    "text",
    [
        "",
        LI[:-1],
        LI + "0",
        ENDS_IN_X.lower(),
        "510107198802300025",
        "５１０１０７１９８８０８０８００２０",
        LI + "\n",
        "x" * 10_000,
    ],
)
def test_what_is_none(text: str) -> None:
    assert not resident_ids.is_valid(text)


@with_keys
@given(drawn=numbers())
def test_sealing_is_undone_with_the_key_alone(drawn: tuple[str, date, int], keys: SigningKeys) -> None:
    number = drawn[0]
    sealed = resident_ids.seal(number, keys=keys)

    assert resident_ids.unseal(sealed, keys=keys) == number
    assert sealed != resident_ids.seal(number, keys=keys)
    assert number.encode() not in sealed


@pytest.mark.parametrize("position", [0, 11, 12, 29, 30, -1])
def test_a_seal_that_was_touched_does_not_open(position: int, keys: SigningKeys) -> None:
    sealed = bytearray(resident_ids.seal(LI, keys=keys))
    sealed[position] ^= 1

    with pytest.raises(InvalidTag):
        resident_ids.unseal(bytes(sealed), keys=keys)


@with_keys
@given(first=numbers(), second=numbers())
def test_the_index_finds_the_same_number_and_no_other(
    first: tuple[str, date, int], second: tuple[str, date, int], keys: SigningKeys
) -> None:
    index = resident_ids.blind_index(first[0], keys=keys)

    assert index == resident_ids.blind_index(first[0], keys=keys)
    assert len(index) == 64
    assert (index == resident_ids.blind_index(second[0], keys=keys)) == (first[0] == second[0])


def test_keys_do_not_share_seals_or_indexes(keys: SigningKeys, tmp_path_factory: pytest.TempPathFactory) -> None:
    others = SigningKeys.load(tmp_path_factory.mktemp("other-keys"))

    assert resident_ids.blind_index(LI, keys=keys) != resident_ids.blind_index(LI, keys=others)
    with pytest.raises(InvalidTag):
        resident_ids.unseal(resident_ids.seal(LI, keys=keys), keys=others)


@pytest.mark.parametrize(("number", "masked"), [(LI, "510107********0020"), (ENDS_IN_X, "510107********201X")])
def test_the_mask_hides_the_day_of_birth(number: str, masked: str) -> None:
    assert resident_ids.mask(number) == masked
