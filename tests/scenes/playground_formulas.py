"""Answers with formulas: in lines, on lines of their own, in lists, tables and quotes; and some that fail."""

from explorer.domain.generation import AnswerTiming, ChatMessage, Sampling
from explorer.domain.places import Place, Room
from explorer.kit.formulas.formulas import formulas_of
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from tests.scenes.stage import Scene, Stage
from tests.scenes.worlds import THINKER_MODEL, THINKING
from tests.tour.driver import settle

_ROOTS = r"""# Roots of $ax^2 + bx + c$

For $a \neq 0$ the roots of $ax^2 + bx + c = 0$ are $x = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}$, where the
discriminant $\Delta = b^2 - 4ac$ tells how many there are. A book about it costs $5 to $10; `$x$` is code.

$$
x_{1,2} = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}
$$

1. Compute $\Delta$: $$\Delta = b^2 - 4ac$$
2. Take $\sqrt{\Delta}$, if **$\Delta \ge 0$**, and use $\sum_{i=1}^{2} x_i = -\frac{b}{a}$.

| $n$ | $x_n$ |
|---|---|
| $1$ | $\frac12$ |
| $2$ | $\sqrt{2}$ |
"""
_TABLES = r"""The rotation by $\theta$, an augmented matrix and a function by cases:

\[
R = \begin{bmatrix} \cos\theta & -\sin\theta \\ \sin\theta & \cos\theta \end{bmatrix}, \quad
\left[\begin{array}{cc|c} 1 & 2 & 3 \\ 4 & 5 & 6 \end{array}\right]
\]

\[
f(x) = \begin{cases} x^2 & \text{if } x \ge 0 \\ -x & \text{otherwise} \end{cases}
\]

> In words: $\text{softmax}(x)_i = e^{x_i} / \sum_j e^{x_j}$.

\begin{align}
(a+b)^2 &= (a+b)(a+b) \\
 &= a^2 + 2ab + b^2
\end{align}

This cannot be drawn: $\foo{x}$, and neither can that:

$$\unknown{y} + 1$$

$$p(x_1, \ldots, x_n) =
\prod_{i=1}^n p(x_i \mid x_1, \ldots, x_{i-1})
= p(x_1)\, p(x_2 \mid x_1) \cdots p(x_n \mid x_1, \ldots, x_{n-1})
= \exp\left(\sum_{i=1}^n \log p(x_i)\right)$$
"""


def answered(stage: Stage, answer: str) -> None:
    """A chat of one answer, all its formulas drawn."""
    chats = Chats(stage.driver.app.core.store)
    chat = chats.create(THINKING, THINKER_MODEL)
    stage.undo.callback(stage.driver.app.core.store.write, "DELETE FROM chats WHERE id = ?", chat.id)
    chats.add(chat.id, "user", THINKING, TurnRecord())
    record = TurnRecord(
        end="end", model=THINKER_MODEL, model_name="Thinker", quantization="Q8_0",
        measured=AnswerTiming(prompt_tokens=24, answer_tokens=212, first_token_s=0.2, generation_s=5.1),
        sampling=Sampling(), messages=(ChatMessage("user", THINKING),), context_length=2048,
    )  # fmt: skip
    chats.add(chat.id, "assistant", answer, record)
    stage.driver.app.go(Place(Room.PLAYGROUND, chat_id=chat.id))
    formulas = formulas_of()
    stage.driver.wait(
        lambda: formulas is not None and bool(formulas.kept) and formulas.is_idle, "the formulas"
    )
    settle()


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("playground-formulas", "stocked", lambda stage: answered(stage, _ROOTS)),
        Scene("playground-formulas-tables", "stocked", lambda stage: answered(stage, _TABLES)),
    )
