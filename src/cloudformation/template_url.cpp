#include "cloudformation/template_url.hpp"

#include <algorithm>

#include "http/uri.hpp"

namespace wt::cloudformation {

std::optional<ObjectName> object_of_url(std::string_view url) {
    for (const std::string_view scheme : {"https://", "http://", "s3://"}) {
        if (!url.starts_with(scheme)) continue;
        url.remove_prefix(scheme.size());
        const std::size_t slash = std::min(url.find('/'), url.size());
        std::string_view host = url.substr(0, slash);
        std::string_view path = url.substr(std::min(slash + 1, url.size()));
        path = path.substr(0, path.find('?'));
        host = host.substr(0, host.find(':'));
        std::string_view bucket = scheme == "s3://" ? host : std::string_view();
        for (const std::string_view mark : {".s3.", ".s3-", ".localhost"}) {
            const std::size_t at = host.find(mark);
            if (bucket.empty() && at != std::string_view::npos && !host.starts_with("s3")) bucket = host.substr(0, at);
        }
        if (bucket.empty()) {
            bucket = path.substr(0, path.find('/'));
            path.remove_prefix(std::min(bucket.size() + 1, path.size()));
        }
        if (bucket.empty() || path.empty()) return std::nullopt;
        return ObjectName{std::string(bucket), http::percent_decode(path)};
    }
    return std::nullopt;
}

}  // namespace wt::cloudformation
