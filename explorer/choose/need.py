"""What somebody needs a model for, as they said it. "" and () mean: not said, or "I do not know"."""

from enum import StrEnum

import msgspec


class Purpose(StrEnum):
    """What for; several may be chosen."""

    CHAT = "chat"
    WRITING = "writing"
    SUMMARIES = "summaries"
    EXTRACTION = "extraction"
    DOCUMENTS = "documents"
    CODE = "code"
    TRANSLATION = "translation"
    HEALTHCARE = "healthcare"
    FINANCE = "finance"
    SCIENCE = "science"


class UseAt(StrEnum):
    """Where it is used; what a license must allow follows from it."""

    UNKNOWN = ""
    PRIVATE = "private"
    WORK = "work"
    PRODUCT = "product"  # that is sold, or offered to others


class InUnion(StrEnum):
    """Whether it is used in the European Union."""

    UNKNOWN = ""
    YES = "yes"
    NO = "no"


class Privacy(StrEnum):
    """Where prompts may go."""

    UNKNOWN = ""
    HERE = "here"  # they stay on this machine
    SERVER = "server"  # to one that the person names


class Pace(StrEnum):
    """How fast answers must come."""

    UNKNOWN = ""
    READING = "reading"  # as fast as one reads
    WAIT = "wait"


class Need(msgspec.Struct, frozen=True, omit_defaults=True):
    """``words``: in their own. ``languages``: codes as cards state them ("en", "de"). ``provider``: reference
    of a model at an endpoint that is measured beside the others, "" for none.
    """

    words: str = ""
    purposes: tuple[Purpose, ...] = ()
    languages: tuple[str, ...] = ()
    used_at: UseAt = UseAt.UNKNOWN
    in_union: InUnion = InUnion.UNKNOWN
    privacy: Privacy = Privacy.UNKNOWN
    pace: Pace = Pace.UNKNOWN
    provider: str = ""

    @property
    def is_at_work(self) -> bool:
        """Whether a license must allow commercial use: not known is taken as yes, which excludes no less."""
        return self.used_at is not UseAt.PRIVATE
