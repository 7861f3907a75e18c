"""Prompts that everybody has, to begin with: tasks that are done again and again, with variables."""

from explorer.domain.words import Words

READY: tuple[tuple[Words, Words], ...] = (
    (
        Words("Summarize"),
        Words("Summarize this in five short points. Leave nothing out that changes its meaning.\n\n{{text}}"),
    ),
    (
        Words("Say it in plain words"),
        Words("Rewrite this for {{reader}}, in plain words and short sentences:\n\n{{text}}"),
    ),
    (Words("Translate"), Words("Translate this into {{language}}. Keep names and numbers.\n\n{{text}}")),
    (
        Words("Correct the language"),
        Words("Correct spelling and grammar; change nothing else. Then list what you changed.\n\n{{text}}"),
    ),
    (
        Words("Answer a letter"),
        Words("Write a friendly, brief answer to this letter. It must say: {{answer}}\n\n{{text}}"),
    ),
    (
        Words("Make a table"),
        Words("Make a table of {{columns}} from this. Leave empty what is not said.\n\n{{text}}"),
    ),
)
