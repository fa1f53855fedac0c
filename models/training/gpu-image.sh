#!/usr/bin/env sh
# Trains the image skill with configs/image-gpu.toml on a machine with a GPU, from what `python -m skillnet.carry pictures` wrote:
#   sh gpu-image.sh CARRIED OUT [SECONDS]
# Needs Python with torch, tokenizers, safetensors, onnx, numpy, matplotlib, pillow and pygments, and nothing from a network. Leaves metrics and
# the learned weights in shards under OUT. Fonts in CARRIED/fonts are drawn with. RUN, a folder, keeps the run: called again it goes on from the last checkpoint.
set -eu
carried=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
cd "$(dirname "$0")"
run=${RUN:-/tmp/skillnet-image}
export PYTHONUNBUFFERED=1 PYTHONWARNINGS=ignore SKILLNET_FONTS="$carried/fonts"
python3 -c 'import lzma, sys; sys.stdout.buffer.write(lzma.open(sys.argv[1]).read())' "$carried/pictures.jsonl.xz" >"$carried/pictures.jsonl"
python3 -m skillnet.image.train --config configs/image-gpu.toml --set seconds="${3:-540}" --model ../skillnet \
    --passages "$carried/passages.jsonl.xz" --pack "$carried/pictures" --out "$run"
python3 -m skillnet.carry shards --image --weights "$run/image.safetensors" --out "$out"
cp "$run/metrics.csv" "$run/metrics.png" "$out"
