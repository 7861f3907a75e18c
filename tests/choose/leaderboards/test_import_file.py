"""Files of results: what is understood of them, what is told, and what a hostile one can do."""

import json
from pathlib import Path
from typing import Any

import pytest

from explorer.base.store import Store
from explorer.choose.leaderboards.board import Vouched
from explorer.choose.leaderboards.import_file import ImportedBoard, read_board
from explorer.choose.leaderboards.import_store import BoardStore, board_csv
from explorer.domain.errors import KnownError


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def made(data: str | bytes, name: str = "board.csv") -> ImportedBoard:
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return read_board(path)

    return made


def told(board: ImportedBoard) -> str:
    return " ".join(board.told)


def test_columns_are_known_by_many_names(read: Any) -> None:
    board = read(
        "Rank;Model Name;Task;Score;Date;URL;Setup\n1;lab/owl;MMLU;61,2;2024-05-01;https://x.example;5-shot\n"
    )
    (entry,) = board.entries
    assert (entry.rank, entry.model, entry.benchmark, entry.value) == (1, "lab/owl", "MMLU", "61,2")
    assert (entry.dated, entry.source, entry.notes) == ("2024-05-01", "https://x.example", "5-shot")
    assert entry.number == 61.2
    assert entry.vouched is Vouched.ARCHIVE
    assert "Columns found: “Model Name” as model" in told(board)
    assert not entry.unit  # never guessed


def test_a_column_a_benchmark_and_no_averages(read: Any) -> None:
    html = '<a target="_blank" href="https://huggingface.co/lab/owl" style="color:x">lab/owl</a>'
    text = f'Model,Average ⬆️,IFEval,BBH,#Params (B)\n"{html.replace(chr(34), chr(34) * 2)}",50,61.5,,7\n'
    board = read(text)
    assert [(e.model, e.benchmark, e.value) for e in board.entries] == [("lab/owl", "IFEval", "61.5")]
    assert "an average over benchmarks says nothing of a task: “Average ⬆️”" in told(board)
    assert "#Params (B)" in told(board)


def test_what_is_no_score_is_no_benchmark_and_the_rank_of_all_is_not_of_each(read: Any) -> None:
    board = read(
        "rank,model,MMLU,GPQA,Hub ❤️,95% CI,memory (GB),Release,tested on,Votes\n"
        "1,a/b,10,20,300,+5/-5,16,2024,2024-01-01,7\n2,a/c,99,40,1,+4/-6,8,2023,2024-02-01,8\n"
    )
    assert board.columns == ("MMLU", "GPQA")
    assert {entry.rank for entry in board.entries} == {0}
    assert [e.benchmark for e in board.without({"GPQA"}).entries] == ["MMLU", "MMLU"]
    assert read("rank,model,MMLU\n1,a/b,10\n").entries[0].rank == 1


def test_of_two_columns_of_one_name_the_first_counts_and_the_other_is_told(read: Any) -> None:
    board = read("model,MMLU,MMLU\na/b,10,20\n")
    assert [(e.benchmark, e.value) for e in board.entries] == [("MMLU", "10")]
    assert "Left out: “MMLU 3”" in told(board)


def test_rows_and_results_are_counted_apart(read: Any) -> None:
    """As of a leaderboard with 4,576 models and six benchmarks."""
    rows = "".join(f"lab/m-{n},1,2,3,4,5,6\n" for n in range(4_576))
    board = read(f"model,a1,a2,a3,a4,a5,a6\n{rows}")
    assert len(board.entries) == 4_576 * 6
    assert len(board.entries[0].verbatim) < 60  # not each row six times


def test_nan_in_json_is_no_value(read: Any) -> None:
    board = read('[{"model": "lab/owl", "value": NaN}, {"model": "lab/ara", "value": 2}]', "a.json")
    assert [entry.value for entry in board.entries] == ["2"]


def test_json_as_a_list_in_an_object_and_in_lines(read: Any) -> None:
    row = {"model_id": "lab/owl", "value": 0.412, "dataset": "gpqa", "verified": True}
    for data, name in (
        (json.dumps([row]), "a.json"),
        (json.dumps({"about": [], "rows": [row]}), "b.json"),
        (json.dumps(row) + "\n" + json.dumps(row | {"value": None}) + "\nbroken\n", "c.jsonl"),
    ):
        board = read(data, name)
        assert [(e.model, e.value, e.vouched) for e in board.entries] == [
            ("lab/owl", "0.412", Vouched.ARCHIVE)
        ]
    assert board.left_out_count == 2


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_any_usual_encoding(read: Any, encoding: str) -> None:
    board = read("model,value\nläb/ö-é,1\nlab/b,2\n".encode(encoding))
    assert board.entries[0].model == "läb/ö-é"


def test_hostile_cells_are_data(read: Any) -> None:
    rows = [
        '=HYPERLINK("http://x"),1',
        '"<script>alert(1)</script>lab/owl",2',
        "lab/nan,nan",
        "lab/inf,inf",
        "lab/huge,1e999999999",
        f"lab/digits,{'9' * 4000}",
        "lab/turn\u202ened,3",
        f"{'x' * 100_000},4",
        ",5",
        "lab/none,",
    ]
    board = read("model,value\n" + "\n".join(rows) + "\n")
    assert [e.value for e in board.entries] == ["1", "2", "3", "4"]
    assert board.entries[1].model == "alert(1) lab/owl"
    assert "\u202e" not in board.entries[2].model
    assert len(board.entries[3].model) <= 200
    assert board.left_out_count == 6
    assert any("It names no model." in words for words in board.left_out)


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        ("", "a.csv", "is empty"),
        ("a,b\n1,2\n", "a.csv", "No column names the models"),
        ("model,about\nowl,nice\n", "a.csv", "No column holds values"),
        ("model,value\nowl,nice\n", "a.csv", "It holds no value"),
        ("{", "a.json", "no JSON"),
        ("[" * 100_000, "a.json", "no JSON"),
        ("7", "a.json", "no results"),
        ("{", "a.json", "Each row is an object"),
        (b"\x00\x01\x02" * 1000, "a.csv", "no text"),
        ("model,value\n" + "a,1\n" * 20_001, "a.csv", "more than 20,000 rows"),
    ],
)
def test_what_holds_no_results_says_so(read: Any, data: str | bytes, name: str, says: str) -> None:
    with pytest.raises(KnownError) as met:
        read(data, name)
    assert says in str(met.value)


def test_a_file_that_is_too_large_or_none(tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(20_000_001)
    for path in (large, tmp_path, tmp_path / "gone.csv"):
        with pytest.raises(KnownError, match="could not be read"):
            read_board(path)


def test_kept_removed_put_back_and_out_again(read: Any, tmp_path: Path) -> None:
    store = Store(tmp_path / "store.sqlite3")
    boards = BoardStore(store)
    kept = boards.add("Spring", read("model,value,rank,notes\n'=lab/owl,61.2 %,3,+5-shot\n"))
    assert boards.all() == (kept,)
    assert boards.remove(kept.id) == kept
    assert boards.all() == ()
    boards.put_back(kept)
    assert boards.board(kept.id) == kept
    out = board_csv(kept.board)
    assert b"'=lab/owl" in out  # no cell is a formula
    assert b"'+5-shot" in out
    again = read(out)
    assert [(e.model, e.value, e.rank, e.notes) for e in again.entries] == [
        (e.model, e.value, e.rank, e.notes) for e in kept.record.entries
    ]
    store.close()
