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
    """Sentences of one length followed by a question, and words of the rest of their review as its answers."""

    WORDS = 160
    LEAST = 3
    """Different ones that a review has, to be asked about."""
    ANSWERS = 4
    """Words drawn for one question: their mean says more of a review than one of them."""
    TEMPLATES = (" It was{}.", " This is{}.", " This movie is{}.", " The film was{}.")
    """Each is asked about twice as often as the next."""
    LENGTHS = range(4, 57)
    """Of sentences, in tokens."""

    def __init__(self, corpus: Corpus, tokenizer: Tokenizer, masked: MaskedWords):
        self.corpus, self.masked = corpus, masked
        self.words = verdict_words(corpus, tokenizer, self.WORDS)
        encoded = [template.split("{}") for template in self.TEMPLATES]
        self.tails = [[*tokenizer.encode(before), MASK, *tokenizer.encode(after), EOS] for before, after in encoded]
        verdict = np.full(masked.rates.size, -1)
        verdict[self.words] = np.arange(self.words.size)
        sentence, document = corpus.sentence, corpus.document
        documents = document.size - 1
        self.owner = np.repeat(np.arange(documents), np.diff(document))
        # What each document says, once each, with how often: pairs of a document and a word, in this order.
        places = np.flatnonzero(verdict[corpus.tokens] >= 0)
        inside = np.searchsorted(sentence[document], places, "right") - 1
        pairs, self.times = np.unique(inside * self.words.size + verdict[corpus.tokens[places]], return_counts=True)
        said_by, self.said = np.divmod(pairs, self.words.size)
        lengths = np.diff(sentence)
        # Some reviews say "good" and nothing else: what they have to say of a sentence is not worth asking for. And of
        # what one does say, something must stand outside the sentence.
        outspoken = np.bincount(said_by, minlength=documents) >= self.LEAST
        of_document = np.bincount(inside, minlength=documents)
        of_sentence = np.diff(np.searchsorted(places, sentence))
        usable = outspoken[self.owner] & (of_document[self.owner] > of_sentence)
        self.by_length = {n: np.flatnonzero(usable & (lengths == n)) for n in self.LENGTHS}
        sizes = np.array([found.size * n for n, found in self.by_length.items()], dtype=float)
        self.length_shares = sizes / sizes.sum()
        weights = self._weights(said_by, np.bincount(self.owner[usable], minlength=documents))
        # A word of a document is drawn by a number between its first and its last.
        self.heap = np.cumsum(weights[self.said])
        ends = np.searchsorted(said_by, np.arange(documents + 1))
        self.reach = np.concatenate([[0], self.heap])[ends]

    def _weights(self, said_by: np.ndarray, sentences: np.ndarray) -> np.ndarray:
        """Weights with which every word is the answer about as often as any other, so that none is the safe one.

        @param sentences: of each document, that may be asked about
        """
        weights = np.ones(self.words.size)
        for _ in range(50):
            total = np.bincount(said_by, weights[self.said], sentences.size)
            share = np.bincount(self.said, sentences[said_by] * weights[self.said] / total[said_by], self.words.size)
            weights = (weights * (share.mean() / share) ** 0.8).clip(1 / 200, 200)
        return weights

    def batch(self, rng: Generator, tokens: int) -> Batch:
        length = int(rng.choice(list(self.by_length), p=self.length_shares))
        tail = self.tails[min(rng.geometric(0.5) - 1, len(self.tails) - 1)]
        chosen = rng.choice(self.by_length[length], tokens // (1 + length + len(tail)))
        ids = np.empty((chosen.size, 1 + length + len(tail)), dtype=np.int64)
        ids[:, 0] = BOS
        ids[:, 1 : 1 + length] = self.corpus.tokens[self.corpus.sentence[chosen][:, None] + np.arange(length)]
        ids[:, 1 + length :] = tail
        rows, answers = self._answers(rng, chosen, ids[:, 1 : 1 + length])
        slots = rows * ids.shape[1] + 1 + length + tail.index(MASK)
        # The words of every second sentence are asked for too, so that sentences are still read for what they say.
        asked = self.masked.ask(rng, ids[1::2])
        given, places = asked.ids.numpy(), asked.places.numpy()
        given[:, 1 + length :] = tail
        row, column = np.divmod(places, ids.shape[1])
        kept = column < 1 + length
        ids[1::2] = given
        return Batch(
            torch.from_numpy(ids),
            torch.from_numpy(np.concatenate([slots, (2 * row[kept] + 1) * ids.shape[1] + column[kept]])),
            torch.cat([torch.from_numpy(answers), asked.answers[torch.from_numpy(kept)]]),
        )

    def _answers(self, rng: Generator, chosen: np.ndarray, words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Up to ANSWERS words for each chosen sentence, that its document says outside it: rows [n], tokens [n]."""
        owner = self.owner[chosen]
        rows = np.tile(np.arange(chosen.size), self.ANSWERS)
        low, high = self.reach[owner][rows], self.reach[owner + 1][rows]
        pair = np.searchsorted(self.heap, low + rng.random(rows.size) * (high - low), "right")
        pair = pair.clip(max=self.said.size - 1)
        token = self.words[self.said[pair]]
        outside = (words[rows] == token[:, None]).sum(1) < self.times[pair]
        return rows[outside], token[outside]


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
