"""What the sheet shows of a repo: the content of the sheet made from the open repo, its details, and this
machine.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from explorer.domain.facts import Dossier
from explorer.domain.fit import Fit
from explorer.domain.model_names import name_of_repo
from explorer.domain.quantization import FileRole, bits_text, role_of
from explorer.domain.quantization import label_of as label_of_file
from explorer.domain.repo import Gate, Repo, RepoFile, RepoRow, Variant
from explorer.domain.token_text import label_of
from explorer.domain.units import count_text, days_ago_text, size_text
from explorer.domain.words import Words, joined
from explorer.hub.responses import gate_terms
from explorer.kit.actions import Action
from explorer.local.download_queue.projector_offer import ProjectorOffer
from explorer.local.model_facts.known_model import shelf_of_repo
from explorer.local.model_facts.model_sources import sources_of_file, sources_of_repo
from explorer.local.model_facts.sheet_facts import (
    answered_so_far,
    community,
    hops,
    inside,
    published,
    runs_stat,
    security,
    tags,
)
from explorer.rooms.discover.repo_details import (
    MOST_LISTED,
    Derivatives,
    OpenedRepo,
    RepoDetails,
    RepoStanding,
)
from explorer.rooms.discover.row_tips import BLOCKED, gate_words
from explorer.rooms.discover.variants import VariantAdvisor, file_name
from explorer.transparency.dossier import headline, with_file
from explorer.transparency.licensing.chain import LicenseChain
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.licensing.permission import permission
from explorer.transparency.sheet_view.sheet_content import (
    Banner,
    FileLine,
    ModelStructure,
    OtherFile,
    ProjectorLine,
    Relative,
    Relatives,
    SheetContent,
    SheetTools,
    Stat,
)
from explorer.transparency.sheet_view.sheet_content import GateForm as GateContent

if TYPE_CHECKING:
    from explorer.rooms.discover.repo_session import RepoSession

_TITLES = {
    "quantized": Words("Quantizations of {name}"),
    "finetune": Words("Fine-tunes of {name}"),
    "adapter": Words("Adapters of {name}"),
    "merge": Words("Merges with {name}"),
}
_UNSAID = ("README.md", ".gitattributes")  # every repo has them
_MOST_OTHERS = 40
_LEAST_BITS, _MOST_BITS = 1.0, 36.0  # a count of parameters may be that of another file


def repo_sheet_content(now: RepoStanding, session: "RepoSession", licenses: Licenses) -> SheetContent:
    opened, around, choice = now.opened, now.around, now.choice
    repo, dossier, chosen, walked = now.repo, _dossier(now, licenses), choice.variant, around.walked
    projector = _projector(now, session)
    content = SheetContent(
        subject=repo.id,
        title=name_of_repo(repo.id),
        subtitle=_subtitle(repo),
        stats=_stats(dossier, now.judge.fit(chosen), has_file=chosen is not None),
        dossier=dossier,
        hops=hops(dossier, walked, session.open) if dossier is not None else (),
        broken=walked.lineage.broken if walked is not None else (),
        chain=walked.chain if walked is not None else LicenseChain(),
        asking=walked.asking if walked is not None else _first_asked(around),
        permission=permission(dossier, licenses) if dossier is not None else (),
        results=walked.results if walked is not None else opened.results,
        security=security(sources_of_repo(repo), now.header, walked) if dossier is not None else (),
        inside=_inside(now, session),
        tools=SheetTools(shelf_of_repo(repo, walked, now.header)),
        files=_file_lines(now, session),
        others=_other_files(_without(repo.other_files, projector)),
        file_note=choice.reason,
        projector=projector,
        card=repo.card,
        withheld=_withheld(opened),
        banner=_banner(now, session),
        gate=_gate(now, session),
        family=_family(now, session, licenses),
        community=community(repo.row, around.discussions, datetime.now(UTC)),
        pills=tags(now.judge.fit(chosen), dossier, licenses, sees=_sees(now)),
        published=published(repo.api),
        primary=_page(now, session) if now.is_locked else session.primary(now),
        secondary=session.offers.compare(repo),
    )
    return answered_so_far(content)


def _dossier(now: RepoStanding, licenses: Licenses) -> Dossier | None:
    """Its own facts, those of the models above as soon as they were read, and those of the file.

    The file is the one that is here, else the one to take.
    """
    read = now.around.walked.dossier if now.around.walked is not None else now.opened.dossier
    name = now.local.path.name if now.local is not None else ""
    here = (variant for variant in now.repo.variants if file_name(variant) == name)
    variant = next(here, now.choice.variant)
    if read is None or variant is None:
        return read
    return with_file(read, sources_of_file(now.repo, variant, now.local), licenses)


def _page(now: RepoStanding, session: "RepoSession") -> Action:
    return Action(Words("Open its page"), partial(session.open_page, now.repo.id), "external")


def _first_asked(around: RepoDetails) -> Words:
    """The models above come after the files of this one."""
    return Words("") if around.is_done else Words("Asking the Hub for the files of this model…")


def _inside(now: RepoStanding, session: "RepoSession") -> ModelStructure | None:
    found = inside(now.header)
    if found is None or found.anatomy.parts:
        return found
    trouble = now.around.whole_trouble
    return replace(found, count=session.count(now), trouble=trouble.words if trouble is not None else "")


def _subtitle(repo: Repo) -> Words:
    row = repo.row
    days = (datetime.now(UTC) - row.updated).days if row.updated else 0
    updated = Words("updated {when}", when=days_ago_text(days)) if row.updated else ""
    count = count_text(row.downloads) if row.downloads is not None else ""
    downloads = Words("{count} downloads a month", count=count) if count else ""
    return joined(" · ", (row.publisher, updated, downloads))


def _withheld(opened: OpenedRepo) -> str:
    if not opened.repo.is_card_withheld:
        return ""
    if opened.trouble is not None:
        return Words("The card could not be read: {what}", what=opened.trouble.what)
    if opened.repo.row.gate is Gate.OPEN:
        return Words("The card was not kept. It can be read with a connection.")
    return Words("The card can be read once its conditions are accepted.")


def _banner(now: RepoStanding, session: "RepoSession") -> Banner | None:
    repo, around = now.repo, now.around
    offline = session.offers.leave_offline()
    leave = (offline,) if offline is not None else ()
    if repo.trouble is not None:
        seen = f"{repo.read_at.astimezone():%Y-%m-%d %H:%M}"
        words = Words("{why} This is what was seen on {date}.", why=repo.trouble.what, date=seen)
        return Banner(words, "offline", leave)
    if offline is not None:
        return Banner(Words("Offline mode is on: nothing is downloaded until it is off."), "offline", leave)
    if repo.row.is_disabled:
        return Banner(BLOCKED, "lock")
    if not repo.variants:
        words = Words("There is no GGUF file here, so it cannot run in this app.")
        show = Action(Words("Show its quantizations"), session.show_quantizations, "chevron-down")
        return Banner(words, "info", (show,) if around.kin else ())
    if repo.row.gate.is_closed and around.header is not None and not now.is_locked:
        return Banner(Words("Gated: its publisher has let your access token in."), "lock")
    return None


def _gate(now: RepoStanding, session: "RepoSession") -> GateContent | None:
    if not now.is_locked:
        return None
    terms = gate_terms(now.repo.api)
    return GateContent(
        text=gate_words(now.repo.row.gate),
        heading=terms.heading,
        prompt=terms.prompt,
        fields=terms.fields,
        again=Action(Words("Try again"), session.gate.begin, "refresh", enabled=not session.state.is_waiting),
        store=None if session.offers.leave_offline() is not None else session.gate.begin_with,
        trouble=session.gate.trouble,
    )


def _stats(dossier: Dossier | None, fit: Fit | None, *, has_file: bool) -> tuple[Stat, ...]:
    cards = headline(dossier or Dossier(""))
    if dossier is None:
        said = [Stat(card.question, Words("…"), Words("The card is being read.")) for card in cards]
    else:
        said = [Stat(*card) for card in cards]
    runs = runs_stat(fit)
    if not has_file:
        runs = Stat(runs.question, Words("Not as it is"), Words("It has no GGUF file."))
    return (said[0], runs, said[1])


def _family(now: RepoStanding, session: "RepoSession", licenses: Licenses) -> tuple[Relatives, ...]:
    return tuple(
        Relatives(
            title=_kin_title(kin),
            note=_kin_note(kin),
            toggle=Action(_kin_title(kin), partial(session.toggle, kin.key)),
            is_open=kin.is_open,
            models=tuple(_relative(row, session, licenses) for row in kin.rows or ()),
        )
        for kin in now.around.kin
    )


def _kin_title(kin: Derivatives) -> Words:
    return _TITLES[kin.relation].filled(name=kin.of)


def _kin_note(kin: Derivatives) -> str:
    if kin.error is not None:
        return Words("could not be asked: {what}", what=kin.error.what)
    if kin.is_open and kin.rows is None:
        return Words("asking the Hub…")
    if kin.rows is not None and not kin.rows:
        return Words("no other is listed")
    if kin.rows is not None and kin.is_open and len(kin.rows) == MOST_LISTED:
        return Words("the {n} with most downloads", n=MOST_LISTED)
    count = kin.count if kin.count is not None or kin.rows is None else len(kin.rows)
    return f"{count:,}" if count is not None else ""


def _relative(row: RepoRow, session: "RepoSession", licenses: Licenses) -> Relative:
    downloads = count_text(row.downloads) if row.downloads is not None else ""
    said = Words("{count} downloads a month", count=downloads) if downloads else ""
    note = joined(" · ", (licenses.words(row.license), said))
    open_it = Action(Words("Open {name}", name=row.id), partial(session.open, row.id))
    return Relative(joined(" · ", (name_of_repo(row.id), row.publisher)), note, open_it)


def _file_lines(now: RepoStanding, session: "RepoSession") -> tuple[FileLine, ...]:
    advised = now.choice.variant if now.choice.is_advised else None
    return tuple(
        _file_line(now.judge, variant, variant is advised, session.offers.of_variant(now, variant))
        for variant in now.repo.variants
    )


def _other_files(files: Sequence[RepoFile]) -> tuple[OtherFile, ...]:
    """What is no model: what belongs to one first."""
    roles = list(FileRole)
    named = [(role_of(file.path), file) for file in files if file.path not in _UNSAID]
    named.sort(key=lambda pair: roles.index(pair[0]))
    return tuple(
        OtherFile(role, label_of(file.path), size_text(file.size) if file.size is not None else "")
        for role, file in named[:_MOST_OTHERS]
    )


def _without(files: Sequence[RepoFile], projector: ProjectorLine | None) -> Sequence[RepoFile]:
    """All but the one that has a row of its own."""
    return [file for file in files if projector is None or file.path != projector.path]


def _sees(now: RepoStanding) -> bool:
    return now.local.sees if now.local is not None else now.projector is not None


def _projector(now: RepoStanding, session: "RepoSession") -> ProjectorLine | None:
    """By its name among the files of the repo; once it is here, by its header."""
    file = now.projector
    if now.local is not None:
        return session.offers.projector_line(now.repo, now.local)
    if file is None:
        return None
    size = ProjectorOffer(now.repo, file).size
    return ProjectorLine(
        Words("{file}, by its name the vision file (a projector, mmproj) of the model", file=file.path),
        note=Words("lets it see images"),
        size=joined(" ", ("+", size)) if file.size is not None else size,
        version=label_of_file(file.path),
        name=_name_of((file,)),
        path=file.path,
        is_on=now.sees,
        switch=session.let_see,
    )


def _file_line(judge: VariantAdvisor, variant: Variant, is_chosen: bool, action: Action) -> FileLine:  # noqa: FBT001
    fit = judge.fit(variant)
    return FileLine(
        word=variant.word or Words("File"),
        version=joined(" · ", (variant.label or variant.first.path, _bits(judge, variant))),
        size=size_text(variant.size) if variant.size is not None else Words("not stated"),
        fit=fit.word if fit else Words("Not known"),
        tone=fit.word.tone if fit else "neutral",
        tip=fit.text if fit else Words("The size is not stated."),
        is_recommended=is_chosen,
        action=action,
        name=_name_of(variant.files),
        sha256=(variant.first.sha256 or "") if len(variant.files) == 1 else "",
    )


def _bits(judge: VariantAdvisor, variant: Variant) -> str:
    """Of a weight: by size and parameters where both are stated, else what the label stands for."""
    parameters = judge.repo.row.parameters
    measured = variant.size * 8 / parameters if variant.size and parameters else 0.0
    bits = measured if _LEAST_BITS < measured < _MOST_BITS else variant.bits
    return bits_text(bits)


def _name_of(files: Sequence[RepoFile]) -> Words:
    name = label_of(files[0].path)
    if len(files) > 1:
        return Words("{name}, in {n} parts", name=name, n=len(files))
    digits = (files[0].sha256 or "")[:8]
    return Words("{name} · SHA-256 {digits}…", name=name, digits=digits) if digits else joined("", (name,))
