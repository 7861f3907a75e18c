r"""Formulas in Markdown: ``$…$``, ``$$…$$``, ``\(…\)``, ``\[…\]``, environments of LaTeX that stand alone,
and fences of the language "math".

What is found becomes ``<code class="language-math">``, in ``<pre>`` where it stands on lines of its own, with
its marks: it is shown as it was written wherever nobody draws it. Money stays text, and so do brackets
that are escaped in prose.
"""

import html
import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from explorer.kit.formulas.drawn_formula import FormulaRequest, cost_of

MATH = "language-math"
FORMULA = re.compile(rf'(<pre>)?<code class="{MATH}">(.*?)\n?</code>(?:</pre>)?', re.DOTALL)  # in clean HTML
_LONGEST = 4_000  # characters between two marks
_MOST_LINES = 200
_MOST, _DEAREST = 400, 40_000  # formulas of a text, and their cost; what comes after is code like any other

_PAIRS = {"$$": "$$", r"\[": r"\]", r"\(": r"\)", "$": "$"}
_ENVIRONMENT = re.compile(
    r"\\begin\{((?:equation|align|gather|multline|alignat|eqnarray|flalign|aligned|split|cases"
    r"|[pbBvV]?matrix)\*?)\}"
)
_MEANT = re.compile(r"[\\^_=<>+|]")  # what no prose has
_WORD = re.compile(r"[A-Za-z]{3,}")  # with it, "$5 (not 10$)" and brackets that are escaped are prose
_AFTER = re.compile(r"[A-Za-z0-9]")
_OPENS = re.compile(r"[({]")  # "$(A)_$(B)", "$HOME_DIR/${USER}"
_PROSE = re.compile(
    r"(?i)^\d.* [^ ]*(?<![a-z])[a-z]{3,}|(?<![a-z])(?:and|for|is|or|per|the|to|und|oder|bis)(?![a-z])",
    re.DOTALL,
)
_NAME = re.compile(r"[A-Za-z]\d\d+")  # "Program Files \(x86\)"
_MARKED = re.compile(r"\$\$(.*)\$\$|\\\[(.*)\\\]|\\\((.*)\\\)|\$`*(.*?)`*\$", re.DOTALL)
_ORDINAL = re.compile(r"(?:th|st|nd|rd|s)\b|-")  # "the $n$th"
_ENDING = re.compile(r"\s*([.,;:]?)\s*$")


def formula_marks(reader: MarkdownIt) -> None:
    """A plugin for the parser."""
    reader.inline.ruler.before("escape", "formula", _inline)
    interrupted = ["paragraph", "reference", "blockquote", "list"]
    reader.block.ruler.before("fence", "formula", _block, {"alt": interrupted})
    reader.core.ruler.push("formula", _part_paragraphs)
    for name in ("formula", "formula_block", "formula_open"):
        reader.add_render_rule(name, _render)


def _inline(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  called by the parser
    text, start = state.src, state.pos
    mark = next((one for one in _PAIRS if text.startswith(one, start)), None)
    if mark is None:
        return False
    begin = start + len(mark)
    end = _end_of(text, mark, begin)
    if end < 0 or not _is_formula(text, mark, start, end):
        return (mark == "$$" or (end < 0 and mark != "$")) and _skip(state, mark, silent=silent)
    if not silent:
        token = state.push("formula", "code", 0)
        token.content, token.markup = text[start : end + len(_PAIRS[mark])], mark
    state.pos = end + len(_PAIRS[mark])
    return True


def _skip(state: StateInline, mark: str, *, silent: bool) -> bool:
    """A mark without a formula, or whose formula is still to come, as it is written."""
    end = state.pos + len(mark)
    while mark == "$$" and state.src.startswith("$", end):
        end += 1
    if not silent:
        state.pending += state.src[state.pos : end]
    state.pos = end
    return True


def _end_of(text: str, mark: str, begin: int) -> int:
    """Where the mark that closes stands; -1: nowhere. Of single signs only the next one counts."""
    close, last = _PAIRS[mark], begin + _LONGEST
    end = text.find(close, begin, last)
    while end > 0 and mark[0] == "$" and _is_escaped(text, end):
        end = text.find(close, end + 1, last)
    return end


def _is_escaped(text: str, at: int) -> bool:
    backslashes = 0
    while text[at - 1 - backslashes : at - backslashes] == "\\":
        backslashes += 1
    return backslashes % 2 == 1


def _is_formula(text: str, mark: str, start: int, end: int) -> bool:
    inside = text[start + len(mark) : end]
    if not inside.strip() or "](" in inside:
        return False
    if mark == "$" and not _is_between_dollars(text, start, inside, end):
        return False
    if _MEANT.search(inside) is not None:
        return True
    has_words = _WORD.search(inside) is not None and (mark != "$" or " " in inside)
    return mark != r"\[" and not has_words and not _NAME.fullmatch(inside)


def _is_between_dollars(text: str, start: int, inside: str, end: int) -> bool:
    if inside[0].isspace() or inside[-1].isspace():
        return False
    if "`" in inside and not (inside[0] == inside[-1] == "`"):
        return False
    before, after = text[max(0, start - 1) : start], text[end + 1 : end + 2]
    if inside.startswith("\\"):
        return True
    if _AFTER.fullmatch(before) or after == "$" or _OPENS.match(after):
        return False
    if " " in inside and "\\" not in inside and _PROSE.search(inside):
        return False
    return _AFTER.fullmatch(after) is None or _ORDINAL.match(text, end + 1) is not None


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  called by the parser
    if state.is_code_block(start):
        return False
    first = _line(state, start)
    environment = _ENVIRONMENT.match(first)
    mark = next((one for one in ("$$", r"\[") if first.startswith(one)), "")
    if not mark and environment is None:
        return False
    close = rf"\end{{{environment[1]}}}" if environment else _PAIRS[mark]
    inside, last = _lines_until(state, close, mark, start, end)
    is_open = last < 0 and first in (mark, environment and environment[0])
    if is_open:
        inside, last = _lines_to_blank(state, start, end)
    if last < 0 or (mark == r"\[" and start == last and not _MEANT.search(inside)):
        return False
    if not silent:
        token = state.push("formula_open" if is_open else "formula_block", "pre", 0)
        token.content, token.map, token.block = inside, [start, last + 1], True
        if mark and not is_open:
            edge = "\n" if last > start else ""
            token.content = f"{mark}{edge}{inside}{edge}{close}"
        state.line = last + 1
    return True


def _lines_until(state: StateBlock, close: str, mark: str, start: int, end: int) -> tuple[str, int]:
    """What stands between, and the line that ends it; -1: none does."""
    kept: list[str] = []
    end = min(end, start + _MOST_LINES)
    begin = state.bMarks[start] + state.tShift[start] + len(mark)
    if start < state.env.get(close, 0) or state.src.find(close, begin, state.eMarks[end - 1]) < 0:
        return "", -1
    for number in range(start, end):
        if number > start and state.sCount[number] < state.blkIndent and not state.isEmpty(number):
            break
        line = _line(state, number)
        line = line.removeprefix(mark) if number == start else line
        at = line.find(close)
        if at < 0:
            kept.append(line)
            continue
        ending = _ENDING.match(line, at + len(close))
        inside = "\n".join([*kept, line[:at]])
        if ending is None or not inside.strip():
            state.env[close] = number  # whoever begins before it meets it, too
            break
        return (inside.strip() if mark else inside + close) + ending[1], number
    return "", -1


def _lines_to_blank(state: StateBlock, start: int, end: int) -> tuple[str, int]:
    """Of a formula that is not closed, or not yet."""
    last = start
    while last + 1 < end and not state.isEmpty(last + 1) and state.sCount[last + 1] >= state.blkIndent:
        last += 1
    return "\n".join(_line(state, number) for number in range(start, last + 1)), last


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].rstrip()


def _part_paragraphs(state: StateCore) -> None:
    """A formula between ``$$`` or ``\\[`` gets a line of its own where it stands inside a paragraph."""
    parted: list[Token] = []
    place, tokens = 0, state.tokens
    while place < len(tokens):
        children = tokens[place].children or []
        if any(map(_is_apart, children)) and tokens[place - 1].type == "paragraph_open":
            opened, closed = parted.pop(), tokens[place + 1]
            for group in _groups(children):
                parted += [group[0]] if _is_apart(group[0]) else _paragraph(opened, closed, group)
            place += 1
        else:
            parted.append(tokens[place])
        place += 1
    state.tokens = parted


def _is_apart(token: Token) -> bool:
    return token.type in ("formula", "formula_block") and token.markup in ("$$", r"\[") and not token.level


def _groups(children: list[Token]) -> Iterator[list[Token]]:
    """What stands between formulas, without the white space at its ends, and each formula as a block."""
    group: list[Token] = []
    for token in [*children, None]:
        if token is not None and not _is_apart(token):
            group.append(token)
            continue
        while group and _is_space(group[-1]):
            group.pop()
        while group and _is_space(group[0]):
            group.pop(0)
        if group:
            yield group
        group = []
        if token is not None:
            token.type, token.block = "formula_block", True
            yield [token]


def _is_space(token: Token) -> bool:
    return token.type in ("softbreak", "hardbreak") or (token.type == "text" and not token.content.strip())


def _paragraph(opened: Token, closed: Token, children: list[Token]) -> list[Token]:
    inline = Token("inline", "", 0, children=children, level=opened.level + 1, block=True)
    return [opened.copy(), inline, closed.copy()]


def _render(_renderer: object, tokens: list[Token], at: int, _options: object, _env: object) -> str:
    token = tokens[at]
    named = f' class="{MATH}"' if token.type != "formula_open" else ""
    code = f"<code{named}>{escapeHtml(token.content)}</code>"
    if token.type == "formula":
        return code
    return (
        f"<pre>{code}</pre>\n"
        if token.type == "formula_block"
        else f"<p>{code}</p>\n".replace("\n", "<br>", token.content.count("\n"))
    )


class FormulaBudget:
    """How many formulas of one text may be drawn, or of so many ``texts``."""

    def __init__(self, texts: int = 1) -> None:
        self._texts, self._count, self._cost = texts, 0, 0

    def allows(self, source: str) -> bool:
        """Asked once for each."""
        self._count, self._cost = self._count + 1, self._cost + cost_of(source)
        return self._count <= _MOST * self._texts and self._cost <= _DEAREST * self._texts


def is_formula(token: Token) -> bool:
    """A fenced block whose language says so."""
    return token.info.strip() == "math"


def request_in(found: re.Match[str]) -> FormulaRequest:
    """What FORMULA has found."""
    written = html.unescape(found[2]).strip()
    bare = _MARKED.fullmatch(written)
    source = next(one for one in bare.groups() if one is not None) if bare is not None else written
    return FormulaRequest(source.strip(), found[1] is not None)


def marked(request: FormulaRequest) -> str:
    """As it is written in Markdown."""
    return f"$$\n{request.source}\n$$" if request.is_display else f"${request.source}$"
