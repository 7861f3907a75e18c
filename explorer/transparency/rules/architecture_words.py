"""The words and numbers by which cards tell how a model is built."""

import re

# Before "architecture" they say nothing of it.
_NO_TYPE = (
    r"model|network|the|same|this|that|its|our|their|for|of|an?|and|or|in|on|new|novel|general|overall"
    r"|foundational|similar|system|software|original|base|including|pre-?trained|neural|client-server|[\d.]+"
)
TYPE = re.compile(
    r"\b(?:seq2seq(?! \w*(?:task|train|lm))|(?:dense |sparse )?decoder-only(?: transformer)?"
    r"|encoder-decoder(?: transformer)?"
    r"|auto-?regressive (?:language model|transformer|(?:[\w-]+ ){1,3}foundation models?)"
    r"|(?:\w+-style |optimized )?(?:transformer(?!s)|transformers model(?! that has been pushed))"
    r"(?: (?:decoder|model|architecture|based))?"
    r"|mixture[- ]of[- ]experts|MoE|grouped[- ]query attention|GQA|rotary (?:position\w* )?embeddings?|RoPE"
    r"|[\w.-]+ as (?:the |its )?(?:hybrid )?(?:vision|visual) (?:encoder|backbone|tower)"
    r"|SwiGLU|RMSNorm|ALiBi|sliding[- ]window attention"
    r"|multi-head latent attention|encoder-only|GPT-like|GPT-3 style"
    r"|same (?:model )?architecture (?:as|of) (?:the |that of ){0,2}(?:original )?[\w.-]+"
    r"|architecture is the same as (?:the |that of ){0,2}(?:original )?[\w.-]+"
    r"|architecture (?:design )?of (?:the )?(?-i:[A-Z])[\w.-]*"
    rf"|(?<![\w-])(?!(?:{_NO_TYPE}) )[\w.-]+ (?:model )?architecture"
    r"|(?-i:[A-Z])[\w.-]* \d[\d.]{0,4} architecture|\d+ experts|state space|mamba"
    r"|causal (?:decoder-only|language model)|(?:causal|large) language model)\b"
    r"|(?<![A-Za-z])decoder-only(?=[\u4e00-\u9fff])",
    re.IGNORECASE,
)
COUNT = re.compile(
    r"(?<![\w.])(\d{1,4}(?:\.\d{1,3})?)\s?(billion|million|trillion"
    r"|[BMT])\b[ -]?(?:\w+ ){0,2}?(?:param\w*|total param\w*)"
    r"|(?<![\w.,])(\d{1,3}(?:,\d{3}){2,4})\b(?: \w+)? (?:total )?param\w*"
    r"|(?<![\w.,-])(\d{1,4}(?:[.,]\d{1,2})?)\s?([BbMm])n?[- ](?:(?:language|chat|base|large"
    r"|sql) )*model\b"
    r"|^\W{0,4}an? (?:[\w-]+ ){0,3}?(\d{1,3}(?:\.\d)?)(B) (?:[\w-]+ ){0,2}?model\b"
    r"|\bnumber of param\w* is (\d{1,4}(?:\.\d{1,3})?)(B|M)\b"
    r"|\ball param\w*: ?(\d{1,3}(?:,\d{3}){2,4})\b|(?<![\w.,-])(\d{1,3}(?:\.\d)?)(B) size\b"
    r"|\btrainable param\w*\W{1,6}\d[\d,]{0,15}\W{0,2}/\W{0,2}(\d{1,3}(?:,\d{3}){2,4})\b"
    r"|\bis an? (?:[\w-]+ )?(\d{1,4}(?:\.\d{1,3})?)(B|M)[ -](?:[\w-]+ ){1,3}?model\b"
    r"|^\W*(?:we \w+ )?[\w.+-]{2,40} \((\d{1,4}(?:\.\d{1,3})?)(B|M)\),? (?:is )?an?"
    r" (?:[\w-]+ ){0,5}?model\b"
    r"|\b(?:collection|suite|family|set) of (\d{1,4}(?:\.\d{1,3})?)(B|M)[ -](?:[\w-]+ ){0,2}?models\b"
    r"|^(?:model )?type:? an? (\d{1,4}(?:\.\d{1,3})?)(B|M) (?:[\w-]+ ){0,3}?model\b"
    r"|(?<![\w.,])(\d{1,4}(?:[.,]\d{1,3})?)\s?(B|M|bilh\w+|mil\w+|Mrd\.?|Milliarden|Millionen"
    r"|milliards?|миллиард\w*)(?: de| di)? (?:par[aâáè]m\w+|параметр\w*)"
    r"|\bparam\w*:?(?: count:?| size:?| of| =)?\s{1,2}[~≈]?(\d{1,4}(?:\.\d{1,3})?)\s?(billion"
    r"|million|[BM])\b|参数\w{0,4}?\s?(\d{1,4}(?:\.\d{1,2})?)(B)|(?<!\d)(\d{1,4})\s?(亿) ?参数"
    r"|(?<![\d.,A-Za-z])(\d{1,4}(?:\.\d{1,2})?) ?(B|M|억)(?: ?개)?\)?(?:의)? ?(?:매개 ?변수"
    r"|파라미터)(?!.{0,80}\d ?(?:B|억)|.{0,20}모델(?:보다|로(?![,서])))",
    re.IGNORECASE,
)  # of parameters
NUMBERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "context",
        re.compile(
            r"(\d{1,4})\s?([kK])?\s?(?:tokens?)?\s?(?:的)?上下文|上下文(?:长度|窗口)?\D{0,4}(\d{1,6})\s?([kK])?"
            r"|(\d{1,3}(?:,\d{3})*|\d{1,7})\s?(k|K|m|M)?[- ]?(?:tokens? )?(?:context"
            r"|sequence)[ -]?(?:length|window|size)?\b"
            r"|최대 (\d{1,3}(?:,\d{3})+|\d{1,4}) ?(K)? ?토큰(?:에 이르는|의|까지의)? (?:긴 )?(?:문서"
            r"|컨텍스트|문맥)"
            r"|(?:컨텍스트|문맥) ?(?:길이|창|윈도우)\D{0,6}?(\d{1,3}(?:,\d{3})+|\d{1,6}) ?(K)?"
            r"|\bmax(?:imum)? context:? (\d{1,7})\s?(k)?\b"
            r"|(\d{1,4})\s?(k)?\s?токен\w* контекст\w*"
            r"|\bsequences (?:of |with )?up ?to (\d{1,7})\s?(k)? tokens\b"
            r"|\bcontext:? supports? up to (\d{1,3}(?:,\d{3})+|\d{4,7}) tokens\b"
            r"|\bcontext (?:length|window)\b[^.\d]{0,50}? (\d{1,4})(k|m) tokens\b"
            r"|\b(?:context|sequence)(?: (?:length|window|size))(?: of| is"
            r"|:)?(?: up to)?\s{1,2}(\d{1,3}(?:,\d{3})+|\d{1,7}(?:\.\d)?)\s?(million|k|m)?\b",
            re.IGNORECASE,
        ),
    ),
    (
        "layers",
        re.compile(
            r"(\d{1,3}) (?:\w+ )?layers\b|\b(?:n_?layers?|num_hidden_layers|layers)[\s|:=]{1,5}(\d{1,3})\b",
            re.IGNORECASE,
        ),
    ),
    (
        "heads",
        re.compile(
            r"(\d{1,3}) (?:attention )?heads\b|\b(?:n_?heads?|num_attention_heads"
            r"|(?:attention )?heads)[\s|:=]{1,5}(\d{1,3})\b",
            re.IGNORECASE,
        ),
    ),
    (
        "width",
        re.compile(
            r"\b(?:d_?model|hidden[_ ](?:size|dim\w*|layers are)|model dimension|embedding (?:size"
            r"|dim\w*))[\s|:=]{1,5}(\d{3,5})\b|(?<!\d)(\d{3,5})-dimensional"
            r"|^\W{0,4}(?:embedding |output )?dimensions?\W{1,4}(\d{3,5})(?:D\b|\W{0,2}$)",
            re.IGNORECASE,
        ),
    ),
    (
        "vocabulary",
        re.compile(
            r"\bvocab\w*(?:[_ ]size)?(?: of)?[\s|:=]{1,5}(?:up to )?(\d{1,3}(?:,\d{3})+|\d{4,6}|\d{2,3}k)\b",
            re.IGNORECASE,
        ),
    ),
)
