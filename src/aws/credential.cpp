#include "aws/credential.hpp"

#include <array>

namespace wt::aws {

std::optional<Credential> parse_credential(std::string_view text) {
    std::array<std::string_view, 5> parts;
    std::string_view rest = text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::size_t slash = rest.find('/');
        const bool last = i + 1 == parts.size();
        if (last != (slash == std::string_view::npos)) return std::nullopt;
        parts[i] = rest.substr(0, slash);
        if (!last) rest.remove_prefix(slash + 1);
    }
    const std::string_view scope = text.substr(parts[0].size() + 1);
    return Credential{parts[0], parts[1], parts[2], parts[3], parts[4], scope};
}

}  // namespace wt::aws
