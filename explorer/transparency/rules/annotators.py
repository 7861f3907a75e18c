"""Who labelled a data set: what the metadata of its card say, beside the steps that its prose tells of."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from explorer.domain.facts import Finding, Verdict
from explorer.domain.words import Words, joined
from explorer.transparency.reading import Reading, is_said

_KEY = "annotations_creators"
_MOST = 50  # values, some cards list them for each of their parts


def with_annotators(reading: Reading, processing: Finding) -> Finding:
    """How the data were prepared, with who labelled them first; the finding as it is where nobody says."""
    named = dict.fromkeys(islice(_texts(reading.card.value(_KEY) if reading.card else None), _MOST))
    told = [words for name in named if (words := _words(name))]
    if not told:
        return processing
    labels = Words("Labels: {makers}", makers=joined(", ", told))
    evidence = reading.from_yaml(_KEY)
    if not is_said(processing):
        return reading.found(processing.dimension, Verdict.PARTIAL, labels, labels, [evidence])
    text = joined(" · ", (labels, processing.text))
    return replace(processing, text=text, value=text, evidence=(evidence, *processing.evidence))


def _texts(value: object) -> Iterator[str]:
    """The values of a key that is a text, a list, or a map from the parts of the data to either."""
    if isinstance(value, str):
        yield value.strip().lower()
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def _words(name: str) -> Words | None:
    """Of the names that the Hub knows; "other" says nothing."""
    match name:
        case "crowdsourced":
            return Words("by crowd workers")
        case "expert-generated" | "expert-annotated":
            return Words("by experts")
        case "machine-generated":
            return Words("by a program or model")
        case "found":
            return Words("found with the data")
        case "no-annotation":
            return Words("none")
        case _:
            return None
