"""RoBERTa (Liu et al. 2019) for masked language modelling, the decoder tied to the word embedding.

Post-norm encoder as in Hugging Face's `RobertaForMaskedLM`, without dropout: with about two epochs of text, a model of
this size does not overfit. `export.py` writes the weights under that class's names.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

BOS, PAD, EOS, UNK, MASK = range(5)
SPECIAL = 5
"""The first ids are special tokens; every other id is text."""


@dataclass(frozen=True)
class Shape:
    """Sizes of a model. `positions` counts RoBERTa's two unused first ones."""

    layers: int
    hidden: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int = 514


class Layer(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.heads = shape.heads
        self.qkv = nn.Linear(shape.hidden, 3 * shape.hidden)
        self.out = nn.Linear(shape.hidden, shape.hidden)
        self.attention_norm = nn.LayerNorm(shape.hidden)
        self.up = nn.Linear(shape.hidden, shape.feed_forward)
        self.down = nn.Linear(shape.feed_forward, shape.hidden)
        self.output_norm = nn.LayerNorm(shape.hidden)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        batch, length, hidden = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        scores = (q / (hidden // self.heads) ** 0.5) @ k.transpose(-1, -2)
        if mask is not None:
            scores = scores.masked_fill(~mask, float("-inf"))
        # Written out: on a processor the fused kernel's backward pass takes four times as long at these lengths.
        attended = scores.softmax(-1) @ v
        x = self.attention_norm(x + self.out(attended.transpose(1, 2).reshape(batch, length, hidden)))
        return self.output_norm(x + self.down(F.gelu(self.up(x))))


class Roberta(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.vocabulary, shape.hidden, padding_idx=PAD)
        self.positions = nn.Embedding(shape.positions, shape.hidden, padding_idx=PAD)
        self.token_type = nn.Parameter(torch.zeros(1, shape.hidden))
        self.embedding_norm = nn.LayerNorm(shape.hidden)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.head = nn.Linear(shape.hidden, shape.hidden)
        self.head_norm = nn.LayerNorm(shape.hidden)
        self.head_bias = nn.Parameter(torch.zeros(shape.vocabulary))
        for module in self.modules():
            if isinstance(module, (nn.Linear, nn.Embedding)):
                nn.init.normal_(module.weight, 0, 0.02)
            if isinstance(module, nn.Linear):
                nn.init.zeros_(module.bias)

    def encode(self, ids: Tensor) -> Tensor:
        """`ids` [batch, length], padded with PAD at the end -> hidden states [batch, length, hidden]."""
        real = ids != PAD
        mask = None if bool(real.all()) else real[:, None, None, :]
        positions = torch.cumsum(real, 1) * real + PAD
        x = self.embedding_norm(self.words(ids) + self.positions(positions) + self.token_type)
        for layer in self.layers:
            x = layer(x, mask)
        return x

    def logits(self, hidden: Tensor) -> Tensor:
        """Hidden states [n, hidden] -> a score for every token [n, vocabulary]."""
        return F.linear(self.head_norm(F.gelu(self.head(hidden))), self.words.weight, self.head_bias)
