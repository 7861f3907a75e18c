"""The prompts that were typed while models answer: stored at once, and asked when the run has ended.

They stand in their comparison like every other, and which of them wait is stored beside it. Where the run
was stopped, another comparison was open at its end or the app was left, they are asked when the person says
so.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Slot

from explorer.kit.announce import announce
from explorer.rooms.compare.document.comparisons import Comparisons
from explorer.rooms.compare.document.document import ComparisonDocument
from explorer.rooms.compare.document.results import Outcome
from explorer.rooms.compare.prompts.composer_rows import PromptComposer
from explorer.rooms.compare.run.plan import PlanStep, missing_steps
from explorer.rooms.compare.run.run_controller import RunController


class PromptQueue(QObject):
    """``change`` keeps and shows a document and says whether it could; ``run`` asks these steps.

    ``outcomes``: what came of the open comparison.
    """

    def __init__(
        self,
        kept: Comparisons,
        asking: RunController,
        composer: PromptComposer,
        outcomes: Callable[[], Iterable[Outcome]],
        change: Callable[[ComparisonDocument], bool],
        run: Callable[[Sequence[PlanStep]], object],
    ) -> None:
        super().__init__(composer)
        self._kept, self._asking, self._composer = kept, asking, composer
        self._outcomes, self._change, self._run = outcomes, change, run
        composer.taken_back.connect(self._take_back)
        composer.asked_now.connect(self._ask)
        over = Qt.ConnectionType.QueuedConnection  # all others have heard of the end by then
        asking.busy_changed.connect(self._follow_busy, over)

    def _steps(self) -> list[PlanStep]:
        """What is to be asked still: not what was answered by choice, nor what the run that goes on asks."""
        keys, here, live = self._kept.waiting(), self._asking.models(), self._asking.live_here
        if not keys:
            return []
        now = frozenset(live.plan.steps if live is not None else ())
        missing = missing_steps(self._kept.current.document, self._outcomes())
        return [step for step in missing if step.prompt in keys and step.column in here and step not in now]

    def _mine(self) -> tuple[str, ...]:
        """The prompts of the open comparison that wait."""
        left = {step.prompt for step in self._steps()}
        return tuple(key for key in self._kept.waiting() if key in left)

    def add(self, keys: Iterable[str]) -> None:
        self._kept.keep_waiting((*self._kept.waiting(), *keys))
        self.refresh()
        announce(self._composer, self._composer.told)

    def refresh(self) -> None:
        """Another comparison is open, or its prompts, models or answers are others."""
        self._composer.tell(waiting=len(self._mine()))

    @Slot()
    def _follow_busy(self) -> None:
        if self._asking.live_here is not None:
            self._kept.keep_waiting(self._mine())  # what is asked waits no more, even if it is stopped
        elif not self._asking.is_busy and not self._asking.was_stopped and self._mine():
            self._ask()

    @Slot()
    def _ask(self) -> None:
        self._run(self._steps())

    @Slot()
    def _take_back(self) -> None:
        """The last one stands in the field again, before what was begun there meanwhile."""
        document, last = self._kept.current.document, self._mine()[-1]
        prompt = document.prompt(last)
        rest = tuple(one for one in document.prompts if one.key != last)
        if prompt is not None and self._change(replace(document, prompts=rest)):
            texts = (prompt.text, self._composer.text())
            self._composer.show_text("\n\n".join(text for text in texts if text.strip()))
        self._composer.field.setFocus()
