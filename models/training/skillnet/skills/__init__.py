"""The skills of this model; a new one is a new file and a new entry here."""

from skillnet.skills.code import CODE
from skillnet.skills.skill import Skill
from skillnet.skills.text import TEXT

SKILLS: tuple[Skill, ...] = (TEXT, CODE)
ACTIVATIONS: tuple[tuple[str, ...], ...] = (("text",), ("code",), ("code", "text"))

__all__ = ["ACTIVATIONS", "SKILLS", "Skill"]
