"""`omx choose`: from a need in a file to a decision with a report, unattended."""

from argparse import SUPPRESS, ArgumentParser, Namespace

from explorer.base.files import named_path
from explorer.base.resources import resource
from explorer.cli.arguments import output_paths
from explorer.cli.output import Output
from explorer.domain.errors import KnownError

FORMATS = (".html", ".pdf", ".md", ".json")
PARTLY = 1  # the exit status where some candidate could not be asked something: the page says which
_ENDS = (
    f"Exit status: 0 when the page is written and every candidate was asked everything; {PARTLY} when some"
    " answers are missing: the page is written all the same, and says which and why; 2 when nothing was found"
    " that may do it, or nothing could begin; 130 when stopped: the same command goes on there."
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.epilog = _ENDS
    add = parser.add_argument
    add("need", nargs="?", default="", metavar="NEED.yaml", help="what is needed; see --example")
    add("--example", action="store_true", help="print such a file, with everything that it may say")
    words = "find candidates, say why each is one and what is left out, and stop there"
    add("--candidates", action="store_true", help=words)
    add("--dry-run", action="store_true", dest="candidates", default=SUPPRESS, help="the same")
    words = f"write the decision: {', '.join(FORMATS)}; repeatable; without it the page is printed"
    add("--out", action="append", default=[], metavar="FILE", help=words)
    words = "find and ask anew, even if the same need was decided or is unfinished"
    add("--anew", action="store_true", help=words)


def run(args: Namespace, out: Output) -> int:
    """The exit status: 0, or PARTLY. Raises KnownError where nothing is decided."""
    if args.example:
        example = resource("choose", "need.yaml").read_text(encoding="utf-8")
        out.result({"example": example}, example.rstrip("\n"))
        return 0
    if not args.need:
        raise KnownError("No file says what is needed.", "Begin with one: omx choose --example > need.yaml")
    paths = output_paths(args.out, "Decisions", FORMATS, lambda path: path.suffix.lower() in FORMATS)
    from explorer.cli import choose_run  # noqa: PLC0415  with the verb's services

    return choose_run.choose(args, out, named_path(args.need), paths) or 0
