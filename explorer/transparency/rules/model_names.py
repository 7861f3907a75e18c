"""What may be the name of a model's parent: neither a number, a kind of model, nor a later model."""

from explorer.transparency.card_text.letters import letters
from explorer.transparency.phrases.phrase import phrase

_LONGEST = 100  # characters
_NO_NAME = phrase("models.no_name")
_ID = phrase("models.id")
_LETTERS = phrase("models.letters")
_KIND = phrase("models.kind")
_ROLES = frozenset(("chat", "instruct", "transformer-xl"))  # "OpenChat" is a model
_VERSION = phrase("models.version")
_DERIVED = phrase("models.derived")


def is_model_name(name: str) -> bool:
    """Whether a text that stands in the place of a parent's name can be one."""
    text = name.strip(" .:*`_()[]")
    if _ID.fullmatch(text):
        return text.lower() != "n/a"
    if not text or len(text) > _LONGEST or _NO_NAME.search(text) or not _LETTERS.search(text):
        return False
    return text.lower() not in _ROLES and not _KIND.fullmatch(text)


def comes_after(name: str, own: str) -> bool:
    """Whether a name is that of a later version of ``own``, or of what was made from it."""
    stem, number = _versioned(name)
    own_stem, own_number = _versioned(own)
    if stem == own_stem:
        return number > (own_number or (1,))
    rest = letters(name).removeprefix(letters(own)) if own and letters(name).startswith(letters(own)) else ""
    return len(letters(own)) > 3 and bool(_DERIVED.match(rest))


def _versioned(name: str) -> tuple[str, tuple[int, ...]]:
    found = _VERSION.search(name)
    number = tuple(int(n) for n in found["number"].split(".")) if found else ()
    return letters(_VERSION.sub("", name, count=1)), number
