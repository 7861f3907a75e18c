"""What is copied works: snippets are run as they stand, with the token in their variable."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

import pytest
import yaml

from explorer.serve.served import RequestState
from explorer.serve.snippets import ServedFor, app_snippets, curl_snippet, python_snippet
from tests.serve.served_core import Served, meanwhile

ODD = ServedFor("http://127.0.0.1:8033/v1", "o\"dd $name %PATH% it's", 'An "odd" one: yes', 2048)


def run(words: Sequence[str], server: Served) -> str:
    """What it prints."""
    own = {**os.environ, "OMX_TOKEN": server.controller.token}
    return meanwhile(
        lambda: subprocess.run(words, env=own, capture_output=True, text=True, timeout=60, check=True).stdout
    )


def test_the_python_snippet_prints_the_answer(server: Served) -> None:
    server.start()
    code = python_snippet(ServedFor(server.address, "scripted"))
    assert run([sys.executable, "-c", code], server).strip()
    assert asked(server) == ("scripted", RequestState.DONE)


@pytest.mark.skipif(shutil.which("curl") is None or sys.platform == "win32", reason="needs curl and a shell")
def test_the_curl_snippet_prints_the_answer(server: Served) -> None:
    server.start()
    code = curl_snippet(ServedFor(server.address, "scripted"))
    told = json.loads(run(["sh", "-c", code], server))
    assert told["choices"][0]["message"]["content"]
    assert asked(server) == ("scripted", RequestState.DONE)


def asked(server: Served) -> tuple[str, RequestState]:
    (one,) = server.controller.requests
    return one.model, one.state


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_a_name_with_signs_of_the_shell_stays_a_name() -> None:
    code = curl_snippet(ODD, is_windows=False).replace("curl ", "printf '%s\\n' ", 1)
    told = subprocess.run(["sh", "-c", code], capture_output=True, text=True, check=True).stdout.splitlines()
    assert json.loads(told[-1])["model"] == ODD.model


def test_the_command_prompt_gets_its_own_quotes() -> None:
    code = curl_snippet(ODD, is_windows=True)
    assert "%OMX_TOKEN%" in code
    body = code[code.index('-d "') + 4 : code.rindex('"')]
    assert "%" not in body
    assert json.loads(body.replace('\\"', '"'))["model"] == ODD.model


def test_no_snippet_holds_the_token_and_each_can_be_read() -> None:
    by_name = {str(one.app): one for one in app_snippets(ODD)}
    compile(python_snippet(ODD), "snippet", "exec")
    for one in by_name.values():
        if one.language == "python":
            compile(one.code, str(one.app), "exec")
    zed = json.loads(by_name["Zed"].code)["language_models"]["openai_compatible"]["OMX"]
    assert zed["available_models"][0]["name"] == ODD.model
    told = yaml.safe_load(by_name["Continue"].code)["models"][0]
    assert (told["model"], told["apiKey"]) == (ODD.model, "${{ secrets.OMX_TOKEN }}")
    assert yaml.safe_load(by_name["llm"].code)[0]["api_base"] == ODD.address
