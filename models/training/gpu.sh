#!/usr/bin/env sh
# Trains with configs/h200.toml on a machine with a GPU, from what `python -m skillnet.carry pack` wrote:
#   sh gpu.sh CARRIED OUT
# Needs Python with torch, tokenizers, safetensors, numpy and matplotlib, and nothing from a network. Called again with
# the same OUT it goes on from the last checkpoint. Leaves metrics and the learned weights in shards under OUT.
set -eu
carried=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
cd "$(dirname "$0")"
export SKILLNET_SOURCE="$carried" PYTHONUNBUFFERED=1
python3 -c 'import torch, tokenizers, safetensors, matplotlib; assert torch.cuda.is_available(), "no CUDA device"; print(torch.cuda.get_device_name())'
run=${RUN:-/tmp/skillnet-run}
python3 -m skillnet.train --config configs/h200.toml --corpus "$carried" --out "$run"
python3 -m skillnet.carry shards --weights "$run/model.safetensors" --out "$out"
cp "$run/metrics.csv" "$run/metrics.png" "$out"
