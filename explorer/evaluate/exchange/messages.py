"""A prompt as files write it: a text, or a list of messages."""

from typing import Any

import msgspec

from explorer.domain.generation import Role
from explorer.domain.number_text import number_text
from explorer.evaluate.eval_set import EvalTurn

_ROLES: dict[str, Role] = {
    "system": "system", "developer": "system", "user": "user", "human": "user", "assistant": "assistant",
    "ai": "assistant", "model": "assistant", "gpt": "assistant",
}  # fmt: skip


def turns_of(prompt: Any) -> tuple[str, tuple[EvalTurn, ...]]:
    """The system prompt, "" for none, and the turns; none for what is no prompt."""
    if isinstance(prompt, str):
        listed = _listed(prompt)
        if listed is None:
            return "", ((EvalTurn("user", prompt),) if prompt.strip() else ())
        prompt = listed
    if isinstance(prompt, dict):
        prompt = prompt.get("messages", [prompt])
    if not isinstance(prompt, list):
        return "", ()
    turns = [_turn(one) for one in prompt]
    if None in turns:
        return "", ()
    said = [turn for turn in turns if turn is not None]
    system = "\n\n".join(turn.text for turn in said if turn.role == "system")
    return system, tuple(turn for turn in said if turn.role != "system")


def messages_text(turns: tuple[EvalTurn, ...], system: str = "") -> str:
    """As ``turns_of`` reads it: one turn of the person is a text, more are JSON."""
    if len(turns) == 1 and turns[0].role == "user" and not system and _listed(turns[0].text) is None:
        return turns[0].text
    before = [{"role": "system", "content": system}] if system else []
    each = [*before, *({"role": turn.role, "content": turn.text} for turn in turns)]
    return msgspec.json.encode(each).decode()


def plain_text(value: Any) -> str:
    """What a value of JSON, YAML or a cell says."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value) if isinstance(value, float) else str(value)
    try:
        return msgspec.json.encode(value, enc_hook=str).decode()
    except (msgspec.MsgspecError, ValueError, RecursionError, TypeError):
        return ""


def _listed(text: str) -> list[Any] | None:
    """Messages that are written as JSON."""
    if not text.lstrip().startswith("[") or '"role"' not in text:
        return None
    try:
        value = msgspec.json.decode(text)
    except (msgspec.MsgspecError, RecursionError):
        return None
    return value if isinstance(value, list) and value and all(map(_turn, value)) else None


def _turn(message: Any) -> EvalTurn | None:
    if not isinstance(message, dict):
        return None
    role = _ROLES.get(str(message.get("role", message.get("from", ""))))
    content = message.get("content", message.get("value"))
    if isinstance(content, list):  # parts of an API
        content = "\n\n".join(str(one.get("text") or "") for one in content if isinstance(one, dict))
    return EvalTurn(role, content) if role is not None and isinstance(content, str) else None
