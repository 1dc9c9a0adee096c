#include "gateway/rules.hpp"

#include "base/ascii.hpp"

namespace wt::gateway {

bool wants_renewal(const http::Request& request) {
    bool wants = false;
    each_part(request.headers.get("Cache-Control"), ',',
              [&](std::string_view part) { wants = wants || same_ignoring_case(part, "max-age=0"); });
    return wants;
}

}  // namespace wt::gateway
