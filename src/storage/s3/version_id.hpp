#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"

namespace wt::s3 {

/// A version's id: 32 characters that tell a client nothing, from chance and the version's order in its bucket, so that
/// a bucket finds a version among very many without an index.
[[nodiscard]] std::string make_version_id(Random& random, std::uint64_t order);
/// The order in such an id; none for what has not the form of one. A made-up id has an order, too: compare the whole.
[[nodiscard]] std::optional<std::uint64_t> order_in(std::string_view version_id);
/// The order in an upload's id, which is made of two; none for what is no such id.
[[nodiscard]] std::optional<std::uint64_t> order_in_upload(std::string_view upload_id);

}  // namespace wt::s3
