"""`omx chats`: the chats of the Playground, listed, written to a file, and brought in from one."""

from argparse import SUPPRESS, ArgumentParser, Namespace

from explorer.base.files import named_path
from explorer.cli.output import Output, table
from explorer.cli.services import with_core
from explorer.domain.errors import CancelledError, KnownError
from explorer.rooms.playground.chats.store import Chats
from explorer.services import Core


def add_arguments(parser: ArgumentParser) -> None:
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="list | export | import")
    listed = deeds.add_parser("list", help="number, title and model of each chat")
    export = deeds.add_parser("export", help="write chats to a file")
    export.add_argument("chats", nargs="*", type=int, metavar="NUMBER", help="as list says; default: all")
    export.add_argument("--out", required=True, metavar="FILE", help="ends in .json, .md or .html")
    bring = deeds.add_parser("import", help="import chats that are not there yet")
    kinds = "ChatGPT's export, LM Studio's folder of conversations, messages in JSON, or an export of ours"
    bring.add_argument("paths", nargs="+", metavar="PATH", help=kinds)
    for deed in (listed, export, bring):  # it may stand behind them too
        deed.add_argument("--json", action="store_true", default=SUPPRESS, help="print JSON for machines")


@with_core
def run(core: Core, args: Namespace, out: Output) -> None:
    deeds = {"list": _list, "export": _export, "import": _import}
    deeds[args.deed](core, args, out)


def _list(core: Core, _args: Namespace, out: Output) -> None:
    chats = Chats(core.store).all()
    rows = [[str(one.id), f"{one.changed_at:%Y-%m-%d}", one.model, one.title] for one in chats]
    out.result(chats, table(rows))


def _export(core: Core, args: Namespace, out: Output) -> None:
    from explorer.rooms.playground.chats.exchange.exporting import write_chats  # noqa: PLC0415  when it is chosen
    from explorer.rooms.playground.chats.exchange.stored_chats import ExchangeStore  # noqa: PLC0415

    store = ExchangeStore(core.store)
    there = store.all_chats()
    missing = next((number for number in args.chats if number not in there), None)
    if missing is not None:
        raise KnownError(f"There is no chat {missing}.", "`omx chats list` prints their numbers.")
    path = write_chats(store, args.chats or there, named_path(args.out))
    out.result(str(path), str(path))


def _import(core: Core, args: Namespace, out: Output) -> None:
    from explorer.rooms.playground.chats.exchange.importing import import_chats  # noqa: PLC0415  as above
    from explorer.rooms.playground.chats.exchange.reading import ChatReading  # noqa: PLC0415

    done = import_chats(core.store, [named_path(path) for path in args.paths], ChatReading())
    if done.is_stopped:
        raise CancelledError
    out.note(str(done.words))
    if done.details:
        out.note(str(done.details))
    out.result(done.came, "\n".join(map(str, done.came)))
