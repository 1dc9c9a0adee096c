"""tools/model.py and tools/shapes: a small model with what is hard in large ones, and what becomes of it."""
import importlib.machinery
import importlib.util
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(ROOT, "tools"))
import model as models  # noqa: E402

MODEL = r'''# A toy.
service toy
 botocore 1.2.3
 version 2026-11-27
 protocols rest-json
 signing toys
 endpoint toy

operation BuildDBThing PUT /things/{Name}?x-id=BuildDBThing in=BuildRequest out=BuildResponse status=202
 errors NoSuchThing BrokenException

operation Forget DELETE /things/{Name} in=ForgetDBRequest

operation GetMark GET /things/{Name}?marks in=MarkRequest

operation ListMarks GET /things/{Name}?marks in=ForgetDBRequest

operation PutMark PUT /things/{Name}?marks in=MarkRequest

operation MoveDBThing POST /things/{Name} in=MoveRequest out=Statement

structure BrokenException error fault
structure NoSuchThing error=Thing.NotFound status=404

structure BuildRequest payload=Body
 Name ThingName required uri=Name
 SSEKMSKeyIDs Names
 default Flag query=default
 Body Bytes
 Old DBThing

structure BuildResponse
 Statement Statement required
 Names Names
 Body Stream
 At Moment

structure ForgetDBRequest
 Name ThingName required uri=Name

structure MoveRequest
 Algorithm ThingName required header=x-algorithm
 MD5 ThingName header=x-md5
 Name ThingName required uri=Name
 Kind Kind query=kind
 Force Flag query=force
 Place Place

structure MarkRequest
 Name ThingName required uri=Name
 Mark ThingName required query=mark
 After ThingName query=after

structure Place
 X Count required

structure Statement
 Not Statement
 All Statements
 Count Count

structure DBThing
 Name ThingName

list Statements of Statement min=1
list Names of ThingName
boolean Flag
blob Bytes
blob Stream streaming
integer Count min=0 max=9
timestamp Moment time=iso8601
string Kind
 = HIGH
 = LOW
string ThingName min=1 max=64 sensitive pattern="^a \"[\\u0020-z]+$"
'''
OWN = '''
operations = ["BuildDBThing", "MoveDBThing"]
class = "Toys"
header = "toy/toys.hpp"
namespace = "wt::toy"
headers = ["map/spot.hpp"]
structures = ["Kept"]
always = ["BuildResponse.Names"]
model = """
operation MoveDBThing PATCH /things/{Name} in=MoveRequest out=Statement status=204
structure MoveRequest
 Force -
 Depth Count header=x-depth
structure Kept
 All Statements content
 Label Label
structure Label
string Kind any-case
 = LOW
 = DEEP
integer Count min=0
"""
messages = { NoSuchThing = "There is no such thing." }
[names]
Statement = "Rule"
[fields]
SSEKMSKeyIDs = "key_ids"
[groups]
Digest = ["Algorithm", "MD5"]
[elsewhere]
Place = "wt::map::Spot"
[shaped]
Label = "wt::map::Label"
'''


def load_shapes():
    loader = importlib.machinery.SourceFileLoader("shapes", os.path.join(ROOT, "tools", "shapes"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("shapes", loader))
    loader.exec_module(module)
    return module


def has(text, *lines):
    for line in lines:
        if line not in text:
            sys.exit(f"FAILED: {line!r} is not in\n{text}")


def has_not(text, line):
    if line in text:
        sys.exit(f"FAILED: {line!r} is in\n{text}")


def main():
    shapes = load_shapes()
    for name, snake in (("MFAOptions", "mfa_options"), ("CreateDBInstance", "create_db_instance"), ("KeyARNs", "key_arns"),
                        ("ListObjectsV2", "list_objects_v2"), ("IPv6Cidr", "ipv6_cidr"), ("cognito-idp", "cognito_idp"),
                        ("DBInstanceIDs", "db_instance_ids"), ("UserId", "user_id"), ("ETag", "etag"),
                        ("SSEKMSKeyId", "sse_kms_key_id")):
        if shapes.snake(name) != snake:
            sys.exit(f"FAILED: {name} is {shapes.snake(name)}")
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "models"))
        path = os.path.join(folder, "models", "toy.model")
        with open(path, "w", encoding="utf-8") as file:
            file.write(MODEL)
        read = models.read(path)
        models.write(read, path, "Again.")
        if models.read(path) != read:
            sys.exit("FAILED: what is written reads otherwise")
        if models.text_of({"min": 0, "max": None, "flattened": False}) != " min=0":
            sys.exit("FAILED: nothing is not the same as nought")
        pattern = read.shapes["ThingName"].words["pattern"]
        if pattern != '^a "[\\u0020-z]+$':
            sys.exit(f"FAILED: the pattern is {pattern}")
        shapes.ROOT = folder
        own = os.path.join(folder, "src", "toy", "toy.toml")
        os.makedirs(os.path.dirname(own))
        with open(own, "w", encoding="utf-8") as file:
            file.write(OWN)
        shapes.main([own, folder])
        made = {kind: open(os.path.join(folder, f"toy_{kind}"), encoding="utf-8").read()
                for kind in ("shapes.hpp", "shapes.cpp", "operations.cpp")}
        has(made["shapes.hpp"], "namespace wt::toy {", "    std::string name;", "    std::vector<std::string> key_ids;",
            "    std::optional<bool> default_;", "    std::optional<aws::Blob> body;", "    std::optional<DbThing> old;", "    aws::Body body;",
            "struct Rule {\n    aws::Box<Rule> not_;\n    std::optional<std::vector<Rule>> all;", "    Rule statement;",
            "    std::vector<std::string> names;", "    std::optional<Instant> at;",
            'no_such_thing{"Thing.NotFound", 404, "There is no such thing."}', 'broken{"BrokenException", 500, ""}')
        has_not(made["shapes.hpp"], "Forget")  # only what a written operation reaches
        has(made["shapes.cpp"], '.location = aws::Location::label, .is_required = true, .location_name = "Name"',
            "offsetof(T, default_)", ".time_format = aws::TimeFormat::iso8601", ".is_sensitive = true", ".is_payload = true")
        has(made["operations.cpp"],
            'aws::operation<&Toys::build_db_thing>("BuildDBThing", "toys:BuildDBThing", {"PUT", "/things/{Name}", 202})',
            '{"Forget", "DELETE", "/things/{Name}", "toys:Forget"}',
            # Two of one address are told by what one of them cannot be without.
            '{"GetMark", "GET", "/things/{Name}?marks", "toys:GetMark", "mark"}',
            '{"ListMarks", "GET", "/things/{Name}?marks", "toys:ListMarks"}', '{"PutMark", "PUT", "/things/{Name}?marks", "toys:PutMark"}', "aws::Protocol::rest_json")
        # What members have in common is a base of its own, and what is written by hand is only laid over.
        has(made["shapes.hpp"], "struct Digest {\n    std::optional<std::string> algorithm;\n    std::optional<std::string> md5;\n};",
            "struct MoveRequest : Digest {\n    std::string name;\n    std::optional<std::string> kind;\n"
            "    std::optional<wt::map::Spot> place;\n    std::optional<std::int32_t> depth;\n};", '#include "map/spot.hpp"',
            "namespace wt::map {\nconst aws::Structure& shape_of(aws::Tag<Spot>);\n}")
        has_not(made["shapes.hpp"], "struct Place")
        has(made["shapes.cpp"], "const aws::Structure& map::shape_of(aws::Tag<Spot>) {\n    using T = Spot;",
            "const aws::Structure& toy::shape_of(aws::Tag<MoveRequest>) {",
            '.offset = offsetof(T, algorithm), .type = &aws::type_of<decltype(T::algorithm)>()',
            # The model as it is amended.
            'words_1[] = {"LOW", "DEEP"};', ".in_any_case = true", ".min_value = 0.0", '.location_name = "x-depth"')
        # A structure of our own, and one whose shape is there, too.
        has(made["shapes.hpp"], "struct Kept {\n    std::optional<std::vector<Rule>> all;\n    std::optional<wt::map::Label> label;\n};")
        has_not(made["shapes.hpp"], "aws::Tag<Label>")
        has(made["shapes.cpp"], ".is_content = true")
        has_not(made["shapes.cpp"], "aws::Tag<Label>")
        has(made["operations.cpp"], '("MoveDBThing", "toys:MoveDBThing", {"PATCH", "/things/{Name}", 204})')
        # A constraint on what only goes out is nobody's to check.
        has_not(made["shapes.cpp"], ".max_value = 9.0")
        for word, complaint in (('operations = ["Nothing"]', "has no operation Nothing"),
                                ('always = ["BuildResponse.Nothing"]\noperations = ["Forget"]\nclass = "T"\nheader = "t"',
                                 "BuildResponse.Nothing is nothing"),
                                ('elsewhere = { Statement = "wt::A" }', "Statement is nothing"),
                                ('model = "structure Names\\n Nothing -"', "Names has no member Nothing")):
            with open(own, "w", encoding="utf-8") as file:
                file.write(word + "\n")
            try:
                shapes.main([own, folder])
                sys.exit(f"FAILED: {word} is taken")
            except (SystemExit, ValueError) as refused:
                has(str(refused), complaint)
    if subprocess.run([os.path.join(ROOT, "tools", "shapes")], capture_output=True, check=False).returncode != 2:
        sys.exit("FAILED: no help without arguments")
    print("tools/shapes makes what it says")


main()
