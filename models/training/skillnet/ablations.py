"""What each choice is worth: python -m skillnet.ablations --corpus DIR --cosqa DIR --out DIR [--steps 60]

Every variant is trained from MiniLM on the same batches at equal cost: where one computes more for a token, it gets
fewer steps. Then each is asked the same held-out questions and CoSQA. Resumable: what is trained is only asked again.
"""

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from skillnet.config import ModelConfig
from skillnet.ranking import interval, reciprocal
from skillnet.suites import Suite, cosqa
from skillnet.train import Run, TrainConfig, held_examples, read_config, train

TWO_EXPERTS = 10.6 / 17.7
"""Steps that cost as much as one with a single expert: activated parameters of one against two."""
FROZEN = {"trained": "experts", "anchor": 0.0, "expert_learning_rate": 2e-4}


@dataclass(frozen=True)
class Variant:
    """One thing that is different."""

    name: str
    says: str
    change: dict[str, object]
    steps: float = 1.0


VARIANTS = (
    Variant("base", "all but the embeddings learn, questions anchored; code activates the code expert", {}),
    Variant("frozen attention", "the code experts alone learn", FROZEN),
    Variant("no anchor", "nothing holds the vectors of questions", {"anchor": 0.0}),
    Variant("one dense feed-forward", "code and text through one expert", {"code_skills": ("text",)}),
    Variant("{code, text}", "code activates both experts", {"code_skills": ("code", "text")}, TWO_EXPERTS),
    Variant("LayerNorms per skill", "each skill normalises for itself", {"model": ModelConfig(skill_norms=True)}),
    Variant("whole identifiers", "camelCase and snake_case stay as they are", {"split_identifiers": False}),
    Variant("4,000 extra tokens", "frequent words of code are whole tokens", {"extra_tokens": 4000}),
)


def main() -> None:
    parser = argparse.ArgumentParser(description="Train variants at equal cost and compare them.")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--cosqa", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--config", type=Path, default=Path("configs/cpu.toml"))
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--queries", type=int, help="so many questions of CoSQA, fewer candidates: a quick look")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="of every variant (TOML)")
    parser.add_argument("--only", nargs="+", metavar="VARIANT", help="names of variants")
    arguments = parser.parse_args()
    only = arguments.only or [variant.name for variant in VARIANTS]
    suite = cosqa(arguments.cosqa, arguments.queries)
    print(f"{'':<26}{'steps':<7}{'held-out NDCG@10':<18}{'CoSQA MRR':<11}95 % interval")
    for variant in (variant for variant in VARIANTS if variant.name in only):
        config = shortened(read_config(arguments.config, arguments.set), round(arguments.steps * variant.steps))
        run = train(replace(config, **variant.change), arguments.corpus, arguments.out / variant.name.replace(" ", "-"))
        held = run.validate(held_examples(arguments.corpus, config))
        ranks = of_suite(run, suite)
        low, high = interval(ranks)
        print(
            f"{variant.name:<26}{run.step:<7}{held:<18.4f}{ranks.mean():<11.4f}{low:.3f} to {high:.3f}  {variant.says}",
            flush=True,
        )


def shortened(config: TrainConfig, steps: int) -> TrainConfig:
    """The same run in few steps, without looks in between."""
    return replace(config, steps=steps, warmup=max(1, steps // 8), validate_every=steps, checkpoint_every=steps)


def of_suite(run: Run, suite: Suite) -> NDArray[np.float64]:
    """Reciprocal ranks of a suite's questions."""
    queries = run.vectors([(query, "text") for query in suite.queries])
    candidates = run.vectors([(candidate, suite.skill) for candidate in suite.candidates])
    return reciprocal(queries @ candidates.T, suite.gold)


if __name__ == "__main__":
    main()
