"""What the sheet shows of a repo: plain words from the opened repo, its dossier and this machine."""

from collections.abc import Callable
from datetime import UTC, datetime

from explorer.discover.variants import best_variant
from explorer.domain.facts import Dossier, Finding
from explorer.domain.fit import Facts, Fit, FitWord, Yardstick, speed_text
from explorer.domain.names import readable_name
from explorer.domain.repo import Gate, Repo, Variant
from explorer.domain.units import count_text, size_text
from explorer.domain.words import Words, joined
from explorer.kit.actions import Action
from explorer.kit.images import ImageLoader
from explorer.kit.pill import Tone
from explorer.transparency.dossier import headline
from explorer.transparency.sheet_content import Banner, FileLine, Hop, SheetContent, Stat

_TONES: dict[FitWord, Tone] = {
    FitWord.FITS: "good",
    FitWord.RUNS_WELL: "good",
    FitWord.RUNS_SLOWLY: "caution",
    FitWord.TIGHT: "caution",
    FitWord.TOO_BIG: "bad",
}
_MOST_PARENTS = 4  # of a merge of many, the first


def content_of(
    repo: Repo,
    dossier: Dossier,
    yardstick: Yardstick,
    *,
    primary: Action | None,
    secondary: Action,
    get: Callable[[Variant], Action],
    gate_actions: tuple[Action, ...],
    images: ImageLoader | None = None,
) -> SheetContent:
    best = best_variant(repo, yardstick)
    return SheetContent(
        title=readable_name(repo.row.name),
        subtitle=_subtitle(repo),
        stats=_stats(repo, dossier, best or _first(repo), yardstick),
        dossier=dossier,
        hops=_hops(dossier),
        files=tuple(_file_line(repo, v, yardstick, v is best, get(v)) for v in repo.variants),
        card=repo.card,
        withheld=Words("The card can be read once its conditions are accepted.")
        if repo.is_card_withheld
        else "",
        banner=_banner(repo, gate_actions),
        images=images,
        primary=primary,
        secondary=secondary,
    )


def _subtitle(repo: Repo) -> Words:
    row = repo.row
    updated = _updated(row.updated, datetime.now(UTC)) if row.updated else ""
    count = count_text(row.downloads) if row.downloads is not None else ""
    downloads = Words("{count} downloads a month", count=count) if count else ""
    return joined(" · ", (row.publisher, updated, downloads))


def _updated(then: datetime, now: datetime) -> Words:
    """How long ago in whole words: the sheet has the room that a row has not."""
    days = max(0, (now - then).days)
    if days < 1:
        return Words("updated today")
    if days < 2:
        return Words("updated yesterday")
    if days < 60:
        return Words("updated {n} days ago", n=days)
    if days < 730:
        return Words("updated {n} months ago", n=round(days / 30.4))
    return Words("updated {n} years ago", n=round(days / 365.25))


def _banner(repo: Repo, gate_actions: tuple[Action, ...]) -> Banner | None:
    if repo.from_cache:
        return Banner(
            Words(
                "No connection to the Hub. This is what was seen on {date}.",
                date=f"{repo.read_at.astimezone():%Y-%m-%d %H:%M}",
            ),
            "offline",
        )
    gate = _gate_words(repo.row.gate)
    return Banner(gate, "lock", gate_actions) if gate else None


def _gate_words(gate: Gate) -> str:
    """What stands before the files, and how to get past it; "" if nothing does."""
    if gate is Gate.AUTO:
        return Words(
            "Gated: accept its publisher's conditions on its page; then an access token lets you in."
        )
    if gate is Gate.MANUAL:
        return Words(
            "Gated: ask its publisher for access on its page; once they agree, an access token lets you in."
        )
    return ""


def _stats(repo: Repo, dossier: Dossier, variant: Variant | None, yardstick: Yardstick) -> tuple[Stat, ...]:
    cards = [Stat(*card) for card in headline(dossier)]
    run = Stat(Words("Will it run here?"), *_fit_words(_fit_of(repo, variant, yardstick)))
    return (*cards[:1], run, *cards[1:2])


def _fit_words(fit: Fit | None) -> tuple[Words, Words]:
    if fit is None:
        return Words("Not known"), Words("The size of its file is not stated.")
    answers = {
        FitWord.FITS: Words("Yes, it fits"),
        FitWord.RUNS_WELL: Words("Yes, it runs well"),
        FitWord.RUNS_SLOWLY: Words("Yes, but slowly"),
        FitWord.TIGHT: Words("Just about"),
        FitWord.TOO_BIG: Words("Too big"),
    }
    needed, total = size_text(fit.needed), size_text(fit.total)
    if not fit.speed:
        note = Words("About {needed} of {total} memory (estimate).", needed=needed, total=total)
        return answers[fit.word], note
    note = Words(
        "About {needed} of {total} memory and {speed} tokens/s (estimate).",
        needed=needed,
        total=total,
        speed=speed_text(fit.speed),
    )
    return answers[fit.word], note


def _hops(dossier: Dossier) -> tuple[Hop, ...]:
    """The parents this model names, then the model itself; nothing where it names none."""
    lineage, license_ = dossier.get("lineage"), dossier.get("license")
    parents = _parents(lineage)
    if not parents:
        return ()
    relation = {
        "quantized": Words("quantized"),
        "finetune": Words("fine-tuned"),
        "adapter": Words("adapter"),
        "merge": Words("merged"),
    }
    hops = [
        Hop(str(p["id"]), Words("named as its base"), relation.get(str(p.get("relation")), Words("then")))
        for p in parents
    ]
    note = license_.text if license_ and license_.text else Words("license not stated")
    return (*hops, Hop(Words("this model"), note))


def _parents(lineage: Finding | None) -> list[dict[str, object]]:
    if lineage is None or not isinstance(lineage.value, list | tuple):
        return []
    return [p for p in lineage.value if isinstance(p, dict) and p.get("id")][:_MOST_PARENTS]


def _file_line(
    repo: Repo,
    variant: Variant,
    yardstick: Yardstick,
    is_best: bool,  # noqa: FBT001
    action: Action,
) -> FileLine:
    fit = _fit_of(repo, variant, yardstick)
    bits = Words("{bits} bit", bits=f"{variant.bits:g}") if variant.bits else ""
    return FileLine(
        word=variant.word or Words("File"),
        version=joined(" · ", (variant.label or variant.first.path, bits)),
        size=size_text(variant.size) if variant.size is not None else Words("not stated"),
        fit=fit.word if fit else Words("Not known"),
        tone=_TONES[fit.word] if fit else "neutral",
        tip=fit.text if fit else Words("The size is not stated."),
        is_recommended=is_best,
        action=action,
    )


def _fit_of(repo: Repo, variant: Variant | None, yardstick: Yardstick) -> Fit | None:
    """``None`` where the size of the file is not stated."""
    if variant is None or variant.size is None:
        return None
    row = repo.row
    return yardstick.fit(Facts(variant.size, row.parameters, row.context_length, variant.label, row.name))


def _first(repo: Repo) -> Variant | None:
    return repo.variants[0] if repo.variants else None
