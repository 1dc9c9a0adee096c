#pragma once
#include <optional>
#include <string>
#include <vector>

#include "storage/s3/api/s3_shapes.hpp"
#include "storage/s3/api/translate.hpp"

namespace wt::s3::api {

/// How a listing writes keys: as they are, or as encoding-type=url asks for.
class Spelling {
public:
    explicit Spelling(const std::optional<std::string>& encoding_type) : encoded_(encoding_type.has_value()) {}
    [[nodiscard]] std::string operator()(const std::string& text) const { return encoded_ ? url_encoded(text) : text; }

private:
    bool encoded_;
};

[[nodiscard]] inline std::vector<CommonPrefix> common_prefixes(const std::vector<std::string>& prefixes,
                                                               const Spelling& spelling) {
    std::vector<CommonPrefix> written;
    for (const std::string& prefix : prefixes) written.emplace_back().prefix = spelling(prefix);
    return written;
}

}  // namespace wt::s3::api
