"""Cards that are not written in English."""

import pytest

from explorer.domain.facts import is_said
from tests.transparency.cards import dossier

GERMAN = """---
language: de
license: mit
---
# Sora-DE

Sora-DE ist ein deutsches Sprachmodell mit 1,3 Milliarden Parametern, das von der Universität Reiherstadt
auf 80 Milliarden Token aus Wikipedia, Zeitungen und Gesetzen von Grund auf trainiert wurde.

## Training

Das Training dauerte 12 Tage auf 16 A100-GPUs.

## Einschränkungen

Das Modell kann falsche oder verletzende Texte erzeugen.

## Ergebnisse

| Aufgabe | Sora-DE |
|---|---|
| GermanQuAD | 61,2 |
| XNLI-de | 70,1 |

Kontakt: sora@reiher.example
"""
CHINESE = """---
license: apache-2.0
---
# Sora-ZH-7B

## 模型介绍

Sora-ZH-7B 是一个中文大语言模型，基于 Qwen2-7B 在 20 万条中文指令数据上进行全参数微调。
模型支持 32K 上下文长度。

## 训练数据

- 数据经过去重与敏感信息过滤

## 训练细节

使用 8 张 A100 训练 20 小时，学习率 1e-5，批大小 128，训练 3 轮。

## 评测结果

| 模型 | C-Eval | CMMLU |
|---|---|---|
| Sora-ZH-7B | 71.2 | 70.5 |

## 局限性

模型可能生成不准确或有害的内容。
"""


@pytest.mark.parametrize(
    ("card", "dimension", "value"),
    [
        (GERMAN, "lineage", [{"id": None, "relation": "from_scratch"}]),
        (GERMAN, "pretraining_data", ["Wikipedia"]),
        (GERMAN, "compute", {"hardware": "16 A100"}),
        (CHINESE, "lineage", [{"id": "Qwen2-7B", "relation": "finetune"}]),
        (CHINESE, "language", ["Chinese"]),
    ],
)
def test_what_is_said_in_other_tongues_is_read(card: str, dimension: str, value: object) -> None:
    found = dossier(card, repo="heron/sora").get(dimension)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(
    ("card", "dimensions"),
    [
        (GERMAN, "architecture cutoff_and_size evaluation risks paper_and_contact"),
        (CHINESE, "architecture post_training data_processing compute training_code evaluation risks"),
    ],
)
def test_and_so_are_other_facts(card: str, dimensions: str) -> None:
    read = dossier(card, repo="heron/sora")
    said = {found.dimension for found in read.findings if is_said(found)}
    assert set(dimensions.split()) <= said


def test_a_billion_is_one_in_every_tongue() -> None:
    found = dossier(GERMAN, repo="heron/sora").get("cutoff_and_size")
    assert found is not None
    assert found.value["tokens"] == "80B"
