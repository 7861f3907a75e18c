"""How the models of a family write calls of tools: the marks around a call, and what is between them.

It is read from what a chat template makes of an earlier answer with a call, as the marks of a thought are.
Where a template shows none, the marks it speaks of stand in for it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from explorer.domain.answer_format import KNOWN
from explorer.domain.tools import ToolCall

NAME_KEYS, ARGUMENTS_KEYS = ("name", "tool_name"), ("arguments", "parameters")
PYTHON_TAG = "<|python_tag|>"  # before a call of Llama 3, or not
CALL_KEYS = frozenset((*NAME_KEYS, *ARGUMENTS_KEYS, "type", "function", "id", "tool_call_id"))
CALL_NUMBER = "[CALL_ID]"  # of Mistral: before the id of a call
# Of families whose calls nobody here reads: LFM2, Gemma 4
UNREAD_MARKS = ("<|tool_call_start|>", "<|tool_call_end|>", "<|tool_call>", "<tool_call|>", '<|"|>')
_MARK = re.compile(r"<[^<>\s]+>|\[/?[A-Z][A-Z_ ]*\]")
_UNDONE = re.compile(r"(?:<[^<>\s]*|\[/?[A-Z_ ]*)\Z")
_THOUGHTS = {tag for known in KNOWN for tag in known.tags}
_LONGEST = 80  # characters of marks; what is longer is none
FUNCTION, FUNCTION_END = "<function=", "</function>"
PARAMETER, PARAMETER_END = "<parameter=", "</parameter>"


@dataclass(frozen=True)
class CallFormat:
    """``opening`` and ``closing``: what stands around a call, with the spaces the family writes; without an
    opening a call is the beginning of an answer.

    JSON calls: an object with a name and arguments under these keys, ``is_list``: in a list with the others.
    ``between``: the name comes first, then this, then the arguments alone, as JSON; of ``is_tagged`` ones
    each between tags, as the newer Qwen write them. ``is_single``: an answer has one call at most.
    """

    opening: str = ""
    closing: str = ""
    name_key: str = "name"
    arguments_key: str = "arguments"
    is_list: bool = False
    between: str = ""
    is_tagged: bool = False
    is_single: bool = False

    @property
    def mark(self) -> str:
        return self.opening.strip()

    @property
    def end(self) -> str:
        return self.closing.strip()

    @property
    def texts(self) -> tuple[str, ...]:
        """All that is made of marks."""
        return (self.opening or PYTHON_TAG, self.closing, self.between, CALL_NUMBER)

    def written(self, call: ToolCall) -> str:
        """A call as it would stand in an answer."""
        if self.is_tagged:
            values = json.loads(call.arguments).items()
            tags = "".join(f"{PARAMETER}{key}>\n{_tagged(value)}\n{PARAMETER_END}\n" for key, value in values)
            return f"{self.opening}{FUNCTION}{call.name}>\n{tags}{FUNCTION_END}{self.closing}"
        if self.between:
            return f"{self.opening}{call.name}{self.between}{call.arguments}{self.closing}"
        one = f'{{"{self.name_key}": {json.dumps(call.name)}, "{self.arguments_key}": {call.arguments}}}'
        return f"{self.opening}{f'[{one}]' if self.is_list else one}{self.closing}"


def read_call_format(shown: str, plain: str, prompt: str, call: ToolCall) -> CallFormat | None:
    """The format of a template. ``None`` if it is none of those that are known.

    ``shown`` is what it makes of a turn and an answer with this call and nothing else, ``plain`` of the same
    turn and an answer that says the name of the tool instead, ``prompt`` of the turn alone.
    """
    at = shown.rfind(call.name)
    if at < 0:
        return None
    after_plain = plain[plain.rfind(call.name) + len(call.name) :].lstrip()
    if shown.endswith(FUNCTION, 0, at):
        opening = _opening(shown[: at - len(FUNCTION)], prompt)
        rest = shown[shown.rfind(FUNCTION_END) + len(FUNCTION_END) :]
        is_like = PARAMETER in shown[at:] and bool(_MARK.fullmatch(opening.strip()))
        return CallFormat(opening, _closing(rest, after_plain), is_tagged=True) if is_like else None
    return _json_format(shown, prompt, after_plain, call) or _named_format(shown, prompt, after_plain, call)


def listed_call_format(source: str) -> CallFormat | None:
    """Of a template that shows no calls, by the marks it speaks of."""
    if FUNCTION in source:
        tagged = CallFormat("<tool_call>\n", "\n</tool_call>", is_tagged=True)
        return tagged if tagged.mark in source else None
    for mark in ("<tool_call>", "<tool_calls>", "<TOOLCALL>"):
        if mark in source and "<arg_key>" not in source:
            is_list = mark != "<tool_call>"
            spaces = "" if is_list else "\n"
            return CallFormat(f"{mark}{spaces}", f"{spaces}</{mark[1:]}", is_list=is_list)
    if "<|tool_call|>" in source:  # Granite 3
        return CallFormat("<|tool_call|>", is_list=True)
    if "[TOOL_CALLS]" in source:
        return CallFormat("[TOOL_CALLS]", between="[ARGS]" if "[ARGS]" in source else "", is_list=True)
    return CallFormat(arguments_key="parameters") if PYTHON_TAG in source else None


def _json_format(shown: str, prompt: str, after_plain: str, call: ToolCall) -> CallFormat | None:
    name = shown.rfind(f'"{call.name}"')
    start = shown.rfind("{", 0, name) if name >= 0 else -1
    if start < 0:
        return None
    try:
        value, end = json.JSONDecoder().raw_decode(shown, start)
    except (ValueError, RecursionError):
        return None
    keys = _keys(value, call)
    if keys is None:
        return None
    head, rest = shown[:start].rstrip(), shown[end:]
    is_list = head.endswith("[") and rest.lstrip().startswith("]")
    opening = _opening(head[:-1] if is_list else shown[:start], prompt)
    closing = _closing(rest.lstrip()[1:] if is_list else rest, after_plain)
    if len(opening) > _LONGEST or (opening and not _MARK.match(opening)) or "\n" in opening.strip():
        return None
    return CallFormat(opening, closing, *keys, is_list=is_list)


def _keys(value: Mapping[str, Any], call: ToolCall) -> tuple[str, str] | None:
    name = next((key for key in NAME_KEYS if value.get(key) == call.name), None)
    said = json.loads(call.arguments)
    arguments = next((key for key in ARGUMENTS_KEYS if value.get(key) in (said, call.arguments)), None)
    return (name, arguments) if name and arguments else None


def _named_format(shown: str, prompt: str, after_plain: str, call: ToolCall) -> CallFormat | None:
    start = shown.rfind(call.name)
    between, _, rest = shown[start + len(call.name) :].partition("{")
    opening = _opening(shown[:start], prompt)
    if not _MARK.fullmatch(opening.strip()) or call.id in opening:
        return None
    between = between.replace(f"{CALL_NUMBER}{call.id}", "")
    if not _MARK.fullmatch(between.strip()):
        return None
    closing = _closing(rest[rest.rfind("}") + 1 :], after_plain)
    return CallFormat(opening, closing, between=between)


def _opening(head: str, prompt: str) -> str:
    """What of ``head`` stands behind the prompt, without a thought that is empty."""
    pairs = enumerate(zip(head, prompt, strict=False))
    size = next((n for n, (one, other) in pairs if one != other), min(len(head), len(prompt)))
    if undone := _UNDONE.search(head[:size]):  # both go on with a mark that begins alike
        size = undone.start()
    rest = head[size:]
    while True:
        first = _MARK.match(rest.lstrip())
        if first is None or first.group() not in _THOUGHTS:
            return rest.lstrip()
        rest = rest.lstrip()[first.end() :]


def _closing(rest: str, after_plain: str) -> str:
    """The mark that ends a call, if it is not what ends any answer."""
    found = _MARK.match(rest.lstrip())
    if found is None or after_plain.startswith(found.group()):
        return ""
    return rest[: len(rest) - len(rest.lstrip())] + found.group()


def _tagged(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
