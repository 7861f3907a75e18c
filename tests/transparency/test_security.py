"""What should make one careful: each fact with the words it was seen in, and no alarm about the usual."""

import time
from collections.abc import Mapping
from typing import Any

import pytest

from explorer.engine.local.gguf.header import Header, HeaderValue, TensorInfo
from explorer.transparency.safety.odd_template import oddities
from explorer.transparency.safety.security import (
    SecurityFact,
    header_security_facts,
    merged_security_facts,
    repo_security_facts,
)
from explorer.transparency.sheet_view.evidence_words import quote_of
from explorer.transparency.sources import Sources

USUAL = (
    "{{ bos_token }}{% for message in messages %}{% if message['role'] == 'system' %}<|system|>{% endif %}"
    "{{ '<|' + message['role'] + '|>\\n' + message['content'] | trim }}{% endfor %}"
    "{% set ns = namespace(n=0) %}Do not import, eval or exec anything of os.path for the user."
    "{{ 'Write the import of os.path; __init__ methods are fine in text.'[:40] if false }}"
)


def facts(names: list[str], texts: Mapping[str, str] | None = None, **api: Any) -> list[SecurityFact]:
    answer = {"siblings": [{"rfilename": n} for n in names], **api}
    return list(repo_security_facts(Sources("meadow/wren", "c" * 40, api=answer, texts=texts or {})))


def about(found: list[SecurityFact], words: str) -> SecurityFact:
    return next(fact for fact in found if words in fact.text)


@pytest.mark.parametrize(
    "name",
    [
        "pytorch_model.bin", "pytorch_model-00001-of-00002.bin", "adapter_model.bin", "training_args.bin",
        "consolidated.00.pth", "model.pt", "model.ckpt", "tokenizer.pkl", "x/y.joblib", "weights.npz",
        "model.nemo", "model.pth.tar", "data.pkl.gz", "x/model.pt.tar.gz", "model.bin",
    ],
)  # fmt: skip
def test_weights_that_can_run_code_are_named_and_quoted(name: str) -> None:
    fact = about(facts(["README.md", name]), "can run code when it is opened")
    assert (fact.weight, fact.place) == ("careful", name)
    assert fact.evidence[0].quote == f"siblings: {name}"
    assert (fact.evidence[0].repo, fact.evidence[0].commit) == ("meadow/wren", "c" * 40)


@pytest.mark.parametrize(
    "name",
    [
        "model.safetensors", "wren-Q4_K_M.gguf", "tokenizer.bin.json", "vocab.txt", "imatrix.dat", "x.tar.gz",
        "openvino_model.bin", "x/ggml-model-q4_0.bin",
    ],
)  # fmt: skip
def test_formats_that_only_hold_numbers_are_no_reason_for_care(name: str) -> None:
    assert all(fact.weight == "plain" for fact in facts([name]))


@pytest.mark.parametrize("beside", ["ct2/vocabulary.json", "ct2/shared_vocabulary.txt", "ct2/model.xml"])
def test_a_model_bin_of_a_format_of_numbers_is_known_by_what_lies_beside_it(beside: str) -> None:
    assert not any("can run code" in fact.text for fact in facts(["ct2/model.bin", beside]))
    other = about(facts(["ct2/pytorch_model.bin", "model.bin", beside]), "can run code")
    assert other.place == "ct2/pytorch_model.bin, model.bin"


def test_signs_that_turn_a_name_around_are_seen() -> None:
    fact = about(facts(["evil\u202egnp.py"]), "program files")
    assert fact.place == "evilU+202Egnp.py"
    assert quote_of(fact.evidence[0]) == "siblings: evilU+202Egnp.py"


def test_layers_with_code_and_programs_are_told_apart() -> None:
    found = facts(["model.h5", "model.keras", "modeling_wren.py", "wren.llamafile"])
    assert about(found, "code as a layer").place == "model.h5, model.keras"
    assert "modeling_wren.py" in about(found, "program files").place


def test_a_model_that_needs_its_own_code_says_where() -> None:
    config = '{\n "auto_map": {\n  "AutoModel": "modeling_wren.WrenModel"\n }\n}'
    fact = about(facts([], {"config.json": config}, tags=["custom_code"]), "trust_remote_code")
    assert [(e.path, e.first_line, e.quote) for e in fact.evidence] == [
        ("config.json", 3, '  "AutoModel": "modeling_wren.WrenModel"'), ("", 0, "tags: custom_code")
    ]  # fmt: skip
    told = about(facts([], config={"auto_map": {"AutoModel": "x"}}), "trust_remote_code")
    assert told.evidence[0].quote == "config.auto_map: AutoModel"
    assert not any("trust_remote_code" in f.text for f in facts([], {"config.json": "{}"}, tags=["gguf"]))


def test_the_scan_of_the_hub_is_told_as_it_is() -> None:
    unsafe = {"scansDone": True, "filesWithIssues": [{"path": "a.pkl", "level": "unsafe"}]}
    fact = about(facts([], securityRepoStatus=unsafe), "report issues")
    assert (fact.weight, fact.place) == ("warning", "a.pkl (unsafe)")
    clean = {"scansDone": True, "filesWithIssues": []}
    assert about(facts([], securityRepoStatus=clean), "found nothing").evidence
    running = {"scansDone": False, "filesWithIssues": []}
    assert about(facts([], securityRepoStatus=running), "not done").weight == "plain"
    assert about(facts([]), "was not asked for").evidence == ()


@pytest.mark.parametrize(
    "odd",
    [
        {}, {"scansDone": "yes", "filesWithIssues": 3}, {"filesWithIssues": [None, 7, {}]},
        *({"scansDone": True, "filesWithIssues": issues} for issues in (["model.pkl"], "model.pkl", None)),
        {"scansDone": True}, {"scansDone": "true", "filesWithIssues": []}, {"error": "x"},
    ],
)  # fmt: skip
def test_a_scan_of_another_shape_is_never_a_clean_one(odd: dict[str, Any]) -> None:
    found = facts([], securityRepoStatus=odd)
    assert not any("found nothing" in fact.text or "not done" in fact.text for fact in found)
    assert about(found, "cannot be read").evidence


def test_what_can_be_read_of_a_scan_is_told_beside_what_cannot() -> None:
    mixed = {"scansDone": True, "filesWithIssues": [{"path": "a.pkl", "level": "unsafe"}, "b.pkl"]}
    found = facts([], securityRepoStatus=mixed)
    assert about(found, "report issues").place == "a.pkl (unsafe)"
    assert about(found, "cannot be read").weight == "careful"


@pytest.mark.parametrize("siblings", [None, 7, [None, {"rfilename": 3}, {"x": 1}], {"a": 1}])
def test_files_of_another_shape_hurt_nothing(siblings: object) -> None:
    assert repo_security_facts(Sources("a/b", api={"siblings": siblings, "tags": 7, "config": []}))


@pytest.mark.parametrize("name", ["model" * 198, "optimizer" * 110, ".bin" * 240, "model.bin" + ".zip" * 240])
def test_long_names_of_files_are_read_in_bounded_time(name: str) -> None:
    started = time.process_time()
    facts([f"{n}{name}" for n in range(10_000)])
    assert time.process_time() - started < 2.0


def test_signatures_are_said_and_so_is_their_absence() -> None:
    assert about(facts(["model.gguf", "model.gguf.sig"]), "Has signatures").place == "model.gguf.sig"
    assert about(facts(["model.gguf"]), "Not signed").weight == "plain"


def test_a_usual_template_is_no_reason_for_care() -> None:
    assert list(oddities(USUAL)) == []


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{{ ''.__class__.__mro__[1] }}", "what no template needs"),
        ("{{ x | attr('__globals__') }}", "what no template needs"),
        ("{% set x = cycler.__init__ %}", "what no template needs"),
        ("{%- include '/etc/passwd' %}", "asks for other files"),
        ("{% import 'x' as y %}", "asks for other files"),
        ("{% for i in range(999999999) %}a{% endfor %}", "counts very far"),
        ("{{ 'a' * 100000000 }}", "counts very far"),
        ("Visit https://example.org/login now. {{ messages }}", "address of the web"),
        ("{{ messages }}\u202e", "cannot be seen"),
        ("{{ messages }}" + "a" * 100_001, "unusually long"),
    ],
)
def test_what_a_template_tries_is_quoted(template: str, words: str) -> None:
    fact = about(facts([], gguf={"chat_template": template}), words)
    assert fact.evidence[0].locator == "gguf.chat_template"
    odd = next(odd for odd in oddities(template) if words in odd.text)
    assert odd.quotes
    assert fact.weight == ("warning" if odd.is_attempt else "careful")


@pytest.mark.parametrize(
    "template",
    [
        "{{ '}}' ~ ''.__class__.__mro__[1].__subclasses__() }}",
        "{% set x = '%}' ~ ''.__class__.__mro__ %}",
        '{{ "it\'s }}" ~ x.__class__ }}',
        "{{ {'a': {'b': x}}.__class__ }}",
        "{{ '\\\n' ~ x.__class__ ~ '' }}",
        "{# {{ ' #}{{ x.__class__ }}{# ' }} #}",
        "{{ ( ' \\' ~ x.__class__ ~ \"a\" }}",
        "{% raw %}{{ ' {% endraw %}{{ x.__class__ }}",
        "{{ ( }}{{ x.__class__ }}",
        "{{ messages }}" + "a" * 2_000_000 + "{{ x.__class__ }}",
    ],
)
def test_nothing_hides_what_a_template_tries(template: str) -> None:
    (odd,) = (odd for odd in oddities(template) if odd.is_attempt)
    assert any("__class__" in quote for quote in odd.quotes)


@pytest.mark.parametrize("words", ["{# {{ x.__class__ }} #}", "{% raw %}{{ x.__class__ }}{%- endraw -%}"])
def test_what_a_template_never_runs_is_no_attempt(words: str) -> None:
    assert list(oddities(words + USUAL)) == []


def test_a_template_is_told_once_though_the_hub_and_the_header_hold_it() -> None:
    template = "{{ x.__class__ }}"
    api = facts(
        [], config={"tokenizer_config": {"chat_template": [{"name": "default", "template": template}]}}
    )
    own = header_security_facts(header({"tokenizer.chat_template": template}))
    told = [fact for fact in merged_security_facts(api, own) if "what no template needs" in fact.text]
    assert [fact.evidence[0].locator for fact in told] == ["config.tokenizer_config.chat_template"]


@pytest.mark.parametrize(
    "hostile",
    [
        "{{" * 50_000, "{" * 100_000, "{{ '" * 30_000, "{% \\" * 30_000, "'\\\n" * 60_000, "{# " * 50_000,
        "'" + "\\'" * 60_000, "'\"" + "\\'\\\"" * 40_000,
        "{{ ( '}}'" * 30_000, "{% raw %}" * 30_000, "{{ ( }}" * 30_000, "{% raw" + " " * 150_000,
    ],
)  # fmt: skip
def test_a_hostile_template_is_read_in_bounded_time(hostile: str) -> None:
    started = time.process_time()
    list(oddities("{{ " + hostile + " }}"))
    assert time.process_time() - started < 1.0


def header(metadata: dict[str, HeaderValue], *tensors: TensorInfo) -> Header:
    return Header(3, metadata, tensors, 1_000)


def test_loose_ends_of_a_header_are_told() -> None:
    one, two = TensorInfo("a", (4,), "F32", 16, 0), TensorInfo("a", (4,), "F32", 16, 32)
    read = header({"general.name": "We\u200bren"}, one, two)
    texts = " ".join(str(fact.text) for fact in header_security_facts(read, read.data_end + 5_000))
    assert "cannot be seen" in texts
    assert "Names a tensor twice" in texts
    assert "bytes that no tensor uses" in texts
    assert header_security_facts(header({}, one), header({}, one).data_end + 16) == ()  # padding


def test_templates_beside_the_usual_one_are_read_too() -> None:
    read = header({"tokenizer.chat_template.tool_use": "{{ x.__class__ }}"})
    assert header_security_facts(read)[0].evidence[0].locator == "tokenizer.chat_template.tool_use"


def test_a_type_that_is_not_known_is_told_and_no_rest_is_reckoned() -> None:
    found = header_security_facts(header({}, TensorInfo("a", (4,), "type 99", None, 0)), 10**9)
    assert [str(fact.text) for fact in found] == ["Has tensor types that this app does not know."]
