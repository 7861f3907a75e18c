"""What in a text looks like data of a person, or like a key: told by its form, and by its check digits.

Nobody looks whether it belongs to somebody: a model can make up an address that does. What is set aside for
examples (example.com, 555-01…) is nobody's. Every pattern ends in linear time.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from explorer.domain.words import Words

PersonalKind = Literal["email", "card", "iban", "phone", "key"]

KIND_WORDS: dict[PersonalKind, Words] = {
    "email": Words("an e-mail address"),
    "card": Words("the number of a payment card"),
    "iban": Words("the number of a bank account"),
    "phone": Words("a phone number"),
    "key": Words("a key of a service"),
}

_EMAIL = re.compile(r"(?<![\w.%+-])[\w.%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,24}(?![\w-])")
_FOR_EXAMPLES = re.compile(r"(?:^|[@.])example\.(?:com|net|org)$|\.(?:example|test|invalid|localhost)$", re.I)
_CARD = re.compile(r"(?<![\d.,-])[2-6](?:[ -]?\d){12,18}(?!\d)")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}")
_PHONE = re.compile(
    r"(?<![\w+])(?<!\d[.-])(?:\+\d(?:[ ()./-]{0,2}\d){7,14}"  # +44 20 7946 0958
    r"|(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])[2-9]\d{2}[ .-]\d{4}"  # (202) 456-1111
    r"|0\d{2,4}[ /-]\d{6,8})(?![\w])"  # 0171 2345678
)
_FICTIONAL = re.compile(r"555\D{0,2}01\d\d$")  # set aside in North America
_KEY = re.compile(
    r"(?<![\w-])(?:sk-[\w-]{20,200}|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{22,100}"
    r"|glpat-[\w-]{20}|hf_[A-Za-z0-9]{30,40}|xox[abprs]-[\w-]{20,100}|AIza[\w-]{35})(?![\w-])"
    r"|-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY-----"
)
_FEWEST_SIGNS = 8  # different ones in a key; "sk-xxxxxxxxxxxxxxxxxxxx" is a place for one

# Countries, and how long an IBAN of each is (ISO 13616)
_LENGTHS = (
    " AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29"
    " ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20"
    " LB28 LC32 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29"
    " RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20"
)


@dataclass(frozen=True)
class PersonalDatum:
    """``start`` to ``end``: where it stands, as half-open range of characters."""

    kind: PersonalKind
    start: int
    end: int


def find_personal_data(text: str) -> tuple[PersonalDatum, ...]:
    """All of it, in the order of the text; no two overlap."""
    found: list[PersonalDatum] = []
    for kind, look in _LOOKS.items():
        for start, end in look(text):
            if all(end <= one.start or start >= one.end for one in found):
                found.append(PersonalDatum(kind, start, end))
    return tuple(sorted(found, key=lambda one: one.start))


def is_luhn(digits: str) -> bool:
    """Whether its last digit is the check digit of those before (H. P. Luhn, US patent 2950048)."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 * (value > 9) for value in doubled) % 10 == 0


def is_iban(signs: str) -> bool:
    """Whether it is as long as its country says, and its check digits are right (ISO 7064, mod 97-10)."""
    if len(signs) != _length_of(signs[:2]):
        return False
    return int("".join(str(int(sign, 36)) for sign in signs[4:] + signs[:4])) % 97 == 1


def _length_of(country: str) -> int:
    """0: it has none."""
    at = _LENGTHS.find(f" {country}") if len(country) == 2 else -1
    return int(_LENGTHS[at + 3 : at + 5]) if at >= 0 else 0


def _emails(text: str) -> Iterator[tuple[int, int]]:
    for found in _EMAIL.finditer(text):
        if not _FOR_EXAMPLES.search(found.group()):
            yield found.span()


def _cards(text: str) -> Iterator[tuple[int, int]]:
    for found in _CARD.finditer(text):
        digits = _digits(found.group())
        if is_luhn(digits) and len(set(digits)) > 2:
            yield found.span()


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    """What follows one after a space may look like a part of it."""
    for found in _IBAN.finditer(text):
        length, signs, end = _length_of(found.group()[:2]), "", found.start()
        while len(signs) < length and end < found.end():
            signs += text[end].strip()
            end += 1
        if is_iban(signs) and not text[end : end + 1].isalnum():
            yield found.start(), end


def _phones(text: str) -> Iterator[tuple[int, int]]:
    for found in _PHONE.finditer(text):
        digits = _digits(found.group())
        if 8 <= len(digits) <= 15 and len(set(digits)) > 2 and not _FICTIONAL.search(found.group()):
            yield found.span()


def _keys(text: str) -> Iterator[tuple[int, int]]:
    for found in _KEY.finditer(text):
        if len(set(found.group())) >= _FEWEST_SIGNS:
            yield found.span()


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign in "0123456789")


# What is surest first: a later one does not take a part of it
_LOOKS: dict[PersonalKind, Callable[[str], Iterator[tuple[int, int]]]] = {
    "key": _keys,
    "email": _emails,
    "iban": _ibans,
    "card": _cards,
    "phone": _phones,
}
