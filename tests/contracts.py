"""Contracts for import-linter, which knows none of this kind.

The file name is the layer here (``pane.py``, ``message_rows.py``), and a class has a name of its own in the
whole app: who searches for it finds one place.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from fnmatch import fnmatch
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OnlyNamedContract(Contract):
    """``library`` may be imported only by modules that fit one of the patterns ``allowed``."""

    type_name = "only_named"

    library: Any = fields.StringField()
    allowed: Any = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001  # its interface
        importers = graph.find_modules_that_directly_import(str(self.library))
        wrong = sorted(m for m in importers if not any(fnmatch(m, pattern) for pattern in self.allowed))
        return ContractCheck(kept=not wrong, metadata={"wrong": wrong})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for module in check.metadata["wrong"]:
            output.print_error(f"{module} may not import {self.library}")


class NamedOnceContract(Contract):
    """No two modules of the root packages define a public class of the same name."""

    type_name = "named_once"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001  # its interface
        places: defaultdict[str, list[str]] = defaultdict(list)
        for root in self.session_options["root_packages"]:
            spec = find_spec(root)
            assert spec is not None
            assert spec.origin is not None
            for name, module in public_classes(Path(spec.origin).parent):
                places[name].append(module)
        twice = {name: modules for name, modules in places.items() if len(modules) > 1}
        return ContractCheck(kept=not twice, metadata={"twice": twice})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for name, modules in check.metadata["twice"].items():
            output.print_error(f"The class {name} stands in {' and in '.join(modules)}")


def public_classes(package: Path) -> Iterator[tuple[str, str]]:
    """Each public class at the top of a module below this folder, with the dotted name of the module."""
    for path in sorted(package.rglob("*.py")):
        module = ".".join(path.relative_to(package.parent).with_suffix("").parts)
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                yield node.name, module
