#pragma once
#include <string>
#include <vector>

#include "blueprint/resources.hpp"

namespace wt::blueprint {

/// What resources become. Each gives a component's members, without its type, and adds to `problems` what cannot be
/// played.
using Problems = std::vector<std::string>;

// stores.cpp
[[nodiscard]] OrderedJson function(const Resources& resources, const Resource& of);
[[nodiscard]] OrderedJson stream(const Resource& of);
[[nodiscard]] OrderedJson delivery_stream(const Resources& resources, const Resource& of, Problems& problems);
[[nodiscard]] OrderedJson bucket(const Resources& resources, const Resource& of);
[[nodiscard]] OrderedJson user_pool(const Resources& resources, const Resource& of);
[[nodiscard]] OrderedJson cache(const Resource& of);
[[nodiscard]] OrderedJson database(const Resource& of);
[[nodiscard]] OrderedJson replica(const Resource& of, const Resource& source);
/// The instances of a cluster, in order: the first writes, the others are read.
[[nodiscard]] std::vector<const Resource*> members_of(const Resources& resources, const Resource& cluster);

// apis.cpp
[[nodiscard]] OrderedJson rest_api(const Resources& resources, const Resource& of, Problems& problems);

// edges.cpp
[[nodiscard]] OrderedJson distribution(const Resources& resources, const Resource& of, Problems& problems);
[[nodiscard]] OrderedJson web_acl(const Resources& resources, const Resource& of, Problems& problems);
/// The API that a distribution's requests come to; null when there is none.
[[nodiscard]] const Resource* api_of(const Resources& resources, const Resource& distribution);

[[nodiscard]] std::string seconds_text(double seconds);

}  // namespace wt::blueprint
