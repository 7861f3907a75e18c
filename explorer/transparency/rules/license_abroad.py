"""What a sentence in another language than English says of the license of the model."""

import re
from collections.abc import Iterator

from explorer.transparency.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.rules.license_metadata import Stated
from explorer.transparency.rules.license_sentences import known_license

# The model, then what it stands under. A point in "2.0" ends no sentence.
_GAP = r"(?:[^.。;；]|\.(?=\d)){0,80}?"
_TOLD = re.compile(
    rf"(?:모델|가중치){_GAP}(?:따릅니다|따른다|적용됩니다|배포됩니다|공개됩니다|제공됩니다)"
    rf"|(?:モデル|重み){_GAP}(?:に(?:従い|従って|従う|準拠|基づ(?:き|いて)(?:公開|提供|配布))|(?:の下|のもと|下)で"
    rf"|で(?:公開|提供|配布|リリース)|ライセンスです|が適用)"
    r"|^\W{0,4}ライセンスは[^。データコード]{2,60}です"
    rf"|(?:模型|权重|權重){_GAP}(?:采用|採用|遵循|遵守|依照|以|根据|在){_GAP}(?:许可|許可|协议|協議|授权|授權|licen[sc]e)"
    rf"|\b(?:modèles?|poids)\b{_GAP}\b(?:sous (?:la )?licen[cs]e|licenciés?)\b"
    rf"|\b(?:modelle?|gewichte)\b{_GAP}\bunter\b{_GAP}(?:\blizenz|[\w.-]-lizenz\b)"
    rf"|\b(?:modelos?|pesos)\b{_GAP}\b(?:bajo|sob) (?:la |a |los |os )?(?:términos de (?:la )?|termos da )?"
    r"licen[cç]\w*"
    rf"|\b(?:modell[oi]|pesi)\b{_GAP}\b(?:sotto|con) (?:la )?licenza\b"
    rf"|(?:\bмодел[ьи]|\bвеса)\b{_GAP}\bлицензи",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"데이터|코드|베이스|기반|다른|실행|도구|라이브러리|토크나이저"
    r"|データ|コード|ベース|元の?モデル|トークナイザ|数据|數據|代码|代碼|基座|基础模型|原模型|原始模型|分词器"
    r"|\b(?:code|données|jeux? de données|de base|d['’]origine|daten\w*|basismodell|código|datos|dados"
    r"|codice|dati)\b"
    r"|\b(?:код|данн\w+|базов\w+|исходн\w+)\b"
    # "based on Owl under the license …": of Owl
    r"|\b(?:basée?s? sur|auf basis|basiert auf|basad[oa]s? en|basead[oa]s? em|basat[oaie] su)\b"
    r"(?:(?! (?:est|et|ist|und|wird|es|y|é|è|e) )[^;]){0,60}? (?:sous|unter|bajo|sob|sotto|con)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"아닙니다|아닌|ではありません|ではない|不是|不再|并非|並非|未采用"
    r"|\b(?:ne|n['’](?:est|a)|pas|nicht|kein\w*|non (?:è|sono)|não)\b|\bno (?:est[áa]n?|se|es|son)\b|\bне\b",
    re.IGNORECASE,
)
_BEFORE_LATIN = re.compile(r"(?<=[\w.])(?<![가-힣])(?=[가-힣])")  # particles follow a name without a space


def licenses_abroad(reading: Reading) -> Iterator[Stated]:
    """ "The models follow CC BY-NC 4.0" in Korean, Japanese, Chinese, French, German, Spanish …"""
    for passage in reading.likely(_TOLD):
        if _tells(passage):
            yield from known_license(reading, passage, _BEFORE_LATIN.sub(" ", passage.text))


def _tells(passage: Passage) -> bool:
    is_told = bool(passage.find(_TOLD)) and not passage.find(_OF_OTHERS)
    return is_told and not passage.find(_DENIED)
