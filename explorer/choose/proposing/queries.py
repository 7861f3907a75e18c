"""What the Hub is asked for a need: a table from purposes to signs, with languages as tags.

The Hub knows tasks, tags and names, no purposes. Models that converse do most of what people need, so they
are asked for whatever the purpose; a purpose with signs of its own is asked for by these as well. What fits
this machine is asked for by the number of parameters, beside what is fetched most whatever its size: of
that, some is left out and says why.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from explorer.choose.need import Need, Purpose
from explorer.choose.uses.use_page import use_pages
from explorer.domain.fit import Yardstick
from explorer.domain.repo import RepoQuery, RepoRow
from explorer.local.hub_search.uses import UseSign, UseSignKind, use_of

CONVERSES = UseSign(UseSignKind.TAG, "conversational")
_TASK, _TAG, _NAME = UseSignKind.TASK, UseSignKind.TAG, UseSignKind.NAME
_SIGNS: dict[Purpose, tuple[UseSign, ...]] = {
    Purpose.SUMMARIES: (UseSign(_TASK, "summarization"),),
    Purpose.EXTRACTION: (UseSign(_NAME, "extract"),),
    Purpose.DOCUMENTS: (UseSign(_TAG, "rag"),),
    Purpose.TRANSLATION: (UseSign(_TASK, "translation"), UseSign(_NAME, "translat")),
    Purpose.WRITING: (UseSign(_TAG, "creative writing"),),
}
_AS_USES = {  # the uses of Discover that are these purposes
    Purpose.CODE: "code",
    Purpose.HEALTHCARE: "healthcare",
    Purpose.FINANCE: "finance",
    Purpose.SCIENCE: "science",
}
_OF_FIELDS = (Purpose.HEALTHCARE, Purpose.FINANCE, Purpose.SCIENCE)
_WRITES = frozenset((  # tasks of models that answer with text
    "text-generation", "text2text-generation", "image-text-to-text", "any-to-any", "translation",
    "summarization", "question-answering", "conversational", "audio-text-to-text", "video-text-to-text",
))  # fmt: skip
_MOST, _SOME, _FEW = 60, 40, 15  # rows
_GENERAL = (Purpose.CHAT, Purpose.WRITING, Purpose.SUMMARIES, Purpose.DOCUMENTS)  # any model that converses
_MOST_KNOWN, _MOST_SEARCHED = 4, 3  # signs of one purpose: each is a request
_BILLION = 1_000_000_000
_LEAST_BITS = 4.5  # of a weight: what is smaller is rarely worth its speed


@dataclass(frozen=True)
class PurposeSign:
    """``sign`` is why a repo may be of use for ``purpose``; ``None``: whatever the purpose."""

    sign: UseSign
    purpose: Purpose | None = None


def signs_of(need: Need) -> tuple[PurposeSign, ...]:
    """The surest first for each purpose."""
    return tuple(PurposeSign(sign, purpose) for purpose in need.purposes for sign in _signs(purpose))


def queries(need: Need, yardstick: Yardstick) -> tuple[RepoQuery, ...]:
    """One after the other; what names the languages first."""
    return tuple(dict.fromkeys(_queries(need, yardstick)))


def writes(row: RepoRow) -> bool:
    """Whether it answers with text, as far as its repo says."""
    return row.pipeline is None or row.pipeline in _WRITES


def _queries(need: Need, yardstick: Yardstick) -> Iterator[RepoQuery]:
    converses = _with_sign(RepoQuery(limit=_MOST), CONVERSES)
    if need.languages:
        yield replace(converses, tags=(*converses.tags, *need.languages))
    yield converses
    for purpose in need.purposes:
        for sign in _asked(purpose):
            yield _with_sign(RepoQuery(limit=_SOME), sign)
    billions = max(1, round(yardstick.largest_download * 8 / _LEAST_BITS / _BILLION))  # not each free byte
    yield replace(converses, parameters=(0, billions * _BILLION))
    for purpose in need.purposes:
        if purpose in _OF_FIELDS:  # what is known in a field and has no file that runs here is named too
            yield _with_sign(RepoQuery(limit=_FEW, gguf=False), _signs(purpose)[0])


def _signs(purpose: Purpose) -> tuple[UseSign, ...]:
    return (*_known(purpose), *_searched(purpose))


def _asked(purpose: Purpose) -> tuple[UseSign, ...]:
    """Each is a request."""
    return (*_known(purpose)[:_MOST_KNOWN], *_searched(purpose)[:_MOST_SEARCHED])


def _known(purpose: Purpose) -> tuple[UseSign, ...]:
    """The signs of Discover, where it has this use."""
    use = use_of(_AS_USES.get(purpose, ""))
    return use.signs if use is not None else _SIGNS.get(purpose, ())


@cache
def _searched(purpose: Purpose) -> tuple[UseSign, ...]:
    """Names that the starting page of a use searches for, but those that are found by the known signs."""
    if purpose in _GENERAL:
        return ()
    names = tuple(one.value for one in _known(purpose) if one.kind is _NAME)
    words = (one for page in use_pages() if purpose in page.purposes for one in page.searches)
    return tuple(UseSign(_NAME, one) for one in words if " " not in one and not one.startswith(names or "-"))


def _with_sign(base: RepoQuery, sign: UseSign) -> RepoQuery:
    if sign.kind is UseSignKind.TASK:
        return replace(base, pipeline=sign.value)
    if sign.kind is UseSignKind.TAG:
        return replace(base, tags=(*base.tags, sign.value))
    return replace(base, text=sign.value)
