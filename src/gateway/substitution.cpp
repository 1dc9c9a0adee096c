#include "gateway/substitution.hpp"

#include "http/uri.hpp"

namespace wt::gateway {

namespace {

[[nodiscard]] bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '-';
}

}  // namespace

std::string substituted(std::string_view text, const Lookup& value, std::string_view absent) {
    std::string made;
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] != '$') {
            made += text[at++];
            continue;
        }
        std::size_t begin = at + 1;
        const bool braces = begin < text.size() && text[begin] == '{';
        if (braces) ++begin;
        std::size_t end = begin;
        while (end < text.size() && is_name(text[end])) ++end;
        while (end > begin && text[end - 1] == '.') --end;
        const std::string_view name = text.substr(begin, end - begin);
        const bool closed = !braces || (end < text.size() && text[end] == '}');
        if (!closed || !(name.starts_with("context.") || name.starts_with("stageVariables."))) {
            made += text[at++];
            continue;
        }
        made += value(name).value_or(std::string(absent));
        at = end + (braces ? 1 : 0);
    }
    return made;
}

std::string filled_path(std::string_view pattern, const Lookup& value) {
    std::string path;
    for (std::size_t at = 0; at < pattern.size();) {
        const std::size_t close = pattern[at] == '{' ? pattern.find('}', at) : std::string_view::npos;
        if (close == std::string_view::npos) {
            path += pattern[at++];
            continue;
        }
        std::string_view name = pattern.substr(at + 1, close - at - 1);
        if (name.ends_with('+')) name.remove_suffix(1);
        const std::string filled = value(name).value_or("");
        for (const char& c : filled) path += c == '/' ? "/" : http::percent_encode({&c, 1});
        at = close + 1;
    }
    return path;
}

}  // namespace wt::gateway
