"""Which phrases match anywhere while examples are read."""

from explorer.transparency.phrases.phrase_book import area_names, names_of
from explorer.transparency.phrases.trace import traced
from tests.transparency.examples import examples


def unreached() -> list[str]:
    """The names of the phrases that match in no example."""
    with traced() as trace:
        for example in examples():
            example.read()
    reached = {step.name for step in trace.steps if step.kind != "missing"}
    return [name for area in area_names() for name in names_of(area) if name not in reached]
