"""The numbers that the engines' tests hold a model to (tests/golden/mlm-logits.json): what PyTorch computes for it.

    python golden.py --model FOLDER --data sst2 --out ../../tests/golden/mlm-logits.json

Of 24 validation sentences, evenly from all of them, one by one, in float32. Sentences are not written, only their ids.
"""

import argparse
import hashlib
import json
from pathlib import Path

import torch
import torch.nn.functional as F
from checkpoint import read as read_model
from model import MASK
from prompt import Prompt, read
from tokens import Tokenizer

COUNT = 24


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("model", "data", "out"):
        parser.add_argument(f"--{name}", required=True, type=Path)
    options = parser.parse_args()
    tokenizer, model, prompt = Tokenizer(str(options.model / "tokenizer.json")), read_model(options.model), Prompt()
    labels = prompt.label_ids(tokenizer)
    words = [word.strip() for word in prompt.words]
    examples = []
    every = read(str(options.data / "validation.jsonl"))
    for example in every[:: len(every) // COUNT][:COUNT]:
        ids = prompt.ids(tokenizer, example.text)
        at = ids.index(MASK)
        hidden = model.encode(torch.tensor([ids]))[0, at]
        logits = model.logits(hidden)
        loss = F.cross_entropy(logits[labels], torch.tensor(example.label))
        top = logits.topk(5)
        examples.append(
            {
                "label": example.label,
                "ids": ids,
                "maskIndex": at,
                "labelWordLogits": {word: round(logits[i].item(), 5) for word, i in zip(words, labels)},
                "lossOverLabelWords": round(loss.item(), 6),
                "top5": [[i, round(v, 5)] for i, v in zip(top.indices.tolist(), top.values.tolist())],
                "lastHiddenAtMaskFirst8": [round(v, 5) for v in hidden[:8].tolist()],
            }
        )
    head = {
        "model": f"{options.model.name} (float16 weights widened to float32)",
        "checkpoint": hashlib.sha256((options.model / "model.safetensors").read_bytes()).hexdigest(),
        "computedWith": f"PyTorch {torch.__version__.split('+')[0]} CPU, float32",
        "template": "{sentence}" + prompt.tail.replace("{}", "<mask>"),
        "labelWords": dict(zip(words, labels)),
        "meanLoss": round(sum(e["lossOverLabelWords"] for e in examples) / COUNT, 6),
    }
    # A line for each example.
    fields = [f"  {json.dumps(name)}: {json.dumps(value)}," for name, value in head.items()]
    rows = ",\n".join(f"    {json.dumps(example)}" for example in examples)
    options.out.write_text("\n".join(["{", *fields, '  "examples": [', rows, "  ]", "}"]) + "\n")


if __name__ == "__main__":
    main()
