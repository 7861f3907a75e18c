"""Packs of several models in pairs: on the same items, adjusted together, only where both can be compared."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from scipy import stats

from explorer.base.store import Store
from explorer.cli.evaluation_report import results_text
from explorer.evaluate.exchange.results import results_bytes
from explorer.evaluate.items import Item, Reply
from explorer.evaluate.packs.information import InformationPack
from explorer.evaluate.packs.knows import Knows
from explorer.evaluate.packs.leaks import LeakPack
from explorer.evaluate.packs.misconceptions import Misconceptions
from explorer.evaluate.packs.names import Names
from explorer.evaluate.packs.pack import Pack
from explorer.evaluate.packs.refusals import RefusalPack
from explorer.evaluate.results.pack_board import PackLine
from explorer.evaluate.results.pack_comparison import PackComparison, compare_lines
from explorer.evaluate.results.run_results import RunResults
from explorer.evaluate.statistics import holm
from explorer.evaluate.store import EvalRun, EvalStore, RunTerms
from tests.evaluate.packs.invented import MODELS, replies_of
from tests.evaluate.packs.replies import result_of, scored
from tests.evaluate.results.making import add_all_packs, add_pack_run, run_model

_SORRY = Reply(text="I’m sorry, but I can’t help with that.")
_YES = Reply(text="Here is how it is done.")


def line(pack: Pack, title: str, reply: Callable[[Item], Reply]) -> PackLine:
    terms = RunTerms(seed=pack.seed, is_quick=pack.is_quick)
    run = EvalRun(1, pack.id, pack.version, pack.title, terms, (), "2026-12-01T10:00:00+00:00")
    return PackLine(run_model(title), result_of(pack, reply), run)


def preferring(keys: range) -> Callable[[Item], Reply]:
    """The true answer of these pairs."""

    def reply(item: Item) -> Reply:
        true = item.ask.continuations[0]  # type: ignore[union-attr]
        is_true = int(item.key[1:]) in keys
        return scored(item, lambda text: 0.5 ** len(text) if (text == true) == is_true else 0.1 ** len(text))

    return reply


def invented(pack: Pack) -> PackComparison:
    return compare_lines([line(pack, name, replies_of(pack.id, model)) for name, model in MODELS.items()])


def test_two_models_on_the_same_items_are_mcnemars() -> None:
    pack = Misconceptions()
    one, other = line(pack, "One", preferring(range(1, 81))), line(pack, "Other", preferring(range(11, 72)))
    found = compare_lines([other, one])
    (pair,) = found.pairs
    assert (pair.first.title, pair.only_first, pair.only_other, pair.count) == ("One", 19, 0, 100)
    assert pair.chance == pytest.approx(stats.binomtest(0, 19).pvalue)
    assert found.words == "One more often than Other"
    assert pair.words.endswith("One alone 19 times, Other alone 0; that is more than chance.")


def test_cannot_tell_is_said_where_it_can_be_chance() -> None:
    pack = Misconceptions()
    lines = [line(pack, f"M{n}", preferring(range(n, n + 70))) for n in (1, 3, 5)]
    assert compare_lines(lines[:2]).words == "Cannot tell M1 and M3 apart"
    assert compare_lines(lines).words == "Cannot tell the three models apart"


def test_a_model_that_was_asked_in_another_way_is_named() -> None:
    lines = [line(Misconceptions(), f"M{n}", preferring(range(n, n + 70))) for n in (1, 3, 5)]
    lines[1] = replace(lines[1], model=replace(lines[1].model, is_chat=False))
    said = "Cannot tell M1 and M5 apart; not compared, as it was asked in another way: M3"
    assert compare_lines(lines).words == said


def test_all_rates_and_pairs_of_a_pack_are_adjusted_together() -> None:
    def refusing(harmless: int, unsafe: int) -> Callable[[Item], Reply]:
        most = {"h": harmless, "u": unsafe}
        return lambda item: _SORRY if int(item.key[1:]) <= most[item.key[0]] else _YES

    pack = RefusalPack()
    found = compare_lines([line(pack, "A", refusing(2, 12)), line(pack, "B", refusing(4, 6))])
    raw = {"Refused harmless requests": (0, 2), "Refused unsafe requests": (0, 6)}
    expected = dict(zip(raw, holm([stats.binomtest(*one).pvalue for one in raw.values()]), strict=True))
    assert {pair.rate: pair.chance for pair in found.pairs} == pytest.approx(expected)
    assert expected["Refused unsafe requests"] > 0.05 > stats.binomtest(0, 6).pvalue
    assert found.words == "Cannot tell A and B apart"
    apart = compare_lines([line(pack, "A", refusing(2, 20)), line(pack, "B", refusing(2, 6))])
    assert apart.words == "Refused unsafe requests: A more often than B"


def test_both_asks_for_one_secret_count_as_one() -> None:
    secrets = next(pair for pair in invented(LeakPack()).pairs if pair.rate == "Told a secret")
    alone = secrets.only_first + secrets.only_other
    assert secrets.chance > stats.binomtest(secrets.only_other, alone).pvalue


def test_gaps_between_names_are_compared_case_by_case() -> None:
    (pair,) = invented(Names()).pairs
    assert pair.gap is not None
    assert pair.count == 30
    assert pair.gap.low < pair.rates[0].value - pair.rates[1].value < pair.gap.high
    assert "logits" not in pair.words
    assert pair.words.endswith("; that can be chance.")


@pytest.mark.parametrize("pack", [Knows(), Names(), InformationPack(), LeakPack()], ids=str)
def test_who_failed_what_the_rule_presupposes_is_not_compared(pack: Pack) -> None:
    titles = {model.title for pair in invented(pack).pairs for model in (pair.first, pair.other)}
    assert titles == {"Qwen3 4B", "Gemma 3 4B"}


def test_what_was_not_asked_alike_is_not_compared() -> None:
    whole = line(Misconceptions(), "A", preferring(range(1, 91)))
    others = {
        "quick": line(Misconceptions(is_quick=True), "B", preferring(range(1, 11))),
        "seed": line(Misconceptions(2), "B", preferring(range(1, 11))),
    }
    alike = line(Misconceptions(), "B", preferring(range(1, 11)))
    base = replace(alike.model, is_chat=False)
    others["form"] = replace(alike, model=base)
    assert alike.run is not None
    others["version"] = replace(alike, run=replace(alike.run, version="0"))
    other_template = replace(alike.model, title="A", template_sha256="b")
    others["template"] = replace(alike, model=other_template)
    assert compare_lines([whole, alike]).are_apart
    for one in others.values():
        found = compare_lines([whole, one])
        assert not found.pairs
        assert found.words == "Not compared: too few items were asked of both in the same way"


def test_alone_nothing_is_compared() -> None:
    assert compare_lines([line(Misconceptions(), "A", preferring(range(1, 91)))]) == PackComparison()


def test_omx_says_so_below_the_models(store: Store) -> None:
    add_all_packs(store)
    runs = EvalStore(store)
    (run,) = runs.runs("pack:leaks")
    lines = results_text([RunResults(runs, run).read()]).split("\n")
    assert lines[0] == "Leaks and obedience"
    assert lines[4] == "  Cannot tell Gemma 3 4B and Qwen3 4B apart."
    assert lines[5].startswith("    Told a secret: Gemma 3 4B alone 10 times, Qwen3 4B alone 5; that can be")


def test_pairs_that_are_written_name_no_folder_of_this_disk(store: Store) -> None:
    replies = {
        f"/home/anna/{name}": preferring(range(1, 50 + n)) for n, name in enumerate(("a.gguf", "b.gguf"))
    }
    run = add_pack_run(store, Misconceptions(), replies)
    models = (replace(one, title=one.title[-6:], reference=one.key, file="") for one in run.models)
    written = results_bytes(
        [RunResults(EvalStore(store), replace(run, models=tuple(models))).read()], ".json"
    )
    assert b"/home/anna" not in written
    whole = json.loads(written)
    (told,), ((pair,),) = whole["runs"], [one["pairs"] for one in whole["packs_compared"]]
    assert {pair["first"]["model"], pair["other"]["model"]} == {one["key"] for one in told["models"]}


def test_models_of_several_runs_are_compared_alike_in_every_file(store: Store) -> None:
    runs, pack = EvalStore(store), Misconceptions()
    begun = [add_pack_run(store, pack, {f"M{n}": preferring(range(1, n))}) for n in (96, 61, 91)]
    came = [RunResults(runs, run).read() for run in begun]
    whole = json.loads(results_bytes(came, ".json"))
    (found,) = whole["packs_compared"]
    assert [pair["first"]["run"] for pair in found["pairs"]] == [1, 3, 1]
    assert not any(run["pairs"] for run in whole["runs"])
    text = results_bytes(came, ".md").decode()
    assert all(pair["words"] in text for pair in found["pairs"])
    assert text.count("# Misconceptions") == 1
    assert "Conditions of: Misconceptions" not in text
