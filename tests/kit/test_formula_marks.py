"""Which signs in a text make a formula of what stands between them, and which are money, code or prose."""

import re
import time

import pytest

from explorer.kit.rich_text.formula_marks import FORMULA, request_in
from explorer.kit.rich_text.markdown_html import markdown_html
from explorer.kit.rich_text.markdown_parts import CodePart, TextPart, markdown_parts


def formulas_in(text: str) -> list[tuple[str, bool]]:
    """The source of each, and whether it has lines of its own."""
    requests = (request_in(found) for found in FORMULA.finditer(markdown_html(text)))
    return [(one.source, one.is_display) for one in requests]


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("the $x^2$ and $n$th, so $5x + 3$", ["x^2", "n", "5x + 3"]),
        (r"with \(a_1 + b\) and 3$\times$4", ["a_1 + b", r"\times"]),
        ("设$x$为$y=2$。", ["x", "y=2"]),
        ("a triangle $ABC$, **$x$**, [$y$](http://a.example)", ["ABC", "x", "y"]),
        (r"it is $\$5 + 3$", [r"\$5 + 3"]),
        ("$`a_b`$", ["a_b"]),
        ("with $E = mc^2$, $2 x = y$ and $f(x) = ax + b$", ["E = mc^2", "2 x = y", "f(x) = ax + b"]),
        ("| $x^2$ | $$y$$ |\n|---|---|\n", ["x^2", "y"]),
    ],
)
def test_formulas_in_a_line(text: str, sources: list[str]) -> None:
    assert formulas_in(text) == [(source, False) for source in sources]


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 and $10.",
        "between $3-$4, or US$5 to US$10, $1,000/$2,000",
        "I have $5 (not 10$) here",
        "$HOME/bin:$PATH and $ x $",
        r"\$5 and \$6$",
        "costs $5, and x_1 costs 10$",
        "A $20 bill^2 and a 30$ one",
        "$10, or 5$",
        "Use $(A)_$(B), $HOME_DIR/${USER} and $HOME_X/$(whoami)",
        'jQuery $("#a_b").on($(this))',
        r"Program Files \(x86\)",
        "`$x^2$` and `\\(x^2\\)`",
        "    $$\n    x^2\n    $$",
        "```python\nprice = '$x^2$'\n```",
        r"see \[1\] and \[citation needed\], \(as above\)",
        r"\[[Paper](http://a_b.example)\] \[[Code](http://c.example/?d=e)\]",
        "so $x_1 + ",
        r"so \(x_1 + ",
        "$$ is slang for $$$",
        r"\\(x^2\\)",
    ],
)
def test_money_code_and_prose_stay_what_they_are(text: str) -> None:
    assert formulas_in(text) == []


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("$$x = 1$$", "x = 1"),
        ("The\n$$\nx_1 \\\\\ny\n$$\nnext", "x_1 \\\\\ny"),
        ("\\[\nx_1\n\\]", "x_1"),
        (r"\[ x = 1 \].", "x = 1."),
        ("```math\nx^2\n```", "x^2"),
        ("- first\n  \\[\n  x=1\n  \\]\n  more", "x=1"),
        ("> $$x=1$$", "x=1"),
        ("The formula is: $$x = 1$$ and then", "x = 1"),
    ],
)
def test_formulas_on_lines_of_their_own(text: str, source: str) -> None:
    assert formulas_in(text) == [(source, True)]


def test_an_environment_needs_no_marks() -> None:
    text = "so\n\\begin{align}\na &= b \\\\\n  &= c\n\\end{align}\nthen"
    ((source, is_display),) = formulas_in(text)
    assert is_display
    assert source.startswith(r"\begin{align}")
    assert source.endswith(r"\end{align}")


def test_words_around_a_formula_stay_paragraphs() -> None:
    made = markdown_html("One: $$x = 1$$ two *three*")
    assert re.sub(r"<pre>.*</pre>", "|", made).split() == [
        "<p>One:",
        "</p>",
        "|",
        "<p>",
        "two",
        "<em>three</em></p>",
    ]


def test_a_formula_that_is_still_coming_is_shown_as_it_is_written() -> None:
    assert "<p><code>$$<br>x_1 = \\frac{a_1}{</code></p>" in markdown_html("$$\nx_1 = \\frac{a_1}{")
    assert r"\(x + " in markdown_html(r"so \(x + y")


def test_a_fence_for_formulas_is_text_and_others_are_code() -> None:
    parts = markdown_parts("```math\nx^2\n```\n\n```latex\nx^2\n```")
    assert [type(part) for part in parts] == [TextPart, CodePart]


def test_what_is_found_is_kept_as_it_was_written() -> None:
    for text in (r"\(\d+\)", "$x^2$", "$`x`$"):
        assert markdown_html(text) == f'<p><code class="language-math">{text}</code></p>\n'
    for text in ("$$x$$", "$$\nx\ny\n$$", "\\[\nx\n\\]", "\\begin{align}\na\n\\end{align}"):
        assert markdown_html(text) == f'<pre><code class="language-math">{text}</code></pre>\n'


@pytest.mark.parametrize(
    "text",
    [
        "$" * 100_000,
        "$a" * 50_000,
        "\\(" * 50_000,
        "\\[\n" * 30_000,
        "$$ x\n" * 30_000,
        "\\[a\n" * 80_000,
        "\\[a\n" * 199 + "x \\] y\n",
    ],
)
def test_signs_without_end_are_read_at_once(text: str) -> None:
    begun = time.process_time()
    markdown_html(text)
    assert time.process_time() - begun < 5
