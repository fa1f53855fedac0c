"""Which licences let their code train a model that everybody may use: permissive ones only."""

import re

_PERMISSIVE = re.compile(
    r"(?:expat|mit\b|x11|bsd|0bsd|isc|apache|zlib|boost|bsl-1|unlicense$|cc0|public-domain|psf|python-2|python$|wtfpl|go$|curl|openssl$|postgresql|blueoak|unicode)",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"gpl|mpl|epl|cddl|eupl|cc-by|sspl|busl|busi|commons-clause|proprietary|osl|cecill|artistic", re.IGNORECASE
)


def is_permissive(licence: str) -> bool:
    """True where `licence` ("MIT and (Apache-2.0 or GPL-2)"), choosing at each "or", asks for no more than a notice."""
    conditions = [part.strip("() ") for part in re.split(r"\s+and\s+|,", licence, flags=re.IGNORECASE)]
    return any(conditions) and all(_has_permissive_choice(condition) for condition in conditions if condition)


def _has_permissive_choice(condition: str) -> bool:
    choices = re.split(r"\s+or\s+|\s*\|\s*|/", condition, flags=re.IGNORECASE)
    return any(_PERMISSIVE.match(choice.strip("() ")) and not _BOUND.search(choice) for choice in choices)


def licence_of(copyright_file: str) -> str:
    """The licences of a machine-readable debian/copyright (DEP-5) joined by "and"; empty for the older, free form.

    The files of the packaging itself do not count: they are not read.
    """
    found: list[str] = []
    for stanza in re.split(r"\n\s*\n", copyright_file):
        fields = dict(re.findall(r"^(Files|License):[ \t]*((?:.*)(?:\n[ \t]+\S.*)*)", stanza, re.MULTILINE))
        if "License" in fields and fields.get("Files", "debian/*").split() != ["debian/*"]:
            found.append(fields["License"].split("\n")[0].strip())
    return " and ".join(dict.fromkeys(f"({one})" if " or " in one else one for one in found))
