#include "scenario/reader.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "scenario/checks.hpp"
#include "scenario/component_fields.hpp"
#include "scenario/scenario_fields.hpp"
#include "scenario/settings.hpp"

namespace wt::scenario {

namespace {

using Json = nlohmann::ordered_json;

/// What stands in `architecture` where a template is read.
struct TemplateKey {
    std::string_view key;
    std::string_view kind;
    std::string_view doc;
};
constexpr TemplateKey template_keys[] = {
    {"template", "string", "a CloudFormation template: its resources are the components, by their logical ids"},
    {"parameters", "object", "the template's parameters"},
    {"handlers", "object",
     "how its functions behave, by logical id: a profile's file, native handlers by route, settings of a `lambda`, or "
     "none. Other keys of `architecture` say more of the template's components, or are components beside them"}};

[[nodiscard]] Json schema_of(const FieldInfo& field);

[[nodiscard]] Json object_schema(const std::vector<FieldInfo>& fields) {
    Json schema{{"type", "object"}, {"properties", Json::object()}};
    Json required = Json::array();
    for (const FieldInfo& field : fields) {
        schema["properties"][field.key] = schema_of(field);
        if (field.required) required.push_back(field.key);
    }
    if (!required.empty()) schema["required"] = required;
    schema["patternProperties"]["^x-"] = true;
    schema["additionalProperties"] = false;
    return schema;
}

[[nodiscard]] Json schema_of(const FieldInfo& field) {
    Json schema;
    if (field.fields.empty()) {
        schema = Json::parse(field.shape.schema);
    } else if (field.shape.kind == "object") {
        schema = object_schema(field.fields);
    } else if (field.shape.kind.rfind("object", 0) == 0) {  // or a short form
        schema = {{"anyOf", Json::array({{{"type", Json::array({"string", "number", "boolean"})}},
                                         object_schema(field.fields)})}};
    } else if (field.shape.kind.rfind("map", 0) == 0) {
        schema = {{"type", "object"}, {"additionalProperties", object_schema(field.fields)}};
    } else {  // a list, of objects or of short forms
        schema = {{"type", "array"},
                  {"items", {{"anyOf", Json::array({{{"type", "string"}}, object_schema(field.fields)})}}}};
    }
    schema["description"] = field.doc;
    if (!field.fallback.empty()) schema["description"] = field.doc + " (default: " + field.fallback + ")";
    return schema;
}

void describe(const std::vector<FieldInfo>& fields, const std::string& prefix, std::string& to) {
    for (const FieldInfo& field : fields) {
        const std::string path = prefix.empty() ? field.key : prefix + "." + field.key;
        to += fmt::format("| `{}` | {} | {} | {} |\n", path, field.shape.kind, field.doc,
                          field.required           ? "required"
                          : field.fallback.empty() ? ""
                                                   : "`" + field.fallback + "`");
        const bool list = field.shape.kind.rfind("list", 0) == 0;
        const bool map = field.shape.kind.rfind("map", 0) == 0;
        describe(field.fields, path + (list ? "[]" : map ? ".NAME" : ""), to);
    }
}

/// Lists of addresses that stand in files of their own, one a line, take the place of `addresses_file`; what follows a
/// '#' is a comment.
void include_addresses(Tree& tree, const ReadOptions& options, Problems& problems) {
    for (Tree& item : tree.items) include_addresses(item, options, problems);
    for (Tree::Member& member : tree.members) {
        if (member.key != "addresses_file" || member.value.kind != Tree::Kind::scalar) {
            include_addresses(member.value, options, problems);
            continue;
        }
        const std::string name = member.value.scalar;
        const auto text = options.file ? options.file(name) : std::nullopt;
        if (!text) {
            problems.add(member.value.place, member.key, fmt::format("the file {} cannot be read", name));
            continue;
        }
        member.key = "addresses";
        member.value.kind = Tree::Kind::sequence;
        member.value.scalar.clear();
        each_part(*text, '\n', [&](std::string_view line) {
            const std::string_view address = trimmed(line.substr(0, line.find('#')));
            if (address.empty()) return;
            Tree one;
            one.kind = Tree::Kind::scalar;
            one.scalar = address;
            one.place = member.value.place;
            member.value.items.push_back(std::move(one));
        });
    }
}

/// The same for bodies of requests, and for the lines of a file from which values are drawn.
void include_load(Tree& tree, const ReadOptions& options, Problems& problems) {
    for (Tree& item : tree.items) include_load(item, options, problems);
    for (Tree::Member& member : tree.members) {
        Tree& value = member.value;
        Tree* const file = value.find(member.key == "body" ? "file" : "lines");
        if (file == nullptr || file->kind != Tree::Kind::scalar) {
            include_load(value, options, problems);
            continue;
        }
        const auto text = options.file ? options.file(file->scalar) : std::nullopt;
        if (!text) {
            problems.add(file->place, member.key, fmt::format("the file {} cannot be read", file->scalar));
        } else {
            file->scalar = *text;
        }
    }
}

/// The text of a profile's file takes the place of its name: a component is read again when a setting changes.
void include_profiles(Tree& root, const ReadOptions& options, Problems& problems) {
    Tree* const architecture = root.find("architecture");
    if (architecture == nullptr) return;
    for (Tree::Member& component : architecture->members) {
        Tree* const profile = component.value.find("profile");
        if (profile == nullptr || profile->kind != Tree::Kind::scalar) continue;
        auto text = options.file ? options.file(profile->scalar) : std::nullopt;
        if (!text) {
            problems.add(profile->place, fmt::format("architecture.{}.profile", component.key),
                         fmt::format("the file {} cannot be read", profile->scalar));
            continue;
        }
        profile->scalar = std::move(*text);
    }
}

/// Whether a setting is of the template, before there are components to set.
[[nodiscard]] bool is_of_template(const std::string& set) {
    return set.starts_with("architecture.template=") || set.starts_with("architecture.parameters.") ||
           set.starts_with("architecture.handlers.");
}

[[nodiscard]] bool is_route(std::string_view key) { return key == "*" || key.find(' ') != std::string_view::npos; }

/// How a function of the template behaves: a profile's file, native handlers by route, or more of its component.
void add_handlers(Tree& components, const Tree::Member& said, Problems& problems) {
    Tree* const function = components.find(said.key);
    const auto problem = [&](const std::string& message) {
        problems.add(said.place, "architecture.handlers." + said.key, message);
    };
    // Of what makes resources nothing stands here.
    if (function == nullptr && said.value.kind == Tree::Kind::scalar && said.value.scalar == "none") return;
    if (function == nullptr || function->find("type") == nullptr || function->find("type")->scalar != "lambda")
        return problem("the template has no such function");
    if (said.value.kind == Tree::Kind::scalar && said.value.scalar == "none") {
        std::erase_if(components.members, [&](const Tree::Member& each) { return each.key == said.key; });
    } else if (said.value.kind == Tree::Kind::scalar) {
        function->members.push_back({"profile", said.place, said.value});
    } else if (said.value.kind == Tree::Kind::map) {
        const bool routes = !said.value.members.empty() && is_route(said.value.members.front().key);
        if (routes) {
            function->members.push_back({"handlers", said.place, said.value});
        } else {
            merge(*function, said.value);
        }
    } else {
        problem("expected a profile's file, native handlers by route, or settings of the function");
    }
}

/// Everything below stands there.
void stand_at(Tree& tree, const Place& place) {
    tree.place = place;
    for (Tree& each : tree.items) stand_at(each, place);
    for (Tree::Member& each : tree.members) {
        each.place = place;
        stand_at(each.value, place);
    }
}

/// A template's components stand where its resources do; what a transform made of a resource has a longer name than
/// that, and what is of none stands at `otherwise`.
void stand_in_template(Tree& components, const std::string& file, const std::string& text, const Place& otherwise) {
    Problems ignored;  // another reader has read it
    const Tree tree = parse_tree(file, text, {}, ignored);
    const Tree* const resources = tree.find("Resources");
    for (Tree::Member& each : components.members) {
        Place place = otherwise;
        std::size_t longest = 0;
        const std::vector<Tree::Member> none;
        for (const Tree::Member& resource : resources == nullptr ? none : resources->members) {
            if (!each.key.starts_with(resource.key) || resource.key.size() < longest) continue;
            longest = resource.key.size();
            place = resource.place;
        }
        each.place = place;
        stand_at(each.value, place);
    }
}

/// The file that a scenario names, as messages name it: beside the scenario.
[[nodiscard]] std::string beside(const std::string& scenario, const std::string& file) {
    const std::size_t slash = scenario.rfind('/');
    return slash == std::string::npos || file.starts_with('/') ? file : scenario.substr(0, slash + 1) + file;
}

/// A template's components take the place of its name; what else stands there is more of them, or stands beside them.
void include_template(Tree& root, const ReadOptions& options, Problems& problems) {
    Tree* const architecture = root.find("architecture");
    const Tree* const file = architecture == nullptr ? nullptr : architecture->find("template");
    if (file == nullptr || file->kind != Tree::Kind::scalar) return;
    const auto problem = [&](const std::string& message) {
        problems.add(file->place, "architecture.template", message);
    };
    const auto text = options.file ? options.file(file->scalar) : std::nullopt;
    if (!text) return problem(fmt::format("the file {} cannot be read", file->scalar));
    if (!options.blueprint) return problem("templates are not read here");
    std::vector<std::pair<std::string, std::string>> parameters;
    if (const Tree* const said = architecture->find("parameters")) {
        for (const Tree::Member& each : said->members) parameters.emplace_back(each.key, each.value.scalar);
    }
    const auto made = options.blueprint(*text, parameters);
    if (!made.ok()) {
        for (const std::string& each : made.error()) problem(each);
        return;
    }
    Tree components = parse_tree(file->scalar, *made, {}, problems);
    stand_in_template(components, beside(file->place.file, file->scalar), *text, file->place);
    if (const Tree* const handlers = architecture->find("handlers")) {
        for (const Tree::Member& each : handlers->members) add_handlers(components, each, problems);
    }
    for (const Tree::Member& each : architecture->members) {
        if (each.key == "template" || each.key == "parameters" || each.key == "handlers") continue;
        if (Tree* const component = components.find(each.key)) {
            merge(*component, each.value);
        } else {
            components.members.push_back(each);
        }
    }
    components.place = architecture->place;
    *architecture = std::move(components);
}

/// More load of a route is like the mix's, unless the fault says otherwise.
void complete_loads(Scenario& scenario) {
    for (FaultSpec& fault : scenario.faults) {
        if (fault.kind != FaultKind::load) continue;
        for (const MixEntry& entry : scenario.workload.entries()) {
            if (entry.route() == fault.load.route()) fault.load = entry;
        }
        if (fault.load_keys) fault.load.keys = *fault.load_keys;
    }
}

/// A recording's requests are counted by the routes of the API that they come to; what has none, under "GET *".
void complete_replay(Scenario& scenario, const Tree& root, const ReadOptions& options, Problems& problems) {
    Workload& load = scenario.workload;
    if (!load.replay) return;
    Replay& replay = *load.replay;
    const auto problem = [&](const char* key, const std::string& message) {
        problems.add(root, {"workload", "replay", key}, message);
    };
    for (const char* other : {"mix", "sessions", "think", "phases"}) {
        if (other == std::string_view("phases") && !replay.has_moments()) continue;
        if (root.find("workload")->find(other) != nullptr)
            problems.add(root, {"workload", other}, "a recording says by itself what comes when");
    }
    if (options.lines) replay.open = [open = options.lines, name = replay.file] { return open(name); };
    if (!replay.open || replay.open() == nullptr)
        return problem("file", fmt::format("the file {} cannot be read", replay.file));
    const stack::Component* const api = scenario.architecture.api_behind(scenario.target_of(MixEntry()));
    if (api == nullptr) return;
    replay.stage = std::get<gateway::RestApiConfig>(api->config).stage;
    for (const gateway::Route& route : std::get<gateway::RestApiConfig>(api->config).routes) {
        load.mix.emplace_back();
        load.mix.back().method = route.method;
        load.mix.back().pattern = route.pattern;
    }
    load.mix.emplace_back().pattern = "*";
    if (!replay.has_moments()) {
        if (!Recording(replay.format, replay.open, Random(0, "length")).next())
            problem("file", fmt::format("there is no request in {}", replay.file));
        return;
    }
    Phase whole;
    whole.name = "recording";
    if (scenario.clock.duration) {
        whole.duration = *scenario.clock.duration;
    } else {
        // Nobody knows but the file.
        Recording recording(replay.format, replay.open, Random(0, "length"));
        while (recording.next()) {
        }
        if (!recording.ends()) return problem("file", fmt::format("there is no request in {}", replay.file));
        const double length = seconds(*recording.ends() - *recording.begins()) / replay.speed;
        whole.duration = from_seconds(std::min(length, 2 * 86400.0 * 3650)) + 1s;  // at most twice what a load may last
    }
    load.phases = {whole};
}

/// What befalls a function's invocations happens inside them. An action on Lambda's API stands in the way, as
/// elsewhere.
void complete_invocation_faults(Scenario& scenario) {
    using Kind = lambda::InvocationFault::Kind;
    for (FaultSpec& fault : scenario.faults) {
        const stack::Component* target = scenario.architecture.find(fault.target);
        if (target != nullptr && target->type == "kinesis" && fault.fault.error_code == "ThrottlingException") {
            // How this service throttles (Kinesis Data Streams API reference, PutRecord).
            fault.fault.error_status = 400;
            fault.fault.error_code = "ProvisionedThroughputExceededException";
        }
        if (target == nullptr || !std::holds_alternative<lambda::FunctionConfig>(target->config)) continue;
        if (fault.action.starts_with("aws:fis:")) continue;
        lambda::InvocationFault made;
        switch (fault.kind) {
            case FaultKind::latency: made.kind = Kind::delay; break;
            case FaultKind::error: made.kind = Kind::error; break;
            case FaultKind::response: made.kind = Kind::response; break;
            default: continue;
        }
        made.share = fault.kind == FaultKind::latency ? fault.fault.toxicity : fault.fault.error_probability;
        made.delay = fault.fault.added_latency;
        made.prevents = fault.prevents;
        made.error_type = fault.fault.error_code.empty() ? "Error" : fault.fault.error_code;
        made.status = fault.fault.error_status;
        made.content_type = fault.content_type;
        fault.invocation = std::move(made);
    }
}

}  // namespace

Result<Scenario, Problems> read(const std::vector<SourceText>& texts, const ReadOptions& options) {
    Problems problems;
    Tree root;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const Tree tree = parse_tree(texts[i].name, texts[i].text, options.environment, problems);
        if (i == 0) {
            root = tree;
        } else {
            merge(root, tree);
        }
    }
    // What a template is read with is set before it is read, its components after that.
    for (const std::string& set : options.sets) {
        if (is_of_template(set)) apply_set(root, set, options.environment, problems);
    }
    include_template(root, options, problems);
    for (const std::string& set : options.sets) {
        if (!is_of_template(set)) apply_set(root, set, options.environment, problems);
    }
    check_variables(root, problems);
    include_addresses(root, options, problems);
    if (Tree* const workload = root.find("workload")) include_load(*workload, options, problems);
    include_profiles(root, options, problems);
    if (!problems.empty()) return problems;

    Scenario scenario;
    scenario.file = texts.empty() ? "" : texts.front().name;
    scenario.clock.start = *parse_instant("2026-01-01T00:00:00Z");
    read_object(Value{root, "", problems}, scenario_fields(), scenario);
    if (problems.empty()) complete_replay(scenario, root, options, problems);
    complete_loads(scenario);
    complete_invocation_faults(scenario);
    for (stack::Component& component : scenario.architecture.components) complete(component, scenario.workload);
    scenario.written = std::make_shared<const Tree>(root);
    if (scenario.workload.clients.empty()) scenario.workload.clients.emplace_back();
    // Names are looked up only in what could be read.
    if (problems.empty()) check(scenario, root, problems);
    if (problems.empty()) check_settings(scenario, problems);
    if (!problems.empty()) return problems;
    return scenario;
}

Result<ClockSettings> parse_clock_mode(std::string_view text) {
    ClockSettings settings;
    if (text == "virtual") return settings;
    settings.mode = ClockMode::real;
    if (text == "real") return settings;
    settings.mode = ClockMode::scaled;
    const bool shape = text.substr(0, 7) == "scaled(" && text.size() > 9 && text.substr(text.size() - 2) == "x)";
    const auto scale = shape ? parse_number(text.substr(7, text.size() - 9)) : Result<double>(Error{});
    if (!scale.ok() || *scale <= 0 || *scale > 1000) {
        return Error{fmt::format("expected virtual, real or scaled(60x), got \"{}\"", text)};
    }
    settings.scale = *scale;
    return settings;
}

std::string json_schema() {
    Json schema = object_schema(infos(scenario_fields()));
    Json types = Json::array();
    for (const ComponentType& type : component_types()) {
        Json component = object_schema(type.fields);
        component["description"] = type.doc;
        component["properties"]["type"] = {{"const", type.name}};
        types.push_back(std::move(component));
    }
    Json& architecture = schema["properties"]["architecture"];
    architecture = {{"type", "object"}, {"additionalProperties", {{"oneOf", types}}}};
    for (const auto& [key, kind, doc] : template_keys)
        architecture["properties"][key] = {{"type", kind}, {"description", doc}};
    Json document{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", "Windtunnel scenario"}};
    document.update(schema);
    return document.dump(2);
}

std::string reference_markdown() {
    static constexpr std::string_view heading = "| key | value | meaning | default |\n| --- | --- | --- | --- |\n";
    std::string text = "### Top level\n\n";
    text += heading;
    describe(infos(scenario_fields()), "", text);
    text += "\n### `architecture` from a CloudFormation template\n\n| key | value | meaning |\n| --- | --- | --- |\n";
    for (const auto& [key, kind, doc] : template_keys)
        text += fmt::format("| `architecture.{}` | {} | {} |\n", key, kind == "string" ? "text" : "map", doc);
    for (const ComponentType& type : component_types()) {
        text += fmt::format("\n### `{}`: {}\n\n{}", type.name, type.doc, heading);
        describe(type.fields, "", text);
    }
    return text;
}

}  // namespace wt::scenario
