"""What a skill is: a name, what it accepts, and how its input is prepared."""

from dataclasses import dataclass

from skillnet.identifiers import split_identifiers


@dataclass(frozen=True)
class Skill:
    """One modality with its own feed-forward expert."""

    id: str
    accepts: str
    split_identifiers: bool

    def prepare(self, content: str) -> str:
        """The text that the tokenizer sees."""
        return split_identifiers(content) if self.split_identifiers else content
