#include "blueprint/resources.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "cloudformation/language/evaluate.hpp"
#include "cloudformation/language/flaw.hpp"
#include "cloudformation/language/prepared.hpp"

namespace wt::blueprint {

namespace {

namespace language = cloudformation::language;

/// Names in place of what is only known once resources are made.
class Names final : public language::Answers {
public:
    [[nodiscard]] OrderedJson reference(const std::string& resource) override {
        return fmt::format("<<{}>>", resource);
    }
    [[nodiscard]] OrderedJson attribute(const std::string& resource, const std::string& name) override {
        // Templates take the host out of these: !Select [2, !Split ["/", ...]].
        if (name == "ApiEndpoint" || name == "FunctionUrl") return fmt::format("https://<<{}.{}>>", resource, name);
        return fmt::format("<<{}.{}>>", resource, name);
    }
    [[nodiscard]] OrderedJson import(const std::string& name) override {
        throw language::Flaw{fmt::format("a scenario has no other stacks: Fn::ImportValue of {}", name)};
    }
};

/// Calls `visit(name)` for each resource that a value names, in order.
template <class Visit>
void each_name(const OrderedJson& value, Visit&& visit) {
    if (value.is_string()) {
        const std::string_view text = value.get_ref<const std::string&>();
        for (std::size_t at = text.find("<<"); at != std::string_view::npos; at = text.find("<<", at + 2)) {
            const std::size_t end = text.find_first_of(".>", at);
            visit(text.substr(at + 2, end == std::string_view::npos ? end : end - at - 2));
        }
    } else if (value.is_structured()) {
        for (const OrderedJson& each : value) each_name(each, visit);
    }
}

/// Code that lies beside a template is packaged when it is deployed; the translator takes addresses alone. Here nobody
/// looks into it.
void name_packages(OrderedJson& tree) {
    const auto name = [](OrderedJson& properties, const char* where, const std::string& of) {
        if (!properties.is_object() || !properties.contains(where) || !properties[where].is_string()) return;
        OrderedJson& said = properties[where];
        if (!said.get_ref<const std::string&>().starts_with("s3://")) said = "s3://packages/" + of;
    };
    if (tree.contains("Globals") && tree["Globals"].is_object() && tree["Globals"].contains("Function"))
        name(tree["Globals"]["Function"], "CodeUri", "Globals");
    for (auto& [id, resource] : tree["Resources"].items()) {
        if (!resource.is_object() || !resource.contains("Properties")) continue;
        name(resource["Properties"], "CodeUri", id);
        name(resource["Properties"], "ContentUri", id);
    }
}

}  // namespace

const Resource* Resources::find(std::string_view name) const {
    const auto found = std::find_if(all.begin(), all.end(), [&](const Resource& each) { return each.name == name; });
    return found == all.end() ? nullptr : &*found;
}

std::vector<const Resource*> Resources::of(std::string_view type) const {
    std::vector<const Resource*> found;
    for (const Resource& each : all) {
        if (each.type == type) found.push_back(&each);
    }
    return found;
}

const Resource* Resources::target(const OrderedJson& value, std::string_view type) const {
    const Resource* first = nullptr;
    each_name(value, [&](std::string_view name) {
        const Resource* const found = find(name);
        if (first == nullptr && found != nullptr && found->type == type) first = found;
    });
    return first;
}

Resources resources_of(const std::string& text, const std::vector<std::pair<std::string, std::string>>& parameters,
                       const Translate& translate) {
    const std::map<std::string, std::string> given(parameters.begin(), parameters.end());
    const std::vector<std::string> no_notifications;
    const language::Source source{text, given, no_notifications};
    const language::Site site{"000000000000", "us-east-1", "scenario",
                              "arn:aws:cloudformation:us-east-1:000000000000:stack/scenario/0"};
    // What SSM's parameters hold is the account's; their names stand for it.
    language::Given looked_up;
    for (const std::string& name : language::ssm_names(source)) looked_up[name] = name;
    language::OrderedJson tree = language::expanded(source, site, looked_up);
    if (!language::translation_of(tree, source, site).empty()) {
        name_packages(tree);
        const auto translated = translate(language::translation_of(tree, source, site));
        if (!translated.ok()) throw language::Flaw{translated.error().message};
        tree = language::OrderedJson::parse(*translated);
    }
    const language::Prepared made = language::prepare(source, site, looked_up, tree);
    Names names;
    Resources resources;
    for (const auto& each : made.made.resources)
        resources.all.push_back({each.name, each.type, language::evaluate(each.properties, made.scope(), names)});
    return resources;
}

const OrderedJson& member(const OrderedJson& of, std::string_view path) {
    static const OrderedJson nothing;
    const OrderedJson* at = &of;
    while (!path.empty()) {
        const std::string part(path.substr(0, path.find('.')));
        path.remove_prefix(std::min(part.size() + 1, path.size()));
        if (!at->is_object() || !at->contains(part)) return nothing;
        at = &(*at)[part];
    }
    return *at;
}

std::string text(const OrderedJson& of, std::string_view path) {
    const OrderedJson& found = member(of, path);
    if (found.is_null()) return {};
    return found.is_string() ? found.get<std::string>() : language::written(found);
}

double number(const OrderedJson& of, std::string_view path, double otherwise) {
    const std::string found = text(of, path);
    return found.empty() ? otherwise : std::strtod(found.c_str(), nullptr);
}

bool truth(const OrderedJson& of, std::string_view path) { return text(of, path) == "true"; }

}  // namespace wt::blueprint
