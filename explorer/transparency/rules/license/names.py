"""A license as a text names it, known to the table or not. Of what is yielded only the first counts."""

from collections.abc import Iterator

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.licensing.license import License
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.license.metadata import StatedLicense, called, if_known

terms = phrases_of("license")
_NO_FRAMES = str.maketrans("", "", "【】《》")
_MOST_WORDS = 5  # of a license's name
_GENERIC = frozenset((
    "custom", "commercial", "same", "following", "this", "that", "its", "their", "permissive",
    "open", "source", "open-source", "original", "model", "license", "licence", "agreement", "a",
    "an", "the", "community", "own", "special", "separate", "new", "fully", "our", "respective",
    "software",
))  # fmt: skip


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
        name = name_at(start) or ((found := terms.named_as_file.match(_bare(start))) and found["name"]) or ""
        if name and is_name(name):
            of_model = name.rpartition(" for ")[2]
            license_ = reading.licenses.named_in(f"{of_model} license")  # "Meta license for llama-2"
            yield license_called(reading, passage, license_.id if license_ else name)


def name_at(text: str) -> str:
    """The name that a text begins with, as long as it calls itself a license; "" where it has none."""
    found = terms.begins_with_name.match(_bare(text))
    return found["name"] if found else ""


def short_name(reading: Reading, passage: Passage, text: str) -> Iterator[StatedLicense]:
    """A short text in the place of a name is one; "n/a" is silence."""
    if len(text.split()) <= _MOST_WORDS and reading.licenses.find(text) is not None:
        yield license_called(reading, passage, text)


def _bare(text: str) -> str:
    return text.translate(_NO_FRAMES).strip(" \"'“[(")


def is_name(text: str) -> bool:
    return not set(text.lower().split()) <= _GENERIC and not terms.elsewhere.search(text)
