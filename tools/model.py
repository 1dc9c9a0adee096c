"""AWS's models as the files of models/ hold them: read by tools/shapes, written by tools/models.

A line that begins at the margin opens something, the indented lines below it belong to it:

    service cognito-idp              what is fixed about the service, a fact a line
    operation GetUser POST /         its address, then words: in=SHAPE out=SHAPE status=202 unsigned ...
     errors NotAuthorizedException   the errors it names
     pages NextToken ...             how it is paged
    structure GetUserRequest         then words: error=CODE fault payload=MEMBER ...
     AccessToken TokenModelType      a member and its shape, then words: required header=NAME wire=NAME ...
    string TokenModelType            then words: min=1 max=3 sensitive; a text with blanks is JSON's
     = OPTIONAL                      a value of an enumeration
    list UserListType of UserType    a map: of KEY VALUE
"""
import json
import re
from dataclasses import dataclass, field


@dataclass
class Member:
    name: str
    shape: str
    words: dict = field(default_factory=dict)


@dataclass
class Shape:
    kind: str
    name: str
    words: dict = field(default_factory=dict)
    members: list = field(default_factory=list)
    values: list = field(default_factory=list)  # of an enumeration
    of: list = field(default_factory=list)      # a list's element; a map's key and value


@dataclass
class Operation:
    name: str
    method: str
    uri: str
    words: dict = field(default_factory=dict)
    errors: list = field(default_factory=list)
    pages: dict = field(default_factory=dict)


@dataclass
class Model:
    name: str
    facts: dict = field(default_factory=dict)
    operations: list = field(default_factory=list)
    shapes: dict = field(default_factory=dict)


PLAIN = re.compile(r'[^\s"]+')
TOKEN = re.compile(r'([^\s="]+)(?:=("(?:\\.|[^"\\])*"|\S*))?')


def words_of(text):
    """{"required": True, "min": "1"} of "required min=1"."""
    words = {}
    for match in TOKEN.finditer(text):
        name, value = match.groups()
        words[name] = True if value is None else json.loads(value) if value.startswith('"') else value
    return words


def text_of(words):
    def word(name, value):
        if value is True:
            return name
        value = str(value)
        return f"{name}={value if PLAIN.fullmatch(value) else json.dumps(value)}"
    return "".join(" " + word(name, value) for name, value in words.items() if value is not None and value is not False)


def opened(model, head):
    """What a line at the margin opens. What is there already is said anew, but keeps what stood below it."""
    kind, name = head[:2]
    if kind == "service":
        return model
    if kind == "operation":
        made = Operation(name, head[2], head[3], words_of(" ".join(head[4:])))
        for at, each in enumerate(model.operations):
            if each.name == name:
                made.errors, made.pages = each.errors, each.pages
                model.operations[at] = made
                return made
        model.operations.append(made)
        return made
    count = {"list": 1, "map": 2}.get(kind, 0)
    at = 3 + count if count else 2
    made = Shape(kind, name, words_of(" ".join(head[at:])), of=head[3:at])
    if name in model.shapes:
        made.members, made.values = model.shapes[name].members, model.shapes[name].values
    model.shapes[name] = made
    return made


def put(shape, member):
    for at, each in enumerate(shape.members):
        if each.name == member.name:
            shape.members[at:at + 1] = [member] if member.shape != "-" else []
            return
    if member.shape == "-":
        raise ValueError(f"{shape.name} has no member {member.name} that could be left out")
    shape.members.append(member)


def take(model, lines):
    """Takes lines into a model. Of what is there already a line says all words anew, a member's shape "-" leaves the member
    out, and the first value of an enumeration takes the place of all that were ("=" alone: there are none)."""
    now, valued = None, False
    for line in lines:
        line = line.rstrip("\n")
        if not line or line[0] == "#":
            continue
        if line[0] != " ":
            now, valued = opened(model, line.split(" ")), False
            continue
        first, _, rest = line[1:].partition(" ")
        if isinstance(now, Model):
            now.facts[first] = rest
        elif isinstance(now, Operation):
            if first == "errors":
                now.errors = rest.split(" ")
            else:
                now.pages = words_of(rest)
        elif first == "=":
            now.values = (now.values if valued else []) + ([rest] if rest else [])
            valued = True
        else:
            shape, _, rest = rest.partition(" ")
            put(now, Member(first, shape, words_of(rest)))


def read(path):
    """The model in a file."""
    with open(path, encoding="utf-8") as file:
        lines = file.readlines()
    name = next(line.split()[1] for line in lines if line.startswith("service "))
    model = Model(name)
    take(model, lines)
    return model


def write(model, path, heading):
    lines = [f"# {heading}", f"service {model.name}"]
    lines += [f" {name} {value}" for name, value in model.facts.items() if value]
    for each in model.operations:
        lines += ["", f"operation {each.name} {each.method} {each.uri}{text_of(each.words)}"]
        if each.errors:
            lines.append(" errors " + " ".join(each.errors))
        if each.pages:
            lines.append(" pages" + text_of(each.pages))
    for each in model.shapes.values():
        of = f" of {' '.join(each.of)}" if each.of else ""
        if each.members or each.values:
            lines.append("")
        lines.append(f"{each.kind} {each.name}{of}{text_of(each.words)}")
        lines += [f" {member.name} {member.shape}{text_of(member.words)}" for member in each.members]
        lines += [f" = {value}" for value in each.values]
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
