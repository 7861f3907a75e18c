"""A grammar that would end the engine's process, or keep it busy for ever, is refused before."""

import pytest

from explorer.domain.errors import KnownError
from explorer.engine.gbnf import check_gbnf


@pytest.mark.parametrize(
    "grammar",
    [
        'root ::= "yes" | "no"',
        "root ::= (a | b)* # remark\na ::= [a-z]+ | [^\\x00-\\x1F]\nb ::= .{2,5}\n",
        'root ::=\n  "a" |\n  (\n "b" root )?\n',
        'root ::= | " " root',
        'root ::= "\\"\\n\\u00e4" [\\]-]',
        'expr ::= term ("+" term)*\nterm ::= [0-9]+ | "(" expr ")"\nroot ::= expr',
    ],
)
def test_sound_grammars_pass(grammar: str) -> None:
    check_gbnf(grammar)


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
        ('root ::= ((("a"{2000}){2000}){2000})', "too large"),
        ('root ::= "a"+*', "twice"),
        ("root ::= root", "begins with itself"),
        ('root ::= a\na ::= ""? b\nb ::= "x"* root', "begins with itself"),
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
