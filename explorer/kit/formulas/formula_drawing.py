"""Draws one formula: LaTeX becomes MathML, and that a picture made of paths. It may never end, or eat all
memory: only for the process that may die of it.
"""

import re
from collections.abc import Iterator
from functools import cache
from xml.etree import ElementTree as ET

from latex2mathml.symbols_parser import convert_symbol
from ziamath.config import config
from ziamath.escapes import unescape
from ziamath.tex import tex2mml
from ziamath.zmath import Math, loadedfonts

from explorer.kit.formulas.array_lines import mark_lines, without_lines
from explorer.kit.formulas.drawn_formula import IS_WIDE, DrawnFormula, FormulaFault, FormulaRequest
from explorer.kit.formulas.latex_rewriting import SHOWN, rewritten
from explorer.kit.formulas.wide_signs import write_wide_signs

_EM = 100.0  # units of the picture
_EDGE = 3.0  # of these around it: what slants reaches beyond its box
_KEPT = {
    "path": ("d", "fill", "stroke", "stroke-width"),
    "text": ("x", "y", "font-size", "fill"),
    "rect": ("x", "y", "width", "height", "rx", "fill", "stroke", "stroke-width"),
    "ellipse": ("cx", "cy", "rx", "ry", "fill", "stroke", "stroke-width"),
}
_VALUE = re.compile(r"[A-Za-z]{1,30}|#[0-9a-fA-F]{3,8}|[MLQCZHVTSA0-9eE .,+-]*")
_SIGNED, _BEFORE = frozenset("+-−±∓"), frozenset("∇∂")
_BETWEEN = frozenset("∪∩∧∨⊕⊖⊎∖∘⋅×÷∼⊥⟂")
_CLOSING = frozenset(("", *")]}⟩|‖⌋⌉!⋯…∞"))
_STYLED = {  # upright letters and digits of a style, which the library would slant
    style: {
        ord(first) + number: chr(code + number)
        for first, code, count in (("A", capital, 26), ("a", capital + 26, 26), ("0", digit, 10))
        for number in range(count)
    }
    for style, capital, digit in (
        ("bold", 0x1D400, 0x1D7CE),
        ("sans-serif", 0x1D5A0, 0x1D7E2),
        ("monospace", 0x1D670, 0x1D7F6),
    )
}
_SPACE = re.compile(r" *([A-Z]) *| (?=-)")
_COMMAND = re.compile(r"\\[a-zA-Z]+\*?|\\.")


class UndrawnError(Exception):
    """``args``: a FormulaFault and what it is about."""


def draw_formula(request: FormulaRequest) -> DrawnFormula:
    """The picture, or why there is none."""
    try:
        return _drawn(request)
    except UndrawnError as error:
        fault: FormulaFault = error.args[0]
        return DrawnFormula(fault=fault, details=str(error.args[1])[:40])
    except MemoryError:
        return DrawnFormula(fault="memory")
    except Exception as error:  # noqa: BLE001  a foreign formula: whatever it makes a library raise is its failure
        return DrawnFormula(fault="broken", details=type(error).__name__)


def _drawn(request: FormulaRequest) -> DrawnFormula:
    tree = _tree(rewritten(request.source), is_display=request.is_display)
    _settle()
    picture = Math(tree, size=_EM)
    svg, box = picture.svgxml(), picture.node.bbox
    shapes = "".join(_shapes(svg))
    if not shapes:
        raise UndrawnError("broken", "empty")
    return DrawnFormula(
        shapes,
        left=(box.xmin - _EDGE) / _EM,
        width=(box.xmax - box.xmin + 2 * _EDGE) / _EM,
        ascent=(box.ymax + _EDGE) / _EM,
        descent=(_EDGE - box.ymin) / _EM,
    )


def _tree(source: str, *, is_display: bool) -> ET.Element:
    """In MathML, with all its signs known."""
    bare, lines = without_lines(source)
    mathml = unescape(tex2mml(bare, inline=not is_display))
    tree = ET.fromstring(mathml)  # noqa: S314  made here, and this process is held to its limits
    mark_lines(tree, lines)
    for element in tree.iter():
        if element.text:
            element.text = _signs(element.text).translate(_STYLED.get(element.get("mathvariant", ""), {}))
        _space(element)
    return tree


def _space(row: ET.Element) -> None:
    """Signs that belong to what stands on one side of them, and those that stand between two."""
    before, bars = "(", 0  # the sign before; "" for what is no operator
    for element in row:
        sign = element.text or "" if element.tag.endswith("}mo") else ""
        is_first = before not in _CLOSING or (before == "|" and bars % 2 == 1)
        if sign in _SIGNED and is_first:
            element.set("form", "prefix")
        elif sign == "!" and not is_first:
            element.attrib.update(form="postfix", lspace="0")
        elif sign in _BETWEEN:
            element.attrib.update(lspace="mediummathspace", rspace="mediummathspace")
        elif sign in _BEFORE:
            element.attrib.update(lspace="0", rspace="0")
        before, bars = sign, bars + (sign == "|")


def _signs(text: str) -> str:
    known = _COMMAND.sub(lambda found: _sign_of(found[0]), text).translate(SHOWN)
    font = loadedfonts["default"]
    for sign in known:
        if not sign.isspace() and not font.glyphindex(sign) and IS_WIDE.fullmatch(sign) is None:
            raise UndrawnError("sign", sign)
    return known


def _sign_of(command: str) -> str:
    """A command that was left as it is."""
    code = convert_symbol(command)
    if code is None:
        raise UndrawnError("command", command)
    return chr(int(code, 16))


@cache
def _settle() -> None:
    config.svg2 = False  # else it draws by reference, which Qt does not follow
    config.precision = 1
    write_wide_signs(loadedfonts["default"])


def _shapes(svg: ET.Element) -> Iterator[str]:
    """Only shapes, and only what is known of them; what has no colour takes that around the picture."""
    for element in svg.iter():
        if element.tag in _KEPT and (element.get("fill") != "none" or element.get("stroke")):
            values = ((name, element.get(name, "")) for name in _KEPT[element.tag])
            kept = "".join(f' {name}="{_value(value)}"' for name, value in values if _tells(name, value))
            yield (
                f"<{element.tag}{kept}>{element.text}</text>"
                if element.tag == "text"
                else f"<{element.tag}{kept}/>"
            )


def _tells(name: str, value: str) -> bool:
    return bool(value) and (name, value) != ("fill", "black")


def _value(value: str) -> str:
    if not _VALUE.fullmatch(value):
        raise UndrawnError("broken", value)
    return "currentColor" if value == "black" else _SPACE.sub(r"\1", value)
