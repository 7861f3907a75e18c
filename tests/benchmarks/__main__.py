"""Measures the app against its goals: ``python -m tests.benchmarks [--quick] [GROUP]``.

It exists so that a number is never quoted without its machine. Each group is a module here with
``run() -> list[dict]``. A result has ``name``, ``value`` and ``unit``; where there is a goal,
``ratio`` (to what it is compared with), ``goal`` and ``better`` ("lower" or "higher"); and whatever
else explains the value. A missed goal is printed and kept, but only a failure to measure ends with a
non-zero status. ``--quick`` takes at most two minutes a group and marks every result as ``quick``, on the
screen and in ``build/bench.json``, where whole measurements stay beside them: such a figure is for whoever
works on something, and never to be cited.
"""

import argparse
import json
import pkgutil
import platform
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import tests.benchmarks
from explorer.base.machine import read_machine
from tests.benchmarks._rounds import be_quick, is_quick

Result = dict[str, Any]
ROOT = Path(__file__).resolve().parent.parent.parent
REPORT = ROOT / "build" / "bench.json"


def groups() -> list[str]:
    """The names of all groups; a leading underscore marks a helper."""
    names = (module.name for module in pkgutil.iter_modules(tests.benchmarks.__path__))
    return sorted(name for name in names if not name.startswith("_"))


def run_of(group: str) -> Callable[[], list[Result]]:
    run: Callable[[], list[Result]] = import_module(f"tests.benchmarks.{group}").run
    return run


def measure(group: str) -> list[Result]:
    mark = {"quick": True} if is_quick() else {}
    return [{"group": group, **mark, **result} for result in run_of(group)()]


def verdict(result: Result) -> str:
    """One word on a result: ``ok``, ``missed``, or ``no goal``."""
    if "goal" not in result:
        return "no goal"
    ratio, goal = result["ratio"], result["goal"]
    met = ratio >= goal if result["better"] == "higher" else ratio <= goal
    return "ok" if met else "missed"


def line(result: Result) -> str:
    """A result as one line for people."""
    sign = "≥" if result.get("better") == "higher" else "≤"
    goal = f"{result['ratio']:.2f} (goal {sign} {result['goal']})" if "goal" in result else ""
    value = f"{result['value']:.3g} {result.get('unit', '')}"
    quick = ", quick" if result.get("quick") else ""
    return f"{result['name']:<36} {value:<16} {goal:<20} {verdict(result)}{quick}"


def kept(report: Path, measured: list[str], *, quick: bool) -> list[Result]:
    """The results of an earlier run for the groups that were not measured now.

    A quick run leaves what was measured as a whole; a whole one replaces both.
    """
    if not report.is_file():
        return []
    earlier: list[Result] = json.loads(report.read_text(encoding="utf-8"))["results"]
    return [one for one in earlier if one["group"] not in measured or (quick and not one.get("quick"))]


def machine() -> Result:
    return {
        **asdict(read_machine()),
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def write(report: Path, measured: list[str], results: list[Result]) -> None:
    report.parent.mkdir(parents=True, exist_ok=True)
    moment, facts = datetime.now(UTC).isoformat(timespec="seconds"), machine()
    now = [{**result, "measured": moment} for result in results]
    content = {"machine": facts, "results": [*kept(report, measured, quick=is_quick()), *now]}
    report.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks", description="Measure against the goals."
    )
    parser.add_argument("group", nargs="?", choices=groups())
    parser.add_argument("--quick", action="store_true", help="at most two minutes a group, not to be cited")
    given = parser.parse_args(argv)
    if given.quick:
        be_quick()
    done, results, failed = [], [], False
    for group in [given.group] if given.group else groups():
        print(f"measuring {group}", flush=True)
        try:
            found = measure(group)
        except Exception:  # noqa: BLE001 — one group that fails must not lose the others
            traceback.print_exc()
            failed = True
            continue
        done.append(group)
        results += found
        print("\n".join(f"  {line(result)}" for result in found), flush=True)
    write(REPORT, done, results)
    print(f"written to {REPORT}")
    if given.quick:
        print("Quick figures, of few rounds: to work with, not to be cited.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
