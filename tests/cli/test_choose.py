"""`omx choose` as a script uses it: a need in a file, candidates with their reasons, errors in words."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from explorer.base.paths import Paths
from explorer.base.store import Store
from explorer.choose.need_file import need_file_of
from explorer.choose.store import DecisionStore
from tests.cli.test_omx import Omx
from tests.endpoint.scripted import ScriptedEndpoint, saying
from tests.hub.server import TestHub
from tests.journeys.choose_world import PROVIDER, WARM_UP, add_provider
from tests.models.tiny import Tiny, write_tiny
from tests.waiting import found

MEADOW, CORAL = "meadow-ai/Meadow-Chat-GGUF", "coral-labs/Coral-Chat-GGUF"
_CARD = "---\nlicense: {license}\nlanguage:\n- en\ntags:\n- conversational\n---\n# A model\n"


def write_repo(root: Path, repo: str, license_id: str, text: str) -> None:
    name = repo.split("/")[1].removesuffix("-GGUF")
    file = write_tiny(root / repo / f"{name}-Q4_K_M.gguf", Tiny(text=text, name=name))
    (file.parent / "README.md").write_text(_CARD.format(license=license_id))
    gguf = {"total": 100_000_000, "architecture": "llama", "context_length": 2048}
    (file.parent / ".hub.json").write_text(json.dumps({"gguf": gguf, "pipeline_tag": "text-generation"}))


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[TestHub]:
    write_repo(tmp_path / "hub", MEADOW, "apache-2.0", "Meadow says this.")
    write_repo(tmp_path / "hub", CORAL, "cc-by-nc-4.0", "Coral says that.")
    with TestHub(tmp_path / "hub") as served:
        yield served


@pytest.fixture
def omx(tmp_path: Path, hub: TestHub) -> Omx:
    return Omx(tmp_path / "home", hub.endpoint)


@pytest.fixture
def need(tmp_path: Path) -> Path:
    path = tmp_path / "need.yaml"
    path.write_text("purposes: [chat]\nlanguages: [en]\nused_at: work\n")
    return path


def test_the_example_is_a_need_that_is_read(omx: Omx) -> None:
    printed = omx.run("choose", "--example")
    assert printed.returncode == 0
    assert need_file_of(printed.stdout, "need.yaml").title == "Letters to patients"
    assert need_file_of(omx.json("choose", "--example")["example"], "need.yaml").find == 3


def test_candidates_say_why_they_are_and_the_license_that_forbids_is_quoted(omx: Omx, need: Path) -> None:
    told = omx.json("choose", str(need), "--candidates")
    (meadow,) = told["candidates"]
    assert (meadow["repo"], meadow["found_in"]) == (MEADOW, "hub")
    license_ = next(one for one in meadow["reasons"] if one["dimension"] == "commercial_use")
    assert (license_["speaks"], license_["quote"]) == ("for", "license: apache-2.0")
    (coral,) = told["left_out"]
    assert (coral["repo"], coral["reason"]["speaks"]) == (CORAL, "against")
    assert "cc-by-nc-4.0" in coral["reason"]["quote"]
    printed = omx.run("choose", str(need), "--dry-run")
    assert "1 candidate of 2 looked at" in printed.stdout
    assert "+ Apache 2.0 allows use at work (“license: apache-2.0”, card, line 2)" in printed.stdout
    assert "Coral Chat: CC BY-NC 4.0 allows no commercial use" in printed.stdout


def test_those_that_are_named_are_candidates_whatever_speaks_against_them(
    omx: Omx, need: Path, tmp_path: Path
) -> None:
    here = write_tiny(tmp_path / "own.gguf", Tiny(text="I say so.", name="Own"))
    with ScriptedEndpoint() as provider:
        add_provider(tmp_path / "home", provider.address)
        lines = [f"provider: {PROVIDER}", "models:", f"- {here}", f"- name: {CORAL}", "  file: Q4_K_M"]
        need.write_text(need.read_text() + "\n".join(lines))
        told = omx.json("choose", str(need), "--candidates")
        assert provider.requests == []
    own, coral, lab = told["candidates"]
    assert [own["title"], coral["repo"], lab["reference"]] == ["Own", CORAL, PROVIDER]
    assert any(one["speaks"] == "against" for one in coral["reasons"])
    assert told["left_out"] == []


def test_where_nothing_may_do_it_the_status_is_2_and_it_is_said_why(
    omx: Omx, need: Path, tmp_path: Path
) -> None:
    (tmp_path / "hub" / MEADOW / "README.md").write_text(_CARD.format(license="cc-by-nc-4.0"))
    done = omx.run("choose", str(need), "--out", str(tmp_path / "report.html"))
    assert done.returncode == 2
    assert "Left out: 2" in done.stderr
    assert "none may do it" in done.stderr
    assert not (tmp_path / "report.html").exists()


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("purpose: chat\n", (), "line 1: There is no key “purpose”. Did you mean “purposes”?"),
        ("used_at: office\n", (), "Write one of: unknown, private, work, product."),
        ("models: [nobody]\n", (), "nobody"),
        ("provider: endpoint://lab/none\n", (), "No endpoint here has endpoint://lab/none."),
        ("tests: gone.csv\n", (), "There is no file and no set of tests “gone.csv”."),
        ("", ("--out", "decision.docx"), "Decisions are written as .html, .pdf, .md, .json"),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_fetched(
    omx: Omx, hub: TestHub, need: Path, text: str, words: tuple[str, ...], said: str
) -> None:
    need.write_text(text)
    done = omx.run("choose", str(need), *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert not [one for one in hub.requests if ".gguf" in one.path]


def test_without_a_file_it_says_how_to_begin(omx: Omx) -> None:
    done = omx.run("choose")
    assert (done.returncode, "omx choose --example > need.yaml" in done.stderr) == (2, True)


def asks(home: Path) -> int:
    """Answers that are kept."""
    with closing(sqlite3.connect(home / "explorer.sqlite3")) as store, suppress(sqlite3.OperationalError):
        count: int = store.execute("SELECT COUNT(*) FROM eval_outcomes").fetchone()[0]
        return count
    return 0  # it is being made


@pytest.fixture
def whole(need: Path, tmp_path: Path) -> Path:
    """A need with tests of its own: one model of the Hub and one that lies here are tried with them."""
    (tmp_path / "letters.jsonl").write_text(
        "\n".join(json.dumps({"prompt": f"Question {n}", "expected": "this"}) for n in range(12))
    )
    here = write_tiny(tmp_path / "own.gguf", Tiny(text=None, name="Own", context_length=100_000))
    models = f"models: [{MEADOW}, {here}]\n"
    need.write_text(f"{need.read_text()}title: Letters\ntests: letters.jsonl\npacks: no\n{models}")
    return need


def test_from_a_need_to_a_report_and_the_same_command_asks_nothing_again(
    omx: Omx, whole: Path, tmp_path: Path
) -> None:
    paths = [tmp_path / f"report{ending}" for ending in (".html", ".pdf", ".md", ".json")]
    outs = [word for path in paths for word in ("--out", str(path))]
    told = omx.json("choose", str(whole), *outs)
    assert [one["title"] for one in told["models"]] == ["Meadow Chat · Q4_K_M", "Own · F16"]
    assert told == json.loads(paths[3].read_text(encoding="utf-8")) | {"made_at": told["made_at"]}
    assert "license: apache-2.0" in paths[0].read_text(encoding="utf-8")
    assert "Meadow Chat" in paths[2].read_text(encoding="utf-8")
    assert paths[1].read_bytes().startswith(b"%PDF")
    count = asks(tmp_path / "home")
    assert count == 24
    store = Store(Paths(tmp_path / "home").database)
    (kept,) = DecisionStore(store).listed()
    store.close()
    assert (kept.title, kept.decision.stage) == ("Letters", "decision")  # as the window opens it
    assert kept.decision.then is not None
    whole.write_text(f"{whole.read_text()}patience: {{minutes: 60}}\n")
    card = tmp_path / "hub" / MEADOW / "README.md"
    card.write_text(_CARD.format(license="cc-by-nc-4.0"))
    again = omx.run("choose", str(whole), "--out", str(paths[0]))
    assert again.returncode == 0, again.stderr
    assert "Goes on with “Letters”" in again.stderr
    assert "Meadow Chat: on the Hub it now stands under CC BY-NC 4.0 (then: Apache 2.0)." in again.stderr
    card.write_text(_CARD.format(license="apache-2.0"))
    assert asks(tmp_path / "home") == count
    anew = omx.run("choose", str(whole), "--anew")
    assert anew.returncode == 0, anew.stderr
    assert anew.stdout.startswith("# Letters")
    assert asks(tmp_path / "home") > count


def test_after_kill_9_the_same_command_goes_on_where_it_was(omx: Omx, whole: Path, tmp_path: Path) -> None:
    database = tmp_path / "home" / "explorer.sqlite3"
    words = ("choose", str(whole), "--out", str(tmp_path / "report.html"))
    with omx.start(*words) as started:
        found(lambda: database.exists() and asks(tmp_path / "home") > 3, "the first answers", 60)
        started.kill()
    before = asks(tmp_path / "home")
    assert before < 24
    done = omx.run(*words)
    assert done.returncode == 0, done.stderr
    assert asks(tmp_path / "home") == 24
    assert (tmp_path / "report.html").exists()
    with closing(sqlite3.connect(database)) as store:
        assert store.execute("SELECT title FROM decisions").fetchall() == [("Letters",)]
        assert store.execute("SELECT COUNT(*) FROM eval_runs").fetchone() == (1,)


def test_offline_halfway_it_does_what_it_can_and_goes_on_later(
    omx: Omx, hub: TestHub, whole: Path, tmp_path: Path
) -> None:
    omx.json("choose", str(whole), "--candidates")  # the Hub is seen once
    home = tmp_path / "home"
    (home / "settings.json").write_text('{"offline": true}')
    report = tmp_path / "report.json"
    half = omx.run("choose", str(whole), "--out", str(report))
    assert half.returncode == 1, half.stderr
    assert "Meadow Chat · Q4_K_M is not fetched" in half.stderr
    assert asks(home) == 12
    first = json.loads(report.read_text())
    (home / "settings.json").write_text('{"offline": false}')
    done = omx.run("choose", str(whole), "--out", str(report))
    assert done.returncode == 0, done.stderr
    assert "Since it was decided" not in done.stderr
    assert asks(home) == 24
    assert [one["title"] for one in json.loads(report.read_text())["models"]] == [
        one["title"] for one in first["models"]
    ]


def test_what_a_provider_gets_are_the_tests_alone(omx: Omx, whole: Path, tmp_path: Path) -> None:
    whole.write_text(f"{whole.read_text()}words: A secret of mine\nprovider: {PROVIDER}\n")
    with ScriptedEndpoint(saying("this it is")) as provider:
        add_provider(tmp_path / "home", provider.address)
        done = omx.run("choose", str(whole), "--json")
        assert done.returncode == 0, done.stderr
        asked = [body["messages"][-1]["content"] for body in provider.bodies()]
    assert set(asked) - {WARM_UP} == {f"Question {n}" for n in range(12)}
    assert "secret" not in json.dumps(provider.bodies())
    assert "tests" in done.stderr
    (lab,) = [one for one in json.loads(done.stdout)["page"]["columns"] if one["title"] == "Large"]
    assert lab["where"] != "here"


def test_patience_leaves_out_what_is_too_large(omx: Omx, whole: Path) -> None:
    whole.write_text(f"{whole.read_text()}patience: {{gigabytes: 0.0001}}\n")
    done = omx.run("choose", str(whole))
    assert done.returncode == 1, done.stderr
    assert "Meadow Chat · Q4_K_M is not fetched: 1.6 MB are more than was allowed." in done.stderr
