"""Chat templates render as their makers mean them, and a hostile one harms nobody."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import psutil
import pytest

from explorer.base.own_command import own_command
from explorer.domain.errors import KnownError
from explorer.domain.generation import ChatMessage, LoadOptions, Sampling
from explorer.engine.local.template import renderer as limits
from explorer.engine.local.template.renderer import TemplateRenderer
from explorer.engine.state import BackendState
from tests.engine.conftest import SCRIPT, Bench
from tests.models.tiny import Tiny, write_tiny

HI = (ChatMessage("system", "Be <brief>."), ChatMessage("user", "Hi"))
LONG = tuple(ChatMessage("user" if n % 2 else "assistant", "A wörd, 日本 😀\n" * 300) for n in range(1150))
CHATML = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content | trim }}<|im_end|>\n{% endfor %}"


@pytest.fixture(scope="module")
def shared() -> Iterator[TemplateRenderer]:
    """For templates that do not end its process."""
    built = TemplateRenderer()
    built.render("", HI)
    yield built
    built.close()


@pytest.fixture
def renderer() -> Iterator[TemplateRenderer]:
    built = TemplateRenderer()
    yield built
    built.close()


@pytest.fixture
def patient() -> Iterator[TemplateRenderer]:
    """Some systems take long to give memory away: here it is the memory that ends."""
    built = TemplateRenderer(seconds=60)
    yield built
    built.close()


def test_roles_texts_and_tokens_are_offered(shared: TemplateRenderer) -> None:
    source = (
        "{{ bos_token }}{% for m in messages %}<{{ m.role }}>{{ m['content'] | trim }}{{ eos_token }}"
        "{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}"
    )
    rendered = shared.render(source, HI, bos="<s>", eos="</s>")
    assert rendered == "<s><system>Be <brief>.</s><user>Hi</s><assistant>"


def test_what_templates_in_the_wild_use_works(shared: TemplateRenderer) -> None:
    source = (
        "{%- for m in messages %}\n    {%- if loop.first %}{% continue %}{% endif %}\n"
        "    {%- generation %}{{ m | tojson }}{% endgeneration %}\n{%- endfor %}"
        "{{ strftime_now('%Y') | length }}{{ messages[0].content.split(' ')[0] }}"
        "{{ '%s-%d' | format('a', 1) }}{{ 'b' | center(3) }}{{ 'c\nd' | indent(2) }}{{ '%s' % 'e' }}"
    )
    assert shared.render(source, HI) == '{"role": "user", "content": "Hi"}4Bea-1 b c\n  de'


def test_a_long_chat_stays_within_the_limits(shared: TemplateRenderer) -> None:
    rendered = shared.render(CHATML, LONG)
    assert len(rendered) > 4_000_000
    assert rendered.count("日本 😀") == 300 * len(LONG)


def test_a_refusal_says_what_the_template_said(shared: TemplateRenderer) -> None:
    with pytest.raises(KnownError, match="refuses this conversation: System role not supported"):
        shared.render("{{ raise_exception('System role not supported') }}", HI)


@pytest.mark.parametrize(
    "source",
    [
        "{% if %}",
        "{{ " + "(" * 9999 + "1" + ")" * 9999 + " }}",
        "{% if true %}" * 9999 + "{% endif %}" * 9999,
        "{% for i in [1] %}" * 40 + "{% endfor %}" * 40,
    ],
)
def test_a_syntax_error_is_told_in_words(shared: TemplateRenderer, source: str) -> None:
    with pytest.raises(KnownError, match="template has an error"):
        shared.render(source, HI)


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ messages.append(1) }}",
        "{% for i in range(1000000000) %}{% endfor %}",
        "{% for i in range(9999) %}{{ 'x' * 9999 }}{% endfor %}",
        "{{ undefined.thing }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    ],
)
def test_what_a_template_must_not_do_fails_in_words(shared: TemplateRenderer, source: str) -> None:
    with pytest.raises(KnownError, match="chat template failed"):
        shared.render(source, HI)


def test_a_template_that_takes_too_much_memory_is_ended(patient: TemplateRenderer) -> None:
    for source in (
        "{{ [1] | batch(300000000, 'x') | list | length }}",
        "{{ '{:>9999999999}'.format('x') }}",
        "{{ [1] | tojson(indent=2000000000) }}",
        "{{ ('x' * 99999) | replace('', 'y' * 99999) }}",
        "{{ ('a ' * 999) | wordwrap(1, wrapstring='y' * 9999999) }}",
        "{{ messages[1].content.translate({72: 'b' * 999999999}) }}",
        "{{ 'x' * 1000000000 }}",
        "{{ 'x'.ljust(1000000000) }}",
        "{{ '%01000000000d' % 1 }}",
        "{{ 'a\nb' | indent(1000000000) }}",
        "{% set n = namespace(x=['']) %}{% for i in range(99999) %}"
        "{% set n.x = n.x + ['x' * 99999 ~ i] %}{% endfor %}",
    ):
        with pytest.raises(KnownError, match="takes too much memory"):
            pytest.fail(f"{source} rendered {len(patient.render(source, HI))} characters")
    assert patient.render("{{ messages[1].content }}", HI) == "Hi"


def running(program: str) -> Callable[[str], list[str]]:
    """Another program in the place of the one that renders."""
    return lambda _part: [sys.executable, "-c", program]


def test_memory_is_watched_where_the_system_does_not_hold_it(monkeypatch: pytest.MonkeyPatch) -> None:
    program = (
        "from explorer.engine.local.template import render_process as t;"
        " t.limit_memory = lambda _: None; t.main()"
    )
    monkeypatch.setattr(limits, "own_command", running(program))
    monkeypatch.setattr(limits, "_MEMORY", 150 << 20)
    with closing(TemplateRenderer()) as renderer, pytest.raises(KnownError, match="takes too much memory"):
        renderer.render("{% for i in range(9) %}{{ [i] * 9999999 }}{% endfor %}", HI)


@pytest.mark.parametrize(
    "source",
    ["{% for i in range(99999) %}" * 3 + "{% endfor %}" * 3, "{{ 10 ** 1000000000 }}"],
    ids=["in Python", "within one call of C"],
)
def test_a_template_that_takes_too_long_is_ended(source: str) -> None:
    renderer = TemplateRenderer(seconds=0.4)
    begun = time.monotonic()
    with pytest.raises(KnownError, match="takes too long"):
        renderer.render(source, HI)
    assert time.monotonic() - begun < 20  # on a busy machine
    assert renderer.render("{{ messages[1].content }}", HI) == "Hi"
    renderer.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there the job it belongs to ends it")
def test_a_template_that_nobody_watches_is_ended_by_the_system() -> None:
    program = "from explorer.engine.local.template import render_process as t; t.SECONDS = 0; t.main()"
    request = b'{"source": "{{ 10 ** 1000000000 }}", "values": {}}\n'
    done = subprocess.run(
        [sys.executable, "-c", program], input=request, capture_output=True, timeout=60, check=False
    )
    assert (done.stdout, done.returncode < 0) == (b"\n", True)


def test_halves_of_characters_are_joined_or_replaced(shared: TemplateRenderer) -> None:
    assert shared.render(r"{{ '\ud83d' ~ '\ude00' }}{{ '\ud800' }}", HI) == "😀\ufffd"
    with pytest.raises(KnownError, match="conversation: \ufffd"):
        shared.render(r"{{ raise_exception('\ud800') }}", HI)


def test_a_process_that_died_is_started_anew(renderer: TemplateRenderer) -> None:
    assert renderer.render("{{ messages[1].content }}", HI) == "Hi"
    for child in psutil.Process().children():
        if own_command("templates")[1:] == child.cmdline()[1:]:
            child.kill()
            child.wait(5)
    assert renderer.render("{{ messages[0].role }}", HI) == "system"


def test_one_that_dies_while_it_renders_is_told_in_words(
    renderer: TemplateRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = "import sys; print(flush=True); sys.stdin.readline(); sys.exit(3)"
    monkeypatch.setattr(limits, "own_command", running(program))
    with pytest.raises(KnownError, match="chat template failed") as told:
        renderer.render("", HI)
    assert told.value.details == "its process ended with 3"
    monkeypatch.setattr(limits, "own_command", lambda _part: ["no such program"])
    with pytest.raises(KnownError, match="chat template failed"):
        renderer.render("", HI)


def test_a_model_answers_on_whatever_its_template_does(
    bench: Bench, tmp_path_factory: pytest.TempPathFactory
) -> None:
    hostile = {
        r"{{ '\ud800' }}": "",
        "{{ messages['\ud800'] }}": "",
        r"{{ raise_exception('\ud800') }}": "refuses",
        "{{ 'x' * 999999999 }}": "too much memory",
    }
    model = write_tiny(tmp_path_factory.mktemp("models") / "m.gguf", Tiny(text=SCRIPT))
    assert bench.load(model, LoadOptions()) is BackendState.READY
    for source, told in hostile.items():
        ended = bench.result(bench.engine.render(HI, source))
        assert told in str(ended.what) if told else isinstance(ended, str)
    heard = bench.finish(bench.engine.generate((ChatMessage("user", "H\ud800i"),), Sampling(max_tokens=40)))
    assert heard.answers[0].text == SCRIPT
    assert bench.engine.state is BackendState.READY
