"""A license as a source states it, and how a text names one. Of what is yielded only the first counts."""

from collections.abc import Iterator
from dataclasses import dataclass

from explorer.domain.facts import Evidence
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.licensing.license import License
from explorer.transparency.phrases.phrase import Phrase, phrases_of
from explorer.transparency.reading import Reading

terms = phrases_of("license")
_NO_FRAMES = str.maketrans("", "", "【】《》")
_MOST_WORDS = 5  # of a license's name
_GENERIC = frozenset((
    "custom", "commercial", "same", "following", "this", "that", "its", "their", "permissive",
    "open", "source", "open-source", "original", "model", "license", "licence", "agreement", "a",
    "an", "the", "community", "own", "special", "separate", "new", "fully", "our", "respective",
    "software",
))  # fmt: skip


@dataclass(frozen=True)
class StatedLicense:
    """A license as one source states it. ``value``: its id, or ``other:NAME``; ``is_text``: its own text;
    ``is_strange``: a file whose words this app does not know, or that were added to; ``points_to``: the
    license that it names itself; ``is_of_weights``: the source gives the code another one."""

    license: License
    value: str
    evidence: tuple[Evidence, ...]
    is_text: bool = False
    is_of_weights: bool = False
    is_strange: bool = False
    points_to: str = ""

    @property
    def is_nameless(self) -> bool:
        return self.value.lower() in {"other", "other:", "other:license", "other:other"}


def stated_as(reading: Reading, id_: str, name: str, *evidence: Evidence) -> Iterator[StatedLicense]:
    """``other`` with a name is that name; a name that the table knows is what the table says."""
    is_other = id_.strip().lower() == "other"
    license_ = reading.licenses.find(name if is_other and name.strip() else id_)
    if license_ is None:
        return
    value = f"other:{name.strip()}" if is_other and name.strip() else license_.id
    if not is_other and id_.lower().startswith(license_.id) and " " not in id_.strip():
        value = id_.strip().lower()  # a version of its own: "openrail++"
    yield StatedLicense(license_, value, evidence)


def if_known(license_: License | None, *evidence: Evidence) -> Iterator[StatedLicense]:
    """A license of the table, where there is one."""
    if license_ is not None:
        yield StatedLicense(license_, license_.id, evidence)


def called(reading: Reading, name: str) -> License:
    """The one of that name, known or not."""
    license_ = reading.licenses.find(name)
    assert license_ is not None  # noqa: S101  a name is not silence
    return license_


def in_card(reading: Reading, passage: Passage, license_: License | None) -> Iterator[StatedLicense]:
    """A license of the table, where a passage tells of one."""
    if license_ is not None:
        yield from if_known(license_, reading.from_card(passage))


def license_called(reading: Reading, passage: Passage, name: str) -> StatedLicense:
    """The one of that name, known or not."""
    license_ = called(reading, name)
    value = license_.id if license_.is_known else f"other:{name}"
    return StatedLicense(license_, value, (reading.from_card(passage),))


def known_license(reading: Reading, passage: Passage, text: str) -> Iterator[StatedLicense]:
    """The one that a text names or that the passage links, if the table knows it."""
    yield from in_card(reading, passage, reading.licenses.named_in(text[:200]))
    if changed := terms.changed.search(text[:200]):
        yield license_called(reading, passage, changed[0])
    for url in passage.urls:
        yield from in_card(reading, passage, reading.licenses.at(url))


def license_named(reading: Reading, passage: Passage, text: str) -> Iterator[StatedLicense]:
    """The one that a text begins with, which the table need not know: "the Owl Research License"."""
    yield from known_license(reading, passage, text)
    inner = terms.under.search(text) or (
        terms.used_under.search(text) if terms.label.match(passage.label) else None
    )
    for start in (text[inner.end() :] if inner else "", text):
        name = name_at(start, terms.begins_with_name) or name_at(start, terms.named_as_file)
        if name and is_name(name):
            of_model = name.rpartition(" for ")[2]
            license_ = reading.licenses.named_in(f"{of_model} license")  # "Meta license for llama-2"
            yield license_called(reading, passage, license_.id if license_ else name)


def name_at(text: str, begins: Phrase) -> str:
    """The name that a text begins with, as long as it calls itself a license; "" where it has none."""
    found = begins.match(text.translate(_NO_FRAMES).strip(" \"'“[("))
    return found["name"] if found else ""


def short_name(reading: Reading, passage: Passage, text: str) -> Iterator[StatedLicense]:
    """A short text in the place of a name is one; "n/a" is silence."""
    if len(text.split()) <= _MOST_WORDS and reading.licenses.find(text) is not None:
        yield license_called(reading, passage, text)


def is_name(text: str) -> bool:
    return not set(text.lower().split()) <= _GENERIC and not terms.elsewhere.search(text)
