#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace wt::stream::jq {

/// A part of a query.
struct Node {
    enum class Kind : std::uint8_t {
        identity,
        literal,   // `value`
        member,    // of parts[0], called parts[1]; optional with '?'
        slice,     // of parts[0], from parts[1] to parts[2]; either may be null
        pipe,      // parts[0] | parts[1]
        object,    // parts: key, value, key, value
        array,     // parts
        binary,    // `name` of parts[0] and parts[1]
        negative,  // -parts[0]
        choice,    // if parts[0] then parts[1] else parts[2]
        call,      // `name` of parts
        text,      // parts, joined: "a\(.b)"
    };
    Kind kind = Kind::identity;
    std::string name;
    nlohmann::json value;
    bool is_optional = false;
    std::vector<std::shared_ptr<const Node>> parts;
};
using Part = std::shared_ptr<const Node>;

}  // namespace wt::stream::jq
