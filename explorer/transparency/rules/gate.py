"""What one agrees to before the files of a model are handed out: keys of the card's metadata.

The Hub reads them out in its answer, also where it withholds the card itself.
"""

from explorer.domain.facts import Evidence
from explorer.transparency.reading import Reading

_AROUND = 300  # characters of a long prompt before and behind what is quoted of it


def is_closed_to_eu(reading: Reading) -> bool:
    return str(_value(reading, "extra_gated_eu_disallowed")).strip().lower() == "true"


def prompt(reading: Reading) -> str:
    """The text above the button, "" where there is none."""
    said = _value(reading, "extra_gated_prompt")
    return said if isinstance(said, str) else ""


def to_be_agreed(reading: Reading) -> list[str]:
    """What people have to confirm: "I agree to use it for research only"."""
    fields = _value(reading, "extra_gated_fields")
    return [name for name in fields if isinstance(name, str)] if isinstance(fields, dict) else []


def evidence_of(reading: Reading, key: str, part: str = "") -> Evidence:
    """``part``: of a long value, what is to be shown."""
    if _is_in_card(reading, key):
        return reading.from_yaml(key, part)
    value = reading.api_map("cardData").get(key)
    said = _line_of(value, part) if isinstance(value, str) else part
    return reading.from_api(f"cardData.{key}", said or str(value).lower())


def _value(reading: Reading, key: str) -> object:
    if reading.card is not None and _is_in_card(reading, key):
        return reading.card.value(key)
    return reading.api_map("cardData").get(key)


def _is_in_card(reading: Reading, key: str) -> bool:
    return reading.card is not None and key in reading.card.entries


def _line_of(text: str, part: str) -> str:
    """The line that holds a part of the text, cut to what is near it."""
    at = max(text.find(part), 0)
    start = max(text.rfind("\n", 0, at) + 1, at - _AROUND)
    end = text.find("\n", at + len(part))
    return text[start : min(end if end >= 0 else len(text), at + len(part) + _AROUND)].strip()
