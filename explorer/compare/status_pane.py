"""The strip over the answers: which models answer now, how long it may still take, what is missing."""

from collections.abc import Mapping

from explorer.compare.asking_pane import Asking
from explorer.compare.round_rows import StatusStrip
from explorer.compare.run_words import run_text, short_text
from explorer.kit.language import shown


class RunStatus(StatusStrip):
    """Hidden while there is nothing to tell. ``is_blind``: it must not tell whose answers come."""

    def __init__(self, asking: Asking) -> None:
        super().__init__()
        self._asking = asking
        self.is_blind = False
        self.stopped.connect(asking.stop)
        self.hide()

    def refresh(self, titles: Mapping[str, str]) -> None:
        """``titles`` of the columns by their keys."""
        live = self._asking.live
        if live is not None and live is not self._asking.live_here:
            words = self.tr("Another comparison is running · {progress}")
            self.show_run(words.format(progress=shown(short_text(live))))
        elif live is not None:
            self.show_run(shown(run_text(live, None if self.is_blind else titles)))
        elif missing := self._asking.missing_count:
            self.show_interrupted(missing)
        else:
            self.hide()
