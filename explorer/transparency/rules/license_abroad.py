"""What a sentence in another language than English says of the license of the model.

Only whole sentences that say nothing else count: "This model is published under the Apache 2.0 license." What
goes on, denies, promises or speaks of another thing is not read; the metadata nearly always say it too. In
Korean a sentence may go on, if it speaks of nothing else.
"""

import re
from collections.abc import Iterator

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.rules.license_metadata import StatedLicense
from explorer.transparency.rules.license_sentences import is_elsewhere, known_license

_NAME = r"(?P<{}>[A-Za-z][\w .,+-]{{1,50}}?)"


def _whole(number: int, before: str, behind: str = "") -> str:
    """A sentence that holds a license's name and no more."""
    return rf"^\W{{0,4}}(?:{before}){_NAME.format(f'n{number}')}(?:{behind})[\s.!。*]*$"


_TOLD = re.compile(
    "|".join((
        _whole(1, r"(?:この|本|当)モデルは ?", r" ?(?:の(?:下|もと)で|に基づ(?:き|いて)|で)"
               r"(?:公開|提供|配布|リリース)(?:され|し)ています"),
        _whole(2, r"(?:この|本|当)モデルは ?", r" ?に(?:従います|準拠します|従っています)"),
        _whole(3, r"(?:この|本|当)モデルのライセンスは ?", r" ?(?:です|となります|になります)"),
        _whole(4, r"(?:本|该|此)?模型(?:权重)?(?:采用|使用|遵循|以|基于|根据) ?",
               r" ?(?:开源)?(?:许可证|许可协议|许可|协议)(?:发布|开源|进行许可|授权)?"),
        _whole(5, r"(?:本|该|此)模型基于 ?[^，。；]{2,40}，(?:采用|遵循) ?",
               r" ?(?:开源)?(?:许可证|许可协议|许可|协议)"),
        _whole(6, r"(?:本|该|此)?模型的?(?:许可证|许可协议|开源协议)(?:为|是)[:： ]{0,2}"),
        _whole(7, r"이 모델의 라이[선센]스는 ?", r" ?입니다"),
        _whole(8, r"(?:ce|le|notre) modèle est (?:(?:publié|distribué|diffusé|fourni|disponible) )?sous"
               r" (?:la )?licence "),
        _whole(9, r"(?:dieses|das|unser) modell (?:steht|ist|wird|wurde) unter (?:der )?",
               r"[ -]lizenz(?: veröffentlicht| lizenziert| verfügbar| freigegeben)?"),
        _whole(10, r"(?:este|el|nuestro) modelo (?:se (?:publica|distribuye)|está(?: (?:publicado|disponible"
               r"|licenciado))?) (?:bajo|con) (?:la )?licencia "),
        _whole(11, r"(?:este|o|nosso) modelo (?:é|está|foi) (?:distribuído|disponibilizado|publicado"
               r"|licenciado|lançado) sob (?:a )?licença "),
        _whole(12, r"(?:questo|il|nostro) modello è (?:rilasciato|distribuito|pubblicato) (?:con|sotto)"
               r" (?:la )?licenza "),
        _whole(13, r"(?:эта |данная |наша )?модель (?:распространяется|опубликована|выпущена|доступна)"
               r" под лицензией "),
    )),
    re.IGNORECASE,
)  # fmt: skip
# "The models follow CC BY-NC 4.0", in Korean, whose particles follow a name without a space.
_FOLLOWS = re.compile(
    r"(?:모델|가중치)(?:[^.]|\.\d){0,80}?(?:따릅니다|따른다|적용됩니다|배포됩니다|공개됩니다|제공됩니다)"
)
_OF_OTHERS = re.compile(
    r"데이터|말뭉치|코드|스크립트|베이스|기반|다른|비교|교사|학습|사용하여|아닙니다|아닌|않|예정|제외|실행|도구|라이브러리"
    r"|토크나이저"
)
_BEFORE_HANGUL = re.compile(r"(?<=[\w.])(?<![가-힣])(?=[가-힣])")


def licenses_abroad(reading: Reading) -> Iterator[StatedLicense]:
    """The license that a whole sentence names, if the table knows it."""
    for passage in reading.likely(_TOLD):
        found = None if is_elsewhere(reading, passage) else passage.find(_TOLD)
        if found and reading.licenses.find(name := _named(found)) == reading.licenses.named_in(
            f"{name} license"
        ):
            yield from known_license(reading, passage, f"{name} license")
    for passage in reading.likely(_FOLLOWS):
        if _follows(passage) and not is_elsewhere(reading, passage):
            yield from known_license(reading, passage, _BEFORE_HANGUL.sub(" ", passage.text))


def _named(found: re.Match[str]) -> str:
    return next(name for name in found.groupdict().values() if name)


def _follows(passage: Passage) -> bool:
    return bool(passage.find(_FOLLOWS)) and not _OF_OTHERS.search(passage.text)
