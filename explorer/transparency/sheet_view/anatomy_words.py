"""What the parts of a model are called and what they do, in plain words."""

from explorer.domain.units import context_text, count_text, size_text
from explorer.domain.words import Words, joined
from explorer.transparency.anatomy import Anatomy, LayerRun, PartKind, TypeShare

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


def input_words(anatomy: Anatomy) -> tuple[Words, ...]:
    """What happens to the text first."""
    cut = Words("is cut into tokens")
    if not anatomy.vocabulary:
        return (cut,)
    return cut, Words("{count} different ones are known", count=f"{anatomy.vocabulary:,}")


def embedding_words(anatomy: Anatomy) -> tuple[Words, ...]:
    if not anatomy.embedding:
        return (Words("turns each token into numbers"),)
    return Words("turns each token"), Words("into {count} numbers", count=f"{anatomy.embedding:,}")


def heads_words(anatomy: Anatomy) -> tuple[Words, ...]:
    """ "8 attention heads look back", "sharing 2 for keys and values": of one layer or of many."""
    if not anatomy.heads:
        return ()
    looks = Words("{count} attention heads look back", count=anatomy.heads)
    if not anatomy.kv_heads or anatomy.kv_heads == anatomy.heads:
        return (looks,)
    return looks, Words("sharing {count} for keys and values", count=anatomy.kv_heads)


def feed_forward_words(anatomy: Anatomy) -> Words:
    if anatomy.experts and not anatomy.experts_used:
        return Words("then experts work on each token; there are {all} in all", all=anatomy.experts)
    if anatomy.experts:
        return Words(
            "then {used} of {all} experts work on each token",
            used=anatomy.experts_used,
            all=anatomy.experts,
        )
    wide = anatomy.feed_forward
    return (
        Words("then each token is worked on, {count} numbers wide", count=f"{wide:,}")
        if wide
        else Words("then each token is worked on")
    )


def output_words(anatomy: Anatomy) -> tuple[Words, ...]:
    says = Words("says how likely each token is next")
    if anatomy.is_tied is None:
        return (says,)
    tied = Words("shares the embedding’s weights") if anatomy.is_tied else Words("has weights of its own")
    return says, tied


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
    times = f" × {rope.factor:g}" if rope.factor else ""
    return joined(" · ", (length, Words("{how} ({kind})", how=was, kind=f"{rope.scaling}{times}")))


def parameters_words(anatomy: Anatomy) -> Words:
    """All, and how many of them work on one token; of a model in parts those of this file."""
    all_ = Words("{count} parameters", count=count_text(anatomy.parameters))
    if anatomy.files > 1:
        return joined(" · ", (all_, Words("in this file, one of {count} of the model", count=anatomy.files)))
    if anatomy.active_parameters == anatomy.parameters:
        return all_
    return joined(
        " · ",
        (all_, Words("{count} of them work on each token", count=count_text(anatomy.active_parameters))),
    )


def bits_words(anatomy: Anatomy) -> Words:
    """Over what is stored in a way that is known, and of which files."""
    if not anatomy.size:
        return Words("Not known: this app does not know how these weights are stored")
    average = Words("{bits} bits a weight on average", bits=f"{anatomy.bits_per_weight:.2f}")
    is_some = any(kind.size is None for kind in anatomy.types)
    rest = Words("without those stored in a way this app does not know") if is_some else ""
    file = (
        Words("in this file, one of {count} of the model", count=anatomy.files) if anatomy.files > 1 else ""
    )
    return joined(" · ", (average, rest, file))


def stored_words(kind: TypeShare) -> str:
    """How much room the weights of one type take."""
    return size_text(kind.size) if kind.size is not None else Words("size not known")
