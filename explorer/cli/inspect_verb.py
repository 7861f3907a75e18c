"""`omx inspect`: the header of a GGUF file, what it will take on this machine, and what is odd about it.

JSON: ``{"file", "size", "problem", "architecture", "name", "parameters", "context_length", "file_type",
"license", "has_chat_template", "projector", "projector_memory", "tensors", "anatomy", "estimates",
"security", "metadata"}``. ``problem``: in words, why it does not run: it ends too early, a part of it is
missing; else ``""``. ``projector``: the file that lets it see images, or ``null``; ``projector_memory``: an
estimate of what that takes besides, with the first image. ``parameters``: ``null`` where some lie in files
that are not here. ``estimates``: for each context length in
tokens ``{"context", "memory", "spare_memory", "total_memory", "verdict", "tokens_per_second",
"measured_on", "basis"}``, the speed ``null`` where it is not known; ``spare_memory`` is taken besides
``memory`` while there is room; ``total_memory``: what models may take. ``security``:
``evidence_json.security_json``. Sizes are bytes.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from explorer.base.files import is_file
from explorer.cli.output import Output, table
from explorer.cli.services import with_core
from explorer.domain.errors import NotFoundError
from explorer.domain.units import context_text, size_text
from explorer.engine.local.gguf.header import Header, read_header
from explorer.local.models.model_lookup import read_model
from explorer.local.models.split_files import with_parts
from explorer.services import Core
from explorer.transparency.anatomy import anatomy_of
from explorer.transparency.evidence_json import security_json
from explorer.transparency.safety.security import header_security_facts
from explorer.transparency.sheet_view.anatomy_words import parameters_words

_CONTEXTS = (2_048, 8_192, 32_768)  # tokens, beside the one of the settings


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.gguf")


@with_core
def run(core: Core, args: Namespace, out: Output) -> None:
    path = Path(args.file)
    if not is_file(path):
        raise NotFoundError(f"There is no file {path}.", "Name a .gguf file.")
    header, size = read_header(path), path.stat().st_size
    model = read_model(path)
    whole, problem, sees = with_parts(header, path), str(model.problem), model.projector
    images = core.estimates.headers.projector(sees) if sees is not None else 0
    security = header_security_facts(header, size)
    estimates = list(_estimates(core, path, header))
    facts = {
        "file": str(path),
        "size": size,
        "problem": problem,
        "architecture": header.architecture,
        "name": header.name,
        "parameters": None if whole.is_piece else whole.parameters,
        "context_length": header.context_length,
        "file_type": header.file_type_name,
        "license": header.license,
        "has_chat_template": bool(header.chat_template),
        "projector": str(sees) if sees is not None else None,
        "projector_memory": images,
        "tensors": len(header.tensors),
        "anatomy": asdict(anatomy_of(whole)),
        "estimates": estimates,
        "security": [security_json(fact) for fact in security],
        "metadata": {key: _shown(value) for key, value in header.metadata.items()},
    }
    rows = [
        ["Size", size_text(size)],
        *([["Problem", problem]] if problem else []),
        *_header_rows(header, whole),
        *([["Images", f"{sees.name}: {size_text(images)} more with the first one"]] if sees else []),
        *(["Estimate", _estimate_text(estimate)] for estimate in estimates),
        *(["Security", f"{fact.text} {fact.place}".rstrip()] for fact in security),
        *([key, str(_shown(value))[:100]] for key, value in header.metadata.items()),
    ]
    out.result(facts, table(rows))


def _header_rows(header: Header, whole: Header) -> list[list[str]]:
    """``whole``: with the tensors of all parts."""
    return [
        ["Architecture", header.architecture or "not stated"],
        ["Parameters", parameters_words(anatomy_of(whole))],
        ["Context", context_text(header.context_length) if header.context_length else "not stated"],
        ["Quantization", header.file_type_name or "not stated"],
        ["License", header.license or "not stated"],
        ["Chat template", "yes" if header.chat_template else "none: a base model"],
    ]


def _estimates(core: Core, path: Path, header: Header) -> Iterator[dict[str, Any]]:
    """At the context of the settings and at usual ones, as far as the model was trained."""
    longest = header.context_length or max(_CONTEXTS)
    for context in sorted({min(longest, c) for c in (*_CONTEXTS, core.machine.yardstick.context)}):
        fit = core.estimates.fit(path, context)
        if fit is not None:
            yield {
                "context": context,
                "memory": fit.told,
                "total_memory": fit.total,
                "verdict": str(fit.word),
                "tokens_per_second": round(fit.speed, 1) or None,
                "measured_on": fit.measured_on or None,
                "spare_memory": fit.told_spare,
                "basis": str(fit.basis.brief),
            }


def _estimate_text(estimate: dict[str, Any]) -> str:
    speed = f", {estimate['tokens_per_second']} tokens/s" if estimate["tokens_per_second"] else ""
    needed, total = size_text(estimate["memory"]), size_text(estimate["total_memory"])
    context, spare = context_text(estimate["context"]), estimate["spare_memory"]
    room = f"{size_text(spare)} more while there is room; " if spare else ""
    return (
        f"{estimate['verdict']}: {needed} of {total} memory for models at {context} tokens{speed} "
        f"({room}{estimate['basis']})"
    )


def _shown(value: object) -> object:
    """A metadata value for JSON: long arrays were stepped over and are described instead."""
    return value if isinstance(value, str | int | float | bool | tuple) else str(value)
