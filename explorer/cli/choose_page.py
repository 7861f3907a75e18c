"""The page of a decision as `omx choose` writes it, kept as it was decided by once all is known."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from explorer.base.files import write_export
from explorer.choose.deciding.decision_page import page_of_read
from explorer.choose.deciding.decision_read import read_decision
from explorer.choose.deciding.since import then_of
from explorer.choose.report.report_file import decision_bytes
from explorer.choose.store import DecisionStore
from explorer.cli.choose_trial import models_of
from explorer.cli.output import Output
from explorer.services import Core


def write_page(core: Core, number: int, paths: Sequence[Path], out: Output) -> None:
    """The reports; without any the page is what is printed. Raises KnownError."""
    decisions = DecisionStore(core.store)
    stored = decisions.decision(number)
    assert stored is not None  # noqa: S101  it was kept just now
    read = read_decision(core, stored.title, stored.decision, models_of(core, stored.decision.kept))
    page = page_of_read(core, read)
    for words in page.changes:
        out.note(f"Since it was decided: {words}")
    for path in paths:
        write_export(path, decision_bytes(page, read, path.suffix.lower()))
        out.note(f"Written to {path}.")
    if stored.decision.then is None and page.is_complete:  # of half a trial nothing is decided
        then = then_of(page, read)
        decisions.update(number, lambda decision: msgspec.structs.replace(decision, then=then))
    if out.as_json:
        out.result(msgspec.json.decode(decision_bytes(page, read, ".json")), "")
    elif paths:
        out.result(None, str(page.headline))
    else:
        out.result(None, decision_bytes(page, read, ".md").decode())
