"""Templates, JSONPaths and documents, drawn with a seed: small pieces of the languages put together, mostly right, at times
broken. What depends on where Java keeps an object (the text of an array, of a class loader) is not drawn."""
import json
import random

DATA = {
    "a": 1, "b": None, "s": "xyz", "t": "Héllo Wörld", "e": "", "yes": True, "no": False, "d": 2.5, "neg": -3,
    "big": 9999999999, "huge": 123456789012345678901234567890, "emoji": "a😀b",
    "l": [3, 4, 5], "names": ["ann", "bob", None, "ann"], "none": [],
    "m": {"k": "v", "n": None, "l": [1, "two", {"x": 1.5, "u": "a/b"}], "in": {"deep": [True, {"z": "end"}]}},
    "maps": [{"id": 1, "name": "one"}, {"id": 2}, {"id": 3, "name": "three"}],
}
ROOTS = ["a", "b", "s", "t", "e", "yes", "no", "d", "neg", "big", "huge", "emoji", "l", "names", "none", "m", "maps", "zz", "x", "y"]
TEXT_METHODS = [
    "length()", "isEmpty()", "toUpperCase()", "toLowerCase()", "trim()", "substring(1)", "substring(0, 2)", "substring(1, $a)",
    "contains('y')", "indexOf('l')", "indexOf('z', 1)", "lastIndexOf('l')", "replace('l', 'L')", "replaceAll('[a-m]', '<$0>')",
    "replaceAll('(.)(.)', '$2$1')", "replaceFirst('o', '0')", "split('l').size()", "split(',').get(0)", "matches('x.z')",
    "startsWith('x')", "endsWith('d')", "equals('xyz')", "equalsIgnoreCase('XYZ')", "concat('!')", "compareTo('xya')", "charAt(0)",
    "hashCode()", "toString()", "empty", "class", "repeat(2)", "isBlank()", "strip()", "nothing()", "substring(9)", "valueOf(5)",
]
NUMBER_METHODS = ["toString()", "intValue()", "longValue()", "doubleValue()", "equals(1)", "compareTo(1)", "hashCode()", "class",
                  "toString().length()", "parseInt('12')", "parseInt('x')", "toHexString(255)", "valueOf('7')"]
LIST_METHODS = ["size()", "isEmpty()", "get(0)", "get(1)", "get(7)", "contains(4)", "contains('ann')", "indexOf(5)", "add(6)", "add(0, 'q')",
                "remove(0)", "set(0, 9)", "toString()", "subList(1, 2)", "clear()", "empty", "containsAll([4])", "addAll([7, 8])",
                "lastIndexOf('ann')", "equals([3, 4, 5])", "size", "removeAll(['ann'])"]
MAP_METHODS = ["size()", "isEmpty()", "get('k')", "get('zz')", "k", "n", "l", "in.deep", "l[0]", "l[2].x", "l.get(1)", "put('p', 1)",
               "put('k', 'w')", "containsKey('k')", "containsValue('v')", "keySet()", "values()", "entrySet()", "remove('k')",
               "toString()", "keySet().size()", "putAll({'q': 1})", "getOrDefault('zz', 'dflt')", "missing.deep", "in.deep[1].z"]
METHODS = {"a": NUMBER_METHODS, "neg": NUMBER_METHODS, "big": NUMBER_METHODS, "d": ["toString()", "intValue()", "class", "isNaN()"],
           "s": TEXT_METHODS, "t": TEXT_METHODS, "e": TEXT_METHODS, "emoji": TEXT_METHODS, "l": LIST_METHODS, "names": LIST_METHODS,
           "none": LIST_METHODS, "m": MAP_METHODS, "yes": ["toString()", "equals(true)", "booleanValue()", "class"],
           "maps": LIST_METHODS + ["get(0).id", "get(1).name", "[2].name", "[0]"]}
INPUTS = ["$input.path('$.items')", "$input.json('$')", "$input.json('$.items[0]')", "$input.path('$.name')", "$input.json('$.nope')",
          "$input.path('$.nope')", "$input.body", "$input.path('$.items[?(@.id > 1)]').size()", "$input.json('$..id')",
          "$util.escapeJavaScript($input.json('$'))", "$util.base64Encode($s)", "$util.urlEncode($t)", "$util.parseJson('{\"q\":[1,2]}').q[1]",
          "$util.urlDecode('a%20b+c')", "$util.base64Decode('aGk=')"]
BODY = '{"name": "ann", "items": [{"id": 1, "tags": ["a", "b"]}, {"id": 2, "price": 1.50}], "path": "a/b"}'


class Templates:
    """Draws templates."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.depth = 0

    def one_of(self, what):
        return self.random.choice(what)

    def chance(self, percent):
        return self.random.randrange(100) < percent

    def reference(self, plain=False):
        root = self.one_of(ROOTS)
        member = ""
        if self.chance(45) and root in METHODS:
            picked = self.one_of(METHODS[root])
            member = picked if picked.startswith("[") else "." + picked
        elif self.chance(10):
            member = self.one_of([".foo", ".foo()", "[0]", "[1]", "['k']", "[-1]", ".foo.bar", "[$a]"])
        bang = "!" if self.chance(15) else ""
        if self.chance(25):
            return "$" + bang + "{" + root + member + "}"
        return "$" + bang + root + member + ("" if plain else "")

    def text(self):
        return self.one_of(["plain", " ", "\n", "  ", "{\"k\": ", "}", ", ", "x.y", "# 5", "$ 5", "$5", "a-b", "\\", "\\\\", "\"", "'", "(", ")", "[0]",
                            "#", "##", "é", "end", ".", "..", "!", "\t", "\r\n", "100%", "$.x", "{}", "_", "#x", "#1.5", "-1", "true"])

    def literal(self):
        return self.one_of(["1", "0", "-2", "2.5", "1.0E3", "'single'", "''", "\"\"", "'it''s'", "true", "false", "9999999999", "3000000000",
                            "\"double\"", "\"$a and $zz\"", "\"${s}!\"", "\"#if($yes)in#end\"", "[1, 2]", "[]", "{}", "{'k': 1, 'j': $s}", "[1..3]",
                            "[$a..3]", "[3..$neg]", "['p', $zz, 2.0]", "\"\\u0041\"", "\"a\"\"b\"", "123456789012345678901"])

    def operand(self):
        self.depth += 1
        try:
            if self.depth < 4 and self.chance(12):
                return "(" + self.expression() + ")"
            if self.chance(50):
                return self.reference(True)
            return self.literal()
        finally:
            self.depth -= 1

    def expression(self):
        self.depth += 1
        try:
            made = ("!" if self.chance(8) else "") + self.operand()
            while self.depth < 4 and self.chance(35):
                made += self.one_of([" + ", " - ", " * ", " / ", " % ", " == ", " != ", " < ", " <= ", " > ", " >= ", " && ", " || ", " and ",
                                     " or ", " eq ", " ne ", " lt ", " ge ", "+", "=="]) + self.operand()
            return made
        finally:
            self.depth -= 1

    def blank(self):
        return self.one_of(["", "", "", "\n", " \n", "  ", "\n  "])

    def block(self, most=3):
        return "".join(self.piece() for _ in range(self.random.randrange(1, most + 1)))

    def directive(self):
        kind = self.random.randrange(14)
        if kind < 4:
            return "#set(" + self.one_of(["$x", "$y", "$a", "$m.z", "$m.k", "$l[0]", "$m['q']", "$zz.q", "$x.y"]) + " = " + self.expression() + ")" + self.blank()
        if kind < 7:
            made = "#if(" + self.expression() + ")" + self.blank() + self.block()
            if self.chance(25):
                made += "#elseif(" + self.expression() + ")" + self.block(2)
            if self.chance(40):
                made += self.one_of(["#else\n", "#{else}", "#else "]) + self.block(2)
            return made + self.one_of(["#end", "#{end}", "#end\n"]) + self.blank()
        if kind < 10:
            over = self.one_of(["$l", "$names", "[1..3]", "$m", "$maps", "$m.keySet()", "$m.entrySet()", "$zz", "$none", "$a", "['p', 'q']", self.reference(True)])
            inside = self.block(2) + self.one_of(["$x", "$x.id", "$foreach.index", "$foreach.count", "$velocityCount", "#if($foreach.hasNext),#end",
                                                   "#if($x == 4)#break#end", "$foreach.first", "$foreach.parent.count", "$x.key=$x.value;", "$foreach.last"])
            return "#foreach(" + self.one_of(["$x", "$y", "$a"]) + " in " + over + ")" + self.blank() + inside + "#end" + self.blank()
        if kind == 10:
            return "#define($y)" + self.block(2) + "#end$y" + self.one_of(["", "$y", "$!y"])
        if kind == 11:
            return "#macro(mac $p $q)<$p|$q>" + self.block(1) + "#end#mac(" + self.one_of(["$a $s", "$zz 1", "'t' $m.k", "$s", "\"$a\" [1]", "$a, $b", ""]) + ")"
        if kind == 12:
            return self.one_of(["#stop", "#break", "#foo($a)", "#foo()", "#evaluate('$a$zz')", "#[[ raw $a #if ]]#", "#* gone $a *#", "## gone\n", "#evaluate($s)"])
        return self.one_of(INPUTS)

    def piece(self):
        self.depth += 1
        try:
            if self.depth > 5 or self.chance(35):
                return self.text() if self.chance(50) else self.reference()
            if self.chance(8):
                return self.one_of(["\\", "\\\\", "\\\\\\"]) + self.one_of([self.reference(), "#if", "#foo", "#set", "#end", "#{if}", "$"])
            return self.directive()
        finally:
            self.depth -= 1

    def template(self):
        self.depth = 0
        made = self.block(5)
        if self.chance(6):  # broken somewhere
            at = self.random.randrange(len(made) + 1)
            made = made[:at] + made[at + self.random.randrange(3):]
        return made


DOCUMENTS = [
    '{"store": {"book": [{"category": "reference", "author": "Nigel Rees", "title": "Sayings", "price": 8.95}, {"category": "fiction",'
    ' "author": "Evelyn Waugh", "title": "Sword", "price": 12.99, "isbn": "0-553"}, {"category": "fiction", "title": "Moby Dick",'
    ' "price": 8.99, "tags": ["sea", "whale"]}], "bicycle": {"color": "red", "price": 19.95}}, "expensive": 10, "n": null, "t": true}',
    '{"a": [1, 2, 3, [4, 5], {"b": 6}], "b": {"c": {"c": 1, "d": null}, "e": []}, "s": "text", "x.y": 1, "it\'s": 2, "n": -1.5}',
    '[{"id": 1, "v": "1"}, {"id": 2, "v": 2}, {"id": 3}, 4, "five", null, [6]]',
    '[]', '{}', '"text"', '5', 'null', '[[1, 2], [3, 4]]', '{"a": {"b": [{"c": 1}, {"c": 2}]}, "c": [{"c": [7]}]}',
]


class JsonPaths:
    """Draws paths."""

    NAMES = ["store", "book", "price", "title", "a", "b", "c", "d", "id", "v", "n", "t", "tags", "isbn", "expensive", "nope", "s", "e", "bicycle"]

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.depth = 0

    def one_of(self, what):
        return self.random.choice(what)

    def value(self):
        return self.one_of(["1", "2", "8.95", "10", "'fiction'", "\"red\"", "'1'", "null", "true", "false", "['a', 'fiction']", "[1, 2]", "-1.5", "'text'",
                            "@." + self.one_of(self.NAMES), "$.expensive", "1e1", "''", "[]", "{}", "'it\\'s'", "/.*i.*/", "/FIC.*/i", "@", "$..c", "@.length()"])

    def condition(self):
        self.depth += 1
        try:
            left = self.one_of(["@." + self.one_of(self.NAMES), "@", "@['" + self.one_of(self.NAMES) + "']", "@.a.b", "@.length()", "@.tags", "$.expensive", "@[0]",
                                "@..c", self.value()])
            made = self.one_of(["", "", "", "!"]) + left
            if self.random.randrange(100) < 80:
                made = left + self.one_of([" == ", " != ", " < ", " <= ", " > ", " >= ", " =~ ", " in ", " nin ", " contains ", " size ", " empty ", "==", "<", " === ",
                                           " !== ", " subsetof ", " anyof ", " noneof ", " all ", " bogus "]) + self.value()
            if self.depth < 3 and self.random.randrange(100) < 30:
                made = self.one_of(["(", "!(", ""]) + made
                made += ")" * (made.count("(") - made.count(")"))
                made += self.one_of([" && ", " || ", "&&"]) + self.condition()
            return made
        finally:
            self.depth -= 1

    def step(self):
        name = self.one_of(self.NAMES)
        return self.one_of([
            "." + name, "." + name, "." + name, "['" + name + "']", "[\"" + name + "\"]", ".*", "[*]", "[0]", "[1]", "[-1]", "[0,1]", "[0:2]", "[1:]", "[:2]", "[-2:]",
            "[:-1]", "[7]", ".." + name, "..*", "..[0]", "..['" + name + "']", "['a','b']", "['c', 'd', 'nope']", "[?(" + self.condition() + ")]",
            "[?(" + self.condition() + ")]", "[?(" + self.condition() + ")]", "..[?(@." + name + ")]", "[-2:-1]", "[0:5:2]", "[ 'a' ]", "['x.y']"])

    def path(self):
        made = self.one_of(["$", "$", "$", "$", "$", "@", ""]) + "".join(self.step() for _ in range(self.random.randrange(0, 5)))
        if self.random.randrange(100) < 18:
            made += self.one_of([".length()", ".sum()", ".min()", ".max()", ".avg()", ".stddev()", ".keys()", ".first()", ".last()", ".index(1)", ".concat('x')",
                                 ".append(9)", ".size()", ".bogus()", ".sum($.a[0])", ".concat(\"p\", \"q\")", ".index(-1)", ".sum(1, 2)"])
        if self.random.randrange(100) < 6 and made:
            at = self.random.randrange(len(made))
            made = made[:at] + self.one_of(["", ".", " ", "'", "[", "]"]) + made[at + 1:]
        return made or "$"


def document(generator, depth=0):
    """A document of any form, as text that json-smart takes or not."""
    kind = generator.randrange(9 if depth < 4 else 6)
    if kind == 0:
        return generator.choice(["1", "-1", "0", "12345678901", "123456789012345678901", "1.5", "-0.0", "1e5", "1E-7", "123456.789e3", "0.1234567890123456789",
                                 "1.0", "100", "1e400", "007", "-", "1.", "1.5e", "3 4", "1e+2", "12345678.9", "0.001", "0.0001", "1e16"])
    if kind == 1:
        return generator.choice(["true", "false", "null", "nulls", "True", "NaN", "tru", "undefined"])
    if kind < 5:
        return generator.choice(['"text"', '"a/b"', '"\\u00e9\\n\\t"', '"é😀"', '"\\ud83d\\ude00"', "'single'", '"it\'s"', '""', '"\\x41"', '"a\\qb"', '"tab\there"',
                                 '"\\\\ \\""', '"\\u007f\\u2028"', '"line\\\n"', "bare", "bare word", '"open', '"<>&"'])
    if kind == 5:
        return generator.choice(["{}", "[]", "[,]", "{,}", "[1,]", "[1 2]", "{\"a\" 1}", "{a:1}", "{'a':1,}", "[", "{", "[1", "{\"a\":", "{\"a\":1", "]", "}", ":", ""])
    blank = generator.choice(["", " ", "\n"])
    if kind < 8:
        names = [generator.choice(["a", "b", "key with blank", "é", "a/b", "", "q\\\"q"]) for _ in range(generator.randrange(4))]
        return "{" + blank + ",".join(f'"{name}":{blank}{document(generator, depth + 1)}' for name in names) + "}"
    return "[" + ("," + blank).join(document(generator, depth + 1) for _ in range(generator.randrange(4))) + "]"


def cases(seed, count):
    """So many of each language."""
    templates, paths, generator = Templates(seed), JsonPaths(seed), random.Random(seed)
    made = []
    for _ in range(count):
        template = templates.template()
        made.append({"template": template, "data": json.dumps(DATA), "body": BODY, "empty": generator.random() < 0.5})
        made.append({"path": paths.path(), "document": generator.choice(DOCUMENTS)})
        made.append({"document": document(generator)})
    return made


def line(case):
    return json.dumps(case) + "\n"
