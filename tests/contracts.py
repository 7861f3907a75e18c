"""A contract for import-linter: only modules whose names say so may touch a library.

The file name is the layer here (``pane.py``, ``message_rows.py``), and import-linter's own contracts know no
such patterns.
"""

from fnmatch import fnmatch
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
