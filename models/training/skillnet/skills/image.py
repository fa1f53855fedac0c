"""The image skill: pictures of interfaces, diagrams, charts, terminals and code; it learns last (skillnet.image)."""

from skillnet.skills.skill import Skill

IMAGE = Skill(id="image", accepts="pictures")
