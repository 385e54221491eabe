"""What the model is asked while it is pretrained, and on which tokens.

Two questions, neither of which needs a label:

- masked words (Devlin et al. 2019): which tokens were taken out of a stretch of text;
- verdicts: a sentence of a review, then "It was <mask>.", where the answer is a word that the *rest* of the review says
  things are ("... was great."). The words are found by counting what stands between "was" or "is" and the end of a
  clause. It is the prompt of later finetuning, asked with answers that come for free: see Gu et al. 2022 (pre-trained
  prompt tuning) for prompts in pretraining, Tian et al. 2020 (SKEP) for words of opinion as its targets.
"""

from dataclasses import dataclass

import numpy as np
import torch
from corpus import Corpus
from model import BOS, EOS, MASK, SPECIAL
from numpy.random import Generator
from tokens import Tokenizer
from torch import Tensor


@dataclass(frozen=True)
class Batch:
    ids: Tensor
    """[sequences, length], with tokens taken out."""
    places: Tensor
    """Where the model is asked, as places of the flattened ids [n]."""
    answers: Tensor
    """What stood there [n]."""


class MaskedWords:
    """Stretches of text; of the tokens taken out, 85 % are masked, 8 % left, 7 % replaced at random."""

    def __init__(self, corpus: Corpus, rates: np.ndarray):
        """@param rates: how often each token is taken out, [vocabulary]"""
        self.corpus = corpus
        self.rates = rates.copy()
        self.rates[:SPECIAL] = 0

    def batch(self, rng: Generator, tokens: int, length: int) -> Batch:
        ends = self.corpus.sentence[:-1]
        starts = rng.choice(ends[: np.searchsorted(ends, self.corpus.tokens.size - length)], tokens // length)
        ids = np.full((starts.size, length), EOS, dtype=np.int64)
        ids[:, 0] = BOS
        ids[:, 1:-1] = self.corpus.tokens[starts[:, None] + np.arange(length - 2)]
        return self.ask(rng, ids)

    def ask(self, rng: Generator, ids: np.ndarray) -> Batch:
        chosen = rng.random(ids.shape) < self.rates[ids]
        what = rng.random(ids.shape)
        given = np.where(chosen & (what < 0.85), MASK, ids)
        replaced = chosen & (what >= 0.93)
        given[replaced] = rng.integers(SPECIAL, self.rates.size, replaced.sum())
        places = np.flatnonzero(chosen)
        return Batch(torch.from_numpy(given), torch.from_numpy(places), torch.from_numpy(ids.reshape(-1)[places]))


def rarer_more_often(frequencies: np.ndarray, rate: float) -> np.ndarray:
    """`rate` for a token that is a thousandth of the text, down to 0.6 times that for common ones, up to 1.6 for rare."""
    share = frequencies / frequencies.sum()
    return rate * np.sqrt(1e-3 / (share + 1e-6)).clip(0.6, 1.6)


class Verdicts:
    """Sentences of one length followed by a question, and a word of the rest of their review as its answer."""

    WORDS = 160
    LEAST = 3
    """Different ones that a review has, to be asked about."""
    ANSWERS = 4
    """Words drawn for one question: their mean says more of a review than one of them."""
    TEMPLATES = (" It was{}.", " It was{} .", " This is{}.", " This movie is{} .", " The film was{}.")

    def __init__(self, corpus: Corpus, tokenizer: Tokenizer, masked: MaskedWords):
        self.corpus, self.masked = corpus, masked
        self.words = verdict_words(corpus, tokenizer, self.WORDS)
        encoded = [template.split("{}") for template in self.TEMPLATES]
        self.tails = [[*tokenizer.encode(a), MASK, *tail(tokenizer, b), EOS] for a, b in encoded]
        self.verdict = np.full(masked.rates.size, -1)
        self.verdict[self.words] = np.arange(self.words.size)
        self._index()

    def _index(self) -> None:
        """For every document its verdicts (place and word), and the sentences that may be asked about, by length."""
        sentence, document = self.corpus.sentence, self.corpus.document
        self.verdict_places = np.flatnonzero(self.verdict[self.corpus.tokens] >= 0)
        lengths = np.diff(sentence)
        owner = np.repeat(np.arange(document.size - 1), np.diff(document))
        first = np.searchsorted(self.verdict_places, sentence[document[:-1]])
        last = np.searchsorted(self.verdict_places, sentence[document[1:]])
        own = np.searchsorted(self.verdict_places, sentence[1:]) - np.searchsorted(self.verdict_places, sentence[:-1])
        self.first, self.last, self.owner = first, last, owner
        self.document, self.word = self._said()
        # Some reviews say "good" and nothing else: what they have to say of a sentence is not worth asking for.
        outspoken = np.bincount(self.document, minlength=document.size - 1) >= self.LEAST
        usable = outspoken[owner] & ((last - first)[owner] > own) & (lengths >= 4) & (lengths <= 56)
        self.by_length = {n: np.flatnonzero(usable & (lengths == n)) for n in range(4, 57)}
        sizes = np.array([found.size * n for n, found in self.by_length.items()], dtype=float)
        self.length_shares = sizes / sizes.sum()
        self.weights = self._weights(owner[usable])

    def _weights(self, owners: np.ndarray) -> np.ndarray:
        """Weights with which every word is the answer about as often as any other, so that none is the safe one.

        @param owners: the document of each sentence that may be asked about
        """
        document, word = self.document, self.word
        sentences = np.bincount(owners, minlength=self.first.size)
        weights = np.ones(self.words.size)
        for _ in range(50):
            total = np.bincount(document, weights[word], self.first.size)
            share = np.bincount(word, sentences[document] * weights[word] / total[document], self.words.size)
            weights = (weights * (share.mean() / share) ** 0.8).clip(1 / 200, 200)
        return weights

    def _said(self) -> tuple[np.ndarray, np.ndarray]:
        """Every document with every verdict of its own, once each."""
        inside = np.repeat(np.arange(self.first.size), self.last - self.first)
        pairs = np.unique(inside * self.words.size + self.verdict[self.corpus.tokens[self.verdict_places]])
        return np.divmod(pairs, self.words.size)

    def batch(self, rng: Generator, tokens: int) -> Batch:
        length = rng.choice(list(self.by_length), p=self.length_shares)
        tail_ids = self.tails[min(rng.geometric(0.5) - 1, len(self.tails) - 1)]
        chosen = rng.choice(self.by_length[length], tokens // (length + 1 + len(tail_ids)))
        sentence, words = self.corpus.sentence, self.verdict[self.corpus.tokens[self.verdict_places]]
        answers = np.empty((chosen.size, self.ANSWERS), dtype=np.int64)
        for row, i in enumerate(chosen):
            owner = self.owner[i]
            places = self.verdict_places[self.first[owner] : self.last[owner]]
            found = words[self.first[owner] : self.last[owner]]
            elsewhere = np.unique(found[(places < sentence[i]) | (places >= sentence[i + 1])])
            weights = self.weights[elsewhere]
            answers[row] = self.words[rng.choice(elsewhere, self.ANSWERS, p=weights / weights.sum())]
        ids = np.empty((chosen.size, 1 + length + len(tail_ids)), dtype=np.int64)
        ids[:, 0] = BOS
        ids[:, 1 : 1 + length] = self.corpus.tokens[sentence[chosen][:, None] + np.arange(length)]
        ids[:, 1 + length :] = tail_ids
        # The words of every second sentence are asked for too, so that sentences are still read for what they say.
        asked = self.masked.ask(rng, ids)
        slot = 1 + length + tail_ids.index(MASK)
        given, places = asked.ids.numpy(), asked.places.numpy()
        whole = np.arange(chosen.size) % 2 == 0
        given[whole] = ids[whole]
        given[:, slot:] = ids[:, slot:]
        row, column = places // ids.shape[1], places % ids.shape[1]
        kept = ~whole[row] & (column < 1 + length)
        slots = np.arange(chosen.size) * ids.shape[1] + slot
        return Batch(
            asked.ids,
            torch.from_numpy(np.concatenate([slots.repeat(self.ANSWERS), places[kept]])),
            torch.cat([torch.from_numpy(answers.reshape(-1)), asked.answers[torch.from_numpy(kept)]]),
        )


def tail(tokenizer: Tokenizer, text: str) -> list[int]:
    """What follows the mask; a tokenizer with add_prefix_space gives it a space."""
    return tokenizer.encode(text)


def verdict_words(corpus: Corpus, tokenizer: Tokenizer, count: int) -> np.ndarray:
    """The tokens that, of all places they stand at, most often stand between "was" or "is" and the end of a clause."""
    tokens = corpus.tokens
    ids = tokenizer.ids
    before = np.isin(tokens, [ids["Ġwas"], ids["Ġis"], ids["Ġvery"], ids["Ġso"], ids["Ġabsolutely"], ids["Ġpretty"]])
    after = np.isin(tokens, [ids[s] for s in (".", "Ġ.", ",", "Ġ,", "!", "Ġ!")])
    total = np.bincount(tokens, minlength=len(ids))
    inside = np.bincount(tokens[1:-1][before[:-2] & after[2:]], minlength=len(ids))
    word = np.array([tokenizer.names[i].startswith("Ġ") and tokenizer.names[i][1:].isalpha() for i in range(len(ids))])
    lift = np.where(word & (total >= 400), inside / (total + 200), 0)
    return np.sort(np.argsort(-lift)[:count])
