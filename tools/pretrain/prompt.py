"""The prompt of DEFAULTS.md, as the engines of this project write it, and zero-shot answers to it."""

import json
import random
from dataclasses import dataclass

import torch
from model import BOS, EOS, MASK, PAD, Roberta
from tokens import Tokenizer
from torch import Tensor


@dataclass(frozen=True)
class Prompt:
    """What follows the text, `{}` for the mask, and a label word for each label; one token each."""

    tail: str = " It was{}."
    words: tuple[str, ...] = (" awful", " great")

    def label_ids(self, tokenizer: Tokenizer) -> list[int]:
        encoded = [tokenizer.encode(word) for word in self.words]
        if any(len(ids) != 1 for ids in encoded):
            raise ValueError(f"A label word must be one token of the tokenizer; {self.words} are {encoded}.")
        return [ids[0] for ids in encoded]

    def ids(self, tokenizer: Tokenizer, text: str, longest: int = 128) -> list[int]:
        """Token ids with special tokens; a text that is too long loses its end, never the question."""
        before, after = self.tail.split("{}")
        question = [*tokenizer.encode(before), MASK, *tokenizer.encode(after), EOS]
        return [BOS, *tokenizer.encode(text.strip())[: longest - 1 - len(question)], *question]


@dataclass(frozen=True)
class Example:
    text: str
    label: int


def read(path: str) -> list[Example]:
    with open(path) as file:
        return [Example(row["sentence"], row["label"]) for row in map(json.loads, file)]


def balanced(examples: list[Example], each: int, seed: int) -> list[Example]:
    """`each` examples of every label, shuffled."""
    order = list(examples)
    random.Random(seed).shuffle(order)
    chosen = [e for label in (0, 1) for e in [e for e in order if e.label == label][:each]]
    random.Random(seed).shuffle(chosen)
    return chosen


def padded(rows: list[list[int]]) -> Tensor:
    """[rows, longest], padded at the end."""
    longest = max(map(len, rows))
    return torch.tensor([row + [PAD] * (longest - len(row)) for row in rows])


def label_logits(model: Roberta, ids: Tensor, labels: list[int]) -> Tensor:
    """Padded prompts [batch, length] -> scores of the label words at the mask [batch, labels]."""
    return model.logits(model.encode(ids)[ids == MASK])[:, labels]


@torch.no_grad()
def scores(model: Roberta, rows: list[list[int]], labels: list[int], batch: int = 64) -> Tensor:
    """`label_logits` of many prompts, in their order [rows, labels]; sorted by length meanwhile, to pad less."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    found = torch.empty(len(rows), len(labels))
    for start in range(0, len(order), batch):
        some = order[start : start + batch]
        found[some] = label_logits(model, padded([rows[i] for i in some]), labels).float()
    return found


def accuracy(found: Tensor, examples: list[Example]) -> float:
    return (found.argmax(1) == torch.tensor([e.label for e in examples])).float().mean().item()
