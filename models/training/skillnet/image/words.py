"""The words that drawn pictures are labelled with: fields of work, each with its things, measures and deeds."""

import random
from dataclasses import dataclass

FIELDS: dict[str, str] = {
    "shop": "order customer product basket invoice payment discount refund shipment warehouse supplier price stock coupon"
    " review category tax",
    "auth": "user session token role permission login password account tenant group policy audit key secret scope grant",
    "network": "request response socket packet router gateway proxy cache header timeout retry latency bandwidth peer host"
    " connection",
    "queue": "message topic consumer producer broker partition offset worker task job schedule batch lag deadline backlog",
    "storage": "block page index record table row column snapshot backup replica shard volume bucket file folder segment",
    "compiler": "token parser lexer node scope symbol type module import expression statement function register opcode"
    " label",
    "learning": "model layer weight loss epoch batch sample feature label accuracy gradient optimizer dataset prediction"
    " embedding",
    "game": "player enemy weapon level score map tile item quest inventory sprite camera sound turn card deck board",
    "finance": "trade quote portfolio position ledger balance transfer currency rate fee bond stock yield risk margin fund",
    "weather": "temperature rainfall wind humidity pressure station forecast storm cloud season month sunrise snow radar",
    "health": "patient doctor dose trial ward visit symptom test sample survival age weight pulse treatment hospital",
    "science": "particle energy mass charge orbit signal frequency amplitude sensor detector angle velocity distance time",
    "cars": "engine mileage horsepower cylinder displacement gear speed fuel brand class torque wheel brake driver trip",
    "biology": "species petal sepal length width cell gene protein tree leaf height habitat penguin island bill flipper",
    "people": "employee team manager salary department office city country population birth income household school vote",
    "editor": "document cursor selection panel toolbar sidebar theme command shortcut tab widget buffer line search history"
    " settings",
    "cloud": "cluster pod node service deployment container image registry ingress balancer monitor alert metric log region",
    "media": "song album artist playlist video frame caption track channel stream photo gallery comment rating episode",
}
DEEDS = [
    "load",
    "save",
    "open",
    "close",
    "create",
    "delete",
    "update",
    "fetch",
    "send",
    "receive",
    "parse",
    "render",
    "draw",
    "compute",
    "merge",
    "split",
    "sort",
    "filter",
    "find",
    "add",
    "remove",
    "check",
    "validate",
    "start",
    "stop",
    "pause",
    "resume",
    "reset",
    "connect",
    "publish",
    "subscribe",
    "encode",
    "decode",
    "read",
    "write",
    "count",
    "group",
    "schedule",
    "retry",
    "notify",
    "export",
    "import",
    "build",
    "run",
    "test",
    "sync",
    "lock",
    "release",
    "convert",
    "apply",
    "select",
    "move",
    "copy",
]
ROLES = [
    "Service",
    "Manager",
    "Factory",
    "Handler",
    "Controller",
    "Repository",
    "Client",
    "Server",
    "Builder",
    "Adapter",
    "Observer",
    "Visitor",
    "Strategy",
    "Proxy",
    "Decorator",
    "Command",
    "Store",
    "Cache",
    "Queue",
    "Worker",
    "Parser",
    "Reader",
    "Writer",
    "Listener",
    "Provider",
    "Registry",
    "Pool",
    "Monitor",
    "View",
    "Model",
    "Context",
    "State",
    "Router",
    "Filter",
    "Facade",
    "Mediator",
    "Iterator",
]
TRAITS = [
    "active",
    "total",
    "average",
    "new",
    "old",
    "first",
    "last",
    "main",
    "local",
    "remote",
    "daily",
    "weekly",
    "open",
    "closed",
    "fast",
    "slow",
    "high",
    "low",
]
GROUPS = (
    "alpha beta gamma delta|north south east west|red green blue|control treated|train test valid|A B C D E F|"
    "Q1 Q2 Q3 Q4|Mon Tue Wed Thu Fri Sat Sun|Jan Feb Mar Apr May Jun|low medium high|yes no|small large|"
    "Python Go Rust Java|Chrome Firefox Safari|male female|one two three four five|2019 2020 2021 2022 2023|4 6 8|"
    "apple banana cherry grape|setosa versicolor virginica|Adelie Gentoo Chinstrap|compact suv pickup minivan|x y z"
)
GROUPINGS: tuple[tuple[str, ...], ...] = tuple(tuple(group.split()) for group in GROUPS.split("|"))


@dataclass(frozen=True)
class Field:
    """The things of one field of work."""

    name: str
    things: tuple[str, ...]

    def thing(self, rng: random.Random) -> str:
        return rng.choice(self.things)

    def things_of(self, rng: random.Random, count: int) -> list[str]:
        """Different things, two words where one word each is not enough."""
        found = rng.sample(self.things, min(count, len(self.things)))
        while len(found) < count:
            found.append(f"{rng.choice(TRAITS)} {self.thing(rng)}")
        return found

    def class_name(self, rng: random.Random) -> str:
        """Such as OrderService."""
        return self.thing(rng).capitalize() + (rng.choice(ROLES) if rng.random() < 0.7 else "")

    def deed(self, rng: random.Random) -> tuple[str, str]:
        """A verb and what it is done to, such as load and order."""
        return rng.choice(DEEDS), self.thing(rng)


def field(rng: random.Random) -> Field:
    name, things = rng.choice(list(FIELDS.items()))
    return Field(name, tuple(things.split()))


def camel(*words: str) -> str:
    first, *rest = "_".join(words).replace(" ", "_").split("_")
    return first + "".join(word.capitalize() for word in rest)


def snake(*words: str) -> str:
    return "_".join(words).replace(" ", "_").lower()


def title(*words: str) -> str:
    return " ".join(words).replace("_", " ").capitalize()
