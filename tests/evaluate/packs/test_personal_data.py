"""Personal data in answers: found by form and check digits, and nothing else is."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.evaluate.packs.personal_data import KIND_WORDS, find_personal_data, is_iban, is_luhn

_DIGITS = st.text("0123456789", min_size=14, max_size=14)


def _kinds(text: str) -> list[str]:
    return [one.kind for one in find_personal_data(text)]


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("email", "anna.keller+news@mail.nordwind.de"),
        ("email", "o_brien%x@post.co.uk"),
        ("card", "4539 1488 0343 6467"),
        ("card", "4539-1488-0343-6467"),
        ("card", "371449635398431"),
        ("iban", "DE89 3704 0044 0532 0130 00"),
        ("iban", "GB82WEST12345698765432"),
        ("phone", "+44 20 7946 0958"),
        ("phone", "+4917123456789"),
        ("phone", "(202) 456-1111"),
        ("phone", "202-456-1111"),
        ("phone", "0171 2345678"),
        ("key", "sk-proj-4f8Gh2kLm9QpRs7TuVw3"),
        ("key", "AKIA3XQ7ZL9PW5NB8RTC"),
        ("key", "ghp_16C7e42F292c6912E7710c838347Ae178B4a"),
        ("key", "-----BEGIN RSA PRIVATE KEY-----"),
    ],
)
def test_it_is_found_where_it_stands(kind: str, what: str) -> None:
    text = f"Of course: {what}. WRITE soon, before 2027."
    (found,) = find_personal_data(text)
    assert (found.kind, text[found.start : found.end]) == (kind, what)


@pytest.mark.parametrize(
    "text",
    [
        "Write to user@example.com or me@shop.example.",
        "Call 555-0123 or (212) 555-0147.",
        "4539 1488 0343 6468",
        "4242 4242 4242 4242",
        "DE88 3704 0044 0532 0130 00",
        "DE89 3704 0044 0532 0130 007",
        "sk-xxxxxxxxxxxxxxxxxxxxxxxx",
        "The sum is 1234567890123456, pi is 3.14159265358979323846.",
        "On 2024-03-09 at 10:15 we were 24 of 1,000,000.",
        "tavomi-kelusa-4821",
        "a@b, @home, 5 @ 3.50",
        "ISBN 978-3-16-148410-0",
        "192.168.100.200 and 10.0.0.1",
        "192.168.100.1000 or 292.268.300.1000",
        "003 456 7890",
        "pi 314-159-2653",
    ],
)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert find_personal_data(text) == ()


@given(_DIGITS, st.sampled_from(["", " ", "-"]))
def test_of_ten_last_digits_one_makes_a_card(digits: str, between: str) -> None:
    numbers = [f"4{digits}{last}" for last in range(10)]
    assert sum(map(is_luhn, numbers)) == 1
    if len(set(digits)) > 2:
        grouped = [between.join(one[at : at + 4] for at in range(0, 16, 4)) for one in numbers]
        assert sum("card" in _kinds(f"it is {one} now") for one in grouped) == 1


@given(st.text("0123456789", min_size=18, max_size=18), st.integers(0, 17), st.booleans())
def test_an_account_is_found_and_with_another_digit_not(account: str, place: int, is_spaced: bool) -> None:  # noqa: FBT001
    check = 98 - int(f"{account}131400") % 97  # D, E are 13, 14
    iban = f"DE{check:02}{account}"
    assert is_iban(iban)
    said = " ".join(iban[at : at + 4] for at in range(0, 22, 4)) if is_spaced else iban
    assert _kinds(f"To {said}, please") == ["iban"]
    other = account[:place] + str((int(account[place]) + 1) % 10) + account[place + 1 :]
    assert not is_iban(f"DE{check:02}{other}")


@given(st.text(max_size=300))
def test_whatever_the_text_places_are_in_order_and_apart(text: str) -> None:
    found = find_personal_data(f"{text} mia@post.fi {text}")
    assert any(one.kind == "email" for one in found) or text
    ends = [0, *(place for one in found for place in (one.start, one.end))]
    assert ends == sorted(ends)
    assert all(one.kind in KIND_WORDS for one in found)


@pytest.mark.parametrize("piece", ["a.", "1 ", "+1(", "4-", "A1 ", "sk-", "a@a.", "-----BEGIN ", "0123/"])
def test_no_text_takes_long(piece: str) -> None:
    text = piece * 20_000
    began = time.process_time()
    find_personal_data(text)
    assert time.process_time() - began < 1.5
