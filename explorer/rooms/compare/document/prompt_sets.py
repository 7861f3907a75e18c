"""Ready-made prompts in a comparison."""

from explorer.domain.words import listed
from explorer.local.prompt_sets import ORDER, PromptSet
from explorer.rooms.compare.document.document import Prompt


def prompts_of_set(one: PromptSet) -> tuple[Prompt, ...]:
    """To be asked in a comparison, which knows where they came from."""
    return tuple(Prompt("", prompt.text, prompt.title, one.id) for prompt in one.prompts)


def title_of(prompt: Prompt) -> str:
    """What a prompt is called: those of a set can be translated. "" for one without a title."""
    return listed(prompt.title) if prompt.source in ORDER and prompt.title else prompt.title
