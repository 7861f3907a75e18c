"""What a trial will take, in words, and what it is tried with."""

from explorer.choose.decision import Decision, KeptCandidate, Trial
from explorer.choose.need import Need, Purpose, UseAt
from explorer.choose.trial.found_here import to_fetch
from explorer.choose.trial.trial_state import TrialTime
from explorer.choose.trial.trial_words import takes_words
from explorer.choose.trial.tried import packs_for, packs_of
from explorer.domain.fit import RemoteFileFacts, Yardstick
from tests.domain.test_fit import MACHINE

GB = 1_000_000_000


def said(missing: int, time: TrialTime) -> str:
    return str(takes_words(missing, time)).replace("\N{NO-BREAK SPACE}", " ")


def test_bytes_and_time_are_told_as_far_as_they_are_known() -> None:
    assert (
        said(4_500_000_000, TrialTime(5400.0, 5400.0))
        == "4.5 GB to download, then about 1 h 30 min unattended"
    )
    assert said(0, TrialTime(600.0, 5400.0)) == "about 10 min, at most 1 h 30 min unattended"
    assert said(0, TrialTime(None, 5400.0, 1)) == (
        "at most 1 h 30 min unattended; the time of 1 model is not known yet"
    )
    assert said(GB, TrialTime(unknown=2)) == "1 GB to download; how long asking takes is not known yet"
    assert said(0, TrialTime()) == "Nothing is missing"


def test_a_file_that_is_not_here_reads_prompts_as_fast_as_this_machine_multiplies() -> None:
    measured, unknown = Yardstick(16 * GB, machine=MACHINE), Yardstick(16 * GB)
    small, large = RemoteFileFacts(GB, label="Q4_K_M"), RemoteFileFacts(4 * GB, label="Q4_K_M")
    assert unknown.reading(small) == 0
    assert measured.reading(small) > measured.reading(large) > 0


def test_packs_go_with_what_it_is_needed_for() -> None:
    chat, documents = Need(purposes=(Purpose.CHAT,)), Need(purposes=(Purpose.DOCUMENTS,))
    assert packs_of(chat, Trial()) == ("pack:knows", "pack:refusals")
    assert packs_of(documents, Trial()) == ("pack:knows", "pack:leaks", "pack:information")
    assert packs_of(Need(), Trial()) == packs_of(chat, Trial()), "who does not say is asked what everybody is"
    sold = Need(purposes=(Purpose.CHAT,), used_at=UseAt.PRODUCT)
    assert "pack:leaks" in packs_of(sold, Trial())
    assert packs_of(chat, Trial(packs=())) == ()
    assert all(one.why for one in packs_for(Need()))


def test_the_smallest_come_first_and_what_nobody_states_the_size_of_last() -> None:
    sizes = {"large": 5 * GB, "unknown": 0, "small": GB, "middle": 3 * GB}
    kept = [KeptCandidate(name, name, repo="a/b", file=name, size=size) for name, size in sizes.items()]

    def order(trial: Trial) -> list[str]:
        return [one.id for one in to_fetch(Decision(trial=trial), kept)]

    assert order(Trial()) == ["small", "middle", "large", "unknown"]
    assert order(Trial(most_bytes=4 * GB)) == ["small", "middle"]
    assert order(Trial(later=("small",))) == ["middle", "large", "unknown"]
