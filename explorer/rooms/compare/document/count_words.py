"""Counts of things in words, singular and plural."""

from explorer.domain.words import Words


def answers_text(count: int) -> Words:
    return Words("1 answer") if count == 1 else Words("{n} answers", n=f"{count:,}")


def loads_text(count: int) -> Words:
    return Words("1 load") if count == 1 else Words("{n} loads", n=f"{count:,}")


def models_text(count: int) -> Words:
    return Words("1 model") if count == 1 else Words("{n} models", n=count)


def prompts_text(count: int) -> Words:
    return Words("1 prompt") if count == 1 else Words("{n} prompts", n=count)


def threads_text(count: int) -> Words:
    return Words("1 thread") if count == 1 else Words("{n} threads", n=count)


def tokens_text(count: int) -> Words:
    return Words("1 token") if count == 1 else Words("{count} tokens", count=f"{count:,}")
