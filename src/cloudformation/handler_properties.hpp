#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "cloudformation/fit.hpp"

/// What templates say of a resource's properties, beside what its type takes.
namespace wt::cloudformation {

/// "#/retentionInDays: ..." as the template spells that property.
[[nodiscard]] std::string in_its_words(const std::string& flaw, const OrderedJson& properties);
/// "LifecycleConfiguration/Rules/Colour": what was not taken, as the template spells it.
[[nodiscard]] std::string nested_name(const NotTaken& found, const OrderedJson& properties);
/// What was not taken goes from what is known of a resource, which notes that (`left_out`). False: it does not stand
/// there.
[[nodiscard]] bool leave_out(const NotTaken& found, OrderedJson& known);
/// Why properties of a type that AWS has fail a resource here.
[[nodiscard]] std::string refusal(const std::vector<std::string>& properties, std::string_view type);
/// What an event says where they were left out.
[[nodiscard]] std::string left_out(const std::vector<std::string>& properties, std::string_view type);
/// The elements of a list; of tags that come as a map, their pairs.
[[nodiscard]] OrderedJson list_at(const OrderedJson& known, const std::string& property);

}  // namespace wt::cloudformation
