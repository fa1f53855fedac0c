"""The code skill: functions, classes and other pieces of source code, in any language, with their comments."""

from skillnet.skills.skill import Skill

CODE = Skill(id="code", accepts="source code of any language")
