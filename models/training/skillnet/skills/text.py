"""The text skill: questions, documentation, comments, and text read from pictures or heard in recordings."""

from skillnet.skills.skill import Skill

TEXT = Skill(id="text", accepts="plain language, with or without names of code in it")
