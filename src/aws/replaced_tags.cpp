#include "aws/replaced_tags.hpp"

namespace wt::aws {

Result<std::map<std::string, std::string>, TagFault> replaced_tags(const std::map<std::string, std::string>& standing,
                                                                   const std::map<std::string, std::string>& wanted,
                                                                   std::string_view via) {
    std::map<std::string, std::string> own;
    std::map<std::string, std::string> others = wanted;
    for (const auto& [key, value] : standing) {
        if (!is_reserved_tag(key)) continue;
        own.emplace(key, value);
        // Who read them and sends them back changes nothing.
        if (const auto same = others.find(key); same != others.end() && same->second == value) others.erase(same);
    }
    TagSet tags(std::move(own));
    if (auto fault = tags.add(others, via)) return std::move(*fault);
    return tags.all();
}

}  // namespace wt::aws
