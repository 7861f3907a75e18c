"""Prompts that are asked while models answer: kept at once, and asked when the run has ended.

They stand in their comparison like every other, so nothing is lost with the queue. Where the run was
stopped, or another comparison was open at its end, they are asked when the person says so.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Slot

from explorer.compare.asking_pane import Asking
from explorer.compare.composer_rows import Composer
from explorer.compare.document import Document
from explorer.compare.kept import Comparisons
from explorer.compare.plan import Step, steps_of
from explorer.kit.announce import announce


class Queue(QObject):
    """``change`` keeps and shows a document and says whether it could; ``run`` asks these steps."""

    def __init__(
        self,
        kept: Comparisons,
        asking: Asking,
        composer: Composer,
        change: Callable[[Document], bool],
        run: Callable[[Sequence[Step]], object],
    ) -> None:
        super().__init__(composer)
        self._kept, self._asking, self._composer = kept, asking, composer
        self._change, self._run = change, run
        self._waiting: dict[int, tuple[str, ...]] = {}  # keys of prompts, by the comparison's number
        composer.taken_back.connect(self._take_back)
        composer.asked_now.connect(self._ask)
        over = Qt.ConnectionType.QueuedConnection  # all others have heard of the end by then
        asking.busy_changed.connect(self._follow_busy, over)

    @property
    def _mine(self) -> tuple[str, ...]:
        """Those of the open comparison that are still in it."""
        current = self._kept.current
        return tuple(key for key in self._waiting.get(current.id, ()) if current.document.prompt(key))

    def add(self, keys: Iterable[str]) -> None:
        self._waiting[self._kept.current.id] = (*self._mine, *keys)
        self.refresh()
        announce(self._composer, self._composer.told)

    def refresh(self) -> None:
        """Another comparison is open, or its prompts are others."""
        self._composer.tell(waiting=len(self._mine))

    @Slot()
    def _follow_busy(self) -> None:
        if not self._asking.is_busy and not self._asking.was_stopped and self._mine:
            self._ask()

    @Slot()
    def _ask(self) -> None:
        keys, document = self._mine, self._kept.current.document
        self._waiting.pop(self._kept.current.id, None)
        self.refresh()
        self._run([step for step in steps_of(document) if step.prompt in keys])

    @Slot()
    def _take_back(self) -> None:
        """The last one stands in the field again, before what was begun there meanwhile."""
        *others, last = self._mine
        document = self._kept.current.document
        prompt = document.prompt(last)
        rest = tuple(one for one in document.prompts if one.key != last)
        self._waiting[self._kept.current.id] = tuple(others)
        if prompt is not None and self._change(replace(document, prompts=rest)):
            texts = (prompt.text, self._composer.text())
            self._composer.show_text("\n\n".join(text for text in texts if text.strip()))
        self._composer.field.setFocus()
