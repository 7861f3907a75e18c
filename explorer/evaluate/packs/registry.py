"""All packs, in the order they are shown. What they are made of is read when their items are asked for."""

from explorer.evaluate.packs.information import InformationPack
from explorer.evaluate.packs.knows import Knows
from explorer.evaluate.packs.leaks import LeakPack
from explorer.evaluate.packs.misconceptions import Misconceptions
from explorer.evaluate.packs.names import Names
from explorer.evaluate.packs.pack import Pack
from explorer.evaluate.packs.refusals import RefusalPack

_KINDS = (Misconceptions, Knows, Names, InformationPack, LeakPack, RefusalPack)


def all_packs(seed: int = 1, *, is_quick: bool = False) -> tuple[Pack, ...]:
    return tuple(kind(seed, is_quick) for kind in _KINDS)


def pack_of(
    pack_id: str, seed: int = 1, *, is_quick: bool = False, version: str | None = None
) -> Pack | None:
    """The pack "pack:NAME"; ``None`` if there is none of that name, or of this version, (any more)."""
    packs = (pack for pack in all_packs(seed, is_quick=is_quick) if pack.id == pack_id)
    return next((pack for pack in packs if version in (None, pack.version)), None)
