"""The words in which cards tell how training data was prepared."""

import re

TITLE = re.compile(
    r"\b(?:pre-?processing|data (?:cleaning|curation|preparation|processing|filtering)|curation"
    r"|filtering|de-?duplication|decontamination)\b",
    re.IGNORECASE,
)
STEP = re.compile(
    r"\b(?:de-?duplicat\w+|(?<![-/])de-?duped\b|decontaminat\w+|filter(?:ed|ing|s)\b|clean(?:s?ed|s?ing)\b|curat(?:ed|ion|ing)\b"
    r"|pre-?process(?:ed|ing)"
    r"|normali[sz]\w+|anonymi[sz]\w+|tokeni[sz]ed (?:using|with)"
    r"|texts? (?:are|were|is) (?:first )?tokeni[sz]ed"
    r"|re-?balanc\w+|(?:up|down)-?sampl\w+|re-?formatt?\w*"
    r"|(?:converted|transformed|adapted) (?:in)?to\b|recast|exclu(?:de|ded|ding)\b|remov(?:ed|al|ing)\b"
    r"(?! the need)|scraped|augmentation"
    r"|cherry-picked|manually (?:verified|checked|reviewed|corrected|annotated)"
    r"|heuristic\w*|near-?duplicate\w*|translated to"
    r"|rebinari[sz]ed|binari[sz]ed|packing|quality classifier\w*"
    r"|dropped|discarded|(?:only|were|was) (?:kept|retained)|(?:kept|retained) only|lower-?cased"
    r"|balanced (?:across|by|over|\d{2} ?/ ?\d{2})|truncated (?:to|at)"
    r"|(?:turn|transform|convert|rewrit|recast|reformat)\w*\b.{0,60}? into\b|translated\b.{0,60}? (?:to"
    r"|into|from)\b|back-?translat\w+"
    r"|thrown out|deleted|re-?generated|stripped|packed (?:to|into)|checked for (?:leak\w+|contaminat\w+"
    r"|overlap)|language identification(?! data ?set)"
    r"|split (?:\w+ )?into (?:sentences|paragraphs|chunks)"
    r"|(?:perplexity|quality|language|length|toxicity) filters?|were used for training only|paraphrase[sd]\b"
    r"|we (?:also )?paraphrase (?:\w+ ){0,2}?(?:questions|prompts|instructions|sentences|answers|samples)"
    r"|(?:by|via|using|with|and) paraphrasing\b|paraphrasing (?:of|the|each)\b"
    r"|(?:automatically|machine|hand)[- ](?:labell?ed|annotated|translated))|\b(?:entfernt|bereinigt"
    r"|gefiltert|dedupliziert|filtrad[oa]s?|eliminad[oa]s?|filtrée?s?|supprimée?s?|nettoyée?s?)\b"
    r"|过滤|清洗|去重|筛选|筛查|除去|필터링"
    r"|정제(?!되지)|전처리|중복 ?제거|크롤링(?:하여|해서?|한|했)|분류된 데이터"
    r"|(?:추출|선별|번역|가공)(?:한|하여|해|했|된) "
    r"|(?:통해|이용해|사용해|활용해)서? 생성(?:하였|했|되었|된)"
    r"|дедупли\w+|отфил\w*тров\w+|очи(?:стил|щен)\w*",
    re.IGNORECASE,
)
PLAINLY = re.compile(
    r"\b(?:pre-?)?training (?:data|data ?sets?|corpus)\b[^.]{0,50}?\b(?:was|were|is|are|has been|have been"
    r"|been)\b[^.]{0,30}?"
    r"\b(?:filtered|moderated|de-?duplicated|cleaned|curated|anonymi[sz]ed|decontaminated)"
    r"|\b(?:data ?sets?|corpora|corpus|data)\b (?:\w+ ){0,2}?(?:have|has|were|was) (?:all |also |then "
    r"|been |first )*"
    r"(?:filtered|de-?duplicated|cleaned|curated|anonymi[sz]ed|decontaminated)\b"
    r"|\b(?:removed|filtered|dropped|discarded|excluded|cleaned)\b[^.]{0,60}? from (?:the |our "
    r"|all )?(?:pre-?)?training (?:data|set|corpus|split)"
    r"|\btraining (?:examples|samples|documents|texts)\b[^.]{0,60}?\b(?:dropped|discarded|removed|filtered"
    r"|kept|truncated|translated)"
    r"|\b(?:re-?train|train|tun)(?:ed|ing)\b[^;]{0,80} (?:on|with|using) an? (?:\w+ )?(?:filtered|cleaned"
    r"|de-?duplicated) (?:\w+ )?(?:data ?set|corpus|version)\b"
    r"|\btrained on (?:\w+ )?data filtered (?:for|to)\b|\bcontamination firewall\b"
    r"|\b(?:data ?set|data|pairs|examples) (?:was|were) (?:then |also )?(?:run|passed|fed|put) through an?\b"
    r"|\b(?:was|were) processed through an? [^.]{2,60}\bpipeline\b|\breviewed for quality before training\b"
    r"|\b(?:test|evaluation|validation) (?:targets|items|examples|samples|questions|data) (?:was|were)"
    r" excluded from (?:the )?training\b"
    r"|\b(?:rollouts|samples|examples|traces|responses|completions) generated,? (?:and )?"
    r"\d[\d,]{0,9} (?:were )?kept\b"
    r"|\b(?:filtered|validated) synthetic (?:training )?data\b"
    r"|\b(?:execution|compiler|unit-test)-(?:verified|checked) (?:\w+ )?(?:rows|examples|samples|pairs"
    r"|data)\b"
    r"|\bexclud(?:e|ed|ing) (?:all )?(?:benchmark|test|evaluation) (?:data|sets?|examples)\b"
    r"|\bfiltered image-text pairs\b|\bdata was further refined\b|\bdata ?set and reformatted it\b"
    r"|\b(?:training|qa|instruction|math\w*) data (?:is|are|was|were) augmented from\b"
    r"|\bfiltered and pre-?processed\b[^.]{0,40}\b(?:data ?set|mix\w*|corpus)\b"
    r"|\b(?:during|in) (?:our|the) data ?set collection, we (?:convert|clean|filter|remov|extract"
    r"|translat)\w*"
    r"|\bused (?:[\w-]+ ){0,3}methods to (?:verify and )?prevent (?:data )?(?:leak\w*|contamination)\b"
    r"|\bapply\w* data (?:cleansing|cleaning) filters?\b"
    r"|\bsynthetically generated (?:using|with|by|via|through)\b"
    r"|\b(?:examples|samples|pairs|records|conversations|dialogues|training data) (?:was|were|is|are)"
    r" synthetically generated\b"
    r"|\bsynthetic (?:training )?(?:examples|samples|pairs|records|conversations|dialogues) (?:that were )?"
    r"(?:generated|created|produced|written) (?:via|using|by|with|through|from)\b"
    r"|\bwe sub-?sampled? [^.]{0,50}?\b(?:examples|samples|pairs|rows|documents)\b[^.]{0,20}?"
    r" for (?:fine-?)?(?:training|tuning)\b"
    r"|\b(?:clean|filter)(?:ed|ing)?(?: and (?:clean|filter)\w*)? (?:the "
    r"|our )?(?:pre-?)?training (?:data|corpus)\b"
    r"|\b(?:custom|own|dedicated|our) (?:data )?(?:processing|cleaning|filtering|curation) pipeline\b"
    r"|\b(?:includ|releas|open-?sourc|publish)\w*\b[^.]{0,80}\bdata (?:processing|cleaning|filtering"
    r"|curation) pipeline\b"
    r"|\bonly (?:those (?!(?:\w+ ){0,2}?(?:adapters|layers|tokens|gpus)\b)|[^.]{0,60}?\b(?:documents|samples"
    r"|pages|papers|examples|sentences|texts|articles|pairs|posts|conversations)\b)[^.]{0,80}?"
    r"\bused (?:during|for|in) (?:pre-?)?training\b"
    r"|\bwe (?:also |then |further )?filter (?:out )?(?:the |our |low[- ]quality |bad )?(?:\w+ )?(?:data"
    r"|samples|documents|examples)\b"
    r"|(?<!\bis )(?<!\bbe )(?<!\bare )\bused to (?:filter|augment|clean|de-?duplicate|curate|label|annotate)"
    r" (?:the|our|all|this) (?:training )?(?:data ?sets?|data|corpus|corpora)\b"
    r"|\bdata (?:synthesis|construction|generation)\b,? (?:which |that )?(?:involve[sd]|comprise[sd]"
    r"|consist(?:s|ed) of|include[sd]) "
    r"|\b(?:fine-?tuning|training|sft|instruction|preference) data (?:generated|synthesi[sz]ed) (?:using"
    r"|with|by) "
    r"|(?:去重|清洗|过滤)(?:后|出)[^。]{0,16}(?:数据|语料|文本)"
    r"|(?:我们|本项目|团队)[^。]{0,60}(?:构建|构造|生成|合成)了?[^。，；可]{0,20}"
    r"(?:问答数据|指令数据|指令微调数据|训练数据|对话数据|问答对)",
    re.IGNORECASE,
)
# Pieces of data that were made or taken from something, and by what.
MADE = re.compile(
    r"\b(?:questions?|instructions?|prompts?|answers?|conversations?|samples?|examples?|pairs?|dialogues?"
    r"|responses?|data|data ?sets?)"
    r" (?:\w+ ){0,3}?(?:was|were|is|are) (?:\w+ly )?(?:generated|created|produced|written|rewritten"
    r"|translated|extracted|annotated|labell?ed"
    r"|synthesi[sz]ed) (?:\w+ )?(?:from|with|using|by|via|through)\b"
    r"|\bwe (?:\w+ )?(?:generated|extracted|synthesi[sz]ed|translated|annotated|sampled|selected|kept"
    r"|retained) (?:[\w,-]+ ){0,4}?"
    r"(?:questions?|instructions?|prompts?|answers?|conversations?|samples?|examples?|pairs?|dialogues?"
    r"|responses?|paragraphs?|data|documents)\b"
    r"|\b(?:used|we (?:\w+ )?(?:ask|prompt)(?:ed)?) .{0,40}? to (?:\w+ )?generate "
    r"(?:(?:an?|the) )?(?:\w+ )?(?:questions?|instructions?|answers?|data|pairs)\b"
    r"|\b(?:used|utili[sz]ed|applied|ran) [^.]{1,40} to (?:perform|do) (?:\w+ )?(?:OCR|captioning"
    r"|transcription|annotation)\b"
    r"|\b(?:programmatically|template|rule)[- ](?:generated|synthesi[sz]ed) (?:\w+ ){0,2}?(?:pairs|examples"
    r"|samples|data|scenarios|instructions|questions|dialogues)\b"
    r"|\btrained on (?:\w+ ){0,2}?data (?:generated|produced|created|synthesi[sz]ed) (?:by|with|using|from)\b"
    r"|\btrained on [^.]{0,60}?\b(?:records|pairs|samples|examples|data|texts?|sentences|questions"
    r"|conversations) extracted from\b"
    r"|\b(?:hand|manually)[- ](?:authored|written|labell?ed|verified|checked|curated|annotated|reviewed)\b"
    r"|\b(?:human-assisted|semi-automatic|automatic|manual|our) (?:data )?annotation (?:framework|pipeline"
    r"|process)\b"
    r"|\bwe (?:\w+ )?(?:use|used|propose|apply|applied|employ(?:ed)?|perform(?:ed)?) [^.]{0,40}?"
    r"\brejection[- ]sampling\b"
    r"|\b(?:erroneous|wrong|incorrect|noisy) (?:labels|answers|annotations)\b[^.]{0,60}?"
    r"\bwe (?:\w+ ){0,3}?(?:fix|correct|remove|drop)(?:p?ed|d)?\b"
    r"|\bperformed (?:manual|synthetic)(?: or (?:manual|synthetic))? rewrites\b"
    r"|\bwe translated (?:the|our|all)\b|\breviewed (?:by|against)\b|\bcorrect[- ]by[- ]construction\b"
    r"|\bonly (?!(?:\w+ ){0,4}?(?:gpus?|tokens?|adapters?|layers?|epochs?|losses|loss)\b)"
    r"(?:\w+ ){1,8}?(?:was|were) (?:used|kept|retained|selected|included)\b|\bup-?sample\b"
    r"|\bdown-?sample\b"
    r"|\bonly (?:kept|keep|retained|used|selected) (?:[\w-]+ ){0,4}?(?:questions?|answers?|conversations?"
    r"|samples?|examples?|pairs?|documents|posts)\b",
    re.IGNORECASE,
)
DATA = re.compile(
    r"\b(?:data|datasets?|data sets?|corpus|corpora|texts?|documents?|pages?|examples?|samples?|items?"
    r"|responses?|web|content|instruction\w*|prompts?|pile|dialogues?|answers?|questions?|tweets?|posts?"
    r"|entries|sequences?|sentences?|samples?|duplicates|conversations?|reviews|notes|wikipedia|Duplikate|Daten"
    r"|Texte|datos|dados|textos|données|textes)\b|\b(?:датасет|данны|корпус|текст)\w*|数据|データ|语料|文档|文本|데이터",
    re.IGNORECASE,
)
DEDUPLICATES = re.compile(r"de-?dup", re.IGNORECASE)
_DEDUPED = r"(?<![-/])\bde-?duped\b"  # and no "sora-1b-deduped"
ALWAYS_DATA = re.compile(
    rf"\bde-?duplicat\w+|{_DEDUPED}|\bdecontaminat\w+|\bfiltering criteri\w+", re.IGNORECASE
)
CONCRETE = re.compile(
    r"\b(?:de-?duplicat\w+|(?<![-/])de-?duped|decontaminat\w+|minhash|ftfy|regex\w*|classifier\w*|heuristic\w*|fasttext"
    r"|threshold|score[sd]? of|karma"
    r"|highest|at least|csam|near-?duplicate\w*|url filter\w*|language identification|perplexity"
    r"|packing|byte-level|byte-pair"
    r"|normali[sz]\w+|personal information|quality and safety|toxicity|sharegpt|average of"
    r"|length filter\w*|only (?:items|the|examples|samples))\b",
    re.IGNORECASE,
)
SHORTLY = re.compile(r"(?:de-?duplicated|decontaminated|filtered) (?:with|using|by|via) \w", re.IGNORECASE)
# Of the answers, the weights or a user's own data, not of what this model learned from.
ELSEWHERE = re.compile(
    r"\b(?:you (?:can|should|may|need|must)|users? (?:should|can|may)|developers? (?:should|can|may)"
    r"|should be|before (?:deploy|using)|output\w*|inference"
    r"|refus\w+|quanti[sz]\w+|weights?|layers?|license|conver(?:ted|sion) (?:in)?to (?:gguf|ggml|gptq"
    r"|awq|mlx|onnx|hf|huggingface|safetensors)"
    r"|assists? (?:in|with)|capable of|excels? (?:at|in)"
    r"|(?:not|never) (?:been )?(?:filtered|curated|cleaned)|unfiltered"
    r"|(?:safety|in-the-loop) filter\w*"
    r"|without (?:\w+ )?filter\w*|uncensored"
    r"|benchmark\w*|evaluat\w+|test set|prompt format|system prompts?|chat format"
    r"|text-to-text|into text encoders|template|leaderboard|input images?|image processing|curated list"
    r"|(?:this|the) sample data|(?:like|as(?: with)?) (?:almost |nearly )?(?:all|most|many) (?:other )?"
    r"[\w ]{0,20}models(?!\.|$)|모델들은"
    r"|(?:encoder|tower|head|module)s? (?:was|were|has been) (?:removed|dropped)|(?<!not )your own"
    r"|model behind"
    r"|(?:platform|product|service|app|refinery) that"
    r"|accuracy is normali[sz]ed|normali[sz]ed by the (?:number|length|proportion)"
    r"|(?:adapter|model|lora|it) (?:that )?(?:turns|converts|transforms|rewrites)"
    r"|the following structure|we recommend"
    r"|on your computer|specify the|content filter\w*|(?:length|layer"
    r"|batch|rms) ?norm\w*|calibrat\w+(?! to\b))\b",
    re.IGNORECASE,
)
# What is done to other data than those of training.
OF_OTHER_DATA = re.compile(
    r"\b(?:at|during) (?:inference|serving|run-?time)\b|\byour (?:\w+ )?key\b"
    r"|(?<!and )\b(?:evaluation|test|benchmark|calibration) (?:samples|examples|pairs|questions|records|data"
    r"|prompts|conversations|dialogues) (?:was|were|is|are)\b",
    re.IGNORECASE,
)
TITLE_ELSEWHERE = re.compile(
    r"^(?!.*\btraining,? (?:and|testing|data)).*?(?:evaluat|benchmark|usage|\buse\b|\buses\b|licen|how to"
    r"|example|quick ?start|inference|results|acknowledg|disclaimer|citation|references|prompt|install"
    r"|deploy|hyperparam"
    r"|download|quant)",
    re.IGNORECASE,
)
TITLE_HOW_TO = re.compile(r"\bhow to\b|\busage\b|\bquick ?start\b|\bexamples?\b", re.IGNORECASE)
# "Run > Step 2. Data preprocessing": what a user is to do.
TITLE_RUN = re.compile(r"^\W{0,4}(?:run|running|get(?:ting)? started|installation)\b", re.IGNORECASE)
# In a table only what is said of data that is listed there.
IN_ROW = re.compile(
    r"(?:去重|清洗|过滤)(?:后|出)|\b(?:fine-?tuning|training|sft|instruction|preference) data (?:generated"
    r"|synthesi[sz]ed) (?:using|with|by) |\bfiltered to\b",
    re.IGNORECASE,
)
TITLE_WARNING = re.compile(r"limitation|risk|bias|safety|ethic", re.IGNORECASE)
OF_TRAINING = re.compile(
    r"\b(?:pre-?|fine-?)?(?:train\w*|tun(?:ed|ing))\b|\bdatasets?\b|\bdata (?:collection|construction)\b",
    re.IGNORECASE,
)
ID = re.compile(r"\W{0,3}[\w.-]+/[\w.-]+")
TESTS = re.compile(r"\b(?:benchmark|test set|evaluat)\w*", re.IGNORECASE)
