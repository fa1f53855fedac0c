"""semble as a peer (talk.mjs tells how one is measured), over the weights of a folder in the form of model2vec."""

import json
import os
import sys
from pathlib import Path


def main(work: dict) -> None:
    os.environ.update(HF_HUB_OFFLINE="1", SEMBLE_CACHE_LOCATION=str(Path(work["storage"]).parent), SEMBLE_INDEX_WORKERS="4")
    from semble.index import SembleIndex  # reads what is set above when it is imported

    index = SembleIndex.from_path(work["root"], model_path=work["model"])
    say({"first": search(index, work, work["question"])})
    index.save(Path(work["storage"], "index"))
    say({"ready": True})
    for line in sys.stdin:
        say({"places": search(index, work, json.loads(line))})


def search(index, work: dict, question: dict) -> list[dict]:
    """Twenty of the whole repository, or of the files in the question's folder, the first of each file."""
    root = question.get("root")
    inside = [path for path in work["paths"] if path.startswith(f"{root}/")] if root else None
    places = {}
    for result in index.search(question["query"], top_k=20, filter_paths=inside):
        chunk = result.chunk
        place = {"path": chunk.file_path, "startLine": chunk.start_line, "endLine": chunk.end_line}
        places.setdefault(chunk.file_path, place)
    return list(places.values())[:10]


def say(message: dict) -> None:
    print(json.dumps(message), flush=True)


if __name__ == "__main__":  # its workers read this file, too
    main(json.loads(sys.argv[1]))
