#include <functional>

#include "catch.hpp"
#include "cloudformation/language/evaluate.hpp"
#include "cloudformation/language/flaw.hpp"
#include "cloudformation/language/graph.hpp"
#include "cloudformation/language/loops.hpp"
#include "cloudformation/language/parameters.hpp"

using namespace wt::cloudformation::language;

namespace {

/// Resources whose names and attributes say what they are.
class Telling final : public Answers {
public:
    OrderedJson reference(const std::string& resource) override { return "id-of-" + resource; }
    OrderedJson attribute(const std::string& resource, const std::string& name) override {
        return resource + "'s " + name;
    }
    OrderedJson import(const std::string& name) override { return "imported " + name; }
};

[[nodiscard]] std::string flaw_of(const std::function<void()>& what) {
    try {
        what();
    } catch (const Flaw& flaw) {
        return flaw.what;
    }
    return "";
}

[[nodiscard]] OrderedJson json(std::string_view text) { return OrderedJson::parse(text); }

/// The properties of the resource R, evaluated.
[[nodiscard]] OrderedJson properties_of(const std::string& text, const Given& given = {}) {
    OrderedJson tree = read_template(text);
    const Template parts = read_parts(tree);
    Scope scope{parts, parameter_values(parts.parameters, given, {}), {{"AWS::Region", "eu-west-1"}}, {}};
    scope.conditions = condition_values(scope);
    const Template made = chosen(parts, scope.conditions);
    const Scope left{made, scope.parameters, scope.pseudo, scope.conditions};
    Telling answers;
    return evaluate(made.resource("R")->properties, left, answers);
}

/// One property "P" of that YAML, evaluated.
[[nodiscard]] OrderedJson value_of(const std::string& yaml, const std::string& more = "") {
    return properties_of(more + "Resources:\n  Other: {Type: T}\n  R:\n    Type: T\n    Properties:\n      P: " + yaml +
                         "\n")["P"];
}

}  // namespace

TEST_CASE("a template whose form is wrong is refused before anything is made") {
    const auto why = [](const std::string& head) {
        return flaw_of([&] { (void)read_parts(read_template(head + "\nResources: {R: {Type: T}}")); });
    };
    CHECK(why("Parameters: {A: {Type: Strange}}") == "Template format error: Unrecognized parameter type: Strange");
    CHECK(why("Parameters: {A: {Type: List<AWS::EC2::Subnet::Id>}}").empty());
    CHECK(why("Parameters: {A: {Type: AWS::SSM::Parameter::Value<List<String>>}}").empty());
    CHECK(why("Parameters: {A: {Type: String, Nope: 1}}") == "Invalid template parameter property 'Nope'");
    CHECK(why("Parameters: {A: {Type: String, Default: !Ref B}}") ==
          "Template format error: Every Default member must be a string.");
    CHECK(why("Mappings: {M-x: {a: {b: c}}}") == "Template format error: Mappings name 'M-x' is non alphanumeric.");
    CHECK(why("Mappings: {M: {a: {b: !Ref AWS::Region}}}") ==
          "Template format error: Every Mappings attribute must be a String or a List.");
    CHECK(why("Mappings: {M: {a: {b: [c, d]}}}").empty());
    CHECK(why("Description: " + std::string(1025, 'd')) ==
          "Template format error: 'Description' length is greater than 1024.");
    CHECK(why("Outputs: {O: {Value: !Ref AWS::Nope}}") ==
          "Template format error: Unresolved resource dependencies [AWS::Nope] in the Outputs block of the template");
}

TEST_CASE("YAML's short forms are spelled out") {
    CHECK(read_template("A: !Ref B") == json(R"({"A": {"Ref": "B"}})"));
    CHECK(read_template("A: !GetAtt B.C.D") == json(R"({"A": {"Fn::GetAtt": ["B", "C.D"]}})"));
    CHECK(read_template("A: !If [c, !Ref B, 1]") == json(R"({"A": {"Fn::If": ["c", {"Ref": "B"}, 1]}})"));
    CHECK(read_template("A: !Condition c") == json(R"({"A": {"Condition": "c"}})"));
    CHECK(read_template("A: !Sub\n  - a${B}\n  - B: !Ref C") ==
          json(R"({"A": {"Fn::Sub": ["a${B}", {"B": {"Ref": "C"}}]}})"));
}

TEST_CASE("what YAML would change stays a text") {
    const OrderedJson tree = read_template("a: 012345678901\nb: 1.10\nc: 2012-10-17\nd: '5'\ne: 5\nf: true\ng: yes");
    CHECK(tree["a"] == "012345678901");
    CHECK(tree["b"] == "1.10");
    CHECK(tree["c"] == "2012-10-17");
    CHECK(tree["d"] == "5");
    CHECK(tree["e"] == 5);
    CHECK(tree["f"] == true);
    CHECK(tree["g"] == "yes");
}

TEST_CASE("what is not well formed says where") {
    CHECK(flaw_of([] {
              (void)read_template("{\"A\": }");
          }).starts_with("Template format error: JSON not well-formed. (line 1"));
    CHECK(flaw_of([] {
              (void)read_template("A: [1\nB: 2");
          }).starts_with("Template format error: YAML not well-formed."));
    CHECK(flaw_of([] { (void)read_template("A:\n  B: 1\n  C: 2\n  B: 3\n"); }) ==
          "Template format error: YAML not well-formed. (line 4, column 3: the key B is there already, in line 2)");
    CHECK(flaw_of([] { (void)read_template("just words"); }) == "Template format error: unsupported structure.");
    CHECK(!flaw_of([] { (void)read_template(std::string(1000, '[')); }).empty());
}

TEST_CASE("functions give what AWS's give") {
    CHECK(value_of("!Ref Other") == "id-of-Other");
    CHECK(value_of("!GetAtt Other.Arn") == "Other's Arn");
    CHECK(value_of("!Sub 'x-${Other}-${Other.Arn}-${AWS::Region}-${!Literal}'") ==
          "x-id-of-Other-Other's Arn-eu-west-1-${Literal}");
    CHECK(value_of("!Sub ['${A}', {A: !Ref Other}]") == "id-of-Other");
    CHECK(value_of("!Join [',', [a, !Ref Other, 3]]") == "a,id-of-Other,3");
    CHECK(value_of("!Split [',', 'a,b,']") == json(R"(["a", "b", ""])"));
    CHECK(value_of("!Select [1, !Split [',', 'a,b']]") == "b");
    CHECK(value_of("{'Fn::Base64': hello}") == "aGVsbG8=");
    CHECK(value_of("!GetAZs ''") == json(R"(["eu-west-1a", "eu-west-1b", "eu-west-1c"])"));
    CHECK(value_of("!Cidr ['2001:db8:0:ff00::/56', 2, 64]") ==
          json(R"(["2001:db8:0:ff00::/64", "2001:db8:0:ff01::/64"])"));
    CHECK(value_of("!Cidr ['::/0', 2, 4]") == json(R"(["::/124", "::10/124"])"));
    CHECK(value_of("!Cidr ['10.0.0.0/16', 3, 8]") == json(R"(["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"])"));
    CHECK(value_of("!ImportValue there") == "imported there");
    CHECK(value_of("!FindInMap [M, !Ref 'AWS::Region', size]", "Mappings: {M: {eu-west-1: {size: big}}}\n") == "big");
}

TEST_CASE("AWS::NoValue takes its property or its element away") {
    CHECK(value_of("[a, !Ref 'AWS::NoValue', b]") == json(R"(["a", "b"])"));
    CHECK(value_of("{x: !Ref 'AWS::NoValue', y: 1}") == json(R"({"y": 1})"));
}

TEST_CASE("functions that cannot be done say why") {
    const auto why = [](const std::string& yaml, const std::string& more = "") {
        return flaw_of([&] { (void)value_of(yaml, more); });
    };
    CHECK(why("!Select [2, [a, b]]") == "Template error: Fn::Select cannot select nonexistent value at index 2");
    CHECK(why("!Select [x, [a, b]]") ==
          "Template error: Fn::Select requires a list argument with two elements: an integer index and a list");
    CHECK(why("!FindInMap [M, A, B]", "Mappings: {M: {}}\n") == "Template error: Unable to get mapping for M::A::B");
    CHECK(why("!If [nope, 1, 2]") == "Template error: unresolved condition dependency nope in Fn::If");
    CHECK(why("!GetAtt [Other]")
              .starts_with("Template error: every Fn::GetAtt object requires two non-empty parameters"));
    CHECK(why("{'Fn::Nope': 1}").find("Encountered unsupported function: Fn::Nope") != std::string::npos);
    CHECK(why("{'Fn::Length': [1]}").find("Encountered unsupported function: Fn::Length") != std::string::npos);
    CHECK(why("!Ref Nobody") ==
          "Template format error: Unresolved resource dependencies [Nobody] in the Resources block of the template");
    CHECK(why("!Sub '${Nobody.Arn}'").find("[Nobody]") != std::string::npos);
    CHECK(why("!Cidr ['2001:db8::/64', 2, 65]").starts_with("Template error: Fn::Cidr"));
    CHECK(why("!Cidr ['2001:db8::1::/64', 2, 64]").starts_with("Template error: 2001:db8::1::/64 is no IP block"));
    CHECK(why("!Cidr ['10.0.0.0/24', 300, 4]").starts_with("Template error: Fn::Cidr"));
}

TEST_CASE("AWS::LanguageExtensions adds functions, and defaults of maps") {
    const std::string with = "Transform: AWS::LanguageExtensions\nMappings: {M: {a: {b: c}}}\n";
    CHECK(value_of("{'Fn::Length': [1, 2, 3]}", with) == 3);
    CHECK(value_of("{'Fn::ToJsonString': {a: !Ref Other}}", with) == R"({"a":"id-of-Other"})");
    CHECK(value_of("!FindInMap [M, x, y, {DefaultValue: d}]", with) == "d");
    CHECK(value_of("!FindInMap [M, a, b, {DefaultValue: d}]", with) == "c");
}

TEST_CASE("loops are written out, in keys and values") {
    const OrderedJson tree = read_template(R"yaml(
Resources:
  'Fn::ForEach::Topics':
    - Name
    - [a-b, c]
    - 'Topic&{Name}':
        Type: T
        Properties: {Name: !Ref Name, Full: !Sub 'x-${Name}-${Other}'}
)yaml");
    const Template nothing;
    const OrderedJson made = written_out(tree, Scope{nothing, {}, {}, {}});
    CHECK(made["Resources"] == json(R"({
        "Topicab": {"Type": "T", "Properties": {"Name": "a-b", "Full": {"Fn::Sub": "x-a-b-${Other}"}}},
        "Topicc": {"Type": "T", "Properties": {"Name": "c", "Full": {"Fn::Sub": "x-c-${Other}"}}}})"));
}

TEST_CASE("loops in loops are bounded") {
    std::string text = "X: 1";
    for (int i = 0; i < 8; ++i) {
        std::string name = "L" + std::to_string(i);
        text =
            "'Fn::ForEach::" + name + "': [" + name + ", [1,2,3,4,5,6,7,8,9,10], {'K${" + name + "}': {" + text + "}}]";
    }
    const OrderedJson tree = read_template("Resources: {" + text + "}");
    const Template nothing;
    CHECK(flaw_of([&] { (void)written_out(tree, Scope{nothing, {}, {}, {}}); }).find("too much") != std::string::npos);
}

TEST_CASE("conditions choose resources and values") {
    const std::string text = R"yaml(
Parameters: {Stage: {Type: String, Default: dev}}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsDev: !Not [!Condition IsProd]
  Both: !And [!Condition IsProd, !Condition IsDev]
  Either: !Or [!Condition IsProd, !Condition IsDev]
Resources:
  OnlyProd: {Type: T, Condition: IsProd}
  R:
    Type: T
    DependsOn: OnlyProd
    Properties: {A: !If [IsProd, !Ref OnlyProd, none], B: !If [Both, 1, 2], C: !If [Either, 1, 2]}
)yaml";
    CHECK(properties_of(text) == json(R"({"A": "none", "B": 2, "C": 1})"));
    CHECK(properties_of(text, {{"Stage", "prod"}}) == json(R"({"A": "id-of-OnlyProd", "B": 2, "C": 1})"));
}

TEST_CASE("conditions that lead to themselves are refused") {
    CHECK(flaw_of([] {
              (void)properties_of("Conditions: {A: !Condition B, B: !Condition A}\nResources: {R: {Type: T}}");
          }).find("circular condition") != std::string::npos);
}

TEST_CASE("a rule that does not hold says its description") {
    const Template parts = read_parts(read_template(R"yaml(
Parameters: {Version: {Type: String, Default: '3'}}
Rules:
  CheckBootstrapVersion:
    Assertions:
      - Assert: !Not [{'Fn::Contains': [['1', '2', '3'], !Ref Version]}]
        AssertDescription: The bootstrap is too old.
Resources: {R: {Type: T}}
)yaml"));
    const auto broken = [&](const Given& given) {
        return broken_rule(Scope{parts, parameter_values(parts.parameters, given, {}), {}, {}});
    };
    CHECK(broken({}) == "The bootstrap is too old.");
    CHECK(broken({{"Version", "33"}}).empty());
}

TEST_CASE("parameters are held to their declarations") {
    const auto why = [](const std::string& declaration, const Given& given) {
        return flaw_of([&] {
            (void)parameter_values(parameters_of(read_template("Parameters: {P: " + declaration + "}")), given, {});
        });
    };
    CHECK(why("{Type: String}", {}) == "Parameters: [P] must have values");
    CHECK(why("{Type: String, Default: x}", {{"Q", "1"}}) == "Parameters: [Q] do not exist in the template");
    CHECK(why("{Type: Number}", {{"P", "five"}}) == "Parameter 'P' must be a number.");
    CHECK(why("{Type: Number, MinValue: 3}", {{"P", "2"}}) == "Parameter 'P' must be a number not less than 3");
    CHECK(why("{Type: String, AllowedValues: [a, b]}", {{"P", "c"}}) == "Parameter 'P' must be one of AllowedValues");
    CHECK(why("{Type: String, AllowedPattern: '[a-z]+'}", {{"P", "A"}}) == "Parameter 'P' must match pattern [a-z]+");
    CHECK(why("{Type: String, AllowedPattern: '[a-z]+', ConstraintDescription: small letters}", {{"P", "A"}}) ==
          "Parameter P failed to satisfy constraint: small letters");
    CHECK(why("{Type: String, MinLength: 3}", {{"P", "ab"}}) == "Parameter 'P' must contain at least 3 characters");
    CHECK(why("{Type: String, MaxLength: 3}", {{"P", "äöü"}}).empty());
}

TEST_CASE("lists come as lists, and SSM's parameters as their values") {
    const auto declared = parameters_of(read_template(
        "Parameters: {L: {Type: CommaDelimitedList}, S: {Type: 'AWS::SSM::Parameter::Value<List<String>>'}}"));
    const auto values = parameter_values(declared, {{"L", "a, b"}, {"S", "/x"}}, {{"/x", "1,2"}});
    CHECK(values.at("L") == json(R"(["a", "b"])"));
    CHECK(values.at("S") == json(R"(["1", "2"])"));
}

TEST_CASE("a template that is none says what is wrong") {
    const auto why = [](const std::string& text) { return flaw_of([&] { (void)read_parts(read_template(text)); }); };
    CHECK(why("Resources: {A: {Type: T, DependsOn: {a: b}}}") ==
          "Template format error: DependsOn must be a string or list of strings.");
    CHECK(why("Resources: {A: {Type: T, Properties: {P: [a, {Q: null}]}}}") ==
          "Template format error: [/Resources/A/Properties/P/1/Q] 'null' values are not allowed in templates");
    CHECK(why("Resources: {A: {Type: T, Metadata: {P: null}}}").empty());
    CHECK(why("Description: x") == "Template format error: At least one Resources member must be defined.");
    CHECK(why("Resources: {A: 1}") == "Template format error: Any Resources member must be an object.");
    CHECK(why("Resources: {A: {}}") ==
          "Template format error: [/Resources/A] Every Resources object must contain a Type member.");
    CHECK(why("Resources: {A-B: {Type: T}}") == "Template format error: Resource name A-B is non alphanumeric.");
    CHECK(why("Resources: {A: {Type: T, Nope: 1}}") == "Invalid template resource property 'Nope'");
    CHECK(why("Resources: {A: {Type: T}}\nNope: 1") == "Invalid template property or properties [Nope]");
    CHECK(why("Resources: {A: {Type: T}}\nOutputs: {O: {}}") ==
          "Template format error: Every Outputs member must contain a Value object");
    CHECK(why("Resources: {A: {Type: T}}\nOutputs: {O: {Value: !Ref B}}") ==
          "Template format error: Unresolved resource dependencies [B] in the Outputs block of the template");
}

TEST_CASE("resources come after what they refer to") {
    const Template parts = read_parts(read_template(R"yaml(
Resources:
  D: {Type: T, DependsOn: [B, C]}
  C: {Type: T, Properties: {X: !Sub '${A.Arn}'}}
  B: {Type: T, Properties: {X: [{Y: !GetAtt C.Z}]}}
  A: {Type: T}
)yaml"));
    std::string order;
    for (const std::size_t i : order_of(parts)) order += parts.resources[i].name;
    CHECK(order == "ACBD");
    const Template circle = read_parts(
        read_template("Resources: {A: {Type: T, Properties: {X: !Ref B}}, B: {Type: T, DependsOn: A}, C: {Type: T}}"));
    CHECK(flaw_of([&] { (void)order_of(circle); }) == "Circular dependency between resources: [A, B]");
}
