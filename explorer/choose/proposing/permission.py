"""May I use it for this? What ``transparency.licensing.permission`` says of a license, told for one need.

No legal advice: the text of the license decides. Whoever does not say where a model is used is told what
holds at work, and whoever does not say whether it is in the European Union is told what holds there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from explorer.choose.candidate import Reason, Speaks
from explorer.choose.need import InUnion, Need, Purpose, UseAt
from explorer.domain.facts import Dossier, Evidence, Finding, Verdict, is_said
from explorer.domain.local_model import CARD_UNREAD, LocalModel
from explorer.domain.model import Model
from explorer.domain.words import Words
from explorer.transparency.licensing.license import License
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.licensing.permission import (
    NOT_ADVICE,
    PermissionLine,
    binding_license,
    is_by_license,
    permission,
    unknown_above,
)

_FIELDS = {  # words of a ban by which it is one of this field; "false health claims" is none
    Purpose.HEALTHCARE: re.compile(
        r"\b(?:clinical|clinicians?|diagnos(?:is|es|e|tics?)|patient (?:care|treatment|data)|health ?care"
        r"|health (?:advice|decisions?|services?|applications?|insurance|questions)"
        r"|(?<!false )(?<!misleading )(?:medical(?:ly)?|medicine)(?! (?:misinfo|disinfo|claims|fraud)))\b",
        re.IGNORECASE,
    ),
    Purpose.FINANCE: re.compile(
        r"\b(?:finance|financial(?:ly)?(?! (?:fraud|scams?|crimes?|harms?|loss))|investing|investors?"
        r"|investments?|(?:stock|algorithmic|automated) trading|trading (?:advice|decisions?|bots?|systems?)"
        r"|credit ?worthiness|credit (?:scor\w+|decisions?|approvals?)|lending|loans?)\b",
        re.IGNORECASE,
    ),
    Purpose.SCIENCE: re.compile(  # "for scientific research only" is no ban of it
        r"\bnot\b(?:(?!\b(?:only|other|outside|except|beyond|but|unless|commercial\w*)\b)[^.;]){0,60}"
        r"\bscientific (?:research|use|purposes?|work)\b",
        re.IGNORECASE,
    ),
}
_NO_TRADE = re.compile(
    r"\bnon-?\s?commercial|\b(?:not|never|no)\b[^.;]{0,50}\bcommercial(?:ly\b| use| purpose)"
    r"|\bcommercial (?:use|purposes?)[^.;]{0,30}\b(?:not|forbidden|prohibited)\b|(?:禁止|不得|非).{0,6}商",
    re.IGNORECASE,
)
_RESEARCH_ONLY = re.compile(
    r"\b(?:research|academic|scientific)\b[^.;]{0,40}\bonly\b"
    r"|\b(?:only|solely|exclusively)\b[^.;]{0,40}\b(?:research|academic|scientific)\b|仅.{0,12}(?:研究|学术)",
    re.IGNORECASE,
)
_IN_UNION = re.compile(r"\b(?:in|inside|within) the (?:European Union|EU)(?: *[.;,]| *$)", re.IGNORECASE)
_LEAVES_OUT_SEEING = Words(
    "{license} leaves out what sees images in the European Union: whether this does is not known"
)
_UNSAID = Words("{what}: you did not say whether you are there")
_GATE_OF_UNION = "extra_gated_eu_disallowed"
_TEXT_ALONE = "llama"  # architecture; the Llama models that see have others
_SEES = frozenset(("image-text-to-text", "any-to-any", "video-text-to-text", "visual-question-answering"))
_AT_WORK = {
    "yes": Words("{license} allows use at work"),
    "conditional": Words("Allowed at work with conditions ({license})"),
    "no": Words("{license} allows no commercial use"),
    "read the text": Words("whether {license} allows use at work; read its text"),
}
_IN_PRODUCT = {
    **_AT_WORK,
    "yes": Words("{license} allows use in a product"),
    "conditional": Words("Allowed in a product with conditions ({license})"),
    "read the text": Words("whether {license} allows use in a product; read its text"),
}
_PRIVATE = {
    "yes": Words("{license} allows what you do for yourself"),
    "conditional": Words("Allowed with conditions ({license})"),
    "no": Words("For yourself, not at work ({license})"),
    "read the text": Words("what {license} allows; read its text"),
}
_SPEAKS: dict[str, Speaks] = {"yes": "for", "conditional": "conditions", "read the text": "unknown"}


def use_reason(dossier: Dossier, licenses: Licenses, need: Need, *, sees: bool | None = None) -> Reason:
    """ "against" only where a text says no to this need, and wherever one does, whatever another allows;
    silence and what nobody has read is "unknown". ``sees``: images, ``None`` where that is not known.
    """
    use = _Use(dossier, binding_license(dossier, licenses), need, permission(dossier, licenses), sees=sees)
    return next(use.noes(), None) or use.unknown() or use.marked() or use.by_license()


def sees_images(pipeline: str | None, model: Model | None = None) -> bool | None:
    """Whether it takes images, by the task of its repo and by the file that lies here."""
    if isinstance(model, LocalModel) and (model.sees or model.architecture == _TEXT_ALONE):
        return model.sees
    return pipeline in _SEES if pipeline else None


def is_by_conditions(reason: Reason) -> bool:
    """Whether it is what its license asks for that speaks, and nothing else."""
    told = (words["conditional"].template for words in (_AT_WORK, _IN_PRODUCT, _PRIVATE))
    return reason.words.template in told


@dataclass(frozen=True)
class _Use:
    """All that is held against one need. ``lines``: what the license says, the answer first."""

    dossier: Dossier
    license_: License | None
    need: Need
    lines: tuple[PermissionLine, ...]
    sees: bool | None

    @property
    def commercial(self) -> Finding | None:
        return self.dossier.get("commercial_use")

    @property
    def is_there(self) -> InUnion:
        return self.need.in_union

    def noes(self) -> Iterator[Reason]:
        """Whoever says it: its maker, the license, the card."""
        stated = self.dossier.get("license")
        if stated is not None and _grants_nothing(stated, self.commercial):
            yield self._reason("against", Words("Its maker grants no license"))
        if self.need.is_at_work and (no := _no_at_work(self.license_, self.commercial)):
            yield self._reason("against", no)
        yield from (one for one in self._of_card() if one.speaks == "against")
        if self.is_there is InUnion.YES and (left := self._left_out()):
            yield self._reason("against", left)

    def unknown(self) -> Reason | None:
        stated, license_ = self.dossier.get("license"), self.license_
        if stated is None or stated.verdict is Verdict.NOT_CHECKED:
            return self._unread(stated.text if stated is not None else "")
        if license_ is None:
            none = Words("its license: none is stated, and without one nothing is permitted")
            return self._reason("unknown", none)
        said = self.by_license()
        return said if said.speaks == "unknown" else None

    def _unread(self, why: str) -> Reason:
        """``why``: it was not read, where that is more than that nobody has asked yet."""
        if why in ("", CARD_UNREAD):
            return self._reason("unknown", Words("its license (not read yet)"))
        said = self._reason("unknown", Words("its license (its card cannot be read)"))
        return replace(said, more=(why, *said.more))

    def marked(self) -> Reason | None:
        """What keeps a yes from being one."""
        if self.license_ is not None and self.license_.union and self.is_there is not InUnion.NO:
            if left := self._left_out():
                return self._reason("conditions", _UNSAID.filled(what=left))
            if self.sees is None:
                told = _LEAVES_OUT_SEEING.filled(license=self.license_.name)
                return self._reason("conditions", told)
        first, *rest = self.lines
        said = next((one for one in self._of_card() if one.speaks == "conditions"), None)
        more = (first.text, *(line.text for line in rest), NOT_ADVICE)
        return replace(said, source=first.source, more=more) if said is not None else None

    def by_license(self) -> Reason:
        """By what it says of commercial use, and of what may change that."""
        license_, use = self.license_, self.commercial
        assert license_ is not None  # noqa: S101  without one it is unknown
        words = {UseAt.PRIVATE: _PRIVATE, UseAt.PRODUCT: _IN_PRODUCT}.get(self.need.used_at, _AT_WORK)
        answer = "no" if _is_narrowed(license_, use) else license_.commercial
        speaks = "conditions" if answer == "no" else _SPEAKS[answer]  # a no at work is told before
        if speaks == "for" and unknown_above(use):
            above = Words("the license of what it was made from; its own is {license}", license=license_.name)
            return self._reason("unknown", above)
        if speaks == "for" and self.need.used_at is UseAt.PRODUCT and license_.stays:
            stays = Words("{license}: what you pass on stays under it", license=license_.name)
            return self._reason("conditions", stays)
        if speaks == "unknown" and license_.id == "other":
            return self._reason(speaks, Words("what its own license allows; read its text"))
        return self._reason(speaks, words[answer].filled(license=license_.name))

    def _left_out(self) -> Words | None:
        """What the license does not grant in the European Union."""
        union, name = (self.license_.union, self.license_.name) if self.license_ is not None else ("", "")
        if union == "no":
            return Words("{license} is not granted in the European Union", license=name)
        if not union or not self.sees:
            return None
        return Words("{license} is not granted in the European Union to what sees images", license=name)

    def _of_card(self) -> Iterator[Reason]:
        """What its card forbids of this need in its own words, and what it narrows it to."""
        found = self.dossier.get("use_restrictions")
        if found is None or found.verdict is not Verdict.CLOSED or is_by_license(found):
            return
        for ban in found.evidence:
            for speaks, words in self._said(ban):
                yield Reason(speaks, words, ban, "use_restrictions", "", "license", (NOT_ADVICE,))

    def _said(self, ban: Evidence) -> Iterator[tuple[Speaks, Words]]:
        need, quote = self.need, ban.quote
        if any(field.search(quote) for one in need.purposes if (field := _FIELDS.get(one))):
            yield "against", Words("Its card forbids this use")
        is_by_rule = self.commercial is not None and is_said(self.commercial)
        if need.is_at_work and not is_by_rule and _NO_TRADE.search(quote):
            yield "against", Words("Its card allows no commercial use")
        if _RESEARCH_ONLY.search(quote):
            is_other = need.is_at_work and Purpose.SCIENCE not in need.purposes
            yield "against" if is_other else "conditions", Words("Its card allows research only")
        if _GATE_OF_UNION in ban.locator or _IN_UNION.search(quote):
            left = Words("Its maker leaves out the European Union")
            if self.is_there is InUnion.YES:
                yield "against", left
            elif self.is_there is InUnion.UNKNOWN:
                yield "conditions", _UNSAID.filled(what=left)

    def _reason(self, speaks: Speaks, words: Words) -> Reason:
        first, *rest = self.lines
        more = (first.text, *(line.text for line in rest), NOT_ADVICE)
        return Reason(speaks, words, first.evidence, "commercial_use", first.source, "license", more)


def _is_narrowed(license_: License, use: Finding | None) -> bool:
    return use is not None and use.verdict is Verdict.CLOSED and license_.commercial != "no"


def _no_at_work(license_: License | None, use: Finding | None) -> Words | None:
    if license_ is None:
        return None
    if _is_narrowed(license_, use):
        return Words("Its card forbids use at work, whatever {license} allows", license=license_.name)
    return _AT_WORK["no"].filled(license=license_.name) if license_.commercial == "no" else None


def _grants_nothing(stated: Finding, use: Finding | None) -> bool:
    """Said by its maker, or by the maker of what it was made from."""
    if stated.verdict is Verdict.CLOSED:
        return True
    has_license = use is not None and isinstance(use.value, dict) and use.value.get("license")
    return use is not None and use.verdict is Verdict.CLOSED and bool(use.holder) and not has_license
