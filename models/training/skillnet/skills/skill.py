"""What a skill is: a name and what it accepts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Skill:
    """One modality with its own feed-forward expert."""

    id: str
    accepts: str
