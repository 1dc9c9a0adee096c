#include "gateway/rules.hpp"

#include "base/ascii.hpp"

namespace wt::gateway {

std::string_view token_of(std::string_view field) {
    constexpr std::string_view scheme = "bearer ";
    if (same_ignoring_case(field.substr(0, scheme.size()), scheme)) field.remove_prefix(scheme.size());
    return trimmed(field);
}

bool wants_renewal(const http::Request& request) {
    bool wants = false;
    each_part(request.headers.get("Cache-Control"), ',',
              [&](std::string_view part) { wants = wants || same_ignoring_case(part, "max-age=0"); });
    return wants;
}

}  // namespace wt::gateway
