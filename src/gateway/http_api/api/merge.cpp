#include "gateway/http_api/api/merge.hpp"

#include <nlohmann/json.hpp>

namespace wt::gateway::http_api::api {

namespace {

using PartJson = nlohmann::json;

[[nodiscard]] bool is_empty(const PartJson& value) {
    return value.is_string() ? value.get_ref<const std::string&>().empty() : value.is_structured() && value.empty();
}

}  // namespace

std::string merged(std::string_view part, std::string_view said, const aws::Structure& shape) {
    PartJson to = PartJson::parse(part);
    const PartJson from = PartJson::parse(said);
    for (const aws::Member& member : shape.members) {
        const std::string name(member.in_body());
        const auto found = from.find(name);
        if (found == from.end()) continue;
        if (member.type->kind == aws::Kind::map) {
            for (const auto& [key, value] : found->items()) {
                if (is_empty(value)) {
                    if (to.contains(name)) to[name].erase(key);
                } else {
                    to[name][key] = value;
                }
            }
        } else if (is_empty(*found) && member.type->kind != aws::Kind::structure) {
            to.erase(name);
        } else {
            to[name] = *found;
        }
    }
    return to.dump(-1, ' ', false, PartJson::error_handler_t::replace);
}

}  // namespace wt::gateway::http_api::api
