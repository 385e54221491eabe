"""Where training starts from: word vectors from co-occurrence, and heads that look at the neighbours.

A plain start spends its first millions of tokens on finding which words are alike. Counting finds it in a minute:
positive pointwise mutual information over a window (Church and Hanks 1990; Levy and Goldberg 2014), factored by a
truncated singular value decomposition.
"""

import math

import numpy as np
import torch
from corpus import Corpus
from model import SPECIAL, Roberta
from torch import Tensor

WINDOW = 5


def word_vectors(corpus: Corpus, vocabulary: int, size: int) -> Tensor:
    """[vocabulary, size], each row of length 1; those of special tokens are zero."""
    tokens = corpus.tokens.astype(np.int64)
    counts = np.zeros(vocabulary**2, dtype=np.float32)
    for distance in range(1, WINDOW + 1):
        for start in range(0, tokens.size - distance, 4_000_000):
            left = tokens[start : start + 4_000_000]
            right = tokens[start + distance : start + distance + 4_000_000]
            pairs = left[: right.size] * vocabulary + right
            counts += np.bincount(pairs, minlength=vocabulary**2) * np.float32(1 - (distance - 1) / WINDOW)
    together = counts.reshape(vocabulary, vocabulary)
    together += together.T.copy()
    together[:SPECIAL] = together[:, :SPECIAL] = 0
    word = together.sum(1)
    context = word**0.75 / (word**0.75).sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        np.divide(together, word[:, None] * context, out=together)
        np.log(together, out=together)
    together[~(together > 0)] = 0
    torch.manual_seed(0)
    u, s, _ = torch.svd_lowrank(torch.from_numpy(together), q=size + 32, niter=3)
    vectors = u[:, :size] * s[:size].sqrt()
    vectors -= vectors[SPECIAL:].mean(0)
    vectors /= vectors.norm(dim=1, keepdim=True) + 1e-6
    vectors[:SPECIAL] = 0
    return vectors


@torch.no_grad()
def begin(model: Roberta, vectors: Tensor, frequencies: Tensor) -> None:
    """Sets `model`'s weights: words in the first dimensions, sinusoidal positions in the last (as many as one head has).

    @param vectors: [vocabulary, hidden - hidden / heads]
    @param frequencies: how often each token was seen, [vocabulary]
    """
    shape = model.shape
    head = shape.hidden // shape.heads
    width = shape.hidden - head
    generator = torch.Generator().manual_seed(0)

    def noise(tensor: Tensor, deviation: float) -> None:
        tensor.copy_(torch.randn(tensor.shape, generator=generator) * deviation)

    model.words.weight.zero_()
    model.words.weight[:, :width] = vectors * 0.45
    waves = math.pi / 2 * 0.75 ** torch.arange(head // 2)
    angles = torch.arange(shape.positions)[:, None] * waves
    model.positions.weight.zero_()
    model.positions.weight[:, width::2] = angles.sin() * 0.6 / math.sqrt(head / 2)
    model.positions.weight[:, width + 1 :: 2] = angles.cos() * 0.6 / math.sqrt(head / 2)
    model.positions.weight[:2] = 0

    def rotation(steps: float) -> Tensor:
        """Turns the position p into p + steps."""
        turned = torch.zeros(head, head)
        for i, wave in enumerate(waves.tolist()):
            c, s = math.cos(wave * steps), math.sin(wave * steps)
            turned[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = torch.tensor([[c, s], [-s, c]])
        return turned

    for i, layer in enumerate(model.layers):
        q, k, v = layer.qkv.weight.view(3, shape.heads, head, shape.hidden)
        noise(layer.qkv.weight, 0.02)
        noise(layer.out.weight, 0.02)
        # One head looks a step ahead, one a step back (two in every other layer), the others around.
        for h in range(shape.heads):
            steps = {0: 1, 1: -1}.get(h, 0) * (1 + i % 2)
            sharpness = 3 if steps else 0.7
            q[h, :, width:] += rotation(steps) * sharpness
            k[h, :, width:] += torch.eye(head) * sharpness
            carried = torch.linalg.qr(torch.randn(width, head, generator=generator))[0]
            v[h, :, :width] += carried.T
            layer.out.weight[:width, h * head : (h + 1) * head] += carried * (0.8 if i == 0 else 0.2)
        noise(layer.up.weight, 0.6 / math.sqrt(shape.hidden))
        noise(layer.down.weight, 0.1 / math.sqrt(shape.feed_forward))
    noise(model.head.weight, 0.01)
    model.head.weight += torch.eye(shape.hidden)
    share = ((frequencies + 1) / (frequencies + 1).sum()).log()
    model.head_bias.copy_(share - share.mean())
