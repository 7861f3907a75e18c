"""What the sheet shows of a repo: plain words from the opened repo, its dossier and this machine."""

from collections.abc import Callable
from datetime import UTC, datetime

from explorer.domain.facts import Dossier, Finding
from explorer.domain.fit import Fit, FitWord, estimate_fit, largest_file
from explorer.domain.names import readable_name
from explorer.domain.quantization import recommended
from explorer.domain.repo import Gate, Repo, Variant
from explorer.domain.units import ago_text, count_text, size_text
from explorer.kit.actions import Action
from explorer.kit.pill import Tone
from explorer.local.facts import is_card_withheld
from explorer.transparency.dossier import headline
from explorer.transparency.sheet import FileLine, Hop, SheetContent, Stat

_TONES: dict[FitWord, Tone] = {FitWord.FITS: "good", FitWord.TIGHT: "caution", FitWord.TOO_BIG: "bad"}


def best_variant(repo: Repo, memory_total: int) -> Variant | None:
    return recommended(repo.variants, largest_file(memory_total))


def content_of(
    repo: Repo,
    dossier: Dossier,
    memory_total: int,
    *,
    primary: Action | None,
    secondary: Action,
    get: Callable[[Variant], Action],
    gate_action: Action,
) -> SheetContent:
    best = best_variant(repo, memory_total)
    banner, banner_action = _banner(repo, gate_action)
    return SheetContent(
        title=readable_name(repo.row.name),
        subtitle=_subtitle(repo),
        stats=_stats(dossier, best or _first(repo), memory_total),
        dossier=dossier,
        hops=_hops(dossier),
        files=tuple(_file_line(v, memory_total, v is best, get(v)) for v in repo.variants),
        card=repo.card,
        withheld="The card can be read once its conditions are accepted." if is_card_withheld(repo) else "",
        banner=banner,
        banner_action=banner_action,
        primary=primary,
        secondary=secondary,
    )


def variant_words(variant: Variant) -> str:
    """ "Balanced, 1.1 GB"; the label where there is no plain word."""
    size = f", {size_text(variant.size)}" if variant.size is not None else ""
    return f"{variant.word or variant.label or 'GGUF file'}{size}"


def _subtitle(repo: Repo) -> str:
    row = repo.row
    parts = [row.publisher]
    if row.updated:
        age = ago_text(row.updated, datetime.now(UTC))
        parts.append("updated today" if age == "now" else f"updated {age} ago")
    if row.downloads is not None:
        parts.append(f"{count_text(row.downloads)} downloads a month")
    return " · ".join(parts)


def _banner(repo: Repo, gate_action: Action) -> tuple[str, Action | None]:
    if repo.from_cache:
        return (
            f"The Hub was not reached. This is what was seen {repo.read_at.astimezone():%Y-%m-%d %H:%M}.",
            None,
        )
    if repo.row.gate in (Gate.AUTO, Gate.MANUAL):
        wait = "at once" if repo.row.gate is Gate.AUTO else "after its publisher agreed"
        return (
            "This model is gated. Accept its conditions on its page, then sign in once with the Hub's own "
            f"command line (hf auth login). Access comes {wait}.",
            gate_action,
        )
    return "", None


def _stats(dossier: Dossier, variant: Variant | None, memory_total: int) -> tuple[Stat, ...]:
    cards = [Stat(*card) for card in headline(dossier)]
    fit = estimate_fit(variant.size, memory_total) if variant and variant.size is not None else None
    run = Stat("Will it run here?", *_fit_words(fit))
    return (*cards[:1], run, *cards[1:2])


def _fit_words(fit: Fit | None) -> tuple[str, str]:
    if fit is None:
        return "Not known", "The size of its file is not stated."
    words = {
        FitWord.FITS: "Yes, it fits",
        FitWord.TIGHT: "Just about",
        FitWord.TOO_BIG: "Too big",
    }
    return words[fit.word], fit.text[0].upper() + fit.text[1:] + "."


def _hops(dossier: Dossier) -> tuple[Hop, ...]:
    """The parents this model names, then the model itself; nothing where it names none."""
    lineage, license_ = dossier.get("lineage"), dossier.get("license")
    parents = _parents(lineage)
    if not parents:
        return ()
    relation = {"quantized": "quantized", "finetune": "fine-tuned", "adapter": "adapter", "merge": "merged"}
    hops = [
        Hop(str(p["id"]), "named as its base", relation.get(str(p.get("relation")), "then")) for p in parents
    ]
    note = license_.text if license_ and license_.text else "license not stated"
    return (*hops, Hop("this model", note))


def _parents(lineage: Finding | None) -> list[dict[str, object]]:
    if lineage is None or not isinstance(lineage.value, list | tuple):
        return []
    return [p for p in lineage.value if isinstance(p, dict) and p.get("id")][:4]


def _file_line(variant: Variant, memory_total: int, is_best: bool, action: Action) -> FileLine:  # noqa: FBT001
    fit = estimate_fit(variant.size, memory_total) if variant.size is not None else None
    bits = f" · {variant.bits:g} bit" if variant.bits else ""
    return FileLine(
        word=variant.word or "File",
        version=f"{variant.label or variant.first.path}{bits}",
        size=size_text(variant.size) if variant.size is not None else "not stated",
        fit=str(fit.word) if fit else "Not known",
        tone=_TONES[fit.word] if fit else "neutral",
        tip=fit.text if fit else "The size is not stated.",
        is_recommended=is_best,
        action=action,
    )


def _first(repo: Repo) -> Variant | None:
    return repo.variants[0] if repo.variants else None
