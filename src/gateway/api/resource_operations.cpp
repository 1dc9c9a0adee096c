// The tree of resources.
#include <algorithm>

#include <fmt/format.h>

#include "gateway/api/find.hpp"
#include "gateway/api/mapping_rules.hpp"
#include "gateway/api/paging.hpp"
#include "gateway/api/patch.hpp"

namespace wt::gateway::api {

namespace {

constexpr PatchRule resource_rules[] = {{"/pathPart", "replace"}, {"/parentId", "replace"}};

[[nodiscard]] bool is_variable(std::string_view part) { return part.starts_with('{') && part.ends_with('}'); }
[[nodiscard]] bool is_greedy(std::string_view part) { return part.ends_with("+}"); }

[[nodiscard]] std::string path_below(const Resource& parent, const std::string& part) {
    return (*parent.path == "/" ? "" : *parent.path) + "/" + part;
}

/// A resource as it is listed: its methods are only named, unless they are asked for.
[[nodiscard]] Resource shown(Resource resource, const std::vector<std::string>& embed) {
    if (resource.resource_methods && resource.resource_methods->empty()) resource.resource_methods.reset();
    if (!resource.resource_methods || std::find(embed.begin(), embed.end(), "methods") != embed.end()) return resource;
    for (auto& [name, method] : *resource.resource_methods) method = Method();
    return resource;
}

}  // namespace

bool is_path_part(std::string_view part) {
    const bool braces = is_variable(part);
    if (braces) part = part.substr(1, part.size() - (is_greedy(part) ? 3 : 2));
    return !part.empty() && std::all_of(part.begin(), part.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
               c == '-' || c == ':';
    });
}

std::optional<aws::Error> refuse_resource(const Api& api, const Resource& parent, const std::string& part,
                                          const std::string& self) {
    if (!is_path_part(part)) {
        return bad_request(
            "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the "
            "beginning and the end.");
    }
    if (parent.path_part && is_greedy(*parent.path_part))
        return bad_request("Cannot create a child of a resource with a greedy path variable: " + *parent.path_part);
    for (const auto& [id, other] : api.now.resources) {
        if (id == self || other.parent_id != parent.id) continue;
        if (other.path_part == part)
            return conflict("Another resource with the same parent already has this name: " + part);
        if (is_variable(part) && is_variable(*other.path_part) && is_greedy(part) == is_greedy(*other.path_part)) {
            return bad_request(
                fmt::format("A sibling ({}) of this resource already has a variable path part -- only one is allowed",
                            *other.path_part));
        }
    }
    return std::nullopt;
}

aws::Outcome<ApiGateway::ResourceFound> ApiGateway::find_resource(const aws::Call& call, const std::string& api_id,
                                                                  const std::string& id) {
    const auto found = find_api(call, api_id);
    if (!found.ok()) return found.error();
    Resource* const there = catalogue_.find<Resource>(**found, id);
    if (there == nullptr) return not_found("Invalid Resource identifier specified");
    return ResourceFound{*found, there};
}

aws::Outcome<Resource> ApiGateway::create_resource(const aws::Call& call, CreateResourceRequest input) {
    const auto parent = find_resource(call, input.rest_api_id, input.parent_id);
    if (!parent.ok()) return parent.error();
    constexpr std::size_t most = 300;  // API Gateway quotas: resources per API
    if (parent->api->now.resources.size() >= most) return aws::Error(apigateway_errors::limit_exceeded);
    if (auto error = refuse_resource(*parent->api, *parent->resource, input.path_part, {})) return std::move(*error);
    Resource made;
    made.id = catalogue_.new_id();
    while (parent->api->now.resources.contains(*made.id)) made.id = catalogue_.new_id();
    made.parent_id = input.parent_id;
    made.path = path_below(*parent->resource, input.path_part);
    made.path_part = std::move(input.path_part);
    return catalogue_.keep(*parent->api, std::move(made));
}

aws::Outcome<Resource> ApiGateway::get_resource(const aws::Call& call, GetResourceRequest input) {
    const auto found = find_resource(call, input.rest_api_id, input.resource_id);
    if (!found.ok()) return found.error();
    auto output = shown(*found->resource, input.embed);
    return output;
}

aws::Outcome<Resources> ApiGateway::get_resources(const aws::Call& call, GetResourcesRequest input) {
    const auto found = find_api(call, input.rest_api_id);
    if (!found.ok()) return found.error();
    auto page = page_of<Resources>((*found)->now.resources, "apigateway:GetResources/" + input.rest_api_id,
                                   input.position, input.limit, call.now,
                                   [&](const Resource& each) { return std::optional(shown(each, input.embed)); });
    if (!page.ok()) return page.error();
    return std::move(*page);
}

aws::Outcome<Resource> ApiGateway::update_resource(const aws::Call& call, UpdateResourceRequest input) {
    const auto found = find_resource(call, input.rest_api_id, input.resource_id);
    if (!found.ok()) return found.error();
    Api& api = *found->api;
    auto changed = patched(*found->resource, input.patch_operations, resource_rules);
    if (!changed.ok()) return changed.error();
    if (!found->resource->parent_id) {
        if (changed->path_part) return bad_request("Root resource cannot update its pathPart.");
        // Assumed: the sentence.
        if (changed->parent_id) return bad_request("Root resource cannot update its parentId.");
        auto output = shown(*found->resource, {});
        return output;
    }
    const auto parent = find_resource(call, input.rest_api_id, changed->parent_id.value_or(""));
    if (!parent.ok()) return parent.error();
    for (const Resource* above = parent->resource; above != nullptr;
         above = above->parent_id ? catalogue_.find<Resource>(api, *above->parent_id) : nullptr) {
        // Assumed: the sentence.
        if (above->id == changed->id) return bad_request("A resource cannot stand below itself.");
    }
    if (auto error = refuse_resource(api, *parent->resource, changed->path_part.value_or(""), *changed->id))
        return std::move(*error);
    changed->path = path_below(*parent->resource, *changed->path_part);
    const std::string before = *found->resource->path + "/";
    const std::string after = *changed->path + "/";
    catalogue_.keep(api, std::move(*changed));
    std::vector<std::string> below;
    for (const auto& [id, each] : api.now.resources) {
        if (each.path->starts_with(before)) below.push_back(id);
    }
    for (const std::string& id : below) {
        Resource moved = api.now.resources.at(id);
        moved.path = after + moved.path->substr(before.size());
        catalogue_.keep(api, std::move(moved));
    }
    Resource output = shown(api.now.resources.at(input.resource_id), {});
    return output;
}

aws::Outcome<aws::Nothing> ApiGateway::delete_resource(const aws::Call& call, DeleteResourceRequest input) {
    const auto found = find_resource(call, input.rest_api_id, input.resource_id);
    if (!found.ok()) return found.error();
    // Assumed: the sentence.
    if (!found->resource->parent_id) return bad_request("The root resource cannot be deleted.");
    const std::string path = *found->resource->path;
    std::vector<std::string> gone;
    for (const auto& [id, each] : found->api->now.resources) {
        if (*each.path == path || each.path->starts_with(path + "/")) gone.push_back(id);
    }
    for (const std::string& id : gone) catalogue_.drop<Resource>(*found->api, id);
    return aws::Nothing();
}

}  // namespace wt::gateway::api
