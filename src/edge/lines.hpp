#pragma once
#include <string_view>

#include "base/ascii.hpp"
#include "http/message.hpp"

namespace wt::edge {

/// Every value of that name: several lines are one list (RFC 9110, 5.3).
template <class Visit>
void each_line(const http::Headers& headers, std::string_view name, Visit visit) {
    if (!headers.has(name)) return;
    for (const http::Header& field : headers) {
        if (same_ignoring_case(field.name, name)) visit(field.value.view());
    }
}

}  // namespace wt::edge
