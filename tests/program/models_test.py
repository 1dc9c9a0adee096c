"""Operations and their shapes, held against AWS's own models: those of the botocore that is installed.

Each difference must stand in model_differences.txt with its reason, one a line:

    service.Operation.path: kind  # reason

where a * at the end of a path stands for all below it. "windtunnel api --json" says what our tables have; for a table that
no program says yet, --tables FILE reads it from there.
"""
import json
import os
import re
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(FOLDER))
NUMBERS = {"integer", "long", "float", "double"}


def version_of(text):
    return tuple(int(part) for part in text.split(".")[:2])


class Differences:
    """What model_differences.txt allows, and what of it was met."""

    def __init__(self, path):
        self.allowed = {}
        self.met = set()
        for number, line in enumerate(open(path), 1):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            row, _, reason = line.partition("  # ")
            place, _, kind = row.partition(": ")
            if not reason or not kind:
                sys.exit(f"{path}:{number}: expected \"service.Operation.path: kind  # reason\"")
            self.allowed[place, kind] = reason

    @staticmethod
    def follows_of(service):
        """The botocore that a service's tables follow: its model's in the tree."""
        with open(os.path.join(ROOT, "models", f"{service}.model"), encoding="utf-8") as file:
            return version_of(re.search(r"^ botocore (\S+)", file.read(), re.M).group(1))

    def allows(self, place, kind):
        candidates = [place] + [place[:at + 1] + "*" for at, letter in enumerate(place) if letter == "."]
        for candidate in candidates:
            if (candidate, kind) in self.allowed:
                self.met.add((candidate, kind))
                return True
        return False


class Comparison:
    def __init__(self, service, model, ours, notes):
        self.service = service
        self.shapes = model["shapes"]
        self.model = model
        self.ours = ours
        self.notes = notes  # (place, kind, what): called for every difference
        self.in_xml = ours["protocol"] in ("query", "rest-xml")

    def note(self, place, kind, ours="", theirs=""):
        self.notes(f"{self.service}.{place}", kind, f"{ours!r}, not {theirs!r}" if (ours, theirs) != ("", "") else "")

    def run(self):
        ours = {row["name"]: row for row in self.ours["operations"]}
        for name, theirs in self.model["operations"].items():
            if name not in ours:
                self.note(name, "operation missing")
                continue
            row = ours.pop(name)
            self.address(name, row, theirs)
            if row["there"]:
                self.operation(name, row, theirs)
        for name in ours:
            self.note(name, "operation unknown")

    def address(self, name, ours, theirs):
        if "uri" not in ours:
            return
        http = theirs["http"]
        if ours["method"] != http["method"]:
            self.note(name, "method", ours["method"], http["method"])
        # SDKs put the operation's name behind some addresses, which tells nothing.
        path, _, query = http["requestUri"].partition("?")
        words = sorted(word for word in query.split("&") if word and not word.startswith("x-id="))
        own_path, _, own_query = ours["uri"].partition("?")
        own_words = sorted(word for word in own_query.split("&") if word)
        if (own_path, [w.rstrip("=") for w in own_words]) != (path, [w.rstrip("=") for w in words]):
            self.note(name, "uri", ours["uri"], http["requestUri"])
        if ours["there"] and ours["status"] != http.get("responseCode", 200):
            self.note(name, "status", ours["status"], http.get("responseCode", 200))

    def operation(self, name, ours, theirs):
        for which in ("input", "output"):
            if (which in theirs) != (which in ours):
                # No shape, and one without members, are the same on the wire of some protocols only.
                shape = self.shapes[theirs[which]["shape"]] if which in theirs else {"members": {}}
                if shape["members"] or ours.get(which, {}).get("members"):
                    self.note(f"{name}.{which}", "shape missing" if which in theirs else "shape unknown")
                continue
            if which in theirs:
                self.structure(f"{name}.{which}", ours[which], theirs[which]["shape"], which, ())
                root = theirs[which].get("locationName")
                if root and self.in_xml and ours[which].get("root") and ours[which]["root"] != root:
                    self.note(f"{name}.{which}", "root", ours[which]["root"], root)

    def structure(self, place, ours, name, which, around):
        shape = self.shapes[name]
        if ours.get("recursive") or name in around:
            return
        members = dict(ours.get("members", {}))
        for member, said in shape["members"].items():
            here = f"{place}.{member}"
            if member not in members:
                self.note(here, "member missing")
                continue
            own = members.pop(member)
            self.member(here, own, said, member, which, shape, (*around, name))
        for member in members:
            self.note(f"{place}.{member}", "member unknown")

    def member(self, place, ours, said, name, which, owner, around):
        shape = self.shapes[said["shape"]]
        location = said.get("location", "body")
        if ours.get("location", "body") != location:
            self.note(place, "location", ours.get("location", "body"), location)
        wire = said.get("locationName", name)
        own_wire = ours.get("locationName", name)
        is_payload = owner.get("payload") == name
        if is_payload != ours.get("payload", False):
            self.note(place, "payload", ours.get("payload", False), is_payload)
        if location == "statusCode":
            pass
        elif location in ("header", "headers"):
            if own_wire.lower() != wire.lower():
                self.note(place, "wire name", own_wire, wire)
        elif not is_payload or (self.in_xml and shape["type"] == "structure"):
            # A flattened list goes by the name of its elements, where they have one.
            flattened = shape.get("flattened") or said.get("flattened")
            if flattened and shape["type"] == "list" and "locationName" not in said:
                wire = shape["member"].get("locationName", wire)
            if own_wire != wire:
                self.note(place, "wire name", own_wire, wire)
        required = name in owner.get("required", []) and which == "input"
        if which == "input" and ours.get("required", False) != required:
            self.note(place, "required", ours.get("required", False), required)
        if self.in_xml:
            flattened = bool(shape.get("flattened") or said.get("flattened"))
            if flattened != ours.get("flattened", False):
                self.note(place, "flattened", ours.get("flattened", False), flattened)
            attribute = bool(said.get("xmlAttribute") or shape.get("xmlAttribute"))
            if attribute != ours.get("attribute", False):
                self.note(place, "attribute", ours.get("attribute", False), attribute)
        self.value(place, ours, said, which, around)

    def value(self, place, ours, said, which, around):
        shape = self.shapes[said["shape"]]
        kind = shape["type"]
        own_kind = ours["type"]
        if kind == "blob" and (shape.get("streaming") or said.get("streaming")):
            kind = "stream"
        if kind == "character":
            kind = "string"
        if kind == "float":
            kind = "double"
        if own_kind != kind:
            self.note(place, "type", own_kind, kind)
            return
        if kind == "structure":
            self.structure(place, ours, said["shape"], which, around)
        elif kind == "list":
            inner = shape["member"]
            if self.in_xml and not (shape.get("flattened") or said.get("flattened")):
                name = inner.get("locationName", "member")
                if ours["elementName"] != name:
                    self.note(place, "element name", ours["elementName"], name)
            self.value(f"{place}.element", ours["element"], inner, which, around)
        elif kind == "map":
            if self.in_xml:
                names = (shape["key"].get("locationName", "key"), shape["value"].get("locationName", "value"))
                if (ours["keyName"], ours["valueName"]) != names:
                    self.note(place, "entry names", (ours["keyName"], ours["valueName"]), names)
            self.value(f"{place}.key", ours["key"], shape["key"], which, around)
            self.value(f"{place}.value", ours["value"], shape["value"], which, around)
        form = said.get("timestampFormat", shape.get("timestampFormat", ""))
        if kind == "timestamp" and ours.get("timestampFormat", "") != form:
            self.note(place, "timestamp format", ours.get("timestampFormat", ""), form)
        if sorted(ours.get("enum", [])) != sorted(shape.get("enum", [])):
            lacking = sorted(set(shape.get("enum", [])) - set(ours.get("enum", [])))
            more = sorted(set(ours.get("enum", [])) - set(shape.get("enum", [])))
            self.note(place, "enum" if lacking else "enum unknown", more, lacking)
        # What a service checks of what it is given; of what it gives itself nobody checks it.
        if which == "input":
            for limit in ("min", "max", "pattern"):
                if kind in NUMBERS or limit == "pattern" or kind in ("string", "blob", "list", "map"):
                    own = ours.get(limit)
                    their = shape.get(limit)
                    # No least length is one of nothing.
                    if limit == "min" and kind not in NUMBERS:
                        own, their = own or 0, their or 0
                    if own != their:
                        self.note(place, limit, own, their)


def model_of(name):
    import botocore.loaders
    return botocore.loaders.Loader().load_service_model(name, "service-2")


def tables(arguments):
    if arguments and arguments[0] == "--tables":
        return json.load(open(arguments[1]))
    import subprocess
    return json.loads(subprocess.run([arguments[0], "api", "--json"], capture_output=True, text=True, check=True).stdout)


def main(arguments):
    try:
        import botocore
    except ImportError:
        print("skipped: there is no botocore to compare with (apt-get install python3-botocore)")
        return 0
    if not arguments:
        print(__doc__)
        return 2
    differences = Differences(os.path.join(FOLDER, "model_differences.txt"))
    installed = version_of(botocore.__version__)
    found = []
    older = set()  # services whose tables say more than the installed botocore knows: that is no difference
    newer = set()

    def note(place, kind, what):
        if differences.allows(place, kind):
            return
        newer_than_model = kind.endswith("unknown") or kind in (
            "min", "max", "pattern", "required", "uri", "type", "enum")
        service = place.split(".")[0]
        if (service in older and newer_than_model) or service in newer:
            return
        found.append(f"{place}: {kind}" + (f"  ({what})" if what else ""))

    compared = 0
    services = tables(arguments)["services"]
    for ours in services:
        follows = differences.follows_of(ours["name"])
        if follows != installed:
            (older if installed < follows else newer).add(ours["name"])
    for ours in services:
        try:
            model = model_of(ours["name"])
        except botocore.exceptions.UnknownServiceError:
            print(f"botocore {botocore.__version__} has no {ours['name']}")
            continue
        Comparison(ours["name"], model, ours, note).run()
        compared += sum(1 for row in ours["operations"] if row["there"])
    for line in found:
        print(line)
    present = {ours["name"] for ours in services}
    for place, kind in sorted(set(differences.allowed) - differences.met):
        if place.split(".")[0] in present - older - newer:
            found.append(place)
            print(f"{place}: {kind} is in model_differences.txt, and is no difference any more")
    print(f"{compared} operations of {len(services)} services against botocore {botocore.__version__}: "
          f"{len(found)} differences, {len(differences.met)} that have a reason")
    if newer:
        print(f"Tables of {', '.join(sorted(newer))} follow an older botocore: what is new in this one fails nothing.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
