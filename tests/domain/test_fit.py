"""Whether a file fits is an estimate, says the numbers behind it, and speaks of speed only when it knows."""

from dataclasses import replace

import pytest

from explorer.domain.fit import FitWord, MeasuredSpeed, RemoteFileFacts, Yardstick, file_key, speed_words
from explorer.domain.speed import MachineSpeed, TypeSpeed

GB = 1_000_000_000
MACHINE = MachineSpeed(
    types=tuple(
        TypeSpeed(name, 1 / rate / GB, 100 * GB, copied)
        for name, rate, copied in (("Q4_K", 20, 1.0), ("Q6_K", 20, 0.0), ("Q8_0", 30, 0.0))
    ),
    bandwidth=40.0 * GB,
    row_s=0.0,
    step_s=1e-6,
    device="CPU",
    threads=2,
    is_quiet=True,
    engine="test",
    measured_at="2026-01-01T00:00:00+00:00",
)


def test_a_small_file_fits_and_a_huge_one_does_not() -> None:
    words = [Yardstick(16 * GB).fit(RemoteFileFacts(size * GB)).word for size in (1, 12, 40)]
    assert words == [FitWord.FITS, FitWord.TIGHT, FitWord.TOO_BIG]


def test_the_estimate_says_that_it_is_one_and_for_how_much_text() -> None:
    text = Yardstick(16 * GB).fit(RemoteFileFacts(GB, label="Q4_K_M")).text
    assert text == "about 1.9 GB of 14 GB memory for models (estimate, 4K of context)"


def test_nothing_is_said_of_speed_from_a_machine_that_others_kept_busy() -> None:
    busy = Yardstick(16 * GB, machine=replace(MACHINE, is_quiet=False, row_s=1e-3))
    assert busy.fit(RemoteFileFacts(GB, label="Q4_K_M")).word is FitWord.FITS
    assert "tokens/s" not in busy.fit(RemoteFileFacts(GB, label="Q4_K_M")).text


def test_a_good_word_beside_a_large_number_says_why() -> None:
    """Pages of the file that were copied are given back when memory is short: it fits all the same."""
    fit = Yardstick(16 * GB).fit(RemoteFileFacts(8 * GB, label="Q4_K_M"))
    assert fit.word is FitWord.FITS
    told = (
        "about 8.7 GB of 14 GB memory for models (4.8 GB more while there is room; estimate, 4K of context)"
    )
    assert fit.text == told
    roomy = Yardstick(64 * GB).fit(RemoteFileFacts(8 * GB, label="Q4_K_M"))
    assert "while there is" not in roomy.text
    assert (fit.told_spare, roomy.told_spare) == (fit.spare, 0)


def test_the_largest_file_still_fits() -> None:
    yardstick = Yardstick(16 * GB)
    assert yardstick.fit(RemoteFileFacts(yardstick.largest_file)).word is FitWord.FITS
    assert yardstick.fit(RemoteFileFacts(yardstick.largest_file + 10_000_000)).word is FitWord.TIGHT
    assert Yardstick(100_000_000).largest_file == 0


def test_speed_is_said_once_this_machine_was_measured() -> None:
    yardstick = Yardstick(64 * GB)
    small, large = RemoteFileFacts(GB, label="Q8_0"), RemoteFileFacts(30 * GB, label="Q8_0")
    assert [yardstick.fit(f).speed for f in (small, large)] == [0, 0]
    yardstick.machine = MACHINE
    assert [yardstick.fit(f).word for f in (small, large)] == [FitWord.RUNS_WELL, FitWord.RUNS_SLOWLY]
    assert yardstick.fit(small).speed == pytest.approx(40 / 1.04, rel=0.02)  # 40 GB/s, and a millisecond
    assert "38 tokens/s" in yardstick.fit(small).text


def test_of_experts_only_those_that_answer_are_read() -> None:
    yardstick = Yardstick(64 * GB, machine=MACHINE)
    dense = RemoteFileFacts(18 * GB, parameters=30 * GB, label="Q4_K_M", name="Some-30B")
    slow, fast = (yardstick.fit(f).speed for f in (dense, replace(dense, name="Some-30B-A3B-GGUF")))
    assert fast == pytest.approx(10 * slow, rel=0.05)


def test_a_longer_context_needs_more_but_never_more_than_was_trained() -> None:
    facts = RemoteFileFacts(5 * GB, parameters=8 * GB, context=8192)
    needed = [Yardstick(64 * GB, context=n).fit(facts).needed for n in (2048, 8192, 65536)]
    assert needed[0] < needed[1] == needed[2]


def test_weights_that_are_copied_here_count_twice() -> None:
    facts = RemoteFileFacts(10 * GB, label="Q4_K_M"), RemoteFileFacts(10 * GB, label="Q8_0")
    copied, plain = (Yardstick(64 * GB, machine=MACHINE).fit(f).needed for f in facts)
    assert copied - plain == pytest.approx(6.5 * GB, rel=0.01)


def test_copies_are_foretold_by_the_processor_that_was_not_measured_yet() -> None:
    """Else a Q8_0 of LFM2 was told as half of what it took, where processors copy that type."""
    facts = [RemoteFileFacts(10 * GB, label=label) for label in ("Q8_0", "Q4_K_M")]
    expected = [Yardstick(64 * GB, expected={"Q8_0": 1.0}).fit(one) for one in facts]
    unknown = [Yardstick(64 * GB).fit(one) for one in facts]
    assert [fit.spare for fit in expected] == [10 * GB, 0]
    assert [fit.spare for fit in unknown] == [0, 6 * GB]


@pytest.mark.parametrize(("memory", "room"), [(2, 1), (4, 2), (8, 6), (16, 13.6), (64, 54.4)])
def test_the_system_keeps_its_part_of_the_memory(memory: float, room: float) -> None:
    assert Yardstick(round(memory * GB)).room == pytest.approx(room * GB)


def test_the_person_may_let_models_have_less() -> None:
    assert Yardstick(16 * GB, share=0.5).room == 8 * GB
    assert Yardstick(16 * GB, share=1.0).room < 14 * GB


def test_what_takes_nearly_all_that_models_may_take_is_not_called_fitting() -> None:
    """A file of 22 GB on 25 GB of memory."""
    yardstick = Yardstick(25 * GB)
    assert yardstick.fit(RemoteFileFacts(22 * GB, label="Q8_0")).word is FitWord.TOO_BIG
    assert yardstick.fit(RemoteFileFacts(19 * GB, label="Q8_0")).word is FitWord.TIGHT


def test_a_file_that_is_to_come_must_fit_on_the_disk_and_one_that_is_here_need_not() -> None:
    yardstick = Yardstick(64 * GB, disk=7 * GB)
    facts = RemoteFileFacts(8 * GB, label="Q8_0")
    fit = yardstick.fit(facts)
    assert (fit.word, fit.text) == (FitWord.NO_ROOM, "needs 8 GB of disk, 7 GB are free")
    assert not fit.word.is_possible
    assert yardstick.fit(replace(facts, is_here=True)).word is FitWord.FITS
    assert replace(yardstick, disk=None).fit(facts).word is FitWord.FITS


def test_what_fits_neither_memory_nor_disk_says_both() -> None:
    fit = Yardstick(25 * GB, disk=76 * GB).fit(RemoteFileFacts(404 * GB, label="Q4_K_M"))
    assert fit.word is FitWord.TOO_BIG
    assert "of memory, models may take 21 GB (estimate" in fit.text
    assert fit.text.endswith("needs 404 GB of disk, 76 GB are free")


def test_a_download_is_no_larger_than_the_disk() -> None:
    yardstick = Yardstick(64 * GB, disk=3 * GB)
    assert yardstick.largest_download < 3 * GB < yardstick.largest_file


def test_what_was_measured_here_counts_for_more_than_any_estimate() -> None:
    facts = RemoteFileFacts(GB, label="Q8_0", key=file_key("far/m-Q8_0.gguf", GB))
    yardstick = Yardstick(64 * GB, machine=MACHINE)
    foretold = yardstick.fit(facts)
    yardstick.measured["m-Q8_0.gguf:1000000000"] = MeasuredSpeed(2.1, "2026-11-30", 2048, said=38)
    fit = yardstick.fit(facts)
    assert (foretold.word, foretold.measured_on) == (FitWord.RUNS_WELL, "")
    assert (fit.word, fit.speed, fit.measured_on) == (FitWord.RUNS_SLOWLY, 2.1, "2026-11-30")
    assert "2.1 tokens/s (measured here, 2026-11-30, 2K of context; 38 were predicted)" in fit.text
    assert (speed_words(foretold), speed_words(fit)) == ("about 38 tokens/s", "2.1 tokens/s")
