"""What a chat template is given so that the model gets what its makers mean: system prompt, history, switch.

The templates are our own, each with what one family does.
"""

from collections.abc import Iterator, Sequence

import pytest

from explorer.domain.errors import KnownError
from explorer.domain.generation import AnswerOptions, ChatMessage, Sampling
from explorer.engine.local.template.chat_template import ChatTemplate
from explorer.engine.local.template.renderer import TemplateRenderer
from tests.engine.conftest import Bench

SYSTEM, ASKED, NEXT = ChatMessage("system", "S"), ChatMessage("user", "Q"), ChatMessage("user", "R")
ANSWERED = ChatMessage("assistant", "A", thought="T")
CHAT = (SYSTEM, ASKED, ANSWERED, NEXT)
TURNS = "{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}"


class Counting(TemplateRenderer):
    """Counts what it renders."""

    asked = 0

    def render(self, *given: object, **named: object) -> str:
        self.asked += 1
        return super().render(*given, **named)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def renderer() -> Iterator[Counting]:
    built = Counting()
    built.start()
    yield built
    built.close()


def rendered(
    renderer: TemplateRenderer, source: str, messages: Sequence[ChatMessage], think: str = ""
) -> str:
    template = ChatTemplate(source, renderer, bos="<s>", eos="</s>")
    return template.render(template.seen(messages, think), think)


def test_an_answer_that_begins_with_a_mark_and_never_closes_it_is_sent(renderer: TemplateRenderer) -> None:
    speaks, parted = "<think> opens a thought.", "<think>T</think>A"
    sent = [ASKED, ChatMessage("assistant", speaks), NEXT, ChatMessage("assistant", parted), NEXT]
    assert rendered(renderer, TURNS, sent) == f"[user]Q[assistant]{speaks}[user]R[assistant]A[user]R"


@pytest.mark.parametrize(
    "source",
    [
        "{% if messages[0].role == 'system' %}{{ raise_exception('No.') }}{% endif %}" + TURNS,  # Gemma 2
        "{% for m in messages %}{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}"
        "{{ raise_exception('They must alternate.') }}{% endif %}[{{ m.role }}]{{ m.content }}{% endfor %}",
        "{% for m in messages if m.role != 'system' %}[{{ m.role }}]{{ m.content }}{% endfor %}",  # Phi-3
    ],
    ids=["refused", "must alternate", "dropped"],
)
def test_a_system_prompt_that_is_not_taken_stands_before_the_first_question(
    renderer: TemplateRenderer, source: str
) -> None:
    assert rendered(renderer, source, CHAT) == "[user]S\nQ[assistant]A[user]R"
    assert rendered(renderer, source, [SYSTEM]) == "[user]S"
    assert rendered(renderer, source, CHAT[1:]) == "[user]Q[assistant]A[user]R"


def test_a_template_that_fails_anyway_says_why(renderer: TemplateRenderer) -> None:
    source = "{% if messages[0].role == 'user' %}{{ raise_exception('No questions.') }}{% endif %}"
    with pytest.raises(KnownError, match="No tools"):
        rendered(renderer, source + "{{ raise_exception('No tools.') }}", CHAT)


def test_one_that_is_taken_stays_whatever_the_template_makes_of_it(renderer: TemplateRenderer) -> None:
    """A word of it that the template acts upon is no text that was dropped."""
    source = "{% for m in messages %}[{{ m.role }}]{{ m.content.replace('/no_think', '') }}{% endfor %}"
    assert rendered(renderer, source, CHAT) == "[system]S[user]Q[assistant]A[user]R"
    assert rendered(renderer, source, [ChatMessage("system", "/no_think"), ASKED]) == "[system][user]Q"


def test_what_a_template_does_is_tried_once_and_only_where_it_matters(renderer: Counting) -> None:
    template = ChatTemplate(TURNS, renderer, bos="", eos="")
    renderer.asked = 0
    for messages, asked in (([ASKED], 1), ([ASKED, ANSWERED, NEXT], 2), (CHAT, 4), (CHAT, 5)):
        template.render(template.seen(messages, ""), "")
        assert renderer.asked == asked


# How families write an old answer, and what is to stand there
HISTORIES = {
    "as it is": ("{{ m.content }}", "A"),  # SmolLM 3, Ministral, Granite, MiMo
    "with the thought where there is one": (  # Seed-OSS, Bielik
        "{% if m.reasoning_content %}<t>{{ m.reasoning_content }}</t>{% endif %}{{ m.content }}",
        "A",
    ),
    "with an empty one": ("<t></t>{{ m.content }}", "<t></t>A"),  # Kimi K2
    "with a place for it": ("<t>{{ m.reasoning_content }}</t>{{ m.content }}", "<t>T</t>A"),  # Qwen 3.8
    "with a place under another name": ("<t>{{ m.thinking or '' }}</t>{{ m.content }}", "<t>T</t>A"),
    "within its own marks": ("<r>{{ m.content }}</r>", "<r>A</r>"),  # Command R7B
    "refused with marks": (  # gpt-oss
        "{% if '<|channel|>' in m.content or '<|channel|>' in (m.thinking or '') %}"
        "{{ raise_exception('You have passed tags.') }}{% endif %}{{ m.content }}",
        "A",
    ),
    "cut by itself": ("{{ m.content.split('</think>')[-1].lstrip() }}", "A"),  # Qwen 3, DeepSeek R1
}
KEPT = {
    "told apart": ANSWERED,
    "marked": ChatMessage("assistant", "<think>\nT\n</think>\n\nA"),
    "in channels": ChatMessage(
        "assistant",
        "<|channel|>analysis<|message|>T<|end|><|start|>assistant<|channel|>final<|message|>A",
    ),
}


@pytest.mark.parametrize("kept", KEPT.values(), ids=KEPT)
@pytest.mark.parametrize(("written", "answer"), HISTORIES.values(), ids=HISTORIES)
def test_an_old_answer_stands_there_as_its_family_writes_it(
    renderer: TemplateRenderer, written: str, answer: str, kept: ChatMessage
) -> None:
    source = f"{{% for m in messages %}}[{{{{ m.role }}}}]{{% if m.role == 'assistant' %}}{written}"
    source += "{% else %}{{ m.content }}{% endif %}{% endfor %}"
    assert rendered(renderer, source, [ASKED, kept, NEXT]) == f"[user]Q[assistant]{answer}[user]R"


def test_an_answer_that_speaks_of_marks_is_whole(renderer: TemplateRenderer) -> None:
    answer = ChatMessage("assistant", "Write </think> after <think>.")
    assert rendered(renderer, TURNS, [ASKED, answer]) == f"[user]Q[assistant]{answer.text}"


SHOWN = "{{ enable_thinking }}, {{ thinking }}, {{ reasoning_effort }}"


@pytest.mark.parametrize(
    ("think", "shown"),
    [
        ("", "True, , "),  # as llama.cpp does
        ("on", "True, True, "),
        ("off", "False, False, "),
        ("low", "True, True, low"),
        ("never heard of", "True, , "),
    ],
)
def test_a_choice_of_thinking_becomes_variables_of_the_template(
    renderer: TemplateRenderer, think: str, shown: str
) -> None:
    assert rendered(renderer, SHOWN, [ASKED], think) == shown


def test_or_a_word_in_the_system_prompt_where_the_template_looks_for_it(renderer: TemplateRenderer) -> None:
    source = (
        "{% for m in messages %}{% if '/no_think' in m.content %}<off>{% endif %}"
        "[{{ m.role }}]{{ m.content.replace('/no_think', '').strip() }}{% endfor %}"
    )
    assert rendered(renderer, source, [SYSTEM, ASKED], "off") == "<off>[system]S[user]Q"
    assert rendered(renderer, source, [ASKED], "off") == "<off>[system][user]Q"
    assert rendered(renderer, source, [SYSTEM, ASKED]) == "[system]S[user]Q"


def test_what_is_sent_and_what_would_be_sent_show_it(talker: Bench) -> None:
    refusing = "{% if messages[0].role == 'system' %}{{ raise_exception('No.') }}{% endif %}"
    source = f"{refusing}{TURNS}{{{{ enable_thinking }}}}"
    options = AnswerOptions(template=source, think="off")
    (answer,) = talker.finish(
        talker.engine.generate([SYSTEM, ASKED], Sampling(max_tokens=1), options)
    ).answers
    assert answer.sent == talker.result(talker.engine.render([SYSTEM, ASKED], source, "off"))
    assert answer.sent == "[user]S\nQFalse"
