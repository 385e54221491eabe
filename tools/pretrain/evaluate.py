"""How good a model is at SST-2: zero-shot, and finetuned by backpropagation on few examples.

    python evaluate.py --model FOLDER --data sst2 [--k 16 512] [--seeds 13 21 42] [--json FILE]

DATA has train.jsonl and validation.jsonl ({"sentence", "label"}). Per seed, k examples a class to train on and k more
of the training part for development, as in Gao et al. 2021; rate and number of epochs are those of the best
development accuracy, and the validation part is looked at once. `--search` compares prompts and label words on 2,000
examples of the training part instead. Finetuning computes in bfloat16 with weights of float32, what is reported was
computed in float32.
"""

import argparse
import copy
import json
import random
import statistics
from pathlib import Path

import torch
import torch.nn.functional as F
from checkpoint import read as read_model
from model import Roberta
from prompt import Example, Prompt, accuracy, balanced, label_logits, padded, read, scores
from tokens import Tokenizer

FEW = 100
"""Examples a class below which finetuning is short of steps: higher rates, more epochs."""
BATCH = 16
TEMPLATES = (" It was{}.", " This is{} .", " This movie is{} .", " The film was{} .", " A{} movie .", " All in all, it was{}.", " Simply{} .")
WORDS = (
    (" terrible", " great"), (" terrible", " wonderful"), (" awful", " great"), (" awful", " excellent"),
    (" bad", " good"), (" bad", " great"), (" boring", " great"), (" boring", " wonderful"), (" boring", " entertaining"),
    (" poor", " excellent"), (" dull", " brilliant"), (" horrible", " amazing"), (" awful", " wonderful"), (" terrible", " excellent"),
)


def finetuned(base: Roberta, train: list[Example], development: list[Example], prompt: Prompt, tokenizer: Tokenizer, rate: float, epochs: int, seed: int) -> tuple[float, Roberta]:
    """The state of the best development accuracy over `epochs`, and that accuracy."""
    labels = prompt.label_ids(tokenizer)
    model = copy.deepcopy(base)
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, betas=(0.9, 0.98), weight_decay=0.01)
    rows = [(prompt.ids(tokenizer, e.text), e.label) for e in train]
    questions = [prompt.ids(tokenizer, e.text) for e in development]
    order = random.Random(seed)
    steps, step = epochs * -(-len(rows) // BATCH), 0
    best, kept = -1.0, model
    for _ in range(epochs):
        order.shuffle(rows)
        for start in range(0, len(rows), BATCH):
            some = rows[start : start + BATCH]
            for group in optimizer.param_groups:
                group["lr"] = rate * min((step + 1) / (0.1 * steps), 1 - step / steps)
            with torch.autocast("cpu", torch.bfloat16):
                logits = label_logits(model, padded([ids for ids, _ in some]), labels)
            loss = F.cross_entropy(logits.float(), torch.tensor([y for _, y in some]))
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            step += 1
        with torch.autocast("cpu", torch.bfloat16):
            found = accuracy(scores(model, questions, labels), development)
        if found > best:
            best, kept = found, copy.deepcopy(model)
    return best, kept


def search(model: Roberta, tokenizer: Tokenizer, examples: list[Example]) -> list[dict]:
    """Zero-shot accuracy of every prompt and pair of words, best first."""
    pairs = [Prompt(words=words).label_ids(tokenizer) for words in WORDS]
    rows = []
    for tail in TEMPLATES:
        # One pass tells of every word.
        prompts = [Prompt(tail).ids(tokenizer, e.text) for e in examples]
        every = scores(model, prompts, [label for pair in pairs for label in pair]).split(2, dim=1)
        for words, found in zip(WORDS, every):
            centred = accuracy(found - found.median(0).values, examples)
            rows.append({"tail": tail, "words": words, "accuracy": accuracy(found, examples), "centred": centred})
    return sorted(rows, key=lambda row: -row["accuracy"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True, type=Path)
    parser.add_argument("--data", required=True, type=Path)
    parser.add_argument("--k", type=int, nargs="*", default=[16, 512])
    parser.add_argument("--seeds", type=int, nargs="*", default=[13, 21, 42])
    parser.add_argument("--tail", default=Prompt.tail)
    parser.add_argument("--words", nargs=2, default=Prompt.words)
    parser.add_argument("--search", action="store_true")
    parser.add_argument("--threads", type=int, default=1, help="batches are small: a process for each seed is faster than threads")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    tokenizer, model = Tokenizer(str(options.model / "tokenizer.json")), read_model(options.model)
    train, validation = (read(str(options.data / f"{part}.jsonl")) for part in ("train", "validation"))
    if options.search:
        found = search(model, tokenizer, balanced(train, 1000, 7))
        for row in found[:25]:
            print(f"{row['accuracy']:.3f} as it is, {row['centred']:.3f} without its lean: {row['tail']!r} {row['words']}")
        if options.json:
            options.json.write_text(json.dumps(found, indent=2) + "\n")
        return

    prompt = Prompt(options.tail, tuple(options.words))
    labels = prompt.label_ids(tokenizer)
    questions = [prompt.ids(tokenizer, e.text) for e in validation]
    found = scores(model, questions, labels)
    development = balanced(train, 200, 7)
    lean = scores(model, [prompt.ids(tokenizer, e.text) for e in development], labels).median(0).values
    result = {"model": options.model.name, "tail": prompt.tail, "words": prompt.words, "validation": len(validation)}
    result["zeroShot"] = accuracy(found, validation)
    result["zeroShotCentred"] = accuracy(found - lean, validation)
    print(f"zero-shot {result['zeroShot']:.3f}, without its lean {result['zeroShotCentred']:.3f}", flush=True)
    result["firstOrder"] = []
    for k in options.k:
        runs = []
        for seed in options.seeds:
            chosen = balanced(train, 2 * k, seed)
            halves = [[e for label in (0, 1) for e in [e for e in chosen if e.label == label][part]] for part in (slice(k), slice(k, 2 * k))]
            rates, epochs = ((1e-4, 3e-4, 1e-3), 20) if k < FEW else ((3e-5, 1e-4, 3e-4), 6)
            tried = [(*finetuned(model, *halves, prompt, tokenizer, rate, epochs, seed), rate) for rate in rates]
            best, tuned, rate = max(tried, key=lambda run: run[0])
            run = {"seed": seed, "rate": rate, "development": best, "validation": accuracy(scores(tuned, questions, labels), validation)}
            runs.append(run)
            print(f"k = {k}, seed {seed}: {run['validation']:.3f} (rate {rate:g}, development {best:.3f})", flush=True)
        values = [run["validation"] for run in runs]
        result["firstOrder"].append({"k": k, "mean": statistics.mean(values), "runs": runs})
        print(f"k = {k}: mean {statistics.mean(values):.3f} of {len(values)}", flush=True)
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
