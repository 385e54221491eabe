"""Weights as a file and back: safetensors under the names of Hugging Face's `RobertaForMaskedLM`, float16.

    python checkpoint.py --weights run/model.pt --config config.json --tokenizer tokenizer.json --out FOLDER
"""

import argparse
import hashlib
import json
import shutil
import struct
from pathlib import Path

import numpy as np
import torch
from model import BOS, EOS, PAD, Roberta, Shape
from torch import Tensor

NORM_EPSILON = 1e-5
BOTH = ("weight", "bias")
OF_LAYER = {
    "attention.output.dense": "out",
    "attention.output.LayerNorm": "attention_norm",
    "intermediate.dense": "up",
    "output.dense": "down",
    "output.LayerNorm": "output_norm",
}


def names(layers: int) -> dict[str, str]:
    """Name in the file -> name in the model, for all but the fused query, key and value."""
    embeddings = "roberta.embeddings"
    found = {
        f"{embeddings}.word_embeddings.weight": "words.weight",
        f"{embeddings}.position_embeddings.weight": "positions.weight",
        f"{embeddings}.token_type_embeddings.weight": "token_type",
        "lm_head.bias": "head_bias",
    }
    pairs = {f"{embeddings}.LayerNorm": "embedding_norm", "lm_head.dense": "head", "lm_head.layer_norm": "head_norm"}
    for i in range(layers):
        pairs |= {f"roberta.encoder.layer.{i}.{theirs}": f"layers.{i}.{ours}" for theirs, ours in OF_LAYER.items()}
    return found | {f"{theirs}.{kind}": f"{ours}.{kind}" for theirs, ours in pairs.items() for kind in BOTH}


def attention(layer: int, kind: str) -> list[str]:
    return [f"roberta.encoder.layer.{layer}.attention.self.{name}.{kind}" for name in ("query", "key", "value")]


def write(model: Roberta, tokenizer: str, out: Path) -> None:
    """Writes what a page or `from_pretrained` needs into the folder `out`."""
    shape, state = model.shape, model.state_dict()
    tensors: dict[str, Tensor] = {theirs: state[ours] for theirs, ours in names(shape.layers).items()}
    for i in range(shape.layers):
        for kind in BOTH:
            tensors |= zip(attention(i, kind), state[f"layers.{i}.qkv.{kind}"].chunk(3))
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    pieces: list[bytes] = []
    offset = 0
    for name in sorted(tensors):
        piece = tensors[name].detach().cpu().to(torch.float16).contiguous().numpy().tobytes()
        header[name] = {"dtype": "F16", "shape": [*tensors[name].shape], "data_offsets": [offset, offset + len(piece)]}
        offset += len(piece)
        pieces.append(piece)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    out.mkdir(parents=True, exist_ok=True)
    (out / "model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + b"".join(pieces))
    config = {
        "architectures": ["RobertaForMaskedLM"],
        "model_type": "roberta",
        "vocab_size": shape.vocabulary,
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.feed_forward,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.0,
        "attention_probs_dropout_prob": 0.0,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": 1,
        "layer_norm_eps": NORM_EPSILON,
        "initializer_range": 0.02,
        "pad_token_id": PAD,
        "bos_token_id": BOS,
        "eos_token_id": EOS,
        "torch_dtype": "float16",
    }
    special = {"bos": "<s>", "eos": "</s>", "sep": "</s>", "cls": "<s>", "unk": "<unk>", "pad": "<pad>", "mask": "<mask>"}
    described = {"tokenizer_class": "RobertaTokenizerFast", "model_max_length": shape.positions - 2}
    described |= {f"{name}_token": token for name, token in special.items()}
    (out / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    (out / "tokenizer_config.json").write_text(json.dumps(described, indent=2) + "\n")
    if Path(tokenizer).resolve() != (out / "tokenizer.json").resolve():
        shutil.copy(tokenizer, out / "tokenizer.json")


def read(folder: Path) -> Roberta:
    """The model of a folder that `write` wrote, in float32."""
    config = json.loads((folder / "config.json").read_text())
    shape = Shape(
        layers=config["num_hidden_layers"],
        hidden=config["hidden_size"],
        heads=config["num_attention_heads"],
        feed_forward=config["intermediate_size"],
        vocabulary=config["vocab_size"],
        positions=config["max_position_embeddings"],
    )
    data = (folder / "model.safetensors").read_bytes()
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + length])

    def tensor(name: str) -> Tensor:
        about = header[name]
        if about["dtype"] != "F16":
            raise ValueError(f"{name} of {folder} is {about['dtype']}; this reads float16 alone.")
        start, end = (8 + length + at for at in about["data_offsets"])
        return torch.from_numpy(np.frombuffer(data[start:end], np.float16).astype(np.float32).reshape(about["shape"]))

    state = {ours: tensor(theirs) for theirs, ours in names(shape.layers).items()}
    for i in range(shape.layers):
        for kind in BOTH:
            state[f"layers.{i}.qkv.{kind}"] = torch.cat([tensor(name) for name in attention(i, kind)])
    model = Roberta(shape)
    model.load_state_dict(state)
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("weights", "config", "tokenizer", "out"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    model = Roberta(Shape(**json.loads(Path(options.config).read_text())["shape"]))
    model.load_state_dict(torch.load(options.weights, weights_only=True, map_location="cpu"))
    write(model, options.tokenizer, Path(options.out))
    for file in sorted(Path(options.out).iterdir()):
        print(f"{file.name}: {file.stat().st_size} bytes, SHA-256 {hashlib.sha256(file.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
