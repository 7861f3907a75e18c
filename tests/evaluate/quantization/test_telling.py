"""What is said of figures, which files belong together, and what is kept of a result."""

from dataclasses import replace
from pathlib import Path

import pytest

from explorer.base.store import Store
from explorer.domain.divergence import Divergence
from explorer.domain.errors import KnownError
from explorer.domain.local_model import Integrity, LocalModel
from explorer.evaluate.quantization.given_text import pasted_text, project_text, text_of_file
from explorer.evaluate.quantization.pairing import comparable
from explorer.evaluate.quantization.results import QuantizationStore
from explorer.evaluate.quantization.telling import (
    in_one_sentence,
    more_figures,
    quantization_shown,
    told_figures,
)
from explorer.evaluate.store import RunModel
from tests.evaluate.divergences import FIGURES, measured


def file(name: str, label: str, size: int, **more: object) -> LocalModel:
    path = Path(f"/models/tiny/{name}-GGUF/{name}-{label}.gguf")
    known = LocalModel(path.as_posix(), path, size, "tiny", name, label, "llama", 1_000)
    return replace(known, **more)  # type: ignore[arg-type]  # of its fields


Q8, Q4, Q2 = file("Meadow", "Q8_0", 80), file("Meadow", "Q4_K_M", 40), file("Meadow", "Q2_K", 20)


def same(count: int, of: int = 4080) -> Divergence:
    return replace(FIGURES, same=count, tokens=of)


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        (same(3802), "Of 100 words this file would choose another one 7 times (plausible 6 to 8)."),
        (same(4070), "Of 1,000 words this file would choose another one 2 times (plausible 1 to 5)."),
        (same(4076), "Of 1,000 words this file would choose another one once."),
        (same(4079), "Of 1,000 words this file would choose another one less than once."),
        (same(4080), "It chose the same word each time; another one in fewer than 0.09 %."),
        (same(0), "Of 100 words this file would choose another one 100 times."),
    ],
)
def test_one_sentence_says_how_often_another_word_is_chosen(figures: Divergence, words: str) -> None:
    assert in_one_sentence(figures) == words


def test_every_figure_is_explained_and_has_its_error() -> None:
    said = {figure.name: figure.value for figure in told_figures(FIGURES)}
    assert said == {
        "Same next token": "93.2 ± 0.8 %",
        "Mean KL divergence": "0.0312 ± 0.0022",
        "Perplexity": "× 1.019 ± 0.004",
        "Change of the right token": "−0.41 ± 0.14 points",
    }
    assert all(figure.why for figure in (*told_figures(FIGURES), *more_figures(FIGURES)))
    (exact, *_) = told_figures(same(4080))
    assert exact.value == "over 99.9 %"


def test_files_of_one_model_belong_together_those_with_more_bits_first() -> None:
    alone = file("Harbor", "Q8_0", 10)
    damaged = replace(file("Harbor", "Q4_0", 5), intact=Integrity.DAMAGED)
    embeds = replace(file("Meadow", "F16", 90), embeds=True)
    other_size = replace(file("Meadow", "Q6_K", 60), parameters=2_000)
    renamed = replace(Q2, name="The small one", own_name="Meadow")
    groups = comparable([Q4, alone, damaged, embeds, other_size, renamed, Q8])
    assert [[one.quantization for one in group.files] for group in groups] == [
        ["Q8_0", "Q4_K_M", "Q2_K"],
        ["Q8_0"],
        ["Q6_K"],
    ]
    assert [group.can_compare for group in groups] == [True, False, False]
    assert groups[0].judged_by(Q4) == (Q8, renamed)


def test_a_result_is_kept_found_by_its_file_deleted_and_brought_back(store: Store) -> None:
    kept = QuantizationStore(store)
    first, second = measured(Q8, Q4, at="2026-11-01T00:00:00+00:00"), measured(Q8, Q4, same=3700)
    kept.add(first)
    kept.add(second)
    kept.add(other := measured(Q8, Q2, same=2000, at="2026-11-30T00:00:00+00:00"))
    assert kept.results() == (other, second, first)
    assert kept.by_file()[second.other.file] == second
    kept.delete(second.at)
    assert kept.by_file()[second.other.file] == first
    kept.restore(second)
    assert kept.results() == (other, second, first)
    store.set_state("evaluate.quantization", "[{}]")
    assert kept.results() == ()


def test_the_page_of_packs_has_a_row_for_a_file(store: Store) -> None:
    here = (Q8, Q4, Q2)
    QuantizationStore(store).add(measured(Q8, Q4))
    by_id = {file.id: file for file in here}
    models = [RunModel(file.id, file.id, file.title) for file in here]
    first, told, unmeasured = (
        line.result for line in quantization_shown(store, models, by_id.get, here).lines
    )
    assert (told.state, told.words) == (
        "told",
        "Same next token as Q8_0: 93.2 ± 0.8 %, mean KL 0.0312 ± 0.0022",
    )
    (rate,) = told.rates
    assert rate.low < rate.value < rate.high < 1
    assert (rate.hits, rate.count) == (3802, 4080)
    assert unmeasured.words == "Not measured yet"
    assert "others of this model" in first.words
    (alone,) = quantization_shown(store, models[:1], by_id.get, [Q8]).lines
    assert "needs two files" in alone.words
    (gone,) = quantization_shown(store, models[:1], lambda _reference: None, []).lines
    assert gone.words == "Not measured: this file is not here"


def test_the_text_is_the_projects_or_a_persons(tmp_path: Path) -> None:
    assert 8_000 < project_text().tokens < 10_000
    own = tmp_path / "own.txt"
    own.write_bytes("\ufeffMein Text".encode())
    assert (text_of_file(own).text, text_of_file(own).title) == ("Mein Text", "own.txt")
    own.write_bytes(b"\xff\x00")
    for problem in (own, tmp_path / "gone.txt", tmp_path):
        with pytest.raises(KnownError, match="cannot be read as text"):
            text_of_file(problem)
    with pytest.raises(KnownError, match="no text"):
        pasted_text(" \n")
    with pytest.raises(KnownError, match="larger than 4 MB"):
        pasted_text("x" * (5 << 20))
