"""What the list of the composer offers: own prompts, ready ones, presets, and what else can be begun."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial

from PySide6.QtCore import QObject, Slot

from explorer.kit.language import shown
from explorer.kit.question import host_of
from explorer.local.prompt_sets import PromptSet
from explorer.rooms.playground.chats.prompts import Prompts, SavedPrompt
from explorer.rooms.playground.composer.prompts_pane import PromptsSheet
from explorer.rooms.playground.composer.ready_prompts import READY
from explorer.rooms.playground.composer.slash_controller import SlashController
from explorer.rooms.playground.composer.slash_rows import SlashLine
from explorer.rooms.playground.inspector.preset_controller import PresetController
from explorer.rooms.playground.layout_pane import PlaygroundParts


class PromptLibraryController(QObject):
    """``more``: what other parts of the room begin from here, such as attaching a file."""

    def __init__(self, parts: PlaygroundParts, presets: PresetController) -> None:
        super().__init__(parts.frame)
        self._frame, self._messages = parts.frame, parts.services.messages
        self._prompts, self._presets = Prompts(parts.services.core.store), presets
        self.slash = SlashController(parts.frame.composer, parts.frame)
        self.more: list[Callable[[], Sequence[SlashLine]]] = []
        self.slash.sources.append(self._lines)

    @Slot()
    def open(self) -> None:
        """The list, as the button does it."""
        self.slash.button.click()

    def _lines(self) -> Sequence[SlashLine]:
        parts = (self._own(), self._ready(), self._of_presets(), self._deeds(), self._shipped())
        return [line for part in parts for line in part]

    def _own(self) -> Iterator[SlashLine]:
        prompts = self._prompts.all()
        if prompts:
            yield SlashLine(self.tr("Your prompts"))
        for one in prompts:
            yield SlashLine(one.name, one.text, "quote", partial(self.slash.insert, one.text))

    def _ready(self) -> Iterator[SlashLine]:
        yield SlashLine(self.tr("Ready-made"))
        for name, text in READY:
            yield SlashLine(name, text, "quote", partial(self.slash.insert, shown(text)))

    def _of_presets(self) -> Iterator[SlashLine]:
        presets = self._presets.all()
        if presets:
            yield SlashLine(self.tr("Presets"))
        for one in presets:
            yield SlashLine(one.name, one.settings.system_prompt, "star", partial(self._presets.use, one))

    def _deeds(self) -> Iterator[SlashLine]:
        yield SlashLine(self.tr("More"))
        for lines in self.more:
            yield from lines()
        written = self.slash.message()
        if written:
            save = partial(self._save, written)
            yield SlashLine(self.tr("Save this message as a prompt"), "", "plus", save)
        yield SlashLine(self.tr("Your prompts: write, rename, remove…"), "", "edit", self.manage)

    def _shipped(self) -> Iterator[SlashLine]:
        """The ready-made sets, which are also what models are compared by."""
        for one in self._sets:
            yield SlashLine(one.title)
            for prompt in one.prompts:
                use = partial(self.slash.insert, prompt.text)
                yield SlashLine(prompt.name, prompt.text, "quote", use)

    @cached_property
    def _sets(self) -> tuple[PromptSet, ...]:
        """Read once: several files, which take longer than a frame."""
        return self._prompts.shipped()

    def _save(self, text: str) -> None:
        """Under its first words, which can be typed over at once."""
        self.manage(self._prompts.keep("", text).id)

    def manage(self, number: int = 0) -> None:
        """The person's own prompts; this one is shown, else the first."""
        sheet = PromptsSheet(self._prompts, host_of(self._frame))
        sheet.failed.connect(self._messages.fail)
        sheet.removed.connect(self._on_removed)
        prompts = self._prompts.all()
        if prompts:
            sheet.show_prompt(number or prompts[0].id)
        sheet.open(sheet.name)
        sheet.name.selectAll()

    @Slot(object)
    def _on_removed(self, prompt: SavedPrompt) -> None:
        undo = partial(self._prompts.keep, prompt.name, prompt.text)
        words = self.tr("The prompt “{name}” was removed.").format(name=prompt.name)
        self._messages.removed(words, undo)
