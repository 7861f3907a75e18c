"""Checks a finished answer against its JSON schema, where the grammar let through more than the schema.

A process of its own judges, because a schema's patterns may never end. It is killed when it takes too long.
"""

import json
import subprocess
from dataclasses import replace
from typing import Any

import msgspec

from explorer.base.own_command import own_command
from explorer.domain.generation import Answer
from explorer.domain.words import Words, wording_of

_SECONDS = 10.0  # by the clock: a fifth of a second, unless others keep the machine busy
_OUT_OF_TIME = -24  # SIGXCPU, which Windows has not: it took the seconds of the processor it may
_LATE = {"fault": "it takes too long"}


def checked_answer(answer: Answer, schema: Any) -> Answer:
    """The answer, with what is wrong with it; one that was cut says so itself."""
    if answer.reason != "end":
        return answer
    misfit = misfit_of(schema, answer.text)
    return answer if misfit is None else replace(answer, misfit=wording_of(misfit))


def misfit_of(schema: Any, text: str, seconds: float = _SECONDS) -> Words | None:
    """Where the answer does not keep to the schema, or why nobody can tell; ``None`` if it does."""
    verdict = _verdict(json.dumps({"schema": json.dumps(schema), "text": text}).encode(), seconds)
    if keyword := verdict.get("keyword"):
        return broken_keyword(keyword, verdict["place"])
    if fault := verdict.get("fault"):
        return Words("Whether the answer keeps to the schema cannot be checked: {reason}", reason=fault)
    return None


def broken_keyword(keyword: str, place: str) -> Words:
    """``place``: a JSONPath."""
    return Words(
        "The answer does not keep to the schema: it breaks “{keyword}” at {place}.",
        keyword=keyword[:60],
        place=place[:200],
    )


def _verdict(request: bytes, seconds: float) -> dict[str, str]:
    """What ``validator_process.validated`` says."""
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # of Windows alone
    try:
        done = subprocess.run(
            own_command("schema"),
            input=request,
            stdout=subprocess.PIPE,
            timeout=seconds,
            check=True,
            creationflags=flags,
        )
        return msgspec.json.decode(done.stdout, type=dict[str, str])
    except subprocess.TimeoutExpired:
        return _LATE
    except subprocess.CalledProcessError as error:
        return _LATE if error.returncode == _OUT_OF_TIME else {"fault": str(error)[:300]}
    except (OSError, msgspec.DecodeError) as error:
        return {"fault": str(error)[:300]}
