"""What `omx ask` sends: a prompt, or a conversation out of a file."""

from argparse import Namespace
from pathlib import Path
from typing import Literal

import msgspec

from explorer.base.files import read_small
from explorer.domain.errors import KnownError
from explorer.domain.generation import ChatMessage, Role
from explorer.domain.harmless import storable
from explorer.domain.local_model import LocalModel

FORM = '{"role": "user", "content": "…"}, with the roles system, user and assistant'
_LARGEST = 20_000_000  # bytes


class _TextPart(msgspec.Struct):
    """As APIs write it; parts of other kinds are refused."""

    type: Literal["text"]
    text: str


class _Written(msgspec.Struct):
    """A message in a file. ``reasoning_content`` is how other programs call a thought."""

    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[_TextPart]
    thought: str | None = None
    reasoning_content: str | None = None


class _Wrapped(msgspec.Struct):
    """The body of a request to an API."""

    messages: list[_Written]


def conversation_of(model: LocalModel, args: Namespace) -> tuple[ChatMessage, ...]:
    """System prompt, the messages of the file, the prompt. Raises KnownError where nothing is asked by it."""
    messages = read_messages(Path(args.messages)) if args.messages else ()
    if args.system and any(message.role == "system" for message in messages):
        raise KnownError(f"There is a system prompt in {args.messages} already.", "Leave --system out.")
    system = (ChatMessage("system", args.system),) if args.system else ()
    prompt = (ChatMessage("user", args.prompt),) if args.prompt is not None else ()
    whole = (*system, *messages, *prompt)
    if not whole or whole[-1].role != "user":
        raise KnownError(
            f"Nothing is asked of {model.name}: the last message must be one of the person.",
            "Add a prompt; how the answer is to begin is said by --begin.",
        )
    return whole


def read_messages(path: Path) -> tuple[ChatMessage, ...]:
    """Of a file, at least one. Raises KnownError."""
    advice = f"Write a list in JSON, or a line for each in JSONL, of {FORM}."
    try:
        text = read_small(path, _LARGEST).decode("utf-8-sig")
        messages = tuple(map(_message, _read(path.suffix.lower(), text)))
    except (OSError, UnicodeDecodeError) as error:
        what = f"The messages in {path} could not be read."
        raise KnownError(what, "Check its path; it has to be a text in UTF-8.", str(error)) from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise KnownError(f"The messages in {path} could not be read.", advice, str(error)) from error
    if not messages:
        raise KnownError(f"There is no message in {path}.", advice)
    return messages


def _read(ending: str, text: str) -> list[_Written]:
    if ending == ".jsonl":
        return [msgspec.json.decode(line, type=_Written) for line in text.split("\n") if line.strip()]
    read = msgspec.json.decode(text, type=list[_Written] | _Wrapped)
    return read.messages if isinstance(read, _Wrapped) else read


def _message(written: _Written) -> ChatMessage:
    content = written.content
    text = content if isinstance(content, str) else "\n".join(part.text for part in content)
    role: Role = "system" if written.role == "developer" else written.role
    return ChatMessage(role, storable(text), storable(written.thought or written.reasoning_content or ""))
