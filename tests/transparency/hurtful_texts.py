"""Tries each phrase on texts that a bad pattern chokes on: ``python -m tests.transparency.hurtful_texts``.

A pattern that can split a text in many ways, such as ``(?:\\w+ ?)+x``, tries all of them, and their number
doubles with each letter. Each phrase is named before it is tried, so that one without end is known.
"""

import time
from collections.abc import Iterator

from explorer.transparency.phrases.phrase import Phrase, phrase
from explorer.transparency.phrases.phrase_book import area_names, names_of

LENGTH = 300  # a pattern without end takes longer with 40 than anyone waits
SECONDS = 5.0  # of processor time for all texts of a phrase; the longest takes a tenth of it
COMMON = (
    "the data of the models and ", "a", "a b ", "a-", "[(", "1,", "1 ", ". ", "§0, ", "的模型", "\n", "A.b/",
    "*-|",
)  # fmt: skip


def texts_for(one: Phrase) -> Iterator[str]:
    """Long ones, of signs that come often, of its own words and of its examples, up to their last word."""
    own = " ".join(cue.strip() for cue in one.cues)
    said = (example for example in (*one.entry.says, *one.entry.excludes) if isinstance(example, str))
    for part in filter(None, (*COMMON, own, f"{own} ", *(text.rpartition(" ")[0] for text in said))):
        yield (part * LENGTH)[:LENGTH]


def main() -> None:
    for name in (name for area in area_names() for name in names_of(area)):
        print(name, end="", flush=True)
        one = phrase(name)
        texts = [*texts_for(one)][:20]
        started = time.process_time()
        for text in texts:
            one.search(f"{text}!")
        taken = time.process_time() - started
        print(f": {taken:.1f} s" if taken > SECONDS else " ok")


if __name__ == "__main__":
    main()
