"""Saving and printing the facts as commands of a room; light, as a room is asked for them at its start."""

from typing import Protocol

from explorer.domain.words import Words
from explorer.kit.actions import Action


class FactsExporter(Protocol):
    """What the foot of the facts can do."""

    def ask_json(self) -> None: ...
    def ask_pdf(self) -> None: ...
    def ask_to_print(self) -> None: ...


def export_commands(keep: FactsExporter | None) -> tuple[Action, ...]:
    """For the palette and the keys; ``None`` while there are no facts on the screen."""
    save, pdf, paper = (keep.ask_json, keep.ask_pdf, keep.ask_to_print) if keep is not None else _NOTHING
    on = keep is not None
    return (
        Action(Words("Save these facts as JSON…"), save, "download", on),
        Action(Words("Save these facts as PDF…"), pdf, "document", on),
        Action(Words("Print these facts…"), paper, "document", on, shortcut="Ctrl+P"),
    )


def _nothing() -> None:
    """A command that cannot be used now."""


_NOTHING = (_nothing,) * 3
