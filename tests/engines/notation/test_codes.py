"""What codes promise."""

import csv
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as other_implementation

from qunli.engines.notation.codes import (
    ALPHABET,
    NotADivision,
    NotAUscc,
    OrganisationCodeMismatch,
    Uscc,
    UsccCharacter,
    UsccCheckMismatch,
    UsccDivision,
    UsccLength,
    division_level,
    organisation_check,
    parent_division,
    read_division,
    read_uscc,
    uscc_check,
)
from qunli.engines.notation.unreadable import Expected

HEADS = st.text(ALPHABET, min_size=2, max_size=2)
DIVISIONS = st.integers(110000, 659999).map(str)
BODIES = st.text(ALPHABET, min_size=8, max_size=8)


def code_of(head: str, division: str, body: str) -> str:
    """Make up a code whose both checks are right."""
    first = head + division + body + organisation_check(body)
    return first + uscc_check(first)


MADE_UP = code_of("91", "310112", "MA0QUNL1")


def test_a_code_is_read_in_its_parts() -> None:
    inner = "MA0QUNL1" + organisation_check("MA0QUNL1")

    assert read_uscc(MADE_UP) == Uscc(MADE_UP, "9", "1", "310112", inner)
    assert str(read_uscc(MADE_UP)) == MADE_UP


@given(HEADS, DIVISIONS, BODIES)
def test_every_code_made_by_the_rules_is_read_however_it_is_spaced(head: str, division: str, body: str) -> None:
    code = code_of(head, division, body)
    wide = "".join(chr(ord(character) + 0xFEE0) for character in code)

    for written in (code, code.lower(), f" {code[:2]} {code[2:8]}-{code[8:]}　", wide):
        assert read_uscc(written).code == code


@given(st.integers(10, 99).map(str), DIVISIONS, BODIES)
def test_python_stdnum_agrees_where_it_knows_the_form(head: str, division: str, body: str) -> None:
    assert other_implementation.is_valid(code_of(head, division, body))


@given(HEADS, DIVISIONS, BODIES, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(head: str, division: str, body: str, place: int, wrong: str) -> None:
    code = code_of(head, division, body)
    broken = code[:place] + wrong + code[place + 1 :]

    if broken != code:
        with pytest.raises(NotAUscc):
            read_uscc(broken)


@pytest.mark.parametrize(
    ("text", "cause", "position", "expected"),
    [
        ("", UsccLength, 0, Expected.LENGTH_18),
        (MADE_UP[:17], UsccLength, 17, Expected.LENGTH_18),
        ("9I" + MADE_UP[2:], UsccCharacter, 1, Expected.CODE_CHARACTER),
        ("9 I" + MADE_UP[2:], UsccCharacter, 2, Expected.CODE_CHARACTER),
        ("91ß" + MADE_UP[3:], UsccCharacter, 2, Expected.CODE_CHARACTER),
        ("9131A112" + MADE_UP[8:], UsccDivision, 4, Expected.DIVISION_DIGITS),
    ],
)
def test_each_cause_has_its_own_error(text: str, cause: type[NotAUscc], position: int, expected: Expected) -> None:
    with pytest.raises(cause) as refused:
        read_uscc(text)

    fault = refused.value
    assert (fault.text, fault.position, fault.expected) == (text, position, expected)


def test_a_wrong_check_character_says_which_would_be_right() -> None:
    wrong = "0" if MADE_UP[-1] != "0" else "1"

    with pytest.raises(UsccCheckMismatch) as refused:
        read_uscc(MADE_UP[:-1] + wrong)

    assert (refused.value.position, refused.value.computed) == (17, MADE_UP[-1])


def test_a_wrong_inner_code_is_seen_behind_a_right_outer_check() -> None:
    inner = organisation_check("MA0QUNL1")
    body = "91310112MA0QUNL1" + ("0" if inner != "0" else "1")

    with pytest.raises(OrganisationCodeMismatch) as refused:
        read_uscc(body + uscc_check(body))

    assert (refused.value.position, refused.value.computed) == (16, inner)


@pytest.mark.shared
def test_every_shared_case_comes_out_as_expected() -> None:
    path = Path(os.environ["QUNLI_SHARED"]) / "uscc_cases.csv"
    with path.open(encoding="utf-8", newline="") as file:
        cases = list(csv.DictReader(file))

    assert {case["input"]: verdict(case["input"]) for case in cases} == {
        case["input"]: case["expected"] for case in cases
    }


def verdict(text: str) -> str:
    """Say valid or invalid."""
    try:
        read_uscc(text)
    except NotAUscc:
        return "invalid"
    return "valid"


@pytest.mark.parametrize(
    ("code", "short", "level", "parent"),
    [
        ("31", "31", 1, None),
        ("310000", "31", 1, None),
        ("310100", "3101", 2, "31"),
        ("３１０１１２", "310112", 3, "3101"),
        ("310112000000", "310112", 3, "3101"),
        ("310112100", "310112100", 4, "310112"),
        ("310112108201", "310112108201", 5, "310112108"),
    ],
)
def test_a_division_knows_its_level_and_the_one_around_it(
    code: str, short: str, level: int, parent: str | None
) -> None:
    assert (read_division(code), division_level(code), parent_division(code)) == (
        short,
        level,
        parent,
    )


@pytest.mark.parametrize("text", ["", "3", "31011", "01", "31O112", "沪"])
def test_what_is_no_division_is_refused(text: str) -> None:
    with pytest.raises(NotADivision):
        read_division(text)
