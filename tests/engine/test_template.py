"""Chat templates render as their makers mean them, and a hostile one harms nobody."""

import time

import pytest

from explorer.domain.errors import KnownError
from explorer.domain.generation import ChatMessage
from explorer.engine.template import ChatTemplate

HI = (ChatMessage("system", "Be <brief>."), ChatMessage("user", "Hi"))


def test_roles_texts_and_tokens_are_offered() -> None:
    source = (
        "{{ bos_token }}{% for m in messages %}<{{ m.role }}>{{ m['content'] | trim }}{{ eos_token }}"
        "{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}"
    )
    assert (
        ChatTemplate(source, "<s>", "</s>").render(HI) == "<s><system>Be <brief>.</s><user>Hi</s><assistant>"
    )


def test_what_templates_in_the_wild_use_works() -> None:
    source = (
        "{%- for m in messages %}\n    {%- if loop.first %}{% continue %}{% endif %}\n"
        "    {%- generation %}{{ m | tojson }}{% endgeneration %}\n{%- endfor %}"
        "{{ strftime_now('%Y') | length }}{{ messages[0].content.split(' ')[0] }}"
    )
    assert ChatTemplate(source).render(HI) == '{"role": "user", "content": "Hi"}4Be'


def test_a_refusal_says_what_the_template_said() -> None:
    template = ChatTemplate("{{ raise_exception('System role not supported') }}")
    with pytest.raises(KnownError, match="refuses this conversation: System role not supported"):
        template.render(HI)


def test_a_syntax_error_is_told_in_words() -> None:
    with pytest.raises(KnownError, match="template has an error"):
        ChatTemplate("{% if %}")


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ messages.append(1) }}",
        "{{ 'x' * 1000000000 }}",
        "{{ 10 ** 1000000000 }}",
        "{{ 'x'.ljust(1000000000) }}",
        "{{ '%01000000000d' % 1 }}",
        "{% for i in range(1000000000) %}{% endfor %}",
        "{% for i in range(9999) %}{{ 'x' * 9999 }}{% endfor %}",
        "{{ undefined.thing }}",
        "{{ 'a\nb' | indent(1000000000) }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    ],
)
def test_what_a_template_must_not_do_fails_in_words_at_once(source: str) -> None:
    begun = time.monotonic()
    with pytest.raises(KnownError, match="chat template failed"):
        ChatTemplate(source).render(HI)
    assert time.monotonic() - begun < 2


def test_a_template_that_takes_too_long_is_ended() -> None:
    loop = "{% for i in range(99999) %}" * 3 + "{% endfor %}" * 3
    with pytest.raises(KnownError, match="takes too long"):
        ChatTemplate(loop).render(HI)


def test_a_template_that_takes_too_much_memory_is_ended() -> None:
    grow = (
        "{% set n = namespace(x=['']) %}{% for i in range(99999) %}"
        "{% set n.x = n.x + ['x' * 99999 ~ i] %}{% endfor %}"
    )
    with pytest.raises(KnownError, match="too much memory"):
        ChatTemplate(grow).render(HI)
