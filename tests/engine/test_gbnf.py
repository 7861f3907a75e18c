"""A grammar that would end the engine's process, or keep it busy for ever, is refused before."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.domain.errors import KnownError
from explorer.engine.structured_output.gbnf import check_gbnf
from tests.engine.grammar_walk import Walk


@pytest.fixture(scope="module")
def walk(scripted: Path) -> Iterator[Walk]:
    walk = Walk(scripted)
    yield walk
    walk.close()


@pytest.mark.parametrize(
    "grammar",
    [
        'root ::= "yes" | "no"',
        "root ::= (a | b)* # remark\na ::= [a-z]+ | [^\\x00-\\x1F]\nb ::= .{2,5}\n",
        'root ::=\n  "a" |\n  (\n "b" root )?\n',
        'root ::= | " " root',
        'root ::= "\\"\\n\\u00e4" [\\]-]',
        'expr ::= term ("+" term)*\nterm ::= [0-9]+ | "(" expr ")"\nroot ::= expr',
        'root ::= [a\\-z] "a"{0} "b" {2}',
        'root ::= <[5]> !<[6]>* "a"',
        'root ::= ("a"*)* ("b"? "c"){1000}',
    ],
)
def test_sound_grammars_pass_and_the_library_takes_them(walk: Walk, grammar: str) -> None:
    text, _tokens = check_gbnf(grammar)
    walk.accepts(text, "a")


def test_the_tokens_that_a_grammar_names_are_known() -> None:
    text = 'root ::= <think> !</think>* </think> <[7]> "<no>" [<a>]'
    assert check_gbnf(text) == (text, frozenset({"<think>", "</think>", "<[7]>"}))


@pytest.mark.parametrize(
    ("grammar", "right", "wrong"),
    [
        ('root ::= "a"{2000}', ["a" * 2000], ["a" * 1999, "a" * 2001]),
        ('root ::= [a-z]{3,5000} "."', ["aaa.", "a" * 5000 + "."], ["aa.", "a" * 5001 + "."]),
        ('root ::= "a"{4000,}', ["a" * 4000, "a" * 4500], ["a" * 3999]),
        ('root ::= ("a" ("b" | "c"){1,3}){1000}', ["abcb" * 1000, "ab" * 1000], ["ab" * 999]),
        ('root ::= (("a"{3}){700}){2}', ["a" * 4200], ["a" * 4199]),
    ],
)
def test_long_repeats_are_split_and_mean_the_same(
    walk: Walk, grammar: str, right: list[str], wrong: list[str]
) -> None:
    text, _tokens = check_gbnf(grammar)
    assert [walk.accepts(text, one) for one in right] == [True] * len(right)
    assert [walk.accepts(text, one) for one in wrong] == [False] * len(wrong)


@pytest.mark.parametrize(
    ("grammar", "said"),
    [
        ("", "no rule “root”"),
        ('answer ::= "a"', "no rule “root”"),
        ("root ::= other", "other"),
        ('root ::= "a', "not closed"),
        ("root ::= [a", "not closed"),
        ("root ::= []", "empty"),
        ("root ::= [z-a]", "backwards"),
        ('root ::= ("a"', "bracket"),
        ('root ::= "a")', "should end"),
        ('root "a"', "::="),
        ('root ::= "\\q"', "escape"),
        ('root ::= "\\uD8"', "escape"),
        ('root ::= "a"{5,2}', "repeats"),
        ('root ::= "a"{1,9999999}', "repeats"),
        ('root ::= (((("a"?){1000}){1000}){1000})', "repeats"),
        ('root ::= ("a"? "b"?){900}', "too many ways"),
        ("root ::= " + " | ".join(f'"{n}"' for n in range(501)), "too many ways"),
        ('root ::= ("a" | ){2,}', "may be empty"),
        ('root ::= ""*', "empty text"),
        ("root ::= <", "token"),
        ("root ::= <[x]>", "token"),
        ("root ::= !a", "token"),
        ('root ::= "' + "a" * 1000 + '"{1000}', "too large"),
        ("root ::= (" + '("a") ' * 2000 + ")*", "too large"),
        ("root ::= (" + '("a") ' * 2000 + ")?", "too large"),
        ('root ::= "a"+*', "twice"),
        ("root ::= root", "begins with itself"),
        ('root ::= a\na ::= ("")? b\nb ::= "x"* root', "begins with itself"),
        ('root ::= ("" root)? "a"', "begins with itself"),
        ('root ::= "a"\nroot ::= "b"', "twice"),
        ("root ::= " + "(" * 1000 + '"a"' + ")" * 1000, "deeply"),
        ('root ::= "a\0"', "zero byte"),
        ("root ::= *", "should end"),
        ("::= ", "name is missing"),
    ],
)
def test_others_are_refused_with_what_is_wrong(grammar: str, said: str) -> None:
    with pytest.raises(KnownError, match="The grammar cannot be used") as refused:
        check_gbnf(grammar)
    assert said in refused.value.what
