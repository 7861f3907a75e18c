"""Presets of the open chat: chosen, kept under a name, renamed, removed, handed on as a file."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from explorer.domain.errors import KnownError
from explorer.kit.actions import Action
from explorer.kit.file_dialogs import ask_where_to_save, ask_which_file, file_name
from explorer.rooms.playground.chats.presets import (
    ENDING,
    NO_PRESET,
    ChatPreset,
    Presets,
    preset_settings,
    write_preset,
)
from explorer.rooms.playground.chats.settings import ChatSettings
from explorer.rooms.playground.layout_pane import PlaygroundParts


class PresetController(QObject):
    """The preset in use is the one that says all of how the chat is asked. One that was in use and was then
    changed stays at hand while the chat is open: the change can be kept in it, or taken back.

    ``changed``: another one is in use, or is called otherwise.
    """

    changed = Signal()

    def __init__(self, parts: PlaygroundParts) -> None:
        super().__init__(parts.frame)
        self._session, self._messages, self._frame = parts.session, parts.services.messages, parts.frame
        self._presets = Presets(parts.services.core.store)
        self._row = parts.frame.inspector.preset
        self._row.entries = self.actions
        self.used: ChatPreset | None = None  # all is as it says
        self._left: ChatPreset | None = None  # it was in use in this chat, and something differs now

    @property
    def name(self) -> str:
        return self.used.name if self.used is not None else ""

    def show_chat(self) -> None:
        """Another chat is open."""
        self.used = self._left = None
        self.refresh()

    def refresh(self) -> None:
        """How the chat is asked may have changed, or the presets."""
        used = self._presets.of(self._session.controls)
        if used is None and self.used is not None:
            self._left = self.used
        elif used is not None:
            self._left = None
        self.used = used
        if self._left is not None:
            self._row.show_name(self.tr("{name}, changed").format(name=self._left.name))
        else:
            self._row.show_name(self.name)

    def all(self) -> tuple[ChatPreset, ...]:
        return self._presets.all()

    def use(self, preset: ChatPreset) -> None:
        self._session.use_preset(preset)

    def actions(self) -> Sequence[Action | None]:
        """For the menu: all of them, and what can be done with the one in use."""
        chosen = self.used or self._left
        lists = (tuple(self._choices()), tuple(self._deeds(chosen)), tuple(self._files(chosen)))
        filled = [entries for entries in lists if entries]
        return [entry for entries in filled for entry in (None, *entries)][1:]

    def _choices(self) -> Iterator[Action]:
        is_usual = preset_settings(self._session.controls) == ChatSettings()
        yield Action(self.tr("None"), partial(self.use, NO_PRESET), checked=is_usual)
        for preset in self._presets.all():
            yield Action(preset.name, partial(self.use, preset), checked=preset == self.used)

    def _deeds(self, chosen: ChatPreset | None) -> Iterator[Action]:
        if self._left is not None:
            name = self._left.name
            keep = partial(self._keep, name)
            yield Action(self.tr("Save the changes to “{name}”").format(name=name), keep, "check")
        is_new = self.used is None and preset_settings(self._session.controls) != ChatSettings()
        ask = partial(self._row.ask_name, "", self._add)
        yield Action(self.tr("Save as a preset…"), ask, "plus", enabled=is_new)
        if chosen is not None:
            rename = partial(self._row.ask_name, chosen.name, partial(self._rename, chosen))
            is_default = chosen == self._presets.default()
            default = partial(self._presets.set_default, None if is_default else chosen)
            yield Action(self.tr("Start new chats with it"), default, "star", checked=is_default)
            yield Action(self.tr("Rename…"), rename, "edit")

    def _files(self, chosen: ChatPreset | None) -> Iterator[Action]:
        yield Action(self.tr("Import a preset…"), self._ask_for_file, "folder")
        if chosen is not None:
            yield Action(self.tr("Export it…"), partial(self._ask_where_to, chosen), "download")
            yield Action(self.tr("Remove it"), partial(self._remove, chosen), "trash", danger=True)

    def _keep(self, name: str) -> None:
        self._presets.keep(name, self._session.controls)
        self._tell()

    def _add(self, name: str) -> None:
        self._trying(partial(self._presets.add, name, self._session.controls))

    def _rename(self, preset: ChatPreset, name: str) -> None:
        self._trying(partial(self._presets.rename, preset, name))

    def _remove(self, preset: ChatPreset) -> None:
        """At once: the message about it can take it back."""
        is_default = preset == self._presets.default()
        self._presets.remove(preset)
        self.used = self._left = None
        self._tell()
        undo = partial(_put_back, self._presets, preset, is_default=is_default)
        words = self.tr("The preset “{name}” was removed.").format(name=preset.name)
        self._messages.removed(words, undo)

    def _ask_for_file(self) -> None:
        kinds = self.tr("Presets ({kinds})").format(kinds=f"*{ENDING} *.json")
        ask_which_file(self._frame.window(), self.tr("Import a preset"), kinds, self.take_in)

    def take_in(self, path: Path) -> None:
        """A preset out of a file, for the open chat too."""

        def work() -> None:
            self.use(self._presets.take_in(path))

        self._trying(work)

    def _ask_where_to(self, preset: ChatPreset) -> None:
        kinds = {self.tr("Presets ({kinds})").format(kinds=f"*{ENDING}"): ENDING.removeprefix(".")}
        name = file_name(preset.name, "preset")
        write = partial(self.write, preset)
        ask_where_to_save(self._frame.window(), self.tr("Export a preset"), kinds, name, write)

    def write(self, preset: ChatPreset, path: Path) -> None:
        self._trying(partial(write_preset, preset, path))

    def _trying(self, work: Callable[[], object]) -> None:
        try:
            work()
        except KnownError as error:
            self._messages.fail(error)
        self._tell()

    def _tell(self) -> None:
        self.refresh()
        self.changed.emit()


def _put_back(presets: Presets, preset: ChatPreset, *, is_default: bool) -> None:
    kept = presets.put_in(preset.name, preset.settings)
    if is_default:
        presets.set_default(kept)
