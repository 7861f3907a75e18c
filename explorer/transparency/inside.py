"""What a header says of how a model is built, ready for a sheet."""

from explorer.engine.header import Header
from explorer.transparency.anatomy import anatomy_of
from explorer.transparency.sheet_content import Inside


def inside_of(header: Header) -> Inside:
    """Anatomy, template, and every entry; long arrays, which were stepped over, by their length."""
    return Inside(anatomy_of(header), header.chat_template or "", header.entries)
