"""The words of a quote without its Markdown; what is stored stays as it stands in its source.

Only signs go, never a word: a row of a table becomes "cell · cell", a link its text. The signs of a quote
may be left alone, as a sentence is cut out of its bold paragraph: so emphasis is known by the letter beside
it.
"""

import html
import re

_PICTURE = re.compile(r"!\[([^\[\]\n]{0,400})\]\([^()\n]{0,4000}\)")
_LINK = re.compile(
    r"(?<!\\)\[([^\[\]]{1,500})\](?:\([^()\s]{0,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,500})?[^()\n]{0,300}\)"
    r"|\[[^\[\]\n]{0,100}\])"
)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>]{1,500})>")
_BREAK = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}>|<!--.{0,2000}?-->")
_FENCE = re.compile(r"^\s{0,12}(?:`{3,}|~{3,})[\w+-]{0,30}\s*$")
_LEAD = re.compile(r"^\s{0,200}(?:>\s{0,4}){0,6}(?:#{1,6}\s{1,20}|[-*+]\s{1,20})?")
_ROW = re.compile(r"^\s{0,40}\||(?<!\\)\|\s{0,40}$|(?<=\s)\|\s.{0,2000}?\s\|(?=\s)")
_CELLS = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[\s:|=-]*-[\s:|=-]*")
_STRONG = re.compile(r"(?<!\\)(?:\*{2,3}|~~|(?<![\w\\])_{2,3}(?=\w)|(?<=[^\s_])_{2,3}(?!\w))")
_WEAK = re.compile(
    r"(?<![\\\w*])\*(?=[^\s*])|(?<=[^\s\\*])\*(?![\w*])|(?<![\\\w])_(?=\w)|(?<=[^\s\\_])_(?!\w)"
)
_CODE = re.compile(r"(?<!\\)(`+)([^`]{1,2000})\1")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])")


def plain_quote(text: str) -> str:
    """The words of a piece of Markdown, line by line as they were; what is signs alone stays as it is."""
    lines = (_plain_line(line) for line in text.split("\n") if not _FENCE.match(line))
    return "\n".join(line for line in lines if line) or text.strip()


def _plain_line(line: str) -> str:
    line = line[_LEAD.match(line).end() :]  # type: ignore[union-attr]  # it matches nothing, too
    if not _ROW.search(line):
        return _plain_words(line)
    if _RULE.fullmatch(line):
        return ""
    cells = (_plain_words(cell) for cell in _CELLS.split(line))
    return " · ".join(cell for cell in cells if cell)


def _plain_words(text: str) -> str:
    text = _LINK.sub(r"\1", _PICTURE.sub(r"\1", text))
    text = _TAG.sub("", _AUTOLINK.sub(r"\1", _BREAK.sub(" ", text)))
    words, end = [], 0
    for code in _CODE.finditer(text):  # as it is written: "__init__" is a name
        words += [_without_signs(text[end : code.start()]), code[2]]
        end = code.end()
    return " ".join(html.unescape("".join((*words, _without_signs(text[end:])))).split())


def _without_signs(text: str) -> str:
    return _ESCAPED.sub(r"\1", _WEAK.sub("", _STRONG.sub("", text)).replace("`", ""))
