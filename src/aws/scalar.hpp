#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "aws/shape.hpp"

/// Single values as texts: in queries, headers, paths and XML.
namespace wt::aws {

/// Reads a text into a slot of a scalar type. False when it does not read as that type.
[[nodiscard]] bool read_scalar(const Type& type, void* slot, std::string_view text);

/// What a scalar looks like as a text; timestamps in `format` (by_protocol is iso8601). With `millis` that form has
/// milliseconds, which are .000 unless the member says iso8601 itself: S3's listings know whole seconds.
[[nodiscard]] std::string scalar_text(const Type& type, const void* value, TimeFormat format, bool millis);

[[nodiscard]] constexpr bool is_scalar(Kind kind) {
    return kind != Kind::list && kind != Kind::map && kind != Kind::structure && kind != Kind::payload &&
           kind != Kind::body;
}

}  // namespace wt::aws
