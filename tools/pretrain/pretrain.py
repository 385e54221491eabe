"""Pretrains the default model.

    python pretrain.py --config config.json --corpus corpus.npz --held-out held_out.npz --tokenizer tokenizer.json \\
        --out run --minutes 90

A step is a batch of masked words and one of verdicts (objectives.py). Matrices of the layers are updated by Muon
(Jordan et al. 2024), the rest by AdamW. The rate rises, stays, and falls to zero over the last part of the time
(`decay_from`). The state is kept in OUT/state.pt every few minutes: the same command goes on from there, and with more
--minutes it goes on before the fall. OUT/model.pt are the weights of the lowest held-out loss since the start of this
command, OUT/curve.jsonl the figures along the way. Ctrl-C keeps the state and ends.
"""

import argparse
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from corpus import Corpus
from model import Roberta, Shape
from objectives import Batch, MaskedWords, Verdicts, rarer_more_often
from prompt import Prompt, accuracy, balanced, read, scores
from start import begin, word_vectors
from tokens import Tokenizer
from torch import Tensor

KEEP_EVERY = 240
"""Seconds between kept states."""


def loss_of(model: Roberta, batch: Batch, device: str) -> Tensor:
    """Cross-entropy in nats, mean over the answers."""
    with torch.autocast(device, torch.bfloat16):
        hidden = model.encode(batch.ids.to(device)).flatten(0, 1)
        logits = model.logits(hidden[batch.places.to(device)])
    return F.cross_entropy(logits.float(), batch.answers.to(device))


@torch.no_grad()
def held_out(model: Roberta, batches: list[Batch], device: str) -> float:
    return float(np.mean([loss_of(model, batch, device).item() for batch in batches]))


def optimizers(model: Roberta, rate: float) -> list[torch.optim.Optimizer]:
    matrices = [p for p in model.layers.parameters() if p.dim() == 2]
    inside = {id(p) for p in matrices}
    others = [p for p in model.parameters() if id(p) not in inside]
    return [
        torch.optim.Muon(matrices, lr=rate, weight_decay=0.01, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(others, lr=rate, betas=(0.9, 0.98), eps=1e-6, weight_decay=0),
    ]


def share_of_rate(step: int, done: float, warmup: int, decay_from: float) -> float:
    """Of the full rate, after `done` of the time: up over `warmup` steps, level, down to zero."""
    return min((step + 1) / warmup, 1) * min((1 - done) / (1 - decay_from), 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("config", "corpus", "held-out", "tokenizer", "out"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--development", help="labelled examples to follow zero-shot accuracy with; never trained on")
    parser.add_argument("--minutes", type=float, required=True, help="of training in all, earlier runs included")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()

    config = json.loads(Path(options.config).read_text())
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    device, rate = options.device, config["rate"]
    torch.manual_seed(1)
    torch.set_num_threads(os.cpu_count() or 1)
    tokenizer, corpus = Tokenizer(options.tokenizer), Corpus.open(options.corpus)
    shape = Shape(**config["shape"])
    frequencies = np.bincount(corpus.tokens, minlength=shape.vocabulary)
    masked = MaskedWords(corpus, rarer_more_often(frequencies, config["mask"]))
    verdicts = Verdicts(corpus, tokenizer, masked)
    fixed = np.random.default_rng(1)
    unseen = MaskedWords(Corpus.open(options.held_out), np.full(shape.vocabulary, 0.15))
    held = [unseen.batch(fixed, 4096, 128) for _ in range(16)]
    prompt = Prompt()
    development = balanced(read(options.development), 500, 7) if options.development else []
    questions = [prompt.ids(tokenizer, e.text) for e in development]

    model = Roberta(shape)
    steppers = optimizers(model, rate)
    step, elapsed, seen = 0, 0.0, 0
    kept = out / "state.pt"
    if kept.exists():
        state = torch.load(kept, weights_only=True)
        model.load_state_dict(state["model"])
        model.to(device)
        for stepper, value in zip(steppers, state["optimizers"]):
            stepper.load_state_dict(value)
        step, elapsed, seen = state["step"], state["elapsed"], state["tokens"]
    else:
        begin(model, word_vectors(corpus, shape.vocabulary, shape.hidden - shape.hidden // shape.heads), torch.from_numpy(frequencies))
        model.to(device)
    rng = np.random.default_rng(step + 1)

    def draw(stage: str) -> tuple[Batch, Batch]:
        lengths = config["lengths"][stage]
        length = int(rng.choice(list(lengths), p=list(lengths.values())))
        return masked.batch(rng, config["tokens"], length), verdicts.batch(rng, config["tokens"])

    def keep() -> None:
        values = {"optimizers": [s.state_dict() for s in steppers], "step": step, "elapsed": elapsed, "tokens": seen}
        torch.save({"model": model.state_dict(), **values}, kept.with_suffix(".new"))
        os.replace(kept.with_suffix(".new"), kept)

    best = float("inf")

    def report(**figures: float) -> None:
        nonlocal best
        loss = held_out(model, held, device)
        if loss < best:
            best = loss
            torch.save(model.state_dict(), out / "model.pt")
        row = {"step": step, "seconds": round(elapsed), "tokens": seen, "held_out": round(loss, 4)}
        if development:
            found = scores(model.eval(), questions, prompt.label_ids(tokenizer))
            row["zero_shot"] = round(accuracy(found, development), 4)
            # Without the lean to one label, which any finetuning removes first.
            row["zero_shot_centred"] = round(accuracy(found - found.median(0).values, development), 4)
        row |= {name: round(value, 4) for name, value in figures.items()}
        print(json.dumps(row), flush=True)
        with open(out / "curve.jsonl", "a") as file:
            file.write(json.dumps(row) + "\n")

    total = options.minutes * 60
    last_kept, begun = elapsed, time.monotonic() - elapsed
    recent: list[tuple[float, float]] = []
    decaying = False
    # One thread draws the batches of the next step while this one is computed.
    loader = ThreadPoolExecutor(1)
    following = loader.submit(draw, "early")
    try:
        while (elapsed := time.monotonic() - begun) < total:
            done = elapsed / total
            if elapsed - last_kept > KEEP_EVERY:
                last_kept = elapsed
                # What can be gone on from with more time is the state before the rate falls.
                if not decaying:
                    keep()
                report(masked=np.mean([a for a, _ in recent]), verdicts=np.mean([b for _, b in recent]))
                recent.clear()
            if not decaying and done > config["decay_from"]:
                decaying = True
                keep()
            share = share_of_rate(step, done, config["warmup_steps"], config["decay_from"])
            for stepper in steppers:
                for group in stepper.param_groups:
                    group["lr"] = rate * share
                stepper.zero_grad(set_to_none=True)
            batches = following.result()
            following = loader.submit(draw, "late" if done >= config["late_from"] else "early")
            losses = []
            for batch in batches:
                loss = loss_of(model, batch, device)
                (loss / 2).backward()
                losses.append(loss.item())
                seen += batch.ids.numel()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            for stepper in steppers:
                stepper.step()
            recent.append((losses[0], losses[1]))
            step += 1
            if step % 25 == 0:
                print(f"step {step}, {elapsed:.0f} s of {total:.0f}, {seen / 1e6:.1f} million tokens, losses {losses[0]:.3f} {losses[1]:.3f}", flush=True)
    except KeyboardInterrupt:
        if not decaying:
            keep()
        print(f"Stopped after step {step}; the same command goes on from there.")
        return
    report()


if __name__ == "__main__":
    main()
