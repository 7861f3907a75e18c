"""What a model thought before it answered, in answers that were kept word for word."""

from dataclasses import dataclass

from explorer.domain.answer_format import GUESSES, leading_marks
from explorer.domain.piece import joined
from explorer.domain.splitting import Splitter, Stage

LONGEST = 4096  # tokens of an answer that comes after a thought, by default: most take a thousand or two


@dataclass(frozen=True)
class Thought:
    """``is_done`` is false while the model still thinks; then ``answer`` is empty."""

    thought: str
    answer: str
    is_done: bool = True


def split_thinking(text: str) -> Thought:
    """Parts an answer that was kept word for word, without knowing which model wrote it."""
    splitter = Splitter(GUESSES.items)
    pieces = splitter.feed(text)
    if text.strip() and splitter.stage is Stage.START:
        return Thought("", "", is_done=False)  # the mark itself is still coming
    whole = joined((*pieces, *splitter.finish()))
    return Thought(whole.thought, whole.text, not splitter.is_thinking)


def written_after(prompt: str, raw: str) -> str:
    """What of an answer, word for word, its model wrote: a mark that the prompt ends with stands in both."""
    end = prompt.rstrip()
    return raw[max((len(mark) for mark in leading_marks(raw) if end.endswith(mark)), default=0) :]
