#include "aws/unpack.hpp"

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "base/gzip.hpp"

namespace wt::aws {

std::optional<Error> unpack(Call& call, const ServiceModel& model) {
    if (model.errors == ErrorBody::bare || call.body.empty()) return std::nullopt;
    bool packed = false;
    each_part(call.request.headers.get("Content-Encoding"), ',',
              [&packed](std::string_view coding) { packed = packed || same_ignoring_case(coding, "gzip"); });
    if (!packed) return std::nullopt;
    const std::size_t most = most_unpacked * model.max_body;
    auto plain = gunzip(call.body, most);
    if (!plain) {
        return model.malformed(
            {Malformed::What::body,
             {},
             {},
             fmt::format("The request body is not in gzip's format, or has more than {} bytes in it.", most)});
    }
    call.body = std::move(*plain);
    return std::nullopt;
}

}  // namespace wt::aws
