"""The services that verbs work with, opened for one run of a verb and closed after it."""

from argparse import Namespace
from collections.abc import Callable
from typing import Concatenate

from explorer.base.paths import find_paths
from explorer.cli.output import Output
from explorer.cli.waiting import ToldPatience
from explorer.services import Core, open_core


def with_core[**P](
    verb: Callable[Concatenate[Core, Namespace, Output, P], int | None],
) -> Callable[Concatenate[Namespace, Output, P], int | None]:
    def run(args: Namespace, out: Output, /, *more: P.args, **named: P.kwargs) -> int | None:
        core = open_core(find_paths(), out.note)
        core.hub.wait_with(ToldPatience(out))
        try:
            return verb(core, args, out, *more, **named)
        finally:
            core.close()

    return run
