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
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([a-zA-Z]*)\*?\}(?:\s*\[[tbc]\])?(\s*\{\d+\})?")
_ALIGNED = r"\begin{align*}", r"\end{align*}"
_CENTRED = r"\begin{array}{c}", r"\end{array}"
_ENVIRONMENTS = {
    **dict.fromkeys(("align", "aligned", "alignat", "alignedat", "split", "flalign", "multline"), _ALIGNED),
    **dict.fromkeys(("gather", "gathered"), _CENTRED),
    **dict.fromkeys(("equation", "displaymath", "math"), ("{", "}")),
    "eqnarray": (r"\begin{array}{rcl}", r"\end{array}"),
    "dcases": (r"\begin{cases}", r"\end{cases}"),
    "rcases": (r"\left.\begin{array}{ll}", r"\end{array}\right\}"),
}
_TABLE = re.compile(r"\\(begin|end)\s*\{([pbBvV]?matrix\*?|smallmatrix|array|cases)\}")
_LENGTH = re.compile(r"\\hspace\*?\s*\{\s*(-?\d+\.?\d*)\s*(cm|mm|in|pt)\s*\}")
_EMS = {"cm": 2.845, "mm": 0.2845, "in": 7.227, "pt": 0.1}
_SCRIPTS = re.compile(r"\s*[\^_]")
_UNDER = re.compile(r"\s*(?:\\limits\s*)?_\s*")
_SPACE = re.compile(r"\\(?:q?quad(?![a-zA-Z])|[,;:])")
_ONE = re.compile(r"\\[a-zA-Z]+|\\?\S")
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
    text = _ENVIRONMENT.sub(_environment, _LENGTH.sub(_in_em, text))
    return _braced_tables(text)


def _environment(found: re.Match[str]) -> str:
    known = _ENVIRONMENTS.get(found[2])
    if known is not None:
        return known[found[1] == "end"] + (found[3] or "") * (found[2] not in ("alignat", "alignedat"))
    if not _TABLE.match(found[0]):
        raise ValueError(found[0])
    return found[0]


def _in_em(found: re.Match[str]) -> str:
    """The libraries do not know how large the letters are."""
    return rf"\hspace{{{float(found[1]) * _EMS[found[2]]:.2f}em}}"


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
            end = _end_of_one(text, under.end())
            below, name = rewritten(text[under.end() : end]), _operator(inside).removesuffix(r"\,")
            yield rf"\underset{{{below}}}{{{name}}}\,"
        else:
            yield _said(found[1], inside)
    yield text[end:]


def _end_of_one(text: str, start: int) -> int:
    """Of what an index takes: a group, a command with one group behind it or a sign."""
    found = _ONE.match(text, start)
    if found is None:
        raise ValueError(text[start:])
    opens = found.end() if found[0] == "{" else found.end() + 1
    is_group = text[opens - 1 : opens] == "{" and found[0][0] in "{\\"
    return closing(text, opens) if is_group else found.end()


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
    bare = re.sub(r"\\([%&#_${}~^ ])", r"\1", _SPACE.sub(" ", text))
    if re.search(r"\\[a-zA-Z]", bare):
        raise ValueError(text)
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
