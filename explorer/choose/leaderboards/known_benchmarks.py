"""What benchmarks of the Hub measure, and why one should doubt their numbers: in own words, with sources.

Which data sets have a leaderboard the Hub says itself; these are shown where it cannot be asked.
"""

from dataclasses import dataclass

from explorer.domain.words import Words

type Sourced = tuple[Words, str]  # a sentence, and the address that it rests on

ALWAYS: tuple[Words, ...] = (
    Words("Results are of the original model; the small file that runs here may do worse."),
    Words("They come from whoever sent them in; settings differ, and most are not checked."),
)


@dataclass(frozen=True)
class KnownBenchmark:
    """``short``: what it is about, in a few words; ``measures``: in a sentence; ``source``: address that says
    so; ``cautions``: each with its address.
    """

    id: str
    title: str
    short: Words
    measures: Words
    source: str
    cautions: tuple[Sourced, ...] = ()


KNOWN: tuple[KnownBenchmark, ...] = (
    KnownBenchmark(
        "TIGER-Lab/MMLU-Pro",
        "MMLU-Pro",
        Words("knowledge in 14 subjects"),
        Words("Knowledge and reasoning in 14 subjects: some 12,000 questions with up to ten options each."),
        "https://arxiv.org/abs/2406.01574",
        (
            (
                Words("Made of older public questions, which a model may have read in training."),
                "https://arxiv.org/abs/2406.01574",
            ),
        ),
    ),
    KnownBenchmark(
        "Idavidrein/gpqa",
        "GPQA",
        Words("hard science questions"),
        Words("448 hard questions with four options in biology, physics and chemistry, written by experts."),
        "https://arxiv.org/abs/2311.12022",
        (
            (
                Words("The part used most has 198 questions: one or two of them change a rank."),
                "https://arxiv.org/abs/2311.12022",
            ),
        ),
    ),
    KnownBenchmark(
        "cais/hle",
        "Humanity’s Last Exam",
        Words("what only experts know"),
        Words("2,500 questions at the edge of what experts know, in dozens of subjects, some with images."),
        "https://arxiv.org/abs/2501.14249",
        (
            (
                Words(
                    "A review found research that contradicts about 29 % of the answers to its chemistry and"
                    " biology questions without images."
                ),
                "https://www.futurehouse.org/research-announcements/hle-exam",
            ),
            (
                Words(
                    "Its makers found that experts disagree on about 18 % in biology, chemistry and health."
                ),
                "https://arxiv.org/abs/2501.14249",
            ),
            (
                Words("Results with and without tools stand in one list; the notes tell which."),
                "https://huggingface.co/docs/hub/eval-results",
            ),
        ),
    ),
    KnownBenchmark(
        "openai/gsm8k",
        "GSM8K",
        Words("word problems of grade school"),
        Words("Word problems of grade-school mathematics that take two to eight steps."),
        "https://arxiv.org/abs/2110.14168",
        (
            (
                Words("Some models did worse on new problems of this kind: they may know these by heart."),
                "https://arxiv.org/abs/2405.00332",
            ),
        ),
    ),
    KnownBenchmark(
        "MathArena/aime_2026",
        "AIME 2026",
        Words("a mathematics contest"),
        Words("The problems of a mathematics contest for high schools, from 2026."),
        "https://arxiv.org/abs/2505.23281",
        (
            (
                Words("Few problems: one of them is worth several points."),
                "https://huggingface.co/datasets/MathArena/aime_2026",
            ),
        ),
    ),
    KnownBenchmark(
        "SWE-bench/SWE-bench_Verified",
        "SWE-bench Verified",
        Words("mending faults in code"),
        Words("500 reported faults of real Python projects, to be mended so that their tests pass."),
        "https://openai.com/index/introducing-swe-bench-verified/",
        (
            (
                Words(
                    "OpenAI, which helped to make it, no longer measures by it: many of its tests reject"
                    " right solutions, and models have seen solutions."
                ),
                "https://openai.com/index/why-we-no-longer-evaluate-swe-bench-verified/",
            ),
            (
                Words("Models seem to remember these projects: they name the faulty file without seeing it."),
                "https://arxiv.org/abs/2506.12286",
            ),
            (
                Words("It measures a model together with the program around it."),
                "https://www.swebench.com/",
            ),
        ),
    ),
    KnownBenchmark(
        "ScaleAI/SWE-bench_Pro",
        "SWE-bench Pro",
        Words("longer tasks in code"),
        Words("Longer tasks in real projects of software, many of them over several files."),
        "https://arxiv.org/abs/2509.16941",
        (
            (
                Words("It measures a model together with the program around it."),
                "https://arxiv.org/abs/2509.16941",
            ),
        ),
    ),
    KnownBenchmark(
        "harborframework/terminal-bench-2.0",
        "Terminal-Bench 2.0",
        Words("work in a terminal"),
        Words("Tasks in a terminal, done step by step with commands."),
        "https://www.tbench.ai/",
        (
            (
                Words(
                    "The list on the Hub is unofficial, as its own page says. The checked one is elsewhere."
                ),
                "https://www.tbench.ai/leaderboard",
            ),
            (
                Words("It measures a model together with the program around it."),
                "https://www.tbench.ai/",
            ),
        ),
    ),
    KnownBenchmark(
        "allenai/olmOCR-bench",
        "olmOCR-bench",
        Words("turning pages into text"),
        Words("How well pages of PDFs become text: formulas, tables, columns, old scans."),
        "https://arxiv.org/abs/2502.18443",
        (
            (
                Words("For models that see images; it says nothing of chatting."),
                "https://arxiv.org/abs/2502.18443",
            ),
        ),
    ),
)


def known_benchmark(dataset: str) -> KnownBenchmark | None:
    lowered = dataset.lower()
    return next((one for one in KNOWN if one.id.lower() == lowered), None)


def title_of_benchmark(dataset: str) -> str:
    """Its usual name, else the last part of its id."""
    known = known_benchmark(dataset)
    return known.title if known is not None else dataset.rpartition("/")[2]
