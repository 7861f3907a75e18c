"""A decision as the file that asks for it anew: what `omx choose` reads (``need_file.py``)."""

from typing import Any

from explorer.choose.decision import Decision, KeptCandidate
from explorer.choose.need import Need
from explorer.domain.harmless import harmless
from explorer.domain.model import is_endpoint_reference

_TOLD_EMPTY = ("packs", "find", "quick")  # where nothing is an answer
_HEAD = "# Of Open Model Explorer. Run it: omx choose FILE.yaml --out report.html\n"


def need_bytes(title: str, decision: Decision, tests: str) -> bytes:
    """As a file. ``tests``: title of its set of tests, "" for none."""
    import yaml  # noqa: PLC0415  only whoever writes such a file needs it

    trial, need = decision.trial, decision.need
    models = [_model(one) for one in decision.kept if one.reference != need.provider or not need.provider]
    value: dict[str, Any] = {
        "title": title,
        **_said(need),
        "models": models,
        "find": 0 if models else 3,
        "tests": "no" if trial.is_without_set else tests,
        "packs": "" if trial.packs is None else [one.removeprefix("pack:") for one in trial.packs],
        "quick": trial.is_quick,
        "patience": {"gigabytes": trial.most_bytes / 1e9} if trial.most_bytes else "",
    }
    told = {key: one for key, one in value.items() if one != "" and (one or key in _TOLD_EMPTY)}
    return f"{_HEAD}{harmless(yaml.safe_dump(told, allow_unicode=True, sort_keys=False))}".encode()


def _said(need: Need) -> dict[str, Any]:
    return {
        "words": need.words,
        "purposes": [str(one) for one in need.purposes],
        "languages": list(need.languages),
        "used_at": str(need.used_at),
        "in_union": str(need.in_union),
        "privacy": str(need.privacy),
        "pace": str(need.pace),
        "provider": need.provider,
    }


def _model(one: KeptCandidate) -> str | dict[str, str]:
    """Of the Hub where it is from there: another machine has it too."""
    if one.repo and one.file and not is_endpoint_reference(one.reference):
        return {"name": one.repo, "file": one.file}
    return one.reference or one.repo
