"""`omx ask` with all that the window lets one choose, and what a model thinks before it answers."""

import io
import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

import pytest

from explorer.cli.ask_run import conversation_of, read_messages
from explorer.cli.ask_verb import add_arguments
from explorer.cli.generation_options import constraint_of, loaded_for, stops_of, think_of
from explorer.cli.output import Output
from explorer.domain.errors import KnownError
from explorer.domain.generation import ChatMessage, LoadOptions
from explorer.domain.local_model import LocalModel
from explorer.domain.tokens import Constraint
from tests.cli.test_omx import Omx
from tests.models.tiny import Tiny, write_adapter, write_tiny

TEMPLATE = (
    "{% for m in messages %}[{{ m['role'] }}]{{ m['content'] }}[/{{ m['role'] }}]{% endfor %}<|start|>"
    "{% if enable_thinking is defined and not enable_thinking %}<think>\n\n</think>\n\n"
    "{% else %}<think>\n{% endif %}"
)
THOUGHT, ANSWER = "Let me see what that makes.", "It is four."


@pytest.fixture(scope="module")
def thinker(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("models") / "thinker.gguf"
    return str(write_tiny(path, Tiny(text=f"{THOUGHT}</think> {ANSWER}", name="Thinker", template=TEMPLATE)))


@pytest.fixture
def omx(tmp_path: Path) -> Omx:
    return Omx(tmp_path / "home", "http://127.0.0.1:9")


def test_a_piped_answer_is_the_answer_alone_and_json_has_the_thought_beside_it(
    omx: Omx, thinker: str
) -> None:
    done = omx.run("ask", thinker, "2+2", "--temperature=0")
    assert done.stdout.strip() == ANSWER
    assert THOUGHT not in done.stderr
    told = omx.json(
        "ask", thinker, "2+2", "--temperature=0", "--think=on", "--think-budget=99", "--stop=four"
    )
    assert (told["text"].strip(), told["thought"]) == ("It is", THOUGHT)
    assert (told["think"], told["think_budget"], told["stop"]) == ("on", 99, ["four"])


def test_an_answer_that_did_not_come_for_its_thought_is_told(omx: Omx, thinker: str) -> None:
    done = omx.run("ask", thinker, "2+2", "--max-tokens=3")
    assert done.stdout.strip() == ""
    assert "still thinking" in done.stderr
    assert "--think-budget" in done.stderr


def test_a_conversation_a_template_an_adapter_and_the_load_are_those_asked_for(
    omx: Omx, tmp_path: Path
) -> None:
    model = write_tiny(tmp_path / "m.gguf", Tiny(text=None, name="Babbler"))
    said = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello", "thought": "hm"}]
    (tmp_path / "said.json").write_text(json.dumps(said))
    (tmp_path / "t.jinja").write_text("{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}")
    adapter = write_adapter(tmp_path / "a.gguf")
    told = omx.json(
        "ask", str(model), "And?", "--system=Be brief.", f"--messages={tmp_path / 'said.json'}",
        f"--template={tmp_path / 't.jinja'}", f"--adapter={adapter}=0,5", "--context-length=512",
        "--threads=1", "--begin=Once upon", "--max-tokens=4",
    )  # fmt: skip
    assert told["sent"] == "<system>Be brief.<user>Hi<assistant>Hello<user>And?"
    assert told["text"].startswith("Once upon")
    assert (told["context_length"], told["threads"]) == (512, 1)
    assert told["adapters"] == [{"file": str(adapter), "scale": 0.5}]


def test_what_is_wrong_with_a_template_of_ones_own_is_told(omx: Omx, thinker: str, tmp_path: Path) -> None:
    (tmp_path / "t.jinja").write_text("{% for m in messages %}{{ m.content }}{% endfro %}")
    done = omx.run("ask", thinker, "Hi", f"--template={tmp_path / 't.jinja'}")
    assert done.returncode == 2
    assert "endfro" in done.stderr


def test_a_choice_of_thinking_that_the_model_lacks_is_told_before_a_load(omx: Omx, thinker: str) -> None:
    done = omx.run("ask", thinker, "2+2", "--think=hard")
    assert (done.returncode, done.stdout) == (2, "")
    assert "It has: on, off." in done.stderr


def test_what_it_reads_is_kept_in_fewer_bits_where_that_is_asked_for(omx: Omx, tmp_path: Path) -> None:
    whole = str(write_tiny(tmp_path / "whole.gguf", Tiny(text="Fine.")))
    told = omx.json("ask", whole, "Hi", "--cache-type=q8_0")
    assert (told["text"], told["cache_type"]) == ("Fine.", "q8_0")
    odd = str(write_tiny(tmp_path / "odd.gguf", Tiny(text=None)))  # whose heads are no whole blocks
    done = omx.run("ask", odd, "Hi", "--cache-type=q8_0")
    assert done.returncode == 2
    assert "Load it with the usual 16 bit." in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Nothing is asked"),
        (("2+2", "--think=on"), "leave --think out"),
        (("2+2", "--adapter=nowhere.gguf=2"), "There is no adapter nowhere.gguf."),
        (("2+2", "--template=nowhere"), "The chat template nowhere could not be read."),
        (("2+2", "--messages=nowhere"), "The messages in nowhere could not be read."),
        (("2+2", "--stop="), "Write a text after --stop."),
        (("2+2", "--context-length=3"), "from 256 to"),
        (("2+2", "--think-budget=-1"), "from 0"),
    ],
)
def test_what_cannot_be_asked_is_told_in_words(
    words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises((KnownError, SystemExit)) as caught:
        _read(words)
    assert said in f"{caught.value} {capsys.readouterr().err}"


def _read(words: tuple[str, ...]) -> None:
    """All of a command line, for a model whose template has no switch."""
    model = LocalModel("m.gguf", Path("m.gguf"), 1, "p", "M", "")
    parser = ArgumentParser()
    add_arguments(parser)
    args = parser.parse_args(["m.gguf", *words])
    conversation_of(model, args)
    stops_of(args)
    think_of(model, args, "{{ messages }}")
    loaded_for(model, args, LoadOptions())


def test_messages_are_read_as_other_programs_write_them(tmp_path: Path) -> None:
    wanted = (
        ChatMessage("system", "Be brief."),
        ChatMessage("user", "Hi"),
        ChatMessage("assistant", "Ho", "hm"),
    )
    lines = (
        '{"role": "developer", "content": "Be brief."}',
        '{"role": "user", "content": [{"type": "text", "text": "Hi"}], "name": "x"}',
        '{"role": "assistant", "content": "Ho", "reasoning_content": "hm"}',
    )
    (tmp_path / "m.jsonl").write_text("\r\n".join(lines) + "\n\n")
    (tmp_path / "m.json").write_text(f'{{"model": "x", "messages": [{",".join(lines)}]}}')
    assert read_messages(tmp_path / "m.jsonl") == read_messages(tmp_path / "m.json") == wanted


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "null", "[1]", '{"role": "user"}', '[{"role": "tool", "content": "x"}]', "[" * 100_000,
        "\xff", '[{"role": "user", "content": [{"type": "image_url", "image_url": "x"}]}]',
        '[{"role": "user", "content": 3}]',
    ],
)  # fmt: skip
def test_what_holds_no_messages_is_told_in_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "m.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(KnownError, match=r"m\.json"):
        read_messages(path)


def test_a_schema_of_windows_begins_with_the_mark_of_its_encoding(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text('{"type": "integer"}', "utf-8-sig")
    found = constraint_of(Namespace(schema=str(tmp_path / "s.json"), grammar=None))
    assert found == Constraint("json_schema", '{"type": "integer"}')


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_a_thought_is_dimmed_and_a_line_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    shown, piped = _Terminal(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setattr(sys, "stdout", piped)
    out = Output(as_json=False)
    out.think("Let me see.\x1b[31m")
    out.stream("")
    out.stream("Four.")
    assert piped.getvalue() == "Four."
    assert shown.getvalue() == "\x1b[2mLet me see.U+001B[31m\x1b[22m\n\n"
