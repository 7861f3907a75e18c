"""Formulas drawn in a process of their own: what is refused, and that none breaks more than itself."""

import re
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from explorer.domain.errors import CancelledError
from explorer.kit.formulas.drawn_formula import DrawnFormula, FormulaRequest, refusal
from explorer.kit.formulas.formula_drawer import FormulaDrawer
from explorer.kit.rich_text.formula_page import with_formulas
from explorer.kit.rich_text.markdown_html import markdown_html


@pytest.fixture(scope="module")
def drawer() -> Iterator[FormulaDrawer]:
    one = FormulaDrawer()
    yield one
    one.close()


def drawn(drawer: FormulaDrawer, *sources: str) -> list[DrawnFormula]:
    return drawer.draw([FormulaRequest(source, is_display=True) for source in sources])


def test_what_models_write_is_drawn(drawer: FormulaDrawer) -> None:
    sources = (
        r"\frac{-b \pm \sqrt{b^2 - 4ac}}{2a}",
        r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}^T",
        r"f(x) = \begin{cases} x & \text{if } x < 1 \\[6pt] 0 & \text{else, if $x$ & y} \end{cases}",
        r"\begin{aligned} a &= b \\ &= c \end{aligned}",
        r"\operatorname*{arg\,max}_{\theta} L, \bigl\langle x, y \bigr\rangle \tag{1}",
        r"\operatorname*{argmax}_\theta L + \argmax_\theta + \argmin\limits_\phi + \argmax_\mathbf{x}",
        r"\begin{rcases} a \\ b \end{rcases} \underline{\hspace{2cm}}",
        r"A \not= B \not\in C \notin D \not\subset \mathbb{1}, |a||b|, a \bmod b",
        r"\text{速度} = \frac{\text{路程}}{时间}",
        r"\ce{SO4^2- + Ca^{2+} <=> CaSO4}",
        r"\left[\begin{array}{cc|c} 1 & 2 & 3 \\ \hline 4 & 5 & 6 \end{array}\right]",
    )
    for source, one in zip(sources, drawn(drawer, *sources), strict=True):
        assert (one.fault, one.details) == ("", ""), source
        assert one.width > 0
        assert one.ascent + one.descent > 0.5


@pytest.mark.parametrize(
    ("source", "count"),
    [
        (r"\begin{array}{cc} a & b \\ c & d \end{array}", 0),
        (r"\begin{array}{|c|c|} \hline a & b \\ \hline c & d \\ \hline \end{array}", 6),
        (r"\begin{array}{|c|c|} a & b \\ c & d \end{array}", 3),
        (r"x + \begin{matrix} a & b \\ \hline c & d \end{matrix}", 1),
    ],
)
def test_lines_of_a_table_stand_in_the_picture(drawer: FormulaDrawer, source: str, count: int) -> None:
    (one,) = drawn(drawer, source)
    lines = re.findall(r'<rect x="(.*?)" y="(.*?)" width="(.*?)" height="(.*?)"', one.shapes)
    assert len(lines) == count
    for x, y, width, height in (map(float, line) for line in lines):
        assert one.left * 100 <= x < x + width <= (one.left + one.width) * 100
        assert -one.ascent * 100 <= y < y + height <= one.descent * 100


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        (r"\foo{x}", "command"),
        (r"\text{שלום} = 3", "sign"),
        (r"\begin{array}{c:c} a & b \end{array}", "broken"),
        (r"\left(", "broken"),
        (r"x^2^3", "broken"),
        (r"\not\perp", "broken"),
        (r"\text{open", "broken"),
        (r"\text{\textbf{x} and}", "broken"),
        (r"\begin{tabular}{c} a \end{tabular}", "broken"),
        ("", "broken"),
    ],
)
def test_what_would_look_wrong_is_not_drawn(drawer: FormulaDrawer, source: str, fault: str) -> None:
    (one,) = drawn(drawer, source)
    assert one.fault == fault
    assert not one.shapes


@pytest.mark.parametrize(
    "source",
    [
        "x" * 1_001,
        r"\sqrt{\sqrt{\sqrt{\sqrt{" + "x+" * 100 + "}}}}",
        "{" * 7 + "x" + "}" * 7,
        r"\left(" * 7 + "x" + r"\right)" * 7,
        r"\sqrt" * 20 + "x",
        r"\frac{1}{2",
        " ",
    ],
)
def test_what_is_long_deep_or_open_is_not_even_tried(source: str) -> None:
    assert refusal(source) is not None


def test_what_takes_too_long_ends_alone(drawer: FormulaDrawer) -> None:
    bomb = r"\sqrt{" * 20 + "x" + "}" * 20
    first, second, third = drawn(drawer, "a", bomb, "b")
    assert (first.fault, second.fault, third.fault) == ("", "time", "")


_STANDS_IN = """
import json, sys
print(flush=True)
for line in sys.stdin:
    for one in json.loads(line):
        assert one["source"] != "!"
        print(json.dumps({"width": 1.0, "shapes": one["source"]}), flush=True)
"""  # answers until it meets an "!"


@pytest.fixture
def stand_in() -> Iterator[FormulaDrawer]:
    one = FormulaDrawer((sys.executable, "-c", _STANDS_IN))
    yield one
    one.close()


def test_a_process_that_dies_takes_one_formula_with_it(stand_in: FormulaDrawer) -> None:
    shape = '<rect x="1"/>'
    assert [one.fault for one in drawn(stand_in, shape, "!", shape)] == ["", "failed", ""]
    assert [one.fault for one in drawn(stand_in, *"!!!!!")] == ["failed"] * 5  # and gives up


def test_one_that_the_process_did_not_die_of_is_drawn_all_the_same(tmp_path: Path) -> None:
    """Somebody else ends it in the middle of a line, once."""
    mark = tmp_path / "was here"
    code = _STANDS_IN.replace("assert", f"half(one, {str(mark)!r}); assert")
    half = (
        "import pathlib\ndef half(one, mark):\n if one['source'] == '' and not pathlib.Path(mark).exists():\n"
        "  pathlib.Path(mark).touch(); print('{\"wid', end='', flush=True); sys.exit(9)\n"
    )
    with closing(FormulaDrawer((sys.executable, "-c", half + code))) as drawer:
        assert [one.fault for one in drawn(drawer, '<rect x="1"/>', "", '<rect x="1"/>')] == [""] * 3


def test_what_was_not_tried_is_not_said_to_fail(
    drawer: FormulaDrawer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.kit.formulas.formula_drawer.SECONDS", 0.3)
    bombs = [rf"\left(\rule{{1em}}{{{50 + number}000em}}\right)" for number in range(5)]
    assert [one.fault for one in drawn(drawer, *bombs, "a")] == ["time"] * 4


def test_what_is_huge_is_not_drawn(drawer: FormulaDrawer) -> None:
    huge = (r"\rule{1em}{300em}", r"\hspace{9999em} x", r"\rule{1em}{100000em}")
    assert [one.fault for one in drawn(drawer, *huge)] == ["size"] * 3


def test_a_page_that_nobody_waits_for_is_not_made() -> None:
    with pytest.raises(CancelledError):
        with_formulas(markdown_html("$x^2$"), lambda: True)


def test_nothing_but_shapes_is_taken_from_the_process(stand_in: FormulaDrawer) -> None:
    for evil in (
        "<image href=x/>",
        '<rect onclick="x()"/>',
        '<path d="url(x)"/>',
        "<script>",
        '<text x="1">a</text>',
    ):
        assert drawn(stand_in, evil)[0].fault == "failed"


def test_colours_are_names_and_nothing_else(drawer: FormulaDrawer) -> None:
    red, evil = drawn(drawer, r"\color{red}{x}", r'\color{red"/><image href="x}{x}')
    assert 'fill="red"' in red.shapes
    assert "image" not in evil.shapes


def test_a_page_gets_pictures_with_their_sources_and_keeps_what_fails_as_code() -> None:
    made = with_formulas(markdown_html("so $a<b$ and\n$$\n\\frac12\n$$\nnot $\\foo$"))
    assert '<span class="source">$a&lt;b$</span>' in made
    assert '<span class="source">$$\n\\frac12\n$$</span></div>' in made
    assert made.count("<svg") == 2
    assert r'<code class="language-math">$\foo$</code>' in made
    assert "style=" not in made
    assert "<script" not in made
