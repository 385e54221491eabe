"""Text to tokens: documents of sentences, as `pretrain.py` reads them.

    python corpus.py --text text.jsonl.xz [--text more.jsonl] --tokenizer tokenizer.json --out corpus.npz

A line of a text file is JSON with the text under `t` or `sentence`; any other key, a label among them, is not read.
Every second document is written with its punctuation apart ("it 's good , is n't it ?"), as the Penn Treebank and the
tasks that come from it are.
"""

import argparse
import json
import lzma
import random
from collections.abc import Iterator
from multiprocessing import Pool

import numpy as np
import regex
from tokens import Tokenizer

SENTENCE_END = regex.compile(r"(?<=[.!?][\"')\]]*)\s+(?=[\"'(\[]*\p{L}|\d)")
CONTRACTION = regex.compile(r"n't\b|'(?:s|re|ve|m|ll|d)\b", regex.I)
PUNCTUATION = regex.compile(r"(\.{2,}|--+|[^\w\s'.-]|\.(?=\s|$|\"))")


def lines(path: str) -> Iterator[str]:
    """The texts of a file of JSON lines, packed with xz or not."""
    opened = lzma.open(path, "rt") if path.endswith(".xz") else open(path)
    with opened as file:
        for line in file:
            row = json.loads(line)
            yield row["t"] if "t" in row else row["sentence"]


def sentences(text: str) -> list[str]:
    """By the punctuation at their ends; a text that has none is one sentence."""
    return [s for s in SENTENCE_END.split(" ".join(text.split())) if s]


def apart(text: str) -> str:
    """`text` with punctuation and contractions as words of their own."""
    return " ".join(PUNCTUATION.sub(r" \1 ", CONTRACTION.sub(r" \g<0>", text)).split())


def _load(path: str) -> None:
    global tokenizer
    tokenizer = Tokenizer(path)


def _encode(job: tuple[int, str]) -> list[np.ndarray]:
    i, text = job
    spaced = apart if i % 2 else str
    return [np.array(tokenizer.encode(spaced(s)), dtype=np.uint16) for s in sentences(text)]


class Corpus:
    """Sentence i is `tokens[sentence[i]:sentence[i + 1]]`; document j has sentences `document[j]` to `document[j + 1]`."""

    def __init__(self, tokens: np.ndarray, sentence: np.ndarray, document: np.ndarray):
        self.tokens, self.sentence, self.document = tokens, sentence, document

    @classmethod
    def open(cls, path: str) -> "Corpus":
        with np.load(path) as file:
            return cls(file["tokens"], file["sentence"], file["document"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", action="append", required=True)
    parser.add_argument("--tokenizer", required=True)
    parser.add_argument("--out", required=True)
    options = parser.parse_args()

    texts = [text for path in options.text for text in lines(path)]
    random.Random(1).shuffle(texts)
    with Pool(initializer=_load, initargs=(options.tokenizer,)) as pool:
        documents = pool.map(_encode, enumerate(texts), chunksize=500)
    every = [s for document in documents for s in document]
    tokens = np.concatenate(every)
    sentence = np.cumsum([0, *map(len, every)])
    document = np.cumsum([0, *map(len, documents)])
    np.savez_compressed(options.out, tokens=tokens, sentence=sentence, document=document)
    print(f"{len(documents)} documents, {len(every)} sentences, {tokens.size / 1e6:.1f} million tokens")


if __name__ == "__main__":
    main()
