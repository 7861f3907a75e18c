"""The licenses along a lineage, in a few words."""

from explorer.domain.enumeration import enumerated
from explorer.domain.words import Words
from explorer.transparency.chain import ChainVerdict, LicenseChain

_NAMED = 3
CHAIN_TITLE = Words("Licenses along the chain")
RULE = Words(
    "A license adds to those above it and takes nothing away, so both cannot hold. Read both texts "
    "to see which one applies."
)


def chain_note(chain: LicenseChain) -> Words:
    """Beside the title, so that it can stay folded where nothing needs to be read."""
    notes: dict[ChainVerdict, Words] = {
        "conflict": Words("they disagree"),
        "same": Words("those that are known agree") if chain.silent else Words("they agree"),
        "stricter": Words("those that are known allow it") if chain.silent else Words("those above allow it"),
        "unknown": Words("this app cannot compare them"),
        "not_stated": Words("not all are stated"),
    }
    return notes[chain.verdict]


def silence(chain: LicenseChain) -> Words:
    """Whose licenses nobody knows, so that no agreement reaches as far as them."""
    if not chain.silent:
        return Words("")
    if len(chain.silent) > _NAMED:
        return Words("No license is known of {n} models above it.", n=len(chain.silent))
    return Words("No license is known of {repos}.", repos=enumerated(chain.silent))


def disagreeing(chain: LicenseChain) -> Words:
    """What the row of the license says of those it was made from; what they say stands with the chain."""
    first, count = chain.conflicts[0], len(chain.conflicts)
    if count > 1:
        return Words("differs from the licenses of {n} models above", n=count)
    return Words("differs from the license of {repo}", repo=first.repo)
