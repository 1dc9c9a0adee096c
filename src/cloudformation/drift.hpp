#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "cloudformation/language/read.hpp"

namespace wt::cloudformation {

using language::OrderedJson;

/// Where a resource is not as its template says.
struct Deviation {
    std::string path;      // "/VersioningConfiguration/Status"
    std::string expected;  // as JSON, texts as they are
    std::string actual;
    std::string kind;  // ADD: of a list, there and not expected; REMOVE: not there; NOT_EQUAL
};

/// What the template says and what is there, property by property; a property that `actual` does not have is not
/// compared, one that is null there is missing. What services write in another way is the same: numbers and truths as
/// texts, documents as texts, lists in another order, and members that a service adds or does not tell.
[[nodiscard]] std::vector<Deviation> deviations(const OrderedJson& expected, const OrderedJson& actual);

/// Tags as a list, however they are told: by Key and Value, or in a map; without AWS's own.
[[nodiscard]] OrderedJson tag_list(const OrderedJson& value);

/// What stands in an answer under a property's name, nearest to its outside; discarded: nothing does.
[[nodiscard]] OrderedJson found_by_name(const OrderedJson& answer, std::string_view name);

}  // namespace wt::cloudformation
