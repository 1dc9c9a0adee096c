#pragma once
#include <string>
#include <utility>

#include <fmt/format.h>

#include "aws/shape.hpp"
#include "cloudformation/language/flaw.hpp"
#include "cloudformation/language/read.hpp"

namespace wt::cloudformation {

using language::OrderedJson;

/// A property within a property ("#/Rules/0") of which AWS knows, since its schema was asked before, and no operation
/// here.
struct NotTaken : language::Flaw {
    NotTaken(std::string where, std::string name)
        : Flaw{fmt::format("{}: extraneous key [{}] is not permitted", where, name)},
          place(std::move(where)),
          key(std::move(name)) {}

    std::string place;
    std::string key;
};

/// A template's value as an operation's input takes it: members of the model's names (in any case), numbers and truths
/// that came as texts, documents as texts where the model has texts, a list of tags as a map where it has that. Throws
/// a language::Flaw, which names the property, for what does not fit.
[[nodiscard]] OrderedJson fit(const OrderedJson& value, const aws::Structure& structure, const std::string& place);

/// Of the object's members those that the structure has, by its names.
[[nodiscard]] OrderedJson fitting_members(const OrderedJson& value, const aws::Structure& structure);
/// Whether the structure has a member of that name, in any case.
[[nodiscard]] const aws::Member* member_of(const aws::Structure& structure, std::string_view name);

}  // namespace wt::cloudformation
