"""The tokenizer: byte-level BPE (Sennrich et al. 2016; Radford et al. 2019), lower-cased, in Hugging Face's tokenizer.json.

    python tokens.py train TEXT... --out tokenizer.json     learns the merges
"""

import argparse
import collections
import functools
import heapq
import json
from collections.abc import Iterable

import regex

PIECES = regex.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")
SPECIAL = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]


def byte_alphabet() -> dict[int, str]:
    """GPT-2's printable stand-in for each byte: printable Latin-1 is itself, the rest lie from U+0100 on."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    rest = [b for b in range(256) if b not in printable]
    return {b: chr(b) for b in printable} | {b: chr(256 + i) for i, b in enumerate(rest)}


ALPHABET = byte_alphabet()


def pieces(text: str) -> list[str]:
    """Lower-cased words with the space before them, as bytes of the alphabet."""
    text = text.lower()
    if not text.startswith(" "):
        text = " " + text
    return ["".join(ALPHABET[b] for b in piece.encode()) for piece in PIECES.findall(text)]


def merged(parts: list[str], pair: tuple[str, str]) -> list[str]:
    """`parts` with each occurrence of `pair` joined, from the left."""
    joined: list[str] = []
    for part in parts:
        if joined and (joined[-1], part) == pair:
            joined[-1] += part
        else:
            joined.append(part)
    return joined


class Tokenizer:
    def __init__(self, path: str):
        with open(path) as file:
            model = json.load(file)["model"]
        self.ids: dict[str, int] = model["vocab"]
        self.names = {i: name for name, i in self.ids.items()}
        merges = (m.split(" ") if isinstance(m, str) else m for m in model["merges"])
        self.ranks = {tuple(pair): rank for rank, pair in enumerate(merges)}
        self.piece = functools.cache(self._piece)

    def _piece(self, piece: str) -> list[int]:
        parts = list(piece)
        while len(parts) > 1:
            rank, i = min((self.ranks.get(pair, len(self.ranks)), i) for i, pair in enumerate(zip(parts, parts[1:])))
            if rank == len(self.ranks):
                break
            parts = merged(parts, (parts[i], parts[i + 1]))
        return [self.ids[part] for part in parts]

    def encode(self, text: str) -> list[int]:
        """Token ids of `text` alone, without special tokens."""
        return [i for piece in pieces(text) for i in self.piece(piece)]


def learn(texts: Iterable[str], size: int, least: int = 4) -> tuple[list[str], list[tuple[str, str]]]:
    """The vocabulary of `size` tokens and its merges, of words seen at least `least` times."""
    counts = collections.Counter(piece for text in texts for piece in pieces(text))
    words = [(list(word), count) for word, count in counts.items() if count >= least]
    vocabulary = SPECIAL + sorted(ALPHABET.values())
    merges: list[tuple[str, str]] = []
    pairs: collections.Counter[tuple[str, str]] = collections.Counter()
    where = collections.defaultdict(set)
    for i, (word, count) in enumerate(words):
        for pair in zip(word, word[1:]):
            pairs[pair] += count
            where[pair].add(i)
    heap = [(-count, pair) for pair, count in pairs.items()]
    heapq.heapify(heap)
    while len(vocabulary) < size:
        count, best = heapq.heappop(heap)
        if pairs[best] != -count:
            # A stale entry: the pair lost some of its places to another merge.
            if pairs[best] > 0:
                heapq.heappush(heap, (-pairs[best], best))
            continue
        merges.append(best)
        vocabulary.append("".join(best))
        touched = set()
        for i in list(where[best]):
            word, count = words[i]
            for pair in zip(word, word[1:]):
                pairs[pair] -= count
                touched.add(pair)
            joined = merged(word, best)
            words[i] = joined, count
            for pair in zip(joined, joined[1:]):
                pairs[pair] += count
                where[pair].add(i)
                touched.add(pair)
        for pair in touched:
            if pairs[pair] > 0:
                heapq.heappush(heap, (-pairs[pair], pair))
    return vocabulary, merges


def tokenizer_json(vocabulary: list[str], merges: list[tuple[str, str]]) -> dict[str, object]:
    """The file that Hugging Face's tokenizers read, and the page's: lower-cased, a space before the first word."""
    bytes_of = {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True}
    added = [
        {"id": i, "content": s, "single_word": False, "lstrip": s == "<mask>", "rstrip": False, "normalized": False, "special": True}
        for i, s in enumerate(SPECIAL)
    ]
    ends = {"sep": ["</s>", 2], "cls": ["<s>", 0], "trim_offsets": True, "add_prefix_space": True}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": bytes_of,
        "post_processor": {"type": "RobertaProcessing"} | ends,
        "decoder": bytes_of,
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": "",
            "end_of_word_suffix": "",
            "fuse_unk": False,
            "byte_fallback": False,
            "ignore_merges": False,
            "vocab": {token: i for i, token in enumerate(vocabulary)},
            "merges": [" ".join(pair) for pair in merges],
        },
    }


def main() -> None:
    # Here, since corpus.py imports this file for the tokenizer.
    from corpus import lines

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["train"])
    parser.add_argument("texts", nargs="+")
    parser.add_argument("--size", type=int, default=8192)
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    vocabulary, merges = learn((text for path in options.texts for text in lines(path)), options.size)
    with open(options.out, "w") as file:
        json.dump(tokenizer_json(vocabulary, merges), file, ensure_ascii=False)
    print(f"{len(vocabulary)} tokens, {len(merges)} merges")


if __name__ == "__main__":
    main()
