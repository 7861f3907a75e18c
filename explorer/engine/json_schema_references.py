"""What a JSON schema refers to: parts of itself. Nothing is ever fetched."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

from explorer.domain.words import Words
from explorer.engine.json_schema_reading import bad_schema

_STANDARD = ("https://json-schema.org/", "http://json-schema.org/")  # the validator has these at hand


class References:
    """Finds parts of one schema by their addresses."""

    def __init__(self, schema: Any) -> None:
        self._whole = schema
        within = list(_within(schema))
        self._home = schema.get("$id", "") if isinstance(schema, Mapping) else ""
        self._home = urldefrag(self._home)[0] if isinstance(self._home, str) else ""
        self._anchors = {anchor: part for part in within for anchor in _anchors_of(part)}
        # Addresses within such a part are relative to it
        self._has_other_homes = any(_is_home(part) for part in within if part is not schema)

    def find(self, reference: str) -> Any:
        """The part; ``None`` if only the validator knows it. Raises KnownError for what is not there."""
        if self._has_other_homes:
            return None
        place, fragment = urldefrag(reference)
        if place and urljoin(self._home, place) != self._home:
            if reference.startswith(_STANDARD):
                return None
            raise bad_schema(Words("it refers to “{name}”, outside of itself", name=reference[:80]))
        fragment = unquote(fragment)
        found = (
            self._at(fragment) if not fragment or fragment.startswith("/") else self._anchors.get(fragment)
        )
        if found is None:
            raise bad_schema(Words("it refers to “{name}”, which is not there", name=reference[:80]))
        return found

    def _at(self, pointer: str) -> Any:
        found = self._whole
        for step in (s.replace("~1", "/").replace("~0", "~") for s in pointer.split("/")[1:]):
            if isinstance(found, Mapping) and step in found:
                found = found[step]
            elif isinstance(found, list) and step.isdigit() and int(step) < len(found):
                found = found[int(step)]
            else:
                return None
        return found


def _anchors_of(part: Mapping[str, Any]) -> Iterator[str]:
    for keyword in ("$anchor", "$dynamicAnchor", "$id"):  # the last one in older drafts
        if isinstance(anchor := part.get(keyword), str):
            yield urldefrag(anchor)[1] if keyword == "$id" else anchor


def _is_home(part: Mapping[str, Any]) -> bool:
    return isinstance(part.get("$id"), str) and not part["$id"].startswith("#")


def _within(value: Any) -> Iterator[Mapping[str, Any]]:
    """All objects in it, itself included."""
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, Mapping):
            yield found
            waiting.extend(found.values())
        elif isinstance(found, list):
            waiting.extend(found)
