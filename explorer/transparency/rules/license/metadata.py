"""The licenses that files, metadata, the Hub and the header state."""

from collections.abc import Callable, Iterable, Iterator

from explorer.domain.facts import Evidence
from explorer.domain.words import Words
from explorer.transparency.card_text.front_matter import texts
from explorer.transparency.licensing.license import LicenseKind
from explorer.transparency.licensing.license_text import narrows
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.repo_files import LICENSE_FILE, notice_lines
from explorer.transparency.rules.license.names import StatedLicense, called, if_known, stated_as

_TAG = "license:"
_SHORTEST = 60  # words of a license; what is shorter points to one, or narrows it
terms = phrases_of("license")


def stated_in_metadata(reading: Reading) -> list[StatedLicense]:
    """What files and metadata state: a license file first, then the card's keys, the Hub, the header."""
    found = [*_of_texts(reading), *_of_yaml(reading), *_of_api(reading), *_of_header(reading)]
    return [*found, *_of_gate(reading), *_of_notice(reading)]


def licenses_of_tags(reading: Reading) -> Iterator[StatedLicense]:
    """ "license:mit" among the tags of the card, as the Hub writes its own."""
    return _of_tags(reading, reading.texts("tags"), reading.from_yaml)


def _of_texts(reading: Reading) -> Iterator[StatedLicense]:
    """A license file of the repo, recognized by its words; one that is not is a license without a name."""
    for path, text in reading.sources.texts.items():
        if text.strip() and LICENSE_FILE.search(path):
            first = next(number for number, line in enumerate(text.split("\n"), 1) if line.strip())
            yield _of_text(reading, path, text, first)


def _of_text(reading: Reading, path: str, text: str, first: int) -> StatedLicense:
    found = reading.licenses.of_text(text)
    if found is None:
        evidence = reading.from_file(path, Words("a text this app does not know"), first)
        is_strange = len(text.split()) >= _SHORTEST or narrows(text)
        named = reading.licenses.named_in(text)
        other, points_to = called(reading, "other"), named.id if named is not None else ""
        return StatedLicense(other, "other", (evidence,), is_strange=is_strange, points_to=points_to)
    license_, likeness = found
    if line := reading.licenses.narrowed_at(license_, text):
        where = Words("words that were added to {license}", license=license_.name)
        added = reading.from_file(path, where, line)
        changed = called(reading, f"{license_.name} (changed)")
        return StatedLicense(changed, f"other:{changed.name}", (added,), is_strange=True)
    alike = Words("{percent} % like the known text", percent=round(likeness * 100))
    return StatedLicense(license_, license_.id, (reading.from_file(path, alike, first),), is_text=True)


def _of_yaml(reading: Reading) -> Iterator[StatedLicense]:
    key = "license" if reading.texts("license") else "licence"  # which the Hub does not read, but people do
    named = [(entry, id_) for entry in reading.entries(key) for id_ in texts(entry.value)[:5]]
    name = next(iter(reading.texts("license_name")), "")
    beside = [reading.from_yaml(k) for k in ("license_name", "license_link") if reading.texts(k)]
    alone = reading.licenses.find(name) if not named else None
    if alone is not None and alone.is_known:
        yield from if_known(alone, reading.from_yaml("license_name"))
    for entry, id_ in named:
        for stated in stated_as(reading, id_, name, reading.from_yaml(key, "", entry), *beside):
            if key == "license" or stated.license.is_known:
                yield stated


def _of_api(reading: Reading) -> Iterator[StatedLicense]:
    name = next(iter(reading.api_texts("license_name")), "")
    beside = [reading.from_api("cardData.license_name", name)] if name else []
    ids = reading.api_texts("license")
    for id_ in ids[:5]:
        yield from stated_as(reading, id_, name, reading.from_api("cardData.license", id_), *beside)
    if not ids:
        yield from _of_tags(reading, reading.api_tags, reading.from_api, name)


def _of_tags(
    reading: Reading, tags: Iterable[str], told: Callable[[str, str], Evidence], name: str = ""
) -> Iterator[StatedLicense]:
    for tag in tags:
        if tag.startswith(_TAG):
            yield from stated_as(reading, tag.removeprefix(_TAG), name, told("tags", tag))


def _of_header(reading: Reading) -> Iterator[StatedLicense]:
    id_, name = reading.header_text("general.license"), reading.header_text("general.license.name")
    if id_ or name:
        keys = ("general.license", "general.license.name", "general.license.link")
        evidence = (reading.from_header(k) for k in keys if reading.header_text(k))
        yield from stated_as(reading, id_ or "other", name, *evidence)


def _of_gate(reading: Reading) -> Iterator[StatedLicense]:
    """The text that people have to agree to before they get the files, where it begins as a license does."""
    for text in reading.texts("extra_gated_prompt"):
        title = text.strip().split("\n", 1)[0][:200]
        if terms.title_of_agreement.search(title):
            yield from if_known(reading.licenses.named_in(title), reading.from_yaml("extra_gated_prompt"))


def _of_notice(reading: Reading) -> Iterator[StatedLicense]:
    """A license with conditions that asks for such a notice; others named there are of other software."""
    for path, number, line in notice_lines(reading):
        license_ = reading.licenses.named_in(line[:400])
        if license_ is not None and license_.kind is LicenseKind.CONDITIONS:
            yield from if_known(license_, reading.from_file(path, "", number))
            return
