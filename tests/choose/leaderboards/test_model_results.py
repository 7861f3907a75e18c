"""The published results of one model: whose they are, who vouches, side by side and never averaged."""

from dataclasses import replace
from datetime import UTC, datetime

from explorer.choose.leaderboards.board import Board, BoardEntry, Vouched
from explorer.choose.leaderboards.model_results import by_benchmark, results_of
from explorer.domain.facts import Evidence, SourceKind
from explorer.transparency.benchmarks.benchmark_result import BenchmarkResult

FILE, MODEL = "packer/Owl-7B-GGUF", "lab/Owl-7B"
EVIDENCE = Evidence(SourceKind.CARD, "Evaluation", "| GPQA | 41.2 |")
STATED = BenchmarkResult("GPQA", "41.2", EVIDENCE, "0-shot", model=MODEL)
OTHER = replace(STATED, model="rival/Crow", value="55")
ON_HUB = replace(STATED, benchmark="Idavidrein/gpqa", value="38.9", proof="verified", setting="")
AT = datetime(2026, 12, 2, tzinfo=UTC)


def board(*entries: BoardEntry, file: str = "spring.csv") -> Board:
    return Board("GPQA", entries, AT, file=file)


def test_a_quantization_bears_its_originals_results_and_says_so() -> None:
    (one,) = results_of(FILE, [STATED, OTHER], [MODEL])
    assert one.is_of_original
    assert one.whose == "of lab/Owl-7B; this file is a quantization of it"
    assert one.conditions == "author’s claim · 0-shot · of lab/Owl-7B; this file is a quantization of it"
    assert one.evidence == EVIDENCE


def test_contradictions_stand_side_by_side_the_strongest_proof_first() -> None:
    (group,) = by_benchmark(results_of(FILE, [STATED, ON_HUB], [MODEL]))
    assert [(one.value, one.vouched) for one in group] == [
        ("38.9", Vouched.VERIFIED),
        ("41.2", Vouched.CLAIMED),
    ]


def test_an_imported_file_is_an_archive_also_without_publishers() -> None:
    archive = board(BoardEntry("owl-7b", "40"), BoardEntry("lab/Owl-70B", "60"))
    (one,) = results_of(FILE, [], [MODEL], [archive])
    assert (one.of, one.value, one.vouched) == ("owl-7b", "40", Vouched.ARCHIVE)
    assert one.whose == "named only “owl-7b” there, which may be another model"
    assert one.vouching == "archive: spring.csv, 2026-12-02"


def test_a_bare_name_is_not_every_strangers_model_of_that_name() -> None:
    archive = board(BoardEntry("owl-7b", "40"))
    assert results_of("stranger/owl-7b", [], (), [archive]) == ()


def test_signs_tell_benchmarks_apart_and_ways_to_write_one_do_not() -> None:
    names = ("C", "C++", "C#", "MMLU-Pro", "MMLU Pro", "mmlu_pro")
    entries = [BoardEntry(MODEL, str(n), benchmark=name) for n, name in enumerate(names)]
    groups = by_benchmark(results_of(MODEL, [], (), [board(*entries)]))
    assert sorted(len(group) for group in groups) == [1, 1, 1, 3]


def test_one_result_told_twice_by_the_hub_is_one_with_its_rank() -> None:
    entry = BoardEntry(MODEL, "38.9", 12, Vouched.VERIFIED)
    on_board = replace(board(entry, file=""), title="Idavidrein/gpqa")
    (one,) = results_of(MODEL, [replace(ON_HUB, model="")], (), [on_board])
    assert (one.value, one.rank, one.is_of_original) == ("38.9", 12, False)


def test_what_is_only_proposed_says_so() -> None:
    entry = BoardEntry(MODEL, "38.9", 12, Vouched.COMMUNITY, pull_request=7)
    (one,) = results_of(MODEL, [], (), [board(entry, file="")])
    assert one.vouching == "community, proposed, not accepted"


def test_a_card_that_is_set_into_the_files_own_speaks_of_the_original() -> None:
    embedded = replace(STATED, model="original model")
    (one,) = results_of(FILE, [embedded], [MODEL])
    assert (one.of, one.is_of_original) == (MODEL, True)
    (alone,) = results_of(FILE, [embedded])
    assert alone.whose == "of the original model; this file is a quantization of it"
