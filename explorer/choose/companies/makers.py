"""Which company stands behind a publisher on the Hub, or behind a provider's host. What is unsure is none.

A host counts only if it answers for models of its own company alone: a cloud that offers many says nothing of
who made one. People who convert or train on what others made are not its makers.
"""

from dataclasses import dataclass

from explorer.domain.words import Words

_ACCOUNT = Words("“{name}” is the account of {company} on the Hub.")
_HOST = Words("{name} is a server of {company} for models of its own.")

_ACCOUNTS = {
    "ai21labs": "AI21 Labs",
    "alibaba-nlp": "Alibaba",
    "qwen": "Alibaba",
    "amazon": "Amazon",
    "anthropic": "Anthropic",
    "deepseek-ai": "DeepSeek",
    "google": "Google",
    "ibm": "IBM",
    "ibm-granite": "IBM",
    "ibm-research": "IBM",
    "facebook": "Meta",
    "meta-llama": "Meta",
    "mistralai": "Mistral",
    "openai": "OpenAI",
    "writer": "Writer",
    "xai-org": "xAI",
}
_HOSTS = {
    "api.ai21.com": "AI21 Labs",
    "api.anthropic.com": "Anthropic",
    "api.deepseek.com": "DeepSeek",
    "api.mistral.ai": "Mistral",
    "api.openai.com": "OpenAI",
    "api.writer.com": "Writer",
    "api.x.ai": "xAI",
}


@dataclass(frozen=True)
class KnownMaker:
    company: str
    why: Words


def maker_of(name: str) -> KnownMaker | None:
    """``name``: a repo or a model's name with its publisher ("qwen/qwen3-32b"), or a host. A bare name is
    nobody's: any model can be called "writer".
    """
    plain = name.strip().lower()
    if (company := _HOSTS.get(plain)) is not None:
        return KnownMaker(company, _HOST.filled(name=plain, company=company))
    account, slash, _model = name.strip().partition("/")
    if slash and (company := _ACCOUNTS.get(account.lower())) is not None:
        return KnownMaker(company, _ACCOUNT.filled(name=account, company=company))
    return None
