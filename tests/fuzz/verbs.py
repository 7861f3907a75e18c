"""Makes up command lines of `omx`, with files, variables and a hub to match: each must end in words.

``python -m tests.fuzz.verbs --minutes 60 [--seed N]`` prints how they ended; a few seconds of it run in the
suite. A failure is an exception, a sign in the output that acts (``domain/harmless.py``), JSON that is none,
or no end at all. ``--seed`` with the number of a home that failed makes the same again.
"""

import contextlib
import io
import json
import math
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType

from explorer.cli.main import VERBS, main
from explorer.domain.harmless import harmless
from explorer.local.models.app_folders import OTHER_APPS_VARIABLE
from tests.fuzz.hostile import HostileHub, home, leave_out_included, text, write_model
from tests.fuzz.outcome import Outcome, by_hand
from tests.models.tiny import Tiny, write_tiny

LIMIT_S = 60.0  # for one verb, on a busy machine; most take milliseconds
_A_HOME = 12  # verbs in one home
_ENDS = frozenset({0, 1, 2, 130, 141})
_OPTIONS: dict[str, tuple[str, ...]] = {
    "search": ("--limit=3", "--fits", "--data-named", "--license={}", "--size={}", "--language={}",
               "--author={}"),
    "download": ("--file={}", "--connections={}"),
    "list": ("--own", "--license={}", "--fits", "--copies", "--sort=size", "{}"),
    "import": ("--move", "--in-place", "{path}"),
    "ask": ("--system={}", "--logprobs=2", "--schema={path}", "--grammar={path}", "--set={}",
            "--temperature={}", "--seed=1", "--messages={path}", "--template={path}", "--adapter={path}",
            "--adapter={path}={}", "--begin={}", "--stop={}", "--think={}", "--think-budget={}",
            "--threads={}", "--context-length={}", "--file={path}", "--collection=Papers",
            "--image={path}"),
    "inspect": (),
    "card": ("{path}", "{}", "--why={}", "--why=3", "--why=license"),
    "compare": ("--prompt={}", "--prompts={path}", "--system={}", "--grid={}", "--title={}", "--repeats={}",
                "--out={path}", "--out={home}/r.html", "--out={home}/r.csv", "--out={home}/r.md", "--resume"),
    "score": ("--continuation={}", "--logprobs=3"),
    "test": ("--pack={}", "--pack=refusals", "--quick", "--seed={}", "--min-pass={}", "--min-pass=50",
             "--out={path}", "--out={home}/r.json", "--resume", "--anew"),
    "choose": ("--out={path}", "--out={home}/d.html", "--out={home}/d.json", "--anew", "--example"),
    "devices": ("--again",),
    "endpoints": ("--name={}", "--key-env={}", "--model={}", "{}"),
    "chats": ("{path}", "--out={path}", "--out={home}/c.json", "--out={home}/c.html", "{}"),
    "documents": ("--collection={}", "--collection=Papers", "{path}", "--top=3", "--yes", "{}"),
}  # fmt: skip
_SLOW = frozenset({"ask", "compare", "score", "test", "devices"})  # a worker starts for each


class HungError(BaseException):
    """A verb came to no end in time."""


class _Gone(io.RawIOBase):
    """A stdout that nobody reads, or a full disk."""

    def __init__(self, error: OSError) -> None:
        self._error = error

    def writable(self) -> bool:
        return True

    def write(self, _data: object) -> int:
        raise self._error


def command(rng: random.Random, folder: Path, files: Sequence[Path]) -> list[str]:
    """One command line: a verb with what it needs, some options, and now and then something too much."""
    verbs = [verb for verb in _OPTIONS if verb not in _SLOW or rng.random() < 0.25] or ["list"]
    verb = rng.choice(verbs)

    def filled(layout: str) -> str:
        path = str(rng.choice(files)) if rng.random() < 0.9 else text(rng, broken=True)
        model = str(rng.choice([file for file in files if file.suffix == ".gguf" and file.is_file()]))
        said = text(rng, broken=rng.random() < 0.2)
        layout = layout.replace("{model}", model).replace("{path}", path)
        return layout.replace("{home}", str(folder)).replace("{}", said)

    second = rng.choice(("org/name", "{model}", "{path}"))
    needed: dict[str, tuple[str, ...]] = {
        "search": ("{}",) if rng.random() < 0.5 else (),
        "download": (rng.choice(("org/name", "org/name", "{}")),),
        "import": ("{path}",),
        "ask": ("{model}", rng.choice(("Hi", "{}")), "--max-tokens=4"),
        "inspect": ("{model}",),
        "card": (rng.choice(("{path}", "org/name", "{}")),),
        "compare": ("{model}", second, "--prompt=Hi", "--max-tokens=4"),
        "score": ("{model}", "--prompt={}", "--continuation={}"),
        "test": (rng.choice(("{path}", "{}", "--pack=refusals")), "{model}", "--quick"),
        "choose": (rng.choice(("{path}", "{home}/need.yaml", "{}")), "--candidates"),
        "chats": rng.choice((("list",), ("import", "{path}"), ("export", "--out={home}/c.md"))),
        "endpoints": rng.choice((  # nobody is contacted: what is made up may be somebody's address
            ("list",), ("list", "{}"), ("add", "{}", "--untested"), ("test", "nobody"), ("remove", "{}"),
        )),
        "documents": rng.choice((
            ("add", "{path}", "--collection=Papers", "--words-only"), ("list",), ("find", "{}"),
            ("forget", "--collection=Papers", "--yes"), ("forget", "{path}", "--yes"),
        )),
    }  # fmt: skip
    count = rng.randrange(3)
    words = [verb, *needed.get(verb, ()), *rng.choices(_OPTIONS[verb], k=count if _OPTIONS[verb] else 0)]
    if rng.random() < 0.4:
        words.append("--json")
    if rng.random() < 0.05:
        words.insert(rng.randrange(len(words) + 1), "{}")
    return [filled(word) for word in words]


def environment(rng: random.Random, folder: Path, hub: HostileHub) -> dict[str, str]:
    odd = (
        text(rng, broken=True).replace("\0", ""),
        "http://127.0.0.1:1",
        f"{hub.endpoint}/{text(rng, broken=True)}",
    )
    return {
        "EXPLORER_HOME": str(folder),
        "HF_ENDPOINT": rng.choice(odd) if rng.random() < 0.1 else hub.endpoint,
        "HF_TOKEN": text(rng, broken=True) if rng.random() < 0.05 else "",
        "HF_HOME": str(folder / "hf"),
        OTHER_APPS_VARIABLE: str(folder) if rng.random() < 0.1 else "",
    }


def run(seed: int, count: int = sys.maxsize, minutes: float = math.inf) -> Outcome:
    """So many verbs, or for so long."""
    outcome, until = Outcome(), time.monotonic() + minutes * 60
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        hub = HostileHub(write_model(Path(name) / "model.gguf", random.Random(0)))
        stack.callback(hub.close)
        _in_a_sound_home(Path(name) / "sound", hub, outcome)
        while outcome.counts.total() < count and time.monotonic() < until:
            _in_a_home(Path(name), seed, min(_A_HOME, count - outcome.counts.total()), hub, outcome)
            seed += 1
    return outcome


def _in_a_sound_home(folder: Path, hub: HostileHub, outcome: Outcome) -> None:
    """What most made-up lines do not get to: the work of a verb, on what nobody spoiled."""
    model = str(write_tiny(folder / "models" / "tiny.gguf", Tiny("The meadow answers.")))
    leave_out_included(folder / "models")
    readme = folder / "README.md"
    readme.write_text("---\nlicense: mit\n---\n# Tiny")
    variables = {"EXPLORER_HOME": str(folder), "HF_ENDPOINT": hub.endpoint, "HF_HOME": str(folder / "hf")}
    need = folder / "need.yaml"
    need.write_text("purposes: [chat]\nlanguages: [en]\nused_at: work\n")
    hub.is_sound = True
    for words in (
        ["search", "tiny", "--json"], ["list"], ["inspect", model], ["card", str(readme)],
        ["score", model, "--prompt=The", "--continuation= meadow"], ["chats", "list"], ["documents", "list"],
        ["choose", str(need), "--candidates", "--json"],
    ):  # fmt: skip
        _judge(words, variables, None, "the sound home", outcome)
    hub.is_sound = False


def _in_a_home(above: Path, seed: int, count: int, hub: HostileHub, outcome: Outcome) -> None:
    rng = random.Random(seed)
    hub.rng = random.Random(seed)
    names = [f"home{seed}", *([os.fsdecode(b"home\xff") + str(seed)] if sys.platform == "linux" else [])]
    folder = above / (names[-1] if rng.random() < 0.1 else names[0])
    files = home(folder, rng)
    for _ in range(count):
        words, variables = command(rng, folder, files), environment(rng, folder, hub)
        _judge(words, variables, _error(rng), f"home {seed}", outcome)


def _judge(
    words: list[str], variables: dict[str, str], error: OSError | None, where: str, outcome: Outcome
) -> None:
    begun = time.monotonic()
    end, out, err = run_verb(words, variables, error)
    outcome.slowest_s = max(outcome.slowest_s, time.monotonic() - begun)
    outcome.counts[f"{words[0] if words[0] in VERBS else 'none'} {end if len(end) < 8 else 'failed'}"] += 1
    wrong = list(_faults(end, out, err, is_json="--json" in words))
    if wrong:
        odd = {name: value for name, value in variables.items() if value and name != "HF_HOME"}
        outcome.failures.append(f"{where}: omx {words!r}\n  {odd!r}\n  " + "\n  ".join(wrong))


def _error(rng: random.Random) -> OSError | None:
    """What stdout says to whoever writes into it."""
    return rng.choice((BrokenPipeError(), OSError(28, "No space left"))) if rng.random() < 0.05 else None


def run_verb(words: list[str], variables: dict[str, str], error: OSError | None) -> tuple[str, str, str]:
    """The exit status, or the trace of what it raised; and what it wrote."""
    out, err = io.BytesIO(), io.BytesIO()
    raw = _Gone(error) if error is not None else out
    stdout = io.TextIOWrapper(raw, encoding="utf-8", write_through=True)  # type: ignore[type-var]
    stderr = io.TextIOWrapper(err, encoding="utf-8", write_through=True)
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        with _limit(), contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
            end = str(main(words))
    except SystemExit as exit_:
        end = str(exit_.code or 0)
    except (Exception, HungError):  # noqa: BLE001  each is a finding
        end = traceback.format_exc()
    finally:
        os.environ.clear()
        os.environ.update(before)
    with contextlib.suppress(OSError):
        stdout.flush()
    stderr.flush()
    return (
        end,
        out.getvalue().decode("utf-8", "surrogateescape"),
        err.getvalue().decode("utf-8", "surrogateescape"),
    )


def _faults(end: str, out: str, err: str, *, is_json: bool) -> Iterator[str]:
    if not end.isdigit() or int(end) not in _ENDS:
        yield end
    for name, said in (("stdout", out), ("stderr", err)):
        if harmless(said) != said:
            yield f"{name} acts: {harmless(said)[-600:]!r}"
        if "Traceback" in said or "Logging error" in said:
            yield f"{name}: {harmless(said)[-2000:]}"
    if is_json and end == "0":
        for line in out.splitlines():
            try:
                json.loads(line)
            except ValueError as error:
                yield f"no JSON ({error}): {line[:300]!r}"
    if end == "2" and not err.strip():
        yield "an error without words"


@contextlib.contextmanager
def _limit() -> Iterator[None]:
    """Where the system has such a clock: what hangs is ended, and told."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def end(_number: int, _frame: FrameType | None) -> None:
        raise HungError

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, LIMIT_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


if __name__ == "__main__":
    sys.exit(by_hand("Run made-up command lines of omx.", run))
