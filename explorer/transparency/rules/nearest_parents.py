"""Of the parents that a card's sentences name, which is the nearest: others stand further up, or beside."""

from explorer.transparency.card_text.letters import letters
from explorer.transparency.phrases.phrase import phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.own_family import is_own_base
from explorer.transparency.rules.parent import Parent
from explorer.transparency.rules.subject import own_name

_SHORT = 5  # letters of a name that may begin other words
_FARTHEST = 2
_OUTRIGHT = phrase("parents.outright")


def nearest_first(reading: Reading, parents: list[Parent]) -> list[Parent]:
    """Of equally near ones in the order of the card; a name counts less beside an id that begins like it."""
    ids = [_name_of(p) for p in parents if not p.is_named_only]

    def rank(parent: Parent) -> int:
        is_name = parent.is_named_only and any(_is_like(_name_of(parent), id_) for id_ in ids)
        return _FARTHEST if is_name else _distance(reading, parent)

    return sorted(parents, key=rank)


def _name_of(parent: Parent) -> str:
    return letters(parent.id.rsplit("/", 1)[-1])


def _is_like(name: str, id_: str) -> bool:
    """Whether both begin alike: the id says best what the name means."""
    return len(name) > _SHORT and name[: _SHORT + 1] == id_[: _SHORT + 1]


def _distance(reading: Reading, parent: Parent) -> int:
    """How near a parent is: this model's own base, what a sentence on it by name tells, or any other."""
    is_told = _OUTRIGHT.match(parent.evidence.quote)
    if is_told or is_own_base(reading, parent.id) or _is_converted(reading, parent):
        return 0
    own, said = own_name(reading), parent.evidence.quote.lstrip("*_#>-+ \n`[").lower()
    is_of_it = len(own) > _SHORT and said.startswith(reading.name.lower())
    after = said[len(reading.name) :][:1]
    return 1 if is_of_it and not (after.isalnum() or after == "-") else _FARTHEST


def _is_converted(reading: Reading, parent: Parent) -> bool:
    """ "Converted from lake/owl-7b", in the card of owl-7b-safetensors: nearer than what that is based on."""
    name = letters(parent.id.rsplit("/", 1)[-1])
    is_alike = len(name) > 5 and own_name(reading).startswith(name)
    return parent.relation == "unknown" and not parent.is_named_only and is_alike
