"""Each question is asked with its own adapters and template, whoever asked the model before."""

import os
from pathlib import Path

from explorer.domain.errors import AdapterError
from explorer.domain.generation import ChatMessage, LoadOptions, Sampling
from explorer.domain.tokens import AdapterFile
from explorer.engine.question import Question, RunningQuestion
from tests.engine.conftest import Bench
from tests.engine.test_ask import Heard
from tests.models.tiny import write_adapter

GREEDY = Sampling(temperature=0, max_tokens=24)
MESSAGES = (ChatMessage("user", "Hello"),)


def asked(
    bench: Bench, path: Path, options: LoadOptions, prompt: tuple[ChatMessage, ...] = MESSAGES
) -> Heard:
    heard = Heard()
    bench.engine.path = path
    ask = RunningQuestion(bench.engine, Question(prompt, GREEDY, options), heard.hear)
    ask.start()
    bench.qtbot.waitUntil(lambda: heard.answer is not None or heard.error is not None, timeout=20_000)
    return heard


def text(heard: Heard) -> str:
    assert heard.answer is not None
    return heard.answer.text


def test_a_question_without_adapters_takes_those_of_another_off(
    bench: Bench, endless: Path, tmp_path: Path
) -> None:
    adapter = AdapterFile(os.fsencode(write_adapter(tmp_path / "one.gguf")))
    plain = text(asked(bench, endless, LoadOptions()))
    with_one = text(asked(bench, endless, LoadOptions(adapters=(adapter,))))
    assert list(bench.engine.adapters) == [adapter]
    assert text(asked(bench, endless, LoadOptions())) == plain != with_one
    assert not list(bench.engine.adapters)
    bench.load(endless)
    assert text(asked(bench, endless, LoadOptions(adapters=(adapter,)))) == with_one


def test_an_adapter_that_does_not_fit_fails_the_question_and_not_the_model(
    bench: Bench, scripted: Path, tmp_path: Path
) -> None:
    adapter = AdapterFile(os.fsencode(write_adapter(tmp_path / "one.gguf")))
    heard = asked(bench, scripted, LoadOptions(adapters=(adapter,)))
    assert isinstance(heard.error, AdapterError)
    assert asked(bench, scripted, LoadOptions()).error is None


def test_a_question_stopped_before_its_adapters_are_on_says_nothing_more(
    bench: Bench, endless: Path, tmp_path: Path
) -> None:
    bench.load(endless)
    heard = Heard()
    options = LoadOptions(adapters=(AdapterFile(os.fsencode(write_adapter(tmp_path / "one.gguf"))),))
    ask = RunningQuestion(bench.engine, Question(MESSAGES, GREEDY, options), heard.hear)
    ask.start()
    assert not ask.stop()
    bench.qtbot.waitUntil(lambda: bench.engine.adapters == options.adapters, timeout=20_000)
    assert (heard.answer, heard.error) == (None, None)


def test_the_template_of_the_options_takes_the_place_of_the_models(bench: Bench, scripted: Path) -> None:
    own = "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}"
    heard = asked(bench, scripted, LoadOptions(template=own))
    assert heard.answer is not None
    assert heard.answer.sent == "<user>Hello"
    heard = asked(bench, scripted, LoadOptions())
    assert heard.answer is not None
    assert "[user]Hello[/user]" in heard.answer.sent


def test_what_would_be_sent_can_be_seen_without_asking(bench: Bench, scripted: Path) -> None:
    bench.load(scripted)
    assert bench.result(bench.engine.render(MESSAGES)) == "<s>[user]Hello[/user]<|start|>"
    assert bench.result(bench.engine.render(MESSAGES, "{{ messages[0].content }}!")) == "Hello!"
    endless_loop = "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}"
    assert "takes too long" in bench.result(bench.engine.render(MESSAGES, endless_loop)).what
    assert "has an error" in bench.result(bench.engine.render(MESSAGES, "{% for %}")).what
