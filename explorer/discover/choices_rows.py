"""The choices of the filter menus, in words; the first of each means "any"."""

from explorer.discover.filters import COMMERCIAL, OPEN_SOURCE, STATED
from explorer.discover.uses import uses
from explorer.kit.chips import Choice
from explorer.kit.language import tr

# That the Hub can be asked for, by their names, which are the same in every language.
_LICENSES = {"apache-2.0": "Apache 2.0", "mit": "MIT"}


def license_choices() -> list[Choice]:
    return [
        Choice("", tr("any")),
        Choice(OPEN_SOURCE, tr("open source")),
        Choice(COMMERCIAL, tr("commercial use allowed"), tr("commercial")),
        Choice(STATED, tr("stated")),
        *(Choice(license_id, name) for license_id, name in _LICENSES.items()),
    ]


def size_choices() -> list[Choice]:
    """By parameters."""
    return [
        Choice("", tr("any")),
        Choice("-2", tr("up to 2B"), "≤ 2B"),
        Choice("2-5", tr("2B to 5B"), "2–5B"),
        Choice("5-10", tr("5B to 10B"), "5–10B"),
        Choice("10-40", tr("10B to 40B"), "10–40B"),
        Choice("40-", tr("over 40B"), "> 40B"),
    ]


def use_choices() -> list[Choice]:
    return [Choice("", tr("any")), *(Choice(use.id, use.name) for use in uses())]


def language_choices() -> list[Choice]:
    """Languages that many cards state, by the code they state them with."""
    return [
        Choice("", tr("any")),
        Choice("en", tr("English")),
        Choice("zh", tr("Chinese")),
        Choice("es", tr("Spanish")),
        Choice("fr", tr("French")),
        Choice("de", tr("German")),
        Choice("pt", tr("Portuguese")),
        Choice("it", tr("Italian")),
        Choice("ru", tr("Russian")),
        Choice("ar", tr("Arabic")),
        Choice("hi", tr("Hindi")),
        Choice("ja", tr("Japanese")),
        Choice("ko", tr("Korean")),
        Choice("tr", tr("Turkish")),
        Choice("vi", tr("Vietnamese")),
        Choice("id", tr("Indonesian")),
        Choice("pl", tr("Polish")),
        Choice("nl", tr("Dutch")),
    ]
