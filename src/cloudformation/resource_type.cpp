#include "cloudformation/resource_type.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "cloudformation/type_texts.hpp"

namespace wt::cloudformation {

namespace {

[[nodiscard]] const OrderedJson& at(const OrderedJson& of, const char* name) {
    static const OrderedJson nothing;
    const auto found = of.find(name);
    return found == of.end() ? nothing : *found;
}

[[nodiscard]] std::vector<std::string> texts(const OrderedJson& said) {
    if (said.is_null()) return {};
    if (said.is_string()) return {said.get<std::string>()};
    return said.get<std::vector<std::string>>();
}

/// A property's name begins with a capital letter, as ours do not.
void note_path(std::string_view path, ResourceType& into) {
    if (path.empty() || path.front() < 'A' || path.front() > 'Z') return;
    path = path.substr(0, path.find('}'));
    const std::size_t dot = path.find('.');
    const std::string name(path.substr(0, dot));
    into.mentioned.insert(name);
    if (dot == std::string_view::npos) {
        into.wholly.insert(name);
    } else {
        path.remove_prefix(dot + 1);
        into.partly[name].emplace(path.substr(0, path.find('.')));
    }
}

void note_mentions(const OrderedJson& value, ResourceType& into) {
    if (value.is_string()) {
        std::string_view text = value.get_ref<const std::string&>();
        if (text.starts_with('$') && !text.starts_with("${")) note_path(text.substr(1), into);
        for (std::size_t open = text.find("${"); open != std::string_view::npos; open = text.find("${", open + 2))
            note_path(text.substr(open + 2), into);
    } else if (value.is_structured()) {
        for (const auto& [key, each] : value.items()) {
            // Patches name properties without a sign.
            if (key == "$patches") {
                for (const OrderedJson& path : each)
                    note_path((path.is_array() ? path[0] : path).get_ref<const std::string&>(), into);
            }
            note_mentions(each, into);
        }
    }
}

[[nodiscard]] Step read_step(const OrderedJson& said, ResourceType& into) {
    Step step;
    for (const auto& [key, value] : said.items()) {
        if (key == "when") {
            step.when = value;
        } else if (key == "unless") {
            step.unless = value;
        } else if (key == "each") {
            step.each = value;
        } else if (key == "save") {
            step.save = value.get<std::string>();
        } else if (key == "optional") {
            step.optional = value.get<bool>();
        } else {
            const std::size_t colon = key.find(':');
            WT_ASSERT(colon != std::string::npos && step.service.empty());
            step.service = key.substr(0, colon);
            step.operation = key.substr(colon + 1);
            step.with = value;
        }
    }
    WT_ASSERT(!step.operation.empty());
    note_mentions(said, into);
    return step;
}

[[nodiscard]] std::vector<Step> read_steps(const OrderedJson& said, ResourceType& into) {
    std::vector<Step> steps;
    if (said.is_object()) {
        steps.push_back(read_step(said, into));
    } else {
        for (const OrderedJson& each : said) steps.push_back(read_step(each, into));
    }
    return steps;
}

[[nodiscard]] Part read_part(const OrderedJson& said, ResourceType& into) {
    Part part;
    for (const auto& [key, value] : said.items()) {
        if (key == "of") {
            part.of = texts(value);
        } else if (key == "put") {
            part.put = read_steps(value, into);
        } else if (key == "drop") {
            part.drop = read_steps(value, into);
        } else if (key == "each") {
            part.each = value.get<bool>();
        } else if (key == "by") {
            part.by = value.get<std::string>();
        } else if (key == "at_delete") {
            part.at_delete = value.get<bool>();
        } else if (key == "stays") {
            part.stays = value.get<std::string>();
        } else {
            WT_ASSERT(key == "in_create");
            part.in_create = value.get<bool>();
        }
    }
    for (const std::string& name : part.of) into.mentioned.insert(name);
    return part;
}

[[nodiscard]] ResourceType read_type(const std::string& name, const OrderedJson& said) {
    ResourceType type;
    type.name = name;
    for (const auto& [key, value] : said.items()) {
        if (key == "name") {
            type.name_property = at(value, "of").is_null() ? "" : value["of"].get<std::string>();
            if (value.contains("longest")) type.longest_name = value["longest"].get<std::size_t>();
            type.lower_case = value.contains("lower_case");
            if (!type.name_property.empty()) type.mentioned.insert(type.name_property);
        } else if (key == "replaces") {
            type.always_replaces = value == "all";
            if (!type.always_replaces) type.replaces = texts(value);
            for (const std::string& each : type.replaces) type.mentioned.insert(each);
        } else if (key == "create") {
            type.create = read_steps(value, type);
        } else if (key == "update") {
            type.update = read_steps(value, type);
        } else if (key == "delete") {
            type.remove = read_steps(value, type);
        } else if (key == "read") {
            type.read = read_steps(value, type);
        } else if (key == "drift") {
            const std::set<std::string, std::less<>> before = type.mentioned;
            const auto partly_before = type.partly;
            const auto wholly_before = type.wholly;
            if (value.contains("look")) type.look = read_steps(value["look"], type);
            type.there = at(value, "there");
            if (value.contains("actual")) type.actual = value["actual"];
            type.unseen = texts(at(value, "unseen"));
            type.mentioned = before;
            type.partly = partly_before;
            type.wholly = wholly_before;
        } else if (key == "identifier") {
            type.identifier = texts(value);
        } else if (key == "id") {
            type.id = value;
            note_mentions(value, type);
        } else if (key == "ref") {
            type.ref = value;
            note_mentions(value, type);
        } else if (key == "attributes") {
            type.attributes = value;
            note_mentions(value, type);
        } else if (key == "ready") {
            type.ready_path = value["path"];
            type.ready_when = texts(value["is"]);
            type.failed_when = texts(at(value, "fails"));
        } else if (key == "parts") {
            for (const OrderedJson& each : value) type.parts.push_back(read_part(each, type));
        } else if (key == "fixed") {
            type.fixed = texts(value);
            for (const std::string& each : type.fixed) type.mentioned.insert(each);
        } else if (key == "tags") {
            type.tags = value.get<std::string>();
        } else if (key == "map_tags") {
            type.map_tags = value.get<bool>();
        } else if (key == "system_tags") {
            type.system_tags = value.get<bool>();
        } else if (key == "snapshots") {
            type.takes_snapshots = true;
            type.usual_snapshot = value.contains("usual");
            type.no_usual_snapshot = at(value, "unless");
        } else if (key == "passes_over") {
            for (const std::string& each : texts(value)) {
                type.mentioned.insert(each);
                type.wholly.insert(each);
            }
        } else {
            WT_ASSERT(key == "capability");
            type.iam_capability = true;
            type.named_capability = value == "named";
        }
    }
    std::erase_if(type.partly, [&](const auto& each) { return type.wholly.contains(each.first); });
    if (type.tags.empty() && type.mentioned.contains("Tags")) type.tags = "Tags";
    return type;
}

}  // namespace

bool ResourceType::changes_need_new(const std::string& property) const {
    if (std::find(fixed.begin(), fixed.end(), property) != fixed.end()) return false;
    if (always_replaces || std::find(replaces.begin(), replaces.end(), property) != replaces.end()) return true;
    const auto is_its = [&](const Part& part) {
        return std::find(part.of.begin(), part.of.end(), property) != part.of.end();
    };
    return update.empty() && std::none_of(parts.begin(), parts.end(), is_its);
}

std::vector<std::string> ResourceType::identifiers() const {
    if (!can_be_seen()) return {};
    if (!identifier.empty()) return identifier;
    if (!id.is_null() || name_property.empty()) return {};
    return {name_property};
}

bool ResourceType::going_needs_new(const std::string& property) const {
    const bool is_dropped = std::any_of(parts.begin(), parts.end(), [&](const Part& part) {
        return part.of.front() == property && !part.drop.empty();
    });
    return changes_need_new(property) && !is_dropped;
}

ResourceTypes::ResourceTypes() {
    for (const std::string_view text : type_texts()) {
        const OrderedJson tree = language::read_template(text);
        for (const auto& [name, said] : tree.items()) all_.emplace(name, read_type(name, said));
    }
}

const ResourceType* ResourceTypes::find(std::string_view name) const {
    const auto found = all_.find(name);
    return found == all_.end() ? nullptr : &found->second;
}

}  // namespace wt::cloudformation
