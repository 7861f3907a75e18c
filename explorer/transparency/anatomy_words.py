"""What the parts of a model are called and what they do, in plain words."""

from explorer.domain.units import context_text, count_text
from explorer.domain.words import Words, joined
from explorer.transparency.anatomy import Anatomy, LayerRun, PartKind

PART_NAMES: dict[PartKind, Words] = {
    PartKind.EMBEDDING: Words("Embedding"),
    PartKind.ATTENTION: Words("Attention"),
    PartKind.FEED_FORWARD: Words("Feed-forward"),
    PartKind.EXPERTS: Words("Experts"),
    PartKind.RECURRENT: Words("Recurrent state"),
    PartKind.OUTPUT: Words("Output"),
    PartKind.OTHER: Words("Norms and the rest"),
}
PART_MEANINGS: dict[PartKind, Words] = {
    PartKind.EMBEDDING: Words("Turns each token into the numbers that the layers work with."),
    PartKind.ATTENTION: Words("Looks back at what was said before and picks what matters now."),
    PartKind.FEED_FORWARD: Words("Works on each token by itself; much of what a model knows lies here."),
    PartKind.EXPERTS: Words("Feed-forward parts of which only a few work on each token."),
    PartKind.RECURRENT: Words("Carries a summary of the text along instead of looking back at all of it."),
    PartKind.OUTPUT: Words("Turns the last numbers into how likely each token comes next."),
    PartKind.OTHER: Words("Keeps the numbers in range between the steps."),
}


def run_name(run: LayerRun, window: int) -> Words:
    """What kind of layers these are; ``window`` in tokens."""
    if run.is_recurrent:
        return Words("carries a summary along")
    if run.is_windowed:
        return Words("looks back {count} tokens", count=f"{window:,}")
    return Words("looks back at everything")


def input_words(anatomy: Anatomy) -> Words:
    return (
        Words("{count} tokens in its vocabulary", count=f"{anatomy.vocabulary:,}")
        if anatomy.vocabulary
        else Words("tokens")
    )


def embedding_words(anatomy: Anatomy) -> Words:
    return (
        Words("{count} numbers a token", count=f"{anatomy.embedding:,}")
        if anatomy.embedding
        else Words("numbers")
    )


def heads_words(anatomy: Anatomy) -> str:
    """ "8 heads share 2 key-value heads", "" where they are not stated."""
    if not anatomy.heads:
        return ""
    if not anatomy.kv_heads or anatomy.kv_heads == anatomy.heads:
        return Words("{count} attention heads", count=anatomy.heads)
    return Words(
        "{heads} attention heads share {kept} for keys and values", heads=anatomy.heads, kept=anatomy.kv_heads
    )


def feed_forward_words(anatomy: Anatomy) -> Words:
    if anatomy.experts:
        return Words(
            "{used} of {all} experts work on each token", used=anatomy.experts_used, all=anatomy.experts
        )
    wide = anatomy.feed_forward
    return (
        Words("feed-forward {count} wide", count=f"{wide:,}")
        if wide
        else Words("feed-forward width not stated")
    )


def output_words(anatomy: Anatomy) -> Words:
    return Words("shares the embedding’s weights") if anatomy.is_tied else Words("has weights of its own")


def context_words(anatomy: Anatomy) -> Words:
    """How much text it was trained to have in view, and how that was stretched."""
    if not anatomy.context:
        return Words("Not stated")
    length = Words("{count} tokens", count=context_text(anatomy.context))
    rope = anatomy.rope
    if rope is None or not rope.scaling:
        return length
    before = rope.original_context
    was = Words("stretched from {count}", count=context_text(before)) if before else Words("stretched")
    return joined(" · ", (length, Words("{how} ({kind})", how=was, kind=rope.scaling)))


def parameters_words(anatomy: Anatomy) -> Words:
    """All, and how many of them work on one token."""
    all_ = Words("{count} parameters", count=count_text(anatomy.parameters))
    if anatomy.active_parameters == anatomy.parameters:
        return all_
    return joined(
        " · ",
        (all_, Words("{count} of them work on each token", count=count_text(anatomy.active_parameters))),
    )


def bits_words(anatomy: Anatomy) -> Words:
    return Words("{bits} bits a weight on average", bits=f"{anatomy.bits_per_weight:.2f}")
