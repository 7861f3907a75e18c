"""What a template takes of thinking is read from its text: which variables, which values, what is usual."""

import time

import pytest

from explorer.domain.thinking_switch import (
    CHOICES,
    NO_SWITCH,
    ThinkingSwitch,
    choice_text,
    opens_thought,
    switch_of,
    variables_for,
    word_for,
)
from explorer.domain.words import Words

ON_OFF = ("on", "off")


@pytest.mark.parametrize(
    ("template", "switch", "off"),
    [
        # Qwen 3, GLM: on unless it is off
        (
            "{%- if enable_thinking is defined and enable_thinking is false %}{{ 'T' }}{% endif %}",
            ThinkingSwitch(ON_OFF, "on"),
            {"enable_thinking": False},
        ),
        # Gemma 4, EXAONE 4: their own default is off, llama.cpp's is on
        (
            "{%- set enable_thinking = enable_thinking | default(false) -%}{{ enable_thinking }}",
            ThinkingSwitch(ON_OFF, "on"),
            {"enable_thinking": False},
        ),
        # Granite: off unless it is on
        (
            "{% if x %}{%- elif thinking %}T{% endif %}",
            ThinkingSwitch(ON_OFF, "off"),
            {"enable_thinking": False, "thinking": False},
        ),
        # DeepSeek V3.1: its makers know one name, others a second
        (
            "{% if not thinking is defined %}{% set thinking = false %}{% endif %}{{ thinking }}",
            ThinkingSwitch(ON_OFF, "off"),
            {"enable_thinking": False, "thinking": False},
        ),
        # Cohere
        (
            "{% set reasoning = reasoning if reasoning is not undefined else "
            "(false if reasoning_effort is defined and reasoning_effort | lower == 'none' else true) -%}",
            ThinkingSwitch(ON_OFF, "on"),
            {"enable_thinking": False, "reasoning": False, "reasoning_effort": "none"},
        ),
        # Seed-OSS
        (
            "{% if not thinking_budget is defined %}{% set thinking_budget = -1 %}{% endif %}"
            "{% if thinking_budget == 0 %}T{% endif %}",
            ThinkingSwitch(ON_OFF, "on"),
            {"enable_thinking": False, "thinking_budget": 0},
        ),
        # MiniMax M3
        (
            "{% if thinking_mode == 'disabled' %}A{% elif thinking_mode == 'enabled' %}B{% endif %}",
            ThinkingSwitch(ON_OFF),
            {"enable_thinking": False, "thinking_mode": "disabled"},
        ),
        # Hunyuan 3
        (
            "{% if reasoning_effort is not defined %}{% set reasoning_effort = 'no_think' %}{% endif %}"
            "{% if reasoning_effort in ['low', 'high'] %}T{% endif %}",
            ThinkingSwitch(("off", "low", "high"), "off"),
            {"enable_thinking": False, "reasoning_effort": "no_think"},
        ),
        # Qwen 3.8: any other effort is refused
        (
            "{% if enable_thinking is undefined or enable_thinking is true %}"
            "{% set resolved_reasoning_effort = reasoning_effort|default('xhigh') %}"
            "{% if resolved_reasoning_effort not in ('xhigh', 'medium', 'low') %}"
            "{{ raise_exception('Unexpected ' ~ reasoning_effort ~ '.') }}{% endif %}{% endif %}",
            ThinkingSwitch((*ON_OFF, "low", "medium", "xhigh"), "xhigh"),
            {"enable_thinking": False},
        ),
    ],
)
def test_families_that_can_be_switched_off(
    template: str, switch: ThinkingSwitch, off: dict[str, object]
) -> None:
    assert switch_of(template) == switch
    assert variables_for(template, "off") == off


@pytest.mark.parametrize(
    ("template", "switch"),
    [
        # gpt-oss takes any text
        (
            '{% if reasoning_effort is not defined %}{% set reasoning_effort = "medium" %}{% endif %}'
            "{{- 'Reasoning: ' + reasoning_effort + '\n\n' }}",
            ThinkingSwitch(("low", "medium", "high"), "medium"),
        ),
        # GLM 5
        (
            "{%- set effective_reasoning_effort = 'high' if reasoning_effort is defined and "
            "reasoning_effort == 'high' else 'max' -%}{{ effective_reasoning_effort | capitalize }}",
            ThinkingSwitch(("high", "max"), "max"),
        ),
        # Solar Open
        (
            '{%- set reasoning_effort = reasoning_effort if reasoning_effort is defined else "high" %}'
            '{%- if reasoning_effort in ["low", "minimal"] -%}T{%- endif %}',
            ThinkingSwitch(("minimal", "low", "high"), "high"),
        ),
    ],
)
def test_families_that_take_an_effort(template: str, switch: ThinkingSwitch) -> None:
    assert switch_of(template) == switch
    for effort in switch.choices:
        assert variables_for(template, effort) == {"enable_thinking": True, "reasoning_effort": effort}


def test_a_template_that_reads_the_system_prompt_for_it_gets_a_word_there() -> None:
    template = "{% if '/think' in content %}A{% elif '/no_think' in content %}B{% endif %}"
    assert switch_of(template) == ThinkingSwitch(ON_OFF, "on")
    words = [word_for(template, think) for think in ("", "on", "off", "low")]
    assert words == ["", "", "/no_think", ""]
    assert word_for("{% if enable_thinking %}{% elif '/no_think' in x %}{% endif %}", "off") == ""


@pytest.mark.parametrize(
    "template",
    [
        None,
        "",
        "{{ messages }}",
        "reasoning_effort, thinking: {{ 'enable_thinking' }}{# {% if thinking %} #}",  # words, not variables
        "{{ message.thinking }}{% if message['reasoning'] %}{{ message.reasoning }}{% endif %}",
        "{% for thinking in x %}{{ thinking }}{% endfor %}{% set ns = namespace(enable_thinking=true) %}",
        "{% set thinking = message.thinking %}{{ thinking }}{{ f(reasoning='x') }}",
        "{% macro show(thinking, reasoning) %}{{ thinking }}{{ reasoning }}{% endmacro %}",
        "{% if reasoning_effort == 'high' %}T{% endif %}{{ '",  # one value is no choice
    ],
)
def test_where_there_is_nothing_to_choose(template: str | None) -> None:
    assert switch_of(template) == NO_SWITCH


@pytest.mark.parametrize(
    ("end", "opens"),
    [
        ("{{ '<|assistant|><think>\n' }}", True),  # distills of R1, QwQ, Qwen 3 Thinking
        ("{{ '<|assistant|>' }}", False),
        ("{{ '<|assistant|>' }}{% if off %}{{ '<think>\n\n</think>\n\n' }}{% endif %}", False),
    ],
)
def test_a_template_that_opens_every_answer_with_a_thought_is_known(end: str, opens: bool) -> None:  # noqa: FBT001
    template = f"{{{{ content.split('</think>')[-1] }}}}{{% if add_generation_prompt %}}{end}{{% endif %}}"
    assert opens_thought(template) is opens
    assert not opens_thought(None)


def test_nothing_chosen_and_what_is_unknown_leave_it_to_the_template() -> None:
    template = "{% if thinking %}{% if reasoning_effort in ['low', 'high'] %}T{% endif %}{% endif %}"
    for think in ("", "medium", "none", "what?"):
        assert variables_for(template, think) == {"enable_thinking": True}


@pytest.mark.parametrize(
    "part",
    ["{%", '{{ "', "{#", '"\\', "{{ thinking }}", "{% set reasoning_effort = 'x' %}", "{% a.b", "'\"", "}}"],
)
def test_hostile_templates_are_read_in_a_time_that_grows_with_their_length(part: str) -> None:
    def seconds(length: int) -> float:
        template = "{{ thinking " + part * (length // len(part))
        begun = time.process_time()
        switch_of(template)
        return time.process_time() - begun

    assert seconds(120_000) < max(0.05, seconds(12_000) * 40)


def test_each_choice_there_may_be_has_a_word() -> None:
    words = [choice_text(choice) for choice in CHOICES]
    assert all(isinstance(word, Words) for word in words)
    assert len({*words}) == len(words)
