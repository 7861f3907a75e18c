"""Snippets that ask the server from other programs, ready to be copied.

The token is never in them: they read the variable ``OMX_TOKEN``, or the app has a field of its own for it.
"""

import json
import shlex
import sys
from dataclasses import dataclass

from explorer.domain.words import Words

TOKEN_VARIABLE = "OMX_TOKEN"  # noqa: S105  the name of it
_ASKED = "Why is the sky blue?"


@dataclass(frozen=True)
class ServedFor:
    """What a snippet asks: ``address`` with "/v1"; a model by its name there; its ``context`` in tokens."""

    address: str
    model: str
    title: str = ""
    context: int = 4096


@dataclass(frozen=True)
class AppSnippet:
    """How one program is told of the server. ``where`` says what to do with ``code``."""

    app: str
    where: Words
    code: str
    language: str


def python_snippet(served: ServedFor) -> str:
    """For the official client."""
    return f"""import os
from openai import OpenAI

ask = OpenAI(
    base_url={_quoted(served.address)},
    api_key=os.environ["{TOKEN_VARIABLE}"])
answer = ask.chat.completions.create(
    model={_quoted(served.model)},
    messages=[{{"role": "user",
               "content": {_quoted(_ASKED)}}}])
print(answer.choices[0].message.content)
"""


def curl_snippet(served: ServedFor, *, is_windows: bool = sys.platform == "win32") -> str:
    """For a shell; on Windows for the command prompt, whose quotes are others."""
    asked = {"model": served.model, "messages": [{"role": "user", "content": _ASKED}]}
    body = json.dumps(asked, ensure_ascii=is_windows)
    if is_windows:
        escaped = body.replace('\\"', "\\u0022").replace("%", "\\u0025").replace('"', '\\"')
        quoted, token, on = f'"{escaped}"', f"%{TOKEN_VARIABLE}%", "^"
    else:
        quoted, token, on = shlex.quote(body), f"${TOKEN_VARIABLE}", "\\"
    return f"""curl {served.address}/chat/completions {on}
  -H "Authorization: Bearer {token}" {on}
  -H "Content-Type: application/json" {on}
  -d {quoted}
"""


def token_line(token: str, *, is_windows: bool = sys.platform == "win32") -> str:
    """What sets the variable, in the shell that a snippet is run from."""
    return f"{'set' if is_windows else 'export'} {TOKEN_VARIABLE}={token}"


def app_snippets(served: ServedFor) -> tuple[AppSnippet, ...]:
    """For programs that people use, the simplest first."""
    other = Words(
        "Choose “OpenAI compatible” or “custom” as the provider. It asks for an address, a key (the "
        "token) and the name of a model."
    )
    rest = AppSnippet(Words("Another app"), other, f"{served.address}\n{served.model}\n", "")
    return (*_for_apps(served), *_for_programmers(served.address, served.model), rest)


def _for_apps(served: ServedFor) -> tuple[AppSnippet, ...]:
    webui = Words(
        "Admin settings → Connections → OpenAI API → + adds a connection. Paste this as its URL and "
        "the token as its key. In a container, host.docker.internal stands for this machine."
    )
    config = Words(
        "Add this to config.yaml, and the token as {name} to the file .env beside it.", name=TOKEN_VARIABLE
    )
    zed = Words(
        "Add this to settings.json. Paste the token in the settings under LLM Providers, or start "
        "Zed with it in the variable {name}.",
        name="OMX_API_KEY",
    )
    return (
        AppSnippet("Open WebUI", webui, f"{served.address}\n", ""),
        AppSnippet("Continue", config, _continue(served), "yaml"),
        AppSnippet("Zed", zed, _zed(served), "json"),
    )


def _for_programmers(address: str, model: str) -> tuple[AppSnippet, ...]:
    litellm = Words("With the package litellm; the prefix openai/ says how to speak to the server.")
    llm = Words("Add this to extra-openai-models.yaml, then: llm keys set omx")
    return (
        AppSnippet(
            "LangChain", Words("With the package langchain-openai."), _langchain(address, model), "python"
        ),
        AppSnippet("LiteLLM", litellm, _litellm(address, model), "python"),
        AppSnippet("llm", llm, _llm(address, model), "yaml"),
    )


def _continue(served: ServedFor) -> str:
    return f"""models:
  - name: {_quoted(served.title or served.model)}
    provider: openai
    model: {_quoted(served.model)}
    apiBase: {_quoted(served.address)}
    apiKey: ${{{{ secrets.{TOKEN_VARIABLE} }}}}
"""


def _zed(served: ServedFor) -> str:
    model = {"name": served.model, "display_name": served.title or served.model, "max_tokens": served.context}
    inside = {"OMX": {"api_url": served.address, "available_models": [model]}}
    return json.dumps({"language_models": {"openai_compatible": inside}}, indent=2, ensure_ascii=False) + "\n"


def _langchain(address: str, model: str) -> str:
    return f"""import os
from langchain_openai import ChatOpenAI

ask = ChatOpenAI(
    base_url={_quoted(address)},
    api_key=os.environ["{TOKEN_VARIABLE}"],
    model={_quoted(model)})
print(ask.invoke({_quoted(_ASKED)}).content)
"""


def _litellm(address: str, model: str) -> str:
    return f"""import os
from litellm import completion

answer = completion(
    model={_quoted(f"openai/{model}")},
    api_base={_quoted(address)},
    api_key=os.environ["{TOKEN_VARIABLE}"],
    messages=[{{"role": "user",
               "content": {_quoted(_ASKED)}}}])
print(answer.choices[0].message.content)
"""


def _llm(address: str, model: str) -> str:
    return f"""- model_id: omx
  model_name: {_quoted(model)}
  api_base: {_quoted(address)}
  api_key_name: omx
"""


def _quoted(text: str) -> str:
    """As a string of JSON, which Python and YAML read too."""
    return json.dumps(text, ensure_ascii=False)
