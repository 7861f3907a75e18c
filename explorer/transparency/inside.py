"""What a header says of how a model is built, ready for a sheet."""

from explorer.engine.header import ArrayInfo, Header, Value
from explorer.transparency.anatomy import anatomy_of
from explorer.transparency.sheet_content import Inside

_LONGEST = 4000  # characters of a value


def inside_of(header: Header) -> Inside:
    """Anatomy, template, and every entry; long arrays, which were stepped over, by their length."""
    entries = tuple((key, _text(value)) for key, value in header.metadata.items())
    return Inside(anatomy_of(header), header.chat_template or "", entries)


def _text(value: Value) -> str:
    if isinstance(value, ArrayInfo):
        return f"{value.length:,} × {value.type_name}"
    if isinstance(value, tuple):
        return ", ".join(_text(item) for item in value)[:_LONGEST]
    return str(value)[:_LONGEST]
