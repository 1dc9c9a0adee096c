#include <string>
#include <variant>

#include "catch.hpp"
#include "gateway/java/json.hpp"
#include "gateway/vtl/template.hpp"

using namespace wt::gateway;
using vtl::Absent;

namespace {

/// What a template gives with some variables; an error as "! why".
std::string rendered(std::string_view text, Absent absent = Absent::as_written) {
    const auto read = vtl::Template::parse(text);
    if (!read.ok()) return "! " + read.error().message;
    java::Heap heap;
    const auto data = java::parse_json(heap, R"({"a": 1, "s": "xyz", "e": "", "no": false, "l": [3, 4], "d": 2.5,
        "m": {"k": "v", "n": null, "l": [1, {"x": 1.5}]}})");
    std::vector<std::pair<std::string_view, java::Value>> variables;
    for (const auto& each : std::get<java::Value>(data).as_map().entries())
        variables.emplace_back(each.key.as_text(), each.value);
    const auto made = read->render(heap, variables, absent);
    return made.ok() ? *made : "! " + made.error().message;
}

void check(std::initializer_list<std::pair<std::string_view, std::string_view>> rows) {
    for (const auto& [text, wanted] : rows) {
        INFO(text);
        CHECK(rendered(text) == wanted);
    }
}

}  // namespace

TEST_CASE("references print what they lead to, and themselves when that is nothing") {
    check({
        {"$a ${a} $!a $!{a}x", "1 1 1 1x"},
        {"$zz ${zz} $!zz|$!{zz}|", "$zz ${zz} ||"},
        {"$m.k $m.get('k') $m['k'] ${m.l[1].x} $m.l.get(0)", "v v v 1.5 1"},
        {"$m.n $m.nope.deep $m.k.foo()", "$m.n $m.nope.deep $m.k.foo()"},
        {"$l[-1] $l[0]", "4 3"},
        {"$a. $a.. $a-b $a,$s!", "1. 1.. $a-b 1,xyz!"},
        {"5$ $5 $.x $(a) $[0]", "5$ $5 $.x $(a) $[0]"},
        {"$m", R"({k=v, n=null, l=[1,{"x":1.5}]})"},
    });
}

TEST_CASE("for API Gateway what leads nowhere is an empty text, and so is true") {
    CHECK(rendered("[$zz|$m.nope|$m.n|$m.put('q', 1)]", Absent::empty) == "[|||]");
    CHECK(rendered("#if($zz)true#end#if($zz == '')empty#end", Absent::empty) == "trueempty");
    CHECK(rendered("#set($x = $zz)[$x.length()]", Absent::empty) == "[0]");
}

TEST_CASE("backslashes escape what is known") {
    check({
        {R"(\$a \\$a \$zz \\\$zz)", R"($a \1 \$zz \\$zz)"},
        {R"(\#if \#foo \\#if(true)x#end)", R"(#if \#foo \x)"},
    });
}

TEST_CASE("directives take the end of their line with them, and #set the blanks in front") {
    check({
        {"#if(true)\n a\n#else\n b\n#end\nc", " a\nc"},
        {"#set($x = 1)\n  #set($y = 2)\n$x$y", "12"},
        {"a #set($x = 1) b", "a  b"},
        {"#if($a) x#{end}y", " xy"},
    });
}

TEST_CASE("conditions follow Velocity 1.7: a reference is true when it is there, a literal never is") {
    check({
        {"#if($e)t#{else}f#end", "t"},
        {"#if(\"\")t#{else}f#end", "f"},
        {"#if(1)t#{else}f#end", "f"},
        {"#if($no)t#elseif($a == 1 && !$zz)e#{else}f#end", "e"},
        {"#if($a eq 1 and not $no or $zz)t#end", "t"},
        {"#if($a > 'x')t#{else}f#end#if($zz == $yy)t#end", "ft"},
        {"#if('1' == $a)t#end#if($l == [3, 4])t#end#if(1 == 1.0)t#end", "ttt"},
    });
}

TEST_CASE("#set computes, quotes what is null in a text, and leaves a variable alone that would be null") {
    check({
        {"#set($x = 1 + 2 * 3 - 4 / 2 % 3)$x", "5"},
        {"#set($x = -7 / 2)$x #set($x = 7 / 2.0)$x", "-33.5"},
        {"#set($x = 2147483647 + 1)$x", "2147483648"},
        {"#set($x = $zz + 'b')$x", "$zzb"},
        {"#set($a = $zz)$a #set($y = 1 / 0)$y", "1$y"},
        {"#set($m.z = 5)#set($m['y.y'] = 6)#set($l[0] = 9)$m.z $m.get('y.y') $l", "5 6 [9,4]"},
        {"#set($x = \"$s,$zz #if($a)in#end\")$x #set($x = '$s')$x", "xyz,$zz in$s"},
        {"#set($x = \"say \"\"hi\"\"\")$x#set($x = 'it''s')$x", "say \"hi\"it's"},
        {"#set($x = {'a': [1..3], 'b': $s})$x $x.a", "{a=[1, 2, 3], b=xyz} [1, 2, 3]"},
    });
}

TEST_CASE("#foreach knows where it is, hides null, and ends after 1,000 turns") {
    check({
        {"#foreach($x in $l)$x#if($foreach.hasNext),#end#end", "3,4"},
        {"#foreach($x in [5..6])$foreach.index$foreach.count$velocityCount$foreach.first$foreach.last #end",
         "011truefalse 122falsetrue "},
        {"#foreach($x in $m)[$x]#end", R"([v][$x][[1,{"x":1.5}]])"},
        {"#foreach($e in $m.entrySet())$e.key=$!e.value;#end", R"(k=v;n=;l=[1,{"x":1.5}];)"},
        {"#foreach($x in [1..2])#foreach($y in [1..9])$foreach.parent.count$y #if($y == 2)#break#end#end#end",
         "11 12 21 22 "},
        {"#foreach($x in $a)x#end#foreach($x in $zz)x#end", ""},
        {"#foreach($x in $l)$l.add(1)#end", "! java.util.ConcurrentModificationException"},
    });
    CHECK(rendered("#foreach($x in [1..2000])x#end") == std::string(1000, 'x'));
}

TEST_CASE("macros take their arguments by name, blocks are printed where they are named") {
    check({
        {"#macro(m $p $q)<$p|$q>#end#m($s $zz)#m(1, 'x')", "<xyz|$zz><1|x>"},
        {"#m()#macro(m)late#end", "late"},
        {"#define($d)[$s$x]#end$d#set($x = 1)$d", "[xyz$x][xyz1]"},
        {"#macro(w)<$bodyContent>#end#@w()in#end", "<in>"},
        {"#macro(r)#r()#end#r()", "! Max calling depth of 20 was exceeded in macro 'r'"},
        {"a#stop b", "a"},
        {"#evaluate('$a$s')#[[ raw $a ]]#", "1xyz raw $a "},
        {"a#* gone *#b## gone\nc", "abc"},
        {"#nothing($a)", "#nothing($a)"},
    });
}

TEST_CASE("Java's methods are there") {
    check({
        {"$s.length() $s.substring(1) $s.substring(0, 2) $s.toUpperCase() $s.indexOf('z') $s.contains('y')",
         "3 yz xy XYZ 2 true"},
        {"$s.replaceAll('(x)(y)', '$2$1') $s.replace('z', '!') $s.matches('x.z') $s.split('y').size() $s.split('y')[1]",
         "yxz xy! true 2 z"},
        {"$s.split('(?=y)').size()", "! the regular expression (?=y) is not taken: invalid perl operator: (?="},
        {"$s.replaceAll('[a&&[b]]', '')", "! the regular expression [a&&[b]] has something that is not there"},
        {"$a.toString().length() $a.parseInt('12') $d.intValue() $a.equals(1)", "1 12 2 true"},
        {"$l.size() $l.add(5) $l.contains(5) $l.indexOf(4) $l.remove(0) $l $l.isEmpty()",
         "2 true true 1 3 [4,5] false"},
        {"$m.keySet() $m.size() $m.containsKey('k') $!m.put('k', 'w') $m.k $m.remove('k')", "[k, n, l] 3 true v w w"},
        {"$s.substring(9)", "! java.lang.StringIndexOutOfBoundsException: begin 9, end 3, length 3"},
        {"$l.get(9)", "! java.lang.IndexOutOfBoundsException: Index 9 out of bounds for length 2"},
    });
}

TEST_CASE("what does not parse is refused with its line and column") {
    check({
        {"a\n#if($a)", "! line 2, column 8: the template ends too early"},
        {"x#end", "! line 1, column 2: \"#end\" is not expected here"},
        {"#set($x = )", "! line 1, column 11: \")\" is not expected here"},
        {"#set($x = 3 -1)", "! line 1, column 13: \"-1\" is not expected here"},
        {"#set($x = \"#if(\")", "! line 1, column 11: in this text: line 1, column 6: the template ends too early"},
    });
    CHECK(rendered("#").starts_with("! "));
}

TEST_CASE("a template that never comes to an end, or makes too much, is given up") {
    std::string loops = "x";
    for (const char name : {'p', 'q', 'r'})
        loops = std::string("#foreach($") + name + " in [1..1000])" + loops + "#end";
    CHECK(rendered(loops).starts_with("! the template "));
    CHECK(rendered("#set($x = 'xxxxxxxxxxxxxxxx')#foreach($i in [1..40])#set($x = $x + $x)#end").starts_with("! "));
    std::string deep;
    for (int i = 0; i < 300; ++i) deep += "#if($a)";
    CHECK(rendered(deep).find("nested too deep") != std::string::npos);
    CHECK(rendered("#set($x = " + std::string(5000, '(') + "1").find("nested too deep") != std::string::npos);
    std::string blocks = "#define($d0)x#end";
    for (int i = 1; i < 2000; ++i) blocks += "#define($d" + std::to_string(i) + ")$d" + std::to_string(i - 1) + "#end";
    CHECK(rendered(blocks + "$d1999") == "! the template is nested too deep");
}
