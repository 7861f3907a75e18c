"""Collects every license that card, Hub and header state, the most authoritative first."""

from collections.abc import Iterator
from dataclasses import replace

from explorer.transparency.reading import Reading
from explorer.transparency.rules.license.labels import (
    licenses_as_written,
    licenses_of_badges,
    licenses_of_fences,
    licenses_of_labels,
    licenses_of_rows,
    model_labels_first,
)
from explorer.transparency.rules.license.metadata import StatedLicense, licenses_of_tags, stated_in_metadata
from explorer.transparency.rules.license.other_sentences import licenses_of_parent, licenses_of_sentences
from explorer.transparency.rules.license.sentences import (
    gives_to_code,
    licenses_of_both,
    licenses_of_own_name,
    licenses_of_repository,
    licenses_under,
)


def stated_licenses(reading: Reading) -> list[StatedLicense]:
    """What each source states: the text of a license first, then metadata, the Hub, the header, prose."""
    return reading.once(_stated_licenses)


def _stated_licenses(reading: Reading) -> list[StatedLicense]:
    found = model_labels_first(reading, stated_in_metadata(reading))
    prose = next(_of_prose(reading), None)
    if prose and found and gives_to_code(reading, prose, found[0]):
        found.insert(0, replace(prose, is_of_weights=True))
    elif prose:
        found.append(prose)
    known = {s.license.id for s in found}
    found += [s for s in licenses_of_parent(reading) if found and s.license.id not in known][:1]
    return sorted(found, key=lambda s: s.is_nameless and not s.is_of_weights)


def _of_prose(reading: Reading) -> Iterator[StatedLicense]:
    """What the text of the card says, the surest first; only the first counts."""
    yield from licenses_of_both(reading)
    yield from licenses_of_labels(reading)
    yield from licenses_under(reading)
    yield from licenses_of_rows(reading)
    yield from licenses_as_written(reading)
    yield from licenses_of_sentences(reading)
    yield from licenses_of_fences(reading)
    yield from licenses_of_own_name(reading)
    yield from licenses_of_badges(reading)
    yield from licenses_of_repository(reading)
    yield from licenses_of_tags(reading)
