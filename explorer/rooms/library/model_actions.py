"""What can be done with a model: the one table behind menu, palette, keys and the words of a row."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from explorer.domain.local_model import LocalModel
from explorer.domain.words import Words
from explorer.local.models.included import can_come_again
from explorer.rooms.library.table.library_row import LibraryRow


class ModelVerb(StrEnum):
    """What a person can ask of one row."""

    TRY = "try"
    COMPARE = "compare"
    FACTS = "facts"
    RENAME = "rename"
    CHECK = "check"
    SHOW_FOLDER = "show folder"
    COPY_ID = "copy id"
    COPY_HERE = "copy here"
    TRACE = "trace"
    ASK_HUB = "ask hub"
    SHOW_CHANGES = "show changes"
    FORGET = "forget"
    DELETE = "delete"
    DOWNLOAD_AGAIN = "download again"


@dataclass(frozen=True)
class ModelRequest:
    """A row and what is wanted of it."""

    verb: ModelVerb
    model: LocalModel


type _Test = Callable[[LibraryRow], bool]


def _always(_row: LibraryRow) -> bool:
    return True


def _is_sound(row: LibraryRow) -> bool:
    return row.is_sound


def _can_be_asked(row: LibraryRow) -> bool:
    return row.can_be_asked


def _is_here(row: LibraryRow) -> bool:
    return not row.model.is_missing


def _is_missing(row: LibraryRow) -> bool:
    return row.model.is_missing


def _can_be_put_again(row: LibraryRow) -> bool:
    return not row.is_sound and can_come_again(row.model)


def _can_come_again(row: LibraryRow) -> bool:
    return not row.is_sound and bool(row.model.repo) and not _can_be_put_again(row)


def _can_be_checked(row: LibraryRow) -> bool:
    return _is_here(row) and row.checking is None


def _is_being_checked(row: LibraryRow) -> bool:
    return _is_here(row) and row.checking is not None


def _can_be_traced(row: LibraryRow) -> bool:
    return row.is_sound and row.model.facts is None


def _has_changed(row: LibraryRow) -> bool:
    return _is_here(row) and not _can_be_traced(row) and row.model.upstream is not None


def _may_have_changed(row: LibraryRow) -> bool:
    return _is_here(row) and row.model.facts is not None and bool(row.model.repo) and not _has_changed(row)


def _can_be_copied(row: LibraryRow) -> bool:
    return _is_here(row) and row.model.is_outside and not row.model.problem


def _is_listed(row: LibraryRow) -> bool:
    return _is_here(row) and row.is_listed


@dataclass(frozen=True)
class ModelAction:
    """``words`` and ``icon`` stand in the menu of a row, where ``is_offered``; between groups is a line.

    ``command``: the same in the palette, where the words stand alone, usable where ``is_possible``, or else
    where it is offered; ``command_keys`` do it anywhere in the room, ``keys`` in the table. ``at_end``: the
    word for it at the end of a row, with its ``tip``; ``is_wide`` if a narrow table leaves it to the menu.
    """

    verb: ModelVerb
    words: Words
    icon: str
    group: int = 1
    is_offered: _Test = _always
    keys: str = ""
    is_dangerous: bool = False
    command: Words | None = None
    is_possible: _Test | None = None
    command_keys: str = ""
    at_end: Words | None = None
    tip: Words | None = None
    is_wide: bool = False

    def can_be_done(self, row: LibraryRow) -> bool:
        """By its command."""
        return (self.is_possible or self.is_offered)(row)


_TRY = ModelAction(
    ModelVerb.TRY, Words("Try"), "chat", 0, _can_be_asked, "Enter", command=Words("Try the chosen model"),
    at_end=Words("Try"), tip=Words("Try {name} in the Playground (Enter)"),
)  # fmt: skip
_COMPARE = ModelAction(
    ModelVerb.COMPARE, Words("Compare"), "columns", 0, _is_sound, "C", is_wide=True,
    command=Words("Compare the chosen model"),
    at_end=Words("Compare"), tip=Words("Compare {name} with others (C)"),
)  # fmt: skip
_DOWNLOAD_AGAIN = ModelAction(
    ModelVerb.DOWNLOAD_AGAIN, Words("Download again"), "download", 0, _can_come_again,
    at_end=Words("Download again"), tip=Words("Download {name} again from the Hub"),
)  # fmt: skip
_PUT_AGAIN = ModelAction(
    ModelVerb.DOWNLOAD_AGAIN, Words("Restore what came with the app"), "undo", 0, _can_be_put_again,
    at_end=Words("Restore"), tip=Words("Copy {name} again from what came with the app"),
)  # fmt: skip
_FACTS = ModelAction(
    ModelVerb.FACTS, Words("Facts and their sources"), "info", keys="F", is_wide=True,
    command=Words("Facts of the chosen model"),
    at_end=Words("Facts"), tip=Words("What {name} discloses, each fact with its source (F)"),
)  # fmt: skip

# In the order of the menu and of the palette. The same verb may stand twice, in other words.
MODEL_ACTIONS = (
    _TRY, _COMPARE, _DOWNLOAD_AGAIN, _PUT_AGAIN, _FACTS,
    ModelAction(ModelVerb.RENAME, Words("Rename…"), "edit", keys="F2",
                command=Words("Rename the chosen model…")),
    ModelAction(ModelVerb.CHECK, Words("Check hash"), "check", 1, _can_be_checked,
                command=Words("Check the file of the chosen model"), is_possible=_is_here),
    ModelAction(ModelVerb.CHECK, Words("Stop checking"), "stop", 1, _is_being_checked),
    ModelAction(ModelVerb.TRACE, Words("Find it on the Hub"), "search", 1, _can_be_traced,
                command=Words("Find the chosen model on the Hub"), is_possible=_is_here),
    ModelAction(ModelVerb.SHOW_CHANGES, Words("What changed on the Hub"), "clock", 1, _has_changed),
    ModelAction(ModelVerb.ASK_HUB, Words("Look for changes on the Hub"), "refresh", 1, _may_have_changed),
    ModelAction(ModelVerb.SHOW_FOLDER, Words("Show in folder"), "folder", 1, _is_here,
                command=Words("Show the chosen model in its folder")),
    ModelAction(ModelVerb.COPY_ID, Words("Copy id"), "copy", 1, _is_here),
    ModelAction(ModelVerb.COPY_HERE, Words("Copy into the models folder"), "download", 2, _can_be_copied),
    ModelAction(ModelVerb.FORGET, Words("Take it off the list"), "close", 2, _is_listed),
    ModelAction(ModelVerb.DELETE, Words("Take it off the list"), "close", 1, _is_missing, "Del"),
    ModelAction(ModelVerb.DELETE, Words("Delete…"), "trash", 2, _is_here, "Del", is_dangerous=True,
                command=Words("Delete the chosen model…"), is_possible=_always, command_keys="Del"),
)  # fmt: skip

# What a row ends in, from the first to the last.
_AT_END = (_FACTS, _TRY, _COMPARE, _DOWNLOAD_AGAIN, _PUT_AGAIN)


def menu_actions(row: LibraryRow) -> tuple[ModelAction, ...]:
    return tuple(action for action in MODEL_ACTIONS if action.is_offered(row))


def row_end_actions(row: LibraryRow, *, is_narrow: bool) -> tuple[ModelAction, ...]:
    """Those that a row says in words; the others stand in its menu."""
    wanted = (action for action in _AT_END if not (is_narrow and action.is_wide))
    return tuple(action for action in wanted if action.is_offered(row))


def verb_of_keys(keys: str) -> ModelVerb | None:
    """``keys`` as Qt's portable text says them."""
    return next((action.verb for action in MODEL_ACTIONS if action.keys and action.keys == keys), None)
