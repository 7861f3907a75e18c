"""What the held process is asked, and what it answers: one line of JSON each."""

import msgspec

MEMORY = 512 << 20  # bytes


class HeldRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """A pattern that is searched for in the first text, or a schema that one of the texts must keep to."""

    texts: list[str]
    pattern: str = ""
    schema: str = ""


class HeldAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """``spans``: where the pattern matches. ``which`` of the texts keeps to the schema; else what the first
    one breaks, and where. ``fault``: why nobody can tell: "time", "memory", or in English.
    """

    spans: list[tuple[int, int]] = []
    which: int = 0
    keyword: str = ""
    place: str = ""
    fault: str = ""
