"""Texts in cells of CSV: a spreadsheet runs what looks like a formula, unless an apostrophe is before it."""

import re

# One that was made safe already gets another apostrophe, so that it comes back as it was
_RUN = re.compile("[ ']*[=+\\-@\t\r\n＝＋－＠]")


def safe_cell(value: object) -> object:
    """A number as it is; a text that a spreadsheet would run with an apostrophe before it."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    text = str(value).replace("\x00", "")
    return f"'{text}" if _RUN.match(text) else text


def own_cell(text: str) -> str:
    """What ``safe_cell`` was made of, of a text of our own: one that begins so already has one more."""
    rest = text.removeprefix("'")
    return rest if rest != text and _RUN.match(rest) else text
