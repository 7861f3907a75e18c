"""What the libraries that draw formulas misread, written in another way before they read it."""

import re
from collections.abc import Iterator

# Signs in texts that XML or LaTeX would take for its own; these stand for them until the tree is there.
_HIDDEN = {sign: chr(0xE000 + number) for number, sign in enumerate("<>&{}\\%$#_^~")}
SHOWN = {ord(hidden): sign for sign, hidden in _HIDDEN.items()}

_WORDS = r"text(?:rm|bf|it|sf|tt|normal|up)?|mbox|hbox"
_ARGUMENT = re.compile(rf"\\({_WORDS}|ce|tag\*?|label|vspace\*?|substack|operatorname\*?)\s*\{{")
_STYLES = {"textbf": "mathbf", "textit": "mathit"}
_DROPPED = re.compile(
    r"(?<=\\\\)\s*\[\s*-?[\d.]+\s*[a-z]{2}\s*\]"
    r"|\\(?:[bB]igg?[lrm]?|nonumber|notag|displaylimits|allowbreak|hfill|null|mathstrut)(?![a-zA-Z])|(?<!\\)%[^\n]*"
)
_COMMAND = re.compile(r"\\\\|\\([a-zA-Z]+)")  # the end of a row is none
_NAMES = {
    "dfrac": r"\frac", "tfrac": r"\frac", "cfrac": r"\frac", "dbinom": r"\binom", "tbinom": r"\binom",
    "lbrace": r"\{", "rbrace": r"\}", "lbrack": "[", "rbrack": "]", "bm": r"\boldsymbol",
    "pmb": r"\boldsymbol", "iff": r"\;\Longleftrightarrow\;",
    "implies": r"\;\Longrightarrow\;", "impliedby": r"\;\Longleftarrow\;",
    "R": r"\mathbb{R}", "N": r"\mathbb{N}", "Z": r"\mathbb{Z}",
    "argmax": r"\operatorname*{arg\,max}", "argmin": r"\operatorname*{arg\,min}", "colon": ":",
    "bmod": r"\;\mathrm {mod}\;",
}  # fmt: skip
_ALIGNED = re.compile(
    r"\\(begin|end)\s*\{(?:align|aligned|alignat|alignedat|split|flalign|multline)\*?\}(\s*\{\d+\})?"
)
_CENTRED = re.compile(r"\\(begin|end)\s*\{(?:gather|gathered)\*?\}")
_THREE = re.compile(r"\\(begin|end)\s*\{eqnarray\*?\}")
_PLAIN = re.compile(r"\\(begin|end)\s*\{(?:equation|displaymath|math)\*?\}")
_TABLE = re.compile(r"\\(begin|end)\s*\{([pbBvV]?matrix\*?|smallmatrix|array|cases)\}")
_SCRIPTS = re.compile(r"\s*[\^_]")
_UNDER = re.compile(r"\s*(?:\\limits\s*)?_\s*\{?")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_NOT = re.compile(r"\\not(?![a-zA-Z])\s*(\\[a-zA-Z]+|.)")
_NEGATED = {
    "=": r"\neq ", "<": r"\nless ", ">": r"\ngtr ", r"\in": r"\notin ", r"\equiv": r"\nequiv ",
    r"\subset": r"\nsubset ", r"\subseteq": r"\nsubseteq ", r"\exists": r"\nexists ", r"\sim": r"\nsim ",
    r"\parallel": r"\nparallel ", r"\mid": r"\nmid ", r"\leq": r"\nleq ", r"\geq": r"\ngeq ",
    r"\approx": r"\napprox ", r"\cong": r"\ncong ", r"\Rightarrow": r"\nRightarrow ",
}  # fmt: skip

_CHEMICAL = re.compile(r"[A-Za-z0-9()\[\]+\-=<>^{}. ]*")
_ARROWS = (("<=>", r" \rightleftharpoons "), ("<->", r" \leftrightarrow "), ("->", r" \rightarrow "))
_CHARGE = re.compile(r"\^\{?(\d*[+-])\}?|(?<=[A-Za-z\d)\]])([+-])(?=\s|$)")
_COUNT = re.compile(r"(?<=[A-Za-z)\]])(\d+)")


def rewritten(source: str) -> str:
    """The same formula. Raises ValueError for what would come out wrong."""
    text = _COMMAND.sub(lambda found: _NAMES.get(found[1] or "", found[0]), _DROPPED.sub("", source))
    text = "".join(_arguments(text))
    text = text.replace("||", "| |").replace(r"\mathbb{1}", "𝟙")  # two bars, not one sign for both
    text = _NOT.sub(_negated, _THOUSANDS.sub("{,}", text))
    text = _ALIGNED.sub(r"\\\1{align*}", text)
    text = _CENTRED.sub(lambda f: r"\begin{array}{c}" if f[1] == "begin" else r"\end{array}", text)
    text = _THREE.sub(lambda f: r"\begin{array}{rcl}" if f[1] == "begin" else r"\end{array}", text)
    text = _PLAIN.sub(lambda f: "{" if f[1] == "begin" else "}", text)
    return _braced_tables(text)


def _negated(found: re.Match[str]) -> str:
    known = _NEGATED.get(found[1])
    if known is None:
        raise ValueError(found[0])
    return known


def _arguments(text: str) -> Iterator[str]:
    """What has an argument that is no formula, in what the libraries know."""
    end = 0
    while found := _ARGUMENT.search(text, end):
        yield text[end : found.start()]
        end = closing(text, found.end())
        inside, under = text[found.end() : end - 1], _UNDER.match(text, end)
        if found[1] == "operatorname*" and under is not None:
            last = closing(text, under.end()) if under[0].endswith("{") else under.end() + 1
            below = text[under.end() : last].removesuffix("}")
            yield rf"\underset{{{rewritten(below)}}}{{{_operator(inside)}}}"
            end = last
        else:
            yield _said(found[1], inside)
    yield text[end:]


def _operator(name: str) -> str:
    """Its spaces would be left out."""
    spaced = re.sub(r"\\[,;: !]|~|\s+", " ", name)
    return rf"\operatorname{{{name}}}" if spaced == name else rf"\text{{{_hidden(spaced)}}}\,"


def _said(name: str, inside: str) -> str:
    if name == "ce":
        return _chemical(inside)
    if name.startswith(("label", "vspace")):
        return ""
    if name.startswith("operatorname"):
        return _operator(inside)
    if name.startswith("tag"):
        return rf"\qquad \text{{{_hidden(inside if name.endswith('*') else f'({inside})')}}}"
    if name == "substack":
        return rf"\begin{{matrix}}{rewritten(inside)}\end{{matrix}}"
    parts = re.split(r"(?<!\\)\$", inside)  # formulas in it, as "if $x > 0$"
    if len(parts) % 2 == 0:
        parts = [inside]
    return "".join(
        _words(name, part) if not number % 2 else f"{{{rewritten(part)}}}"
        for number, part in enumerate(parts)
    )


def _words(name: str, part: str) -> str:
    if not part:
        return ""
    text = rf"\text{{{_hidden(part)}}}"
    return rf"\{_STYLES[name]}{{{text}}}" if name in _STYLES else text


def _hidden(text: str) -> str:
    bare = re.sub(r"\\([%&#_${}~^ ])", r"\1", text)
    return "".join(_HIDDEN.get(sign, sign) for sign in bare)


def closing(text: str, start: int) -> int:
    """Behind the brace that closes what opened before ``start``."""
    depth = 1
    for found in re.finditer(r"\\.|[{}]", text[start:], re.DOTALL):
        depth += (found[0] == "{") - (found[0] == "}")
        if not depth:
            return start + found.end()
    raise ValueError(text[start:])


def _chemical(inside: str) -> str:
    """The plain half of mhchem: elements, counts, charges, arrows."""
    if not _CHEMICAL.fullmatch(inside):
        return rf"\ce{{{inside}}}"  # which nobody knows
    text = inside
    for sign, arrow in _ARROWS:
        text = text.replace(sign, arrow)
    text = _COUNT.sub(r"_{\1}", text)
    text = _CHARGE.sub(lambda found: f"^{{{found[1] or found[2]}}}", text)
    return (
        "{"
        + re.sub(r"\\[a-z]+|[A-Za-z]+", lambda f: f[0] if f[0][0] == "\\" else rf"\mathrm {{{f[0]}}}", text)
        + "}"
    )


def _braced_tables(text: str) -> str:
    """A table that has an index is no base that the library knows, unless braces are around it."""
    starts, edges = list[int](), list[tuple[int, str]]()
    for found in _TABLE.finditer(text):
        if found[1] == "begin":
            starts.append(found.start())
        elif starts:
            start = starts.pop()
            if _SCRIPTS.match(text, found.end()):
                edges += [(start, "{"), (found.end(), "}")]
    for place, brace in sorted(edges, reverse=True):
        text = text[:place] + brace + text[place:]
    return text
