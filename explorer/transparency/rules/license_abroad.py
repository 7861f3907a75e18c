"""What a sentence in another language than English says of the license of the model.

Only whole sentences that say nothing else count: "This model is published under the Apache 2.0 license." What
goes on, denies, promises or speaks of another thing is not read; the metadata nearly always say it too. In
Korean a sentence may go on, if it speaks of nothing else.
"""

import re
from collections.abc import Iterator

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.license_metadata import StatedLicense
from explorer.transparency.rules.license_sentences import is_elsewhere, known_license

_NAME = r"(?P<{}>[A-Za-z][\w .,+-]{{1,50}}?)"


def _whole(number: int, before: str, behind: str = "") -> str:
    """A sentence that holds a license's name and no more."""
    return rf"^\W{{0,4}}(?:{before}){_NAME.format(f'n{number}')}(?:{behind})[\s.!。*]*$"


_TOLD = phrase("license.told")  # fmt: skip
_FOLLOWS = phrase("license.follows_of_license_abroad")
_OF_OTHERS = phrase("license.of_others_of_license_abroad")
_BEFORE_HANGUL = phrase("license.before_hangul")


def licenses_abroad(reading: Reading) -> Iterator[StatedLicense]:
    """The license that a whole sentence names, if the table knows it."""
    for passage in reading.likely(_TOLD):
        found = None if is_elsewhere(reading, passage) else passage.find(_TOLD)
        if found and reading.licenses.find(name := _named(found)) == reading.licenses.named_in(
            f"{name} license"
        ):
            yield from known_license(reading, passage, f"{name} license")
    for passage in reading.likely(_FOLLOWS):
        if _follows(passage) and not is_elsewhere(reading, passage):
            yield from known_license(reading, passage, _BEFORE_HANGUL.sub(" ", passage.text))


def _named(found: re.Match[str]) -> str:
    return next(name for name in found.groupdict().values() if name)


def _follows(passage: Passage) -> bool:
    return bool(passage.find(_FOLLOWS)) and not _OF_OTHERS.search(passage.text)
