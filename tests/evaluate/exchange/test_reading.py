"""Sets of tests out of files of others: what is understood, what is told, and what is refused."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from explorer.domain.errors import CancelledError, KnownError
from explorer.evaluate.eval_set import MOST_CASES, Check, EvalTurn, Variable
from explorer.evaluate.exchange.portable_set import ImportedSet
from explorer.evaluate.exchange.set_files import read_set

type Read = Callable[[str, str | bytes], ImportedSet]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(name: str, content: str | bytes) -> ImportedSet:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_set(path)

    return read


def checks_of(imported: ImportedSet) -> list[tuple[Check, ...]]:
    return [case.checks for case in imported.document.cases]


def prompts_of(imported: ImportedSet) -> list[str]:
    return [case.turns[0].text for case in imported.document.cases]


def test_a_likely_encoding_is_told(read: Read) -> None:
    table = "prompt,expected\n緊急ですか。症状を説明してください。,はい\n"
    assert "It is not in UTF-8, and was read as " in read("a.csv", table.encode("shift_jis")).told[0]
    assert "UTF-8" not in read("b.csv", table).told[0]
    western = read("c.csv", "prompt,expected\nGröße?,groß\n".encode("cp1252"))
    assert prompts_of(western) == ["Größe?"]
    assert "was read as Windows-1252." in western.told[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_of_any_encoding_and_separator(read: Read, encoding: str, separator: str) -> None:
    rows = [("Frage", "Antwort"), ("Größe von Köln?", "groß"), ("Zwei\nZeilen?", "3,5")]
    text = "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows)
    imported = read("clinic letters.csv", text.encode(encoding))
    assert imported.title == "clinic letters"
    assert prompts_of(imported) == ["Größe von Köln?", "Zwei\nZeilen?"]
    assert checks_of(imported) == [(Check("icontains", "groß"),), (Check("number", "3,5"),)]
    assert imported.told == (
        "“Frage” is the prompt.",
        "“Antwort” is looked for in the answer: as a text in it, in any case, as a number.",
    )
    assert len(imported.document.source.sha256) == 64
    assert not imported.document.source.is_public


def test_cells_of_many_lines_do_not_hide_the_separator(read: Read) -> None:
    lines = "\n".join(f"{n}; x" for n in range(30))
    imported = read("a.csv", f'"the\nprompt",answer\n"{lines}",yes\n')
    assert prompts_of(imported) == [lines]
    assert checks_of(imported) == [(Check("icontains", "yes"),)]
    excel = read("a.csv", "sep=;\r\nprompt;answer\r\nSky?;blue\r\n")
    assert prompts_of(excel) == ["Sky?"]


def test_variables_of_a_table_are_what_its_prompts_name(read: Read) -> None:
    imported = read("a.csv", "prompt,city,note\nWhere is {{city}}?,Rome,x\nWhere is {{city}}?,Bonn,y\n")
    assert [case.variables for case in imported.document.cases] == [
        (Variable("city", "Rome"),),
        (Variable("city", "Bonn"),),
    ]
    assert "Variables: “city”." in imported.told
    assert "Left out: “note”." in imported.told


def test_a_table_that_sorts_asks_for_one_of_its_labels(read: Read) -> None:
    rows = "".join(f"Letter {n},{'urgent' if n % 3 else 'routine'}\n" for n in range(9))
    imported = read("a.csv", "text,label\n" + rows)
    assert checks_of(imported)[:2] == [
        (Check("choice", "* routine\nurgent"),),
        (Check("choice", "routine\n* urgent"),),
    ]


def test_a_long_answer_is_compared_by_what_it_means(read: Read) -> None:
    long = "The next appointment is on the third of May, in the morning, at ten."
    imported = read("a.jsonl", json.dumps({"question": "When?", "answer": long}))
    assert checks_of(imported) == [(Check("similar", long, 0.8),)]


def test_promptfoos_columns_mean_what_they_mean_there(read: Read) -> None:
    imported = read(
        "a.csv",
        "__description,question,topic,__expected,__expected1,__expected2,__prefix\n"
        'First,What is {{topic}}?,tea,contains: a drink,"contains-all: a, b",not-regex:^x,Hello \n'
        "Second,Why?,,Because,javascript: output.length,latency(1500),\n",
    )
    first, second = imported.document.cases
    assert first.title == "First"
    assert first.turns == (EvalTurn("user", "Hello What is {{topic}}?"),)
    assert first.variables == (Variable("topic", "tea"),)
    assert first.checks == (
        Check("contains", "a drink"), Check("contains-all", "a\nb"), Check("regex", "^x", is_not=True),
    )  # fmt: skip
    assert second.checks == (Check("equals", "Because"), Check("latency", "", 1.5))
    assert "1 check “javascript” is not known here and was left out." in imported.told


def test_rows_that_cannot_be_read_are_told_with_their_lines(read: Read) -> None:
    imported = read("a.csv", 'prompt,answer\n"one\nmore",1\n,2\nthree,3,too,many\nfour,4\n')
    assert len(imported.document.cases) == 2
    assert list(imported.left_out) == [
        "Line 5: It has 4 cells for 2 columns. Put texts with separators in quotes.",
        "Line 4: It has no prompt.",
    ]
    assert imported.words == "2 tests were read. 2 rows could not be."
    lines = read("a.jsonl", '{"prompt": "x"}\n{"prompt"\n\n[1]\n{"prompt": " "}')
    assert [one.partition(":")[0] for one in lines.left_out] == ["Line 2", "Line 4", "Line 5"]


def test_lines_of_json_in_the_fields_usual_forms(read: Read) -> None:
    rows = [
        {
            "input": [{"role": "system", "content": "Be short"}, {"role": "user", "content": "2+2?"}],
            "ideal": "4",
        },
        {
            "input": [{"role": "user", "content": [{"type": "text", "text": "Sky?"}]}],
            "ideal": ["blue", "azure"],
        },
        {"input": "plain", "ideal": None},
    ]
    imported = read("evals.jsonl", "\n".join(map(json.dumps, rows)))
    one, two, three = imported.document.cases
    assert (one.system, one.turns, one.checks) == (
        "Be short",
        (EvalTurn("user", "2+2?"),),
        (Check("number", "4"),),
    )
    assert (two.turns[0].text, two.checks) == ("Sky?", (Check("icontains-any", "blue\nazure"),))
    assert (three.turns[0].text, three.checks) == ("plain", ())


def test_a_conversation_to_train_with_ends_with_what_is_expected(read: Read) -> None:
    messages = [
        {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"},
        {"role": "user", "content": "Bye"}, {"role": "assistant", "content": "Good bye"},
    ]  # fmt: skip
    (case,) = read("a.jsonl", json.dumps({"messages": messages})).document.cases
    assert [turn.text for turn in case.turns] == ["Hi", "Hello", "Bye"]
    assert case.checks == (Check("icontains", "Good bye"),)


PUBLIC = [
    ({"question": "Q?", "mc1_targets": {"choices": ["yes", "no", "so"], "labels": [1, 0, 0]}}, "yes"),
    ({"question": "Q?", "mc1_targets": {"yes": 1, "no": 0}}, "yes"),
    (
        {
            "context": "Q?", "question": "Who?", "ans0": "a", "ans1": "b", "ans2": "c", "label": 2,
            "category": "Age", "question_index": "7",
        },
        "c",
    ),
    ({"ctx": "Q?", "endings": ["a", "b"], "label": "1"}, "b"),
    ({"question": "Q?", "choices": {"text": ["x", "y"], "label": ["A", "B"]}, "answerKey": "B"}, "y"),
    (
        {
            "question": {"stem": "Q?", "choices": [{"text": "x", "label": "1"}, {"text": "y", "label": "2"}]},
            "answerKey": "1",
        },
        "x",
    ),
]  # fmt: skip
OTHERS: list[tuple[object, str]] = [
    ([{"question": "Q?", "choices": ["x", "y", "z"], "answer": 1}], "y"),
    ({"data": [{"question": "Q?", "options": ["x", "y"], "answer": "B"}]}, "y"),
    ([{"question": "Q?", "choices": ["x", "y"], "answer": "x"}], "x"),
]


@pytest.mark.parametrize(("row", "right"), [*PUBLIC, *OTHERS])
def test_questions_with_options_become_choices(read: Read, row: object, right: str) -> None:
    is_public = (row, right) in PUBLIC
    imported = read("a.jsonl" if is_public else "a.json", json.dumps(row))
    (case,) = imported.document.cases
    (check,) = case.checks
    assert check.type == "choice"
    assert f"* {right}" in check.value.split("\n")
    assert case.turns[0].text.startswith("Q?")
    assert "\nA. " in case.turns[0].text
    assert imported.document.source.is_public is is_public
    assert ("This set is public: it may be in a model’s training data." in imported.told) is is_public


def test_where_the_right_option_always_comes_first_options_are_shuffled_the_same_way_each_time(
    read: Read,
) -> None:
    head = "Type,Category,Question,Best Answer,Best Incorrect Answer,Source\n"
    table = head + "".join(f"x,y,Question {n}?,right {n},wrong {n},z\n" for n in range(40))
    imported = read("TruthfulQA.csv", table)
    firsts = [checks[0].value.startswith("*") for checks in checks_of(imported)]
    assert 5 < sum(firsts) < 35
    assert read("again.csv", table).document.cases == imported.document.cases
    assert {case.group for case in imported.document.cases} == {"y"}


PROMPTFOO = """
description: Letters
prompts:
  - "Translate {{text}} to {{language}}"
  - raw: '[{"role": "system", "content": "Be short"}, {"role": "user", "content": "{{text}}"}]'
    label: chat
  - file://prompt.txt
  - other/prompt.json
providers: [openai:gpt-4]
defaultTest:
  vars: {language: French}
  assert: [{type: not-icontains, value: sorry}]
tests:
  - description: Hello
    vars: {text: Hello}
    assert:
      - {type: is-json, value: {type: object, required: [a, b]}}
      - {type: word-count, value: {max: 5}}
      - {type: latency, threshold: 2500}
      - {type: similar, value: Bonjour, threshold: 0.9}
      - {type: javascript, value: output.length}
      - {type: contains-any, value: [Bonjour, Salut]}
      - {type: equals, value: "file://x.txt"}
  - vars: {text: [one, two], language: German}
    prompts: [chat]
  - file://more.yaml
"""


def test_promptfoos_prompts_meet_its_tests(read: Read) -> None:
    imported = read("promptfooconfig.yaml", PROMPTFOO)
    assert imported.title == "Letters"
    first, second, third, fourth = imported.document.cases
    assert [case.title for case in (first, second, third)] == ["Hello", "Hello · chat", ""]
    assert (first.system, second.system) == (None, "Be short")
    assert first.turns == (EvalTurn("user", "Translate {{text}} to {{language}}"),)
    assert first.variables == (Variable("language", "French"), Variable("text", "Hello"))
    assert [case.variables[1].value for case in (third, fourth)] == ["one", "two"]
    assert first.group == second.group != third.group == fourth.group
    assert first.checks == (
        Check("is-json", "a, b"), Check("word-count", "≤ 5"), Check("latency", "", 2.5),
        Check("similar", "Bonjour", 0.9),
        Check("contains-any", "Bonjour\nSalut"), Check("icontains", "sorry", is_not=True),
    )  # fmt: skip
    assert set(imported.told) == {
        "Left out: “providers”.",
        "1 check “javascript” is not known here and was left out.",
        "1 check “equals: file://” is not known here and was left out.",
        "2 × “prompt” stands in another file, which was not followed.",
        "1 × “tests” stands in another file, which was not followed.",
    }


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 10)}]\n" for n in range(12)
)


OWN = '{"format": "open-model-explorer/tests", "title": "x", "set": %s}'


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "", "a.csv is empty."),
        ("a.csv", b"\x00\x01\x02" * 500, "a.csv is no text that can be read."),
        ("a.csv", "prompt,answer\n", "There are no tests in a.csv that can be read."),
        ("a.jsonl", "{", "There are no tests in a.jsonl that can be read."),
        ("a.json", "{", "a.json is no JSON that can be read."),
        ("a.json", "5", "There are no tests in a.json that can be read."),
        ("a.json", "[" * 100_000, "a.json is no JSON that can be read."),
        ("a.json", OWN % '{"schema": 99}', "a newer version"),
        ("a.json", OWN % '{"schema": 1, "cases": 5}', "a.json is damaged."),
        ("a.yaml", "prompts: [", "a.yaml cannot be read: It is no YAML from line"),
        ("a.yaml", "prompts: " + "[" * 200 + "]" * 200, "too many lists within lists"),
        ("a.yaml", "prompts: " + "[" * 50_000, "a.yaml cannot be read"),
        ("a.yaml", BOMB + "prompts: *m", "It unfolds to too many values."),
        ("a.yaml", "prompts: &a [*a]", "refers to itself"),
        ("a.yaml", "prompts: !!python/object/apply:os.system ['true']", "a.yaml cannot be read"),
        ("a.yaml", "prompts: [x]\n--- \nprompts: [y]", "It has more than one document."),
        ("a.yaml", "prompts: [*b]", "(*b)"),
        ("a.yaml", "? [a, b]\n: x", "a.yaml cannot be read"),
        ("a.yaml", "prompts: file://a.txt", "There is no prompt in a.yaml itself."),
        ("a.yaml", b"\xff\xffa", "a.yaml is no text that can be read."),
        ("a.yaml", "- 5", "There are no tests in a.yaml that can be read."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_so_and_what_to_do(
    read: Read, name: str, content: str | bytes, said: str
) -> None:
    with pytest.raises(KnownError) as caught:
        read(name, content)
    assert said in caught.value.what
    assert caught.value.advice


def test_words_of_yaml_are_those_of_promptfoo_and_mappings_can_be_merged(read: Read) -> None:
    text = """
        base: &base {a: yes, b: 2}
        more: &more {a: no, b: 3, f: 3, g: 3}
        prompts: ["{{a}} {{b}} {{c}} {{d}} {{e}} {{f}} {{g}}"]
        tests:
        - vars: {f: "2", <<: [*base, *more], b: 12:30, c: 2026-12-01, d: 0.50, e: ~}
          assert: [{type: equals, value: no}, {type: not-contains, value: true}]
        """
    imported = read("a.yaml", text.replace("\n        ", "\n"))
    (case,) = imported.document.cases
    values = {one.name: one.value for one in case.variables}
    assert values == {"a": "yes", "b": "12:30", "c": "2026-12-01", "d": "0.5", "e": "", "f": "2", "g": "3"}
    assert checks_of(imported) == [(Check("equals", "no"), Check("contains", "true", is_not=True))]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.yaml", "prompts: [Größe?]"),
        ("a.json", '[{"prompt": "Größe?"}]'),
        ("a.jsonl", '{"prompt": "Größe?"}\n'),
        ("a.csv", "prompt\nGröße?\n"),
    ],
)
def test_every_format_may_be_in_utf_16(read: Read, name: str, content: str) -> None:
    assert prompts_of(read(name, content.encode("utf-16"))) == ["Größe?"]


def test_what_may_be_misread_is_told(read: Read) -> None:
    unclosed = read("a.csv", 'prompt,expected\nA?,yes\n"B?,no\nC?,no\n')
    assert "A quotation mark in line 3 may not be closed." in unclosed.told
    damaged = read("b.csv", ("prompt\n" + "Größe?\n" * 200).encode() + b"Gr\xf6\xdfe?\n")
    assert damaged.told[0] == "Some letters could not be read: save the table in UTF-8."


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.jsonl", "a.yaml"])
@pytest.mark.parametrize("content", ["", "\ufeff", "\n\n"])
def test_an_empty_file_is_called_so(read: Read, name: str, content: str) -> None:
    with pytest.raises(KnownError, match="is empty"):
        read(name, content)


def test_where_no_line_can_be_read_the_first_reason_is_told(read: Read) -> None:
    with pytest.raises(KnownError) as caught:
        read("a.jsonl", '{"prompt": "A", "score": NaN}\n')
    assert caught.value.advice.startswith("Line 1: It is no JSON (")


def test_combinations_are_counted_before_they_are_made(read: Read, tmp_path: Path) -> None:
    digits = ", ".join("0123456789")
    values = "".join(f", v{n}: *d" for n in range(10))
    bomb = f"prompts: [x]\ntests:\n- &t {{vars: {{v: &d [{digits}]{values}}}}}\n" + "- *t\n" * 50
    with pytest.raises(KnownError, match="100,000 tests at most"):
        read("a.yaml", bomb)
    with pytest.raises(CancelledError):
        read_set(tmp_path / "a.yaml", lambda: True)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match=r"none\.csv could not be read"):
        read_set(tmp_path / "none.csv")


def test_a_hundred_thousand_rows_are_read_and_no_more(read: Read, tmp_path: Path) -> None:
    rows = "".join(f"What is {n} + {n}?,{2 * n}\n" for n in range(MOST_CASES))
    imported = read("a.csv", "question,answer\n" + rows)
    assert len(imported.document.cases) == MOST_CASES
    assert imported.document.cases[-1].key == str(MOST_CASES)
    with pytest.raises(KnownError, match="100,000 tests at most"):
        read("b.csv", "question,answer\n" + rows + "One more?,1\n")
    with pytest.raises(CancelledError):
        read_set(tmp_path / "a.csv", lambda: True)
