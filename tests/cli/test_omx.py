"""`omx` as a machine uses it: real processes, JSON alone on stdout, words on stderr, status 2 on errors."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from explorer.engine.local.gguf.header import read_header
from explorer.local.models.app_folders import OTHER_APPS_VARIABLE
from tests.fuzz.hostile import leave_out_included
from tests.hub.server import TestHub, datasets_of
from tests.hub.tools import make_repo
from tests.models.elsewhere import in_ollama
from tests.models.encoder import write_encoder
from tests.models.projector import write_projector
from tests.models.tiny import Tiny, write_tiny

REPO = "meadow-ai/Tiny-Meadow-GGUF"
TEXT = "The meadow answers in plain words."


class Omx:
    """Runs verbs in a home of their own, into which no included model comes by itself: that copies 98 MB."""

    def __init__(self, home: Path, endpoint: str) -> None:
        self._markers = leave_out_included(home / "models")
        self.env = {
            **os.environ,
            "EXPLORER_HOME": str(home),
            "HF_ENDPOINT": endpoint,
            "HF_HOME": str(home / "hf"),
            "QT_QPA_PLATFORM": "offscreen",
        }

    def let_included_come(self) -> None:
        for marker in self._markers:
            marker.unlink()

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "explorer", "omx", *words]
        return subprocess.run(
            command, env=self.env, capture_output=True, text=True, timeout=120, check=False, encoding="utf-8"
        )

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """In a group of its own, as a shell starts it."""
        command = [sys.executable, "-m", "explorer", "omx", *words]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=self.env, stdout=pipe, stderr=pipe, start_new_session=True)

    def json(self, *words: str) -> Any:
        done = self.run(*words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def hub_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("hub")
    folder = root / REPO
    write_tiny(folder / "tiny-meadow-Q4_K_M.gguf", Tiny(text=TEXT, name="Tiny Meadow"))
    (folder / "README.md").write_text(
        "---\nlicense: apache-2.0\ndatasets:\n- example/meadow-text\n---\n# Tiny Meadow\n"
    )
    return root


@pytest.fixture
def omx(hub_root: Path, tmp_path: Path) -> Any:
    with TestHub(hub_root) as hub:
        yield Omx(tmp_path / "home", hub.endpoint)


def test_search_download_list_ask_and_compare(omx: Omx, tmp_path: Path) -> None:
    found = omx.json("search", "meadow")
    assert [(r["id"], r["license"]) for r in found] == [(REPO, "apache-2.0")]
    kept = omx.json("download", REPO)
    assert (kept["intact"], kept["repo"]) == ("checked", REPO)
    assert kept["id"] in [m["id"] for m in omx.json("list")]
    answer = omx.json("ask", kept["id"], "Hello", "--temperature", "0")
    assert answer["text"].strip() == TEXT
    assert (answer["sha256"], answer["reason"]) == (kept["sha256"], "end")
    report = tmp_path / "report.md"
    compared = omx.json(
        "compare", kept["id"], REPO, "--prompt", "Hi", "--temperature", "0", "--out", str(report)
    )
    assert [a["text"].strip() for a in compared["answers"]][:1] == [TEXT]
    words = report.read_text(encoding="utf-8")
    assert "Apache 2.0 · open source" in words
    assert TEXT in words
    assert "not disclosed" in words


def test_streamed_words_go_to_stdout_and_the_speed_to_stderr(omx: Omx, tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "one.gguf", Tiny(text=TEXT))
    done = omx.run("ask", str(path), "Hello", "--temperature", "0")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == TEXT
    assert "tokens/s" in done.stderr


def test_a_base_model_says_that_it_continues_text(omx: Omx, tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "base.gguf", Tiny(text=TEXT, template=None))
    done = omx.run("ask", str(path), "Hello", "--max-tokens", "4")
    assert "base model" in done.stderr
    assert omx.run("ask", str(path), "Hello", "--system", "Be brief").returncode == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ask", "nothing-like-it", "Hello"), "no local model"),
        (("download", "nobody/nothing"), "does not exist"),
        (("download", REPO, "--file", "Q2_K"), "tiny-meadow-Q4_K_M.gguf"),
        (("inspect", "missing.gguf"), "missing.gguf"),
        (("card", "missing.md"), "missing.md"),
        (("selftest", "missing.gguf"), "missing.gguf"),
    ],
)
def test_errors_exit_with_2_and_say_what_to_do(omx: Omx, words: tuple[str, ...], said: str) -> None:
    done = omx.run(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_card_prints_one_object_a_line_with_quotes_from_the_file(omx: Omx, tmp_path: Path) -> None:
    card = tmp_path / "card.md"
    card.write_text("---\nlicense: mit\n---\n# A model\n\nNothing more.\n")
    done = omx.run("card", str(card), str(card), "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["file"] for line in lines] == [str(card)] * 2
    license_ = next(f for f in lines[0]["findings"] if f["dimension"] == "license")
    assert (license_["verdict"], license_["value"]) == ("open", "mit")
    assert license_["evidence"][0]["quote"] in card.read_text()
    assert license_["evidence"][0]["first_line"] == 2


def test_the_name_of_a_card_file_changes_no_fact(omx: Omx, tmp_path: Path) -> None:
    text = (
        "---\nlicense: mit\n---\n# Owl-8B\n\nOwl-8B-Zero and Owl-8B are trained based on Kestrel-V3-Base.\n\n"
        "| Model | Base |\n|---|---|\n"
        "| [Owl-8B-Distill](https://huggingface.co/lake/Owl-8B-Distill) | Llama-3.1-8B |\n"
    )
    cards = [
        tmp_path / name for name in ("owl-8b.md", "o8.md", "Llama-3.1-8B.md", "README.md", "owl-GGUF.txt")
    ]
    for card in cards:
        card.write_text(text)
    lines = [json.loads(line) for line in omx.run("card", *map(str, cards), "--json").stdout.splitlines()]
    assert len(lines) == len(cards)
    assert all(line["findings"] == lines[0]["findings"] for line in lines)
    lineage = next(f for f in lines[0]["findings"] if f["dimension"] == "lineage")
    assert [parent["id"] for parent in lineage["value"]] == ["Kestrel-V3-Base"]


def test_a_card_alone_says_that_the_license_of_its_parent_was_not_read(omx: Omx, tmp_path: Path) -> None:
    card = tmp_path / "card.md"
    card.write_text("---\nlicense: mit\nbase_model: meta-llama/Llama-3.1-8B-Instruct\n---\n# Owl\n")
    assert "Yes, but its base model’s license was not read" in omx.run("card", str(card)).stdout
    use = next(f for f in omx.json("card", str(card))["findings"] if f["dimension"] == "commercial_use")
    assert use["value"]["unknown_above"] == ["meta-llama/Llama-3.1-8B-Instruct"]


def test_a_card_that_the_hub_fails_to_send_keeps_nothing_else_from_being_read(
    hub_root: Path, tmp_path: Path
) -> None:
    with TestHub(hub_root) as hub:
        hub.fault("*/README.md", "status", code=500)
        done = Omx(tmp_path / "home", hub.endpoint).run("card", REPO, "--json")
    assert done.returncode == 0, done.stderr
    assert "The model card could not be read: 127.0.0.1 has a problem." in done.stderr
    read = json.loads(done.stdout)
    assert read["repo"] == REPO
    assert "not_disclosed" not in json.dumps(read)  # nobody knows what the card says


def test_a_card_that_is_missing_does_not_keep_the_others_from_being_read(omx: Omx, tmp_path: Path) -> None:
    cards = [tmp_path / "a.md", tmp_path / "c.md"]
    for card in cards:
        card.write_text("---\nlicense: mit\n---\n# A model\n")
    done = omx.run("card", str(cards[0]), "missing.md", "gone.md", str(cards[1]), "--json")
    assert [json.loads(line)["file"] for line in done.stdout.splitlines()] == list(map(str, cards))
    assert done.returncode == 2
    assert "missing.md" in done.stderr
    assert "gone.md" in done.stderr


def test_a_card_file_is_printed_in_the_form_that_others_measure(omx: Omx, tmp_path: Path) -> None:
    card = tmp_path / "card.md"
    card.write_text("---\nlicense: gemma\n---\n# A model\n\nNothing more.\n")
    printed = omx.json("card", str(card))
    assert set(printed) == {"file", "findings"}
    assert len(printed["findings"]) == 21
    verdicts = {"open", "partial", "closed", "not_disclosed", "not_applicable"}
    for finding in printed["findings"]:
        assert set(finding) == {"dimension", "verdict", "value", "evidence"}
        assert finding["verdict"] in verdicts
        assert all(set(e) == {"quote", "first_line", "last_line"} for e in finding["evidence"])


def test_a_repo_is_printed_with_its_lineage_data_results_and_security(omx: Omx, hub_root: Path) -> None:
    base = "---\nlicense: gemma\ndatasets: [example/meadow-text]\n---\n# Base\n"
    make_repo(hub_root, "meadow-ai/Base", {"README.md": base.encode(), "pytorch_model.bin": 10})
    tuned = b"---\nlicense: mit\nbase_model: meadow-ai/Base\nbase_model_relation: finetune\n---\n# Tuned\n"
    results = b"- dataset: {id: example/songs, task_id: default}\n  value: 41.50\n"
    files: dict[str, bytes | int] = {
        "README.md": tuned,
        ".eval_results/a.yaml": results,
        "generation_config.json": b'{"top_k": 20}',
    }
    make_repo(hub_root, "meadow-ai/Tuned", files)
    printed = omx.json("card", "meadow-ai/Tuned")
    assert (printed["repo"], len(printed["commit"]), printed["broken"]) == ("meadow-ai/Tuned", 40, [])
    (hop,) = printed["lineage"]
    assert (hop["repo"], hop["hop"], hop["relation"], hop["state"]) == (
        "meadow-ai/Base",
        1,
        "finetune",
        "read",
    )
    license_ = next(f for f in printed["findings"] if f["dimension"] == "license")
    assert "is under Gemma" in license_["conflict"]
    assert [(e["repo"], e["hop"], e["quote"]) for e in license_["evidence"] if e["kind"] == "yaml"] == [
        ("meadow-ai/Tuned", 0, "license: mit"), ("meadow-ai/Base", 1, "license: gemma")
    ]  # fmt: skip
    assert (printed["license_chain"]["verdict"], len(printed["license_chain"]["licenses"])) == ("conflict", 2)
    (result,) = printed["results"]
    assert (result["benchmark"], result["value"], result["proof"]) == ("example/songs", "41.50", "claimed")
    assert (result["evidence"]["path"], result["evidence"]["first_line"]) == (".eval_results/a.yaml", 1)
    assert [(s["name"], s["value"]) for s in printed["sampling"]] == [("top_k", 20)]
    assert any(fact["text"].startswith("Not signed") for fact in printed["security"])
    of_base = omx.json("card", "meadow-ai/Base")
    assert [(d["named"], d["status"]) for d in of_base["datasets"]] == [("example/meadow-text", "gone")]
    words = omx.run("card", "vllm serve meadow-ai/Tuned").stdout  # as it may be pasted
    assert "Made from" in words
    assert "1 up: meadow-ai/Base" in words
    assert "41.50" in words


def test_what_a_data_set_says_of_itself_stands_below_it(omx: Omx, hub_root: Path) -> None:
    songs = b"---\nannotations_creators: [crowdsourced]\n---\n# Songs\n"
    make_repo(datasets_of(hub_root), "example/songs", {"README.md": songs})
    card = b"---\ndatasets: [example/songs]\n---\n# Tuned\n"
    make_repo(hub_root, "meadow-ai/Singer", {"README.md": card})
    lines = omx.run("card", "meadow-ai/Singer").stdout.splitlines()
    below = lines.index(next(line for line in lines if line.startswith("  example/songs:"))) + 1
    assert lines[below].endswith("Labels: by crowd workers (card, line 2)")


def test_a_repo_with_a_dot_in_its_name_is_no_file(omx: Omx) -> None:
    done = omx.run("card", "meadow-ai/Meadow-1.7B-GGUF")
    assert done.returncode == 2
    assert "does not exist" in done.stderr


def test_facts_of_a_file_name_no_folder_of_it(omx: Omx, tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "jane.doe" / "m.gguf", Tiny(metadata={"general.license": "mit"}))
    facts = omx.json("card", str(path))
    assert facts.pop("file") == str(path)  # as it was typed
    assert "m.gguf" in json.dumps(facts)
    assert "jane.doe" not in json.dumps(facts)


def test_inspect_shows_the_header(omx: Omx, tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "one.gguf", Tiny(name="One"))
    facts = omx.json("inspect", str(path))
    assert (facts["architecture"], facts["name"], facts["has_chat_template"]) == ("llama", "One", True)
    assert facts["security"] == []
    assert all(estimate["memory"] > 0 and estimate["basis"] for estimate in facts["estimates"])
    assert len({estimate["context"] for estimate in facts["estimates"]}) == len(facts["estimates"]) >= 1


def test_inspect_counts_all_parts_or_says_that_it_did_not(omx: Omx, tmp_path: Path) -> None:
    tensors = len(read_header(write_tiny(tmp_path / "one.gguf")).tensors)
    whole = omx.json("inspect", str(tmp_path / "one.gguf"))["parameters"]
    split: dict[str, str | int | float] = {"split.count": 2, "split.tensors.count": 2 * tensors}
    first, second = (tmp_path / f"big-0000{n}-of-00002.gguf" for n in (1, 2))
    write_tiny(first, Tiny(metadata=split))
    assert omx.json("inspect", str(first))["parameters"] is None
    assert "in this file, one of 2" in omx.run("inspect", str(first)).stdout
    write_tiny(second, Tiny(metadata=split))
    facts = omx.json("inspect", str(first))
    assert (facts["parameters"], facts["anatomy"]["files"]) == (2 * whole, 1)


def test_inspect_says_that_a_file_is_cut_short(omx: Omx, tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "cut.gguf")
    assert omx.json("inspect", str(path))["problem"] == ""
    whole = path.stat().st_size
    os.truncate(path, whole - 1000)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    assert "ends too early" in omx.json("inspect", str(path))["problem"]
    assert "Problem" in omx.run("inspect", str(path)).stdout


def test_inspect_tells_what_is_odd_about_a_header(omx: Omx, tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "odd.gguf", Tiny(template="{{ ''.__class__.__mro__ }}"))
    (fact,) = omx.json("inspect", str(path))["security"]
    assert (fact["weight"], fact["evidence"][0]["locator"]) == ("warning", "tokenizer.chat_template")
    assert "__mro__" in fact["evidence"][0]["quote"]


def test_selftest_paints_the_window_and_asks_the_model(omx: Omx, tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "one.gguf", Tiny(text=TEXT, template=None))
    outcome = omx.json("selftest", str(path))
    assert outcome["window"]["painted"] is True
    assert outcome["tokens"] >= 1
    assert outcome["vector"] == 384  # of the included model for that
    assert outcome["page"] == "One page was read."
    assert outcome["formula"] > 0


def test_offline_mode_shows_what_was_seen_and_says_what_was_not(omx: Omx, tmp_path: Path) -> None:
    omx.json("search", "meadow")
    (tmp_path / "home" / "settings.json").write_text('{"offline": true}')
    done = omx.run("search", "meadow", "--json")
    assert [r["id"] for r in json.loads(done.stdout)] == [REPO]
    assert "as seen" in done.stderr
    assert omx.run("search", "something else").returncode == 2


@pytest.mark.skipif(os.name != "posix", reason="elsewhere Ctrl-C cannot be sent to one process alone")
def test_ctrl_c_stops_the_answer_and_leaves_no_worker(omx: Omx, tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "endless.gguf", Tiny(text=None, context_length=1_000_000))
    running = omx.start("ask", str(path), "Hello", "--max-tokens", "1000000", "--temperature", "0")
    assert running.stdout is not None
    assert running.stdout.read(1)  # it answers
    workers = psutil.Process(running.pid).children()
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to the worker as well
    _, said = running.communicate(timeout=20)
    assert running.returncode == 130
    assert b"Traceback" not in said
    assert psutil.wait_procs(workers, timeout=5)[1] == []


def test_a_home_that_cannot_be_is_told_in_words(omx: Omx, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    omx.env["EXPLORER_HOME"] = str(tmp_path / "file" / "home")
    done = omx.run("list")
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot keep its data" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_models_folder_that_cannot_be_is_told_in_words(omx: Omx, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    settings = {"models_folder": str(tmp_path / "file" / "models")}
    (tmp_path / "home" / "settings.json").write_text(json.dumps(settings))
    done = omx.run("download", REPO)
    assert done.returncode == 2
    assert "a file is in the way" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_measured_hash_is_told_and_only_machines_wait_for_it(omx: Omx, tmp_path: Path) -> None:
    kept = omx.json("download", REPO)
    record = tmp_path / "home" / "models" / REPO / ".explorer" / "origin.json"
    record.write_text(record.read_text().replace(kept["sha256"], "0" * 64, 1))  # the published one
    (listed,) = (m for m in omx.json("list") if m["id"] == kept["id"])
    assert (listed["sha256"], listed["measured_sha256"]) == ("0" * 64, kept["sha256"])
    assert omx.json("ask", kept["id"], "Hello")["sha256"] == kept["sha256"]


def test_ask_shows_what_else_each_token_could_have_been(omx: Omx, tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "one.gguf", Tiny(text=TEXT))
    answer = omx.json("ask", str(path), "Hello", "--temperature", "0", "--logprobs", "2")
    assert "".join(token["text"] for token in answer["logprobs"]) == TEXT
    assert all(len(token["alternatives"]) == 2 for token in answer["logprobs"])
    assert answer["logprobs"][0]["logprob"] < 0


def test_a_model_that_does_not_fit_is_not_loaded_unless_told_to(omx: Omx, tmp_path: Path) -> None:
    said = {"llama.block_count": 10_000}  # terabytes; the layers are not in the file
    path = write_tiny(tmp_path / "one.gguf", Tiny(context_length=1 << 24, metadata=said))
    home = Path(omx.env["EXPLORER_HOME"])
    home.mkdir(parents=True, exist_ok=True)
    (home / "settings.json").write_text(json.dumps({"context_length": 1 << 24}))
    for verb in (("ask", str(path), "Hello"), ("score", str(path), "--prompt", "Hello")):
        done = omx.run(*verb)
        assert done.returncode == 2
        assert "of memory" in done.stderr
        assert "--anyway" in done.stderr
        forced = omx.run(*verb, "--anyway")
        assert forced.returncode == 2, "there is nothing to load"
        assert "of memory" not in forced.stderr


def test_an_answer_keeps_to_a_schema_or_a_grammar(omx: Omx, tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "one.gguf", Tiny(text=TEXT))
    schema, grammar, bad = (tmp_path / name for name in ("schema.json", "grammar.gbnf", "bad.gbnf"))
    schema.write_text('{"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 2, "maxItems": 2}')
    grammar.write_text('root ::= "yes" | "no"')
    bad.write_text("root ::= root")
    found = json.loads(omx.json("ask", str(path), "Hello", "--schema", str(schema))["text"])
    assert len(found) == 2
    assert set(found) <= {"a", "b"}
    assert omx.json("ask", str(path), "Hello", "--grammar", str(grammar))["text"] in ("yes", "no")
    schema.write_text('{"type": "array", "maxItems": 1, "items": {"const": 1}, "contains": {"const": 2}}')
    said = "The answer does not keep to the schema: it breaks “contains” at $."
    assert said in omx.run("ask", str(path), "Hello", "--schema", str(schema)).stderr
    done = omx.run("ask", str(path), "Hello", "--grammar", str(bad))
    assert done.returncode == 2
    assert "begins with itself" in done.stderr


def test_settings_are_those_asked_for_then_the_models_then_ours(omx: Omx, tmp_path: Path) -> None:
    stated = {"general.sampling.temp": 0.25, "general.sampling.top_k": 7}
    path = write_tiny(tmp_path / "one.gguf", Tiny(text=TEXT, metadata=stated))
    answer = omx.json("ask", str(path), "Hello", "--set", "top_k=9", "--set", 'dry={"multiplier": 0.8}')
    settings = answer["settings"]
    assert (settings["temperature"], settings["top_k"], settings["top_p"]) == (0.25, 9, 0.95)
    assert settings["dry"]["multiplier"] == 0.8
    assert answer["stated_by_the_model"] == {"source": "header", "temperature": 0.25, "top_k": 7}
    for setting, said in (
        ("top_z=1", "no setting top_z"),
        ("top_k=x", "cannot be read"),
        ("top_p=3", "Top-p"),
    ):
        done = omx.run("ask", str(path), "Hello", "--set", setting)
        assert (done.returncode, said in done.stderr) == (2, True)


def test_score_tells_how_likely_continuations_and_tokens_are(omx: Omx, tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "one.gguf", Tiny(text=TEXT))
    scored = omx.json(
        "score", str(path), "--prompt", "<|start|>", "--continuation", "The", "--continuation", "x"
    )
    assert [c["text"] for c in scored["continuations"]] == ["The", "x"]
    assert all(c["logprob"] < 0 for c in scored["continuations"])
    tokens = omx.json("score", str(path), "--prompt", "abc", "--logprobs", "1")["tokens"]
    assert [t["text"] for t in tokens] == ["<s>", "a", "b", "c"]
    assert tokens[0]["logprob"] is None
    assert omx.run("score", str(path), "--prompt", "x" * 9000).returncode == 2
    assert "-" in omx.run("score", str(path), "--prompt", "abc").stdout


def test_devices_are_listed_with_their_memory(omx: Omx) -> None:
    found = omx.json("devices")
    assert found["processor"].startswith("CPU")
    assert found["trouble"] == ""
    (cpu,) = [device for device in found["devices"] if device["kind"] == "cpu"]
    assert cpu["total"] > cpu["free"] > 0
    assert found["processor"] in omx.run("devices", "--again").stdout


def test_a_device_can_be_chosen_and_one_that_is_gone_is_said(omx: Omx, tmp_path: Path) -> None:
    path = str(write_tiny(tmp_path / "one.gguf", Tiny(text=TEXT)))
    chosen = omx.json("ask", path, "Hello", "--device", "cpu")
    assert (chosen["device"], chosen["layers_on_device"], chosen["fell_back"]) == ("cpu", 0, "")
    gone = omx.run("ask", path, "Hello", "--device", "Vulkan9")
    assert "Vulkan9 is not there now" in gone.stderr
    assert TEXT in gone.stdout


@pytest.mark.real
def test_the_included_model_does_not_come_back_by_itself(omx: Omx, tmp_path: Path) -> None:
    omx.let_included_come()
    (model,) = omx.json("list")
    assert model["origin"] == "included"
    Path(model["path"]).unlink()
    assert [m["intact"] for m in omx.json("list")] == ["missing"]
    other = write_tiny(tmp_path / "one.gguf", Tiny(text=TEXT))
    assert omx.run("ask", str(other), "Hello").returncode == 0
    assert [m["intact"] for m in omx.json("list")] == ["missing"]
    assert omx.run("ask", model["id"], "Hello", "--max-tokens", "1").returncode == 0  # it was named
    assert [(m["id"], m["intact"]) for m in omx.json("list")] == [(model["id"], "checked")]


def test_list_tells_apart_what_lies_on_this_disk(omx: Omx, tmp_path: Path) -> None:
    home = tmp_path / "elsewhere"
    in_ollama(home, "registry.ollama.ai/library/field/1b", Tiny(name="Field", seed=4))
    omx.env[OTHER_APPS_VARIABLE] = str(home)
    kept = omx.json("download", REPO)
    gone = write_tiny(
        tmp_path / "home" / "models" / "by" / "hand" / "Hand-Q8_0.gguf", Tiny(name="Hand", seed=5)
    )
    (found,) = omx.json("list", "--from", "ollama")
    assert (found["called"], found["app"], found["origin"]) == ("field:1b", "Ollama", "other app")
    assert [m["id"] for m in omx.json("list", "--own", "--from", "hub")] == [kept["id"]]
    assert [m["name"] for m in omx.json("list", "--from", "found")] == ["Hand"]
    assert [m["name"] for m in omx.json("list", "--state", "checked", "meadow")] == ["Tiny Meadow"]
    Path(kept["path"]).unlink()
    assert [m["id"] for m in omx.json("list", "--state", "missing")] == [kept["path"]]
    assert gone.exists()
    assert omx.json("ask", "field:1b", "Hello", "--max-tokens", "3")["model"] == found["path"]


def test_import_copies_moves_or_notes(omx: Omx, tmp_path: Path) -> None:
    copied = write_tiny(tmp_path / "A-Q8_0.gguf", Tiny(name="A"))
    moved = write_tiny(tmp_path / "B-Q8_0.gguf", Tiny(name="B", seed=1))
    noted = write_tiny(tmp_path / "kobold" / "C-Q8_0.gguf", Tiny(name="C", seed=2))
    assert omx.json("import", str(copied))[0]["id"] == "imported/A/A-Q8_0.gguf"
    omx.json("import", "--move", str(moved))
    omx.json("import", "--in-place", str(noted.parent))
    assert copied.exists()
    assert not moved.exists()
    origins = {m["name"]: m["origin"] for m in omx.json("list")}
    assert origins == {"A": "imported", "B": "imported", "C": "in place"}
    refused = omx.run("import", str(copied))
    assert refused.returncode == 2
    assert "was imported before" in refused.stderr


def test_import_takes_a_projector_that_was_named_with_its_model(omx: Omx, tmp_path: Path) -> None:
    model = write_tiny(tmp_path / "a" / "V-Q8_0.gguf", Tiny(text=None))
    projector = write_projector(tmp_path / "b" / "mmproj-F16.gguf")
    done = omx.run("import", str(projector))
    assert done.returncode == 2
    done = omx.run("import", str(model), str(projector), "--json")
    assert (done.returncode, json.loads(done.stdout)[0]["projector"] is not None) == (0, True)
    assert "its vision file, is imported too" in done.stderr


def test_three_first_starts_at_once_all_list_the_included_model(omx: Omx) -> None:
    omx.let_included_come()
    started = [omx.start("list", "--json") for _ in range(3)]
    ended = [(*process.communicate(timeout=120), process.returncode) for process in started]
    assert [(told, status) for _out, told, status in ended] == [(b"", 0)] * 3
    assert [len(json.loads(out)) for out, _told, _status in ended] == [1] * 3


def test_a_model_that_makes_vectors_is_listed_as_one_and_not_asked(omx: Omx, tmp_path: Path) -> None:
    write_encoder(tmp_path / "home" / "models" / "own" / "repo" / "encoder.gguf")
    done = omx.run("ask", "own/repo", "What is a cat?")
    assert done.returncode == 2
    assert "makes vectors for search in documents, and writes no answers" in done.stderr
    listed = {model["id"]: model["embeds"] for model in omx.json("list", "--own")}
    assert listed.pop("own/repo/encoder.gguf")
    assert not any(listed.values())


@pytest.mark.skipif(sys.platform != "linux", reason="a limit on the size of files, as a small disk sets")
def test_a_disk_without_room_for_the_included_model_is_told_and_the_rest_is_listed(
    omx: Omx, tmp_path: Path
) -> None:
    omx.let_included_come()
    write_tiny(tmp_path / "home" / "models" / "own" / "repo" / "own.gguf", Tiny(text=TEXT, name="Own"))
    limited = "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); " + (
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000_000,) * 2); "
        "from explorer.cli.main import main; sys.exit(main(['list', '--json']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", limited], env=omx.env, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert [model["name"] for model in json.loads(done.stdout)] == ["Own"]
    assert "The included model SmolLM2 135M Instruct is not here: " in done.stderr
