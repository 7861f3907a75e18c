"""The services that verbs work with, opened for one run of a verb and closed after it."""

from argparse import Namespace
from collections.abc import Callable
from functools import wraps

from explorer.base.paths import find_paths
from explorer.cli.output import Output
from explorer.cli.waiting import ToldPatience
from explorer.services import Core, open_core


def with_core(
    verb: Callable[[Core, Namespace, Output], int | None],
) -> Callable[[Namespace, Output], int | None]:
    @wraps(verb)
    def run(args: Namespace, out: Output) -> int | None:
        core = open_core(find_paths(), out.note)
        core.hub.wait_with(ToldPatience(out))
        try:
            return verb(core, args, out)
        finally:
            core.close()

    return run
