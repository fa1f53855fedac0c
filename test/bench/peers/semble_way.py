"""semble as a peer (talk.mjs tells how one is measured), over the weights of a folder in the form of model2vec."""

import json
import os
import sys
from pathlib import Path

work = json.loads(sys.argv[1])
os.environ.update(HF_HUB_OFFLINE="1", SEMBLE_CACHE_LOCATION=str(Path(work["storage"]).parent), SEMBLE_INDEX_WORKERS="4")

from semble.index import SembleIndex  # noqa: E402  what is set above is read when it is imported


def say(message: dict) -> None:
    print(json.dumps(message), flush=True)


def search(question: dict) -> list[dict]:
    """Twenty of the whole repository, or of the files in the question's folder, the first of each file."""
    root = question.get("root")
    inside = [path for path in work["paths"] if path.startswith(f"{root}/")] if root else None
    places = {}
    for result in index.search(question["query"], top_k=20, filter_paths=inside):
        chunk = result.chunk
        place = {"path": chunk.file_path, "startLine": chunk.start_line, "endLine": chunk.end_line}
        places.setdefault(chunk.file_path, place)
    return list(places.values())[:10]


index = SembleIndex.from_path(work["root"], model_path=work["model"])
say({"first": search(work["question"])})
index.save(Path(work["storage"], "index"))
say({"ready": True})
for line in sys.stdin:
    say({"places": search(json.loads(line))})
