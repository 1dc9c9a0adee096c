#include "gateway/vtl/patterns.hpp"

#include <re2/re2.h>

#include <optional>

namespace wt::gateway::vtl {

namespace {

/// The same for RE2; nothing for what would mean something else there.
[[nodiscard]] std::optional<std::string> translated(std::string_view pattern) {
    std::string made;
    bool in_class = false;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        const char c = pattern[at];
        if (c == '\\' && at + 1 < pattern.size()) {
            const char next = pattern[++at];
            if (next == 'Q') {
                const std::size_t end = pattern.find("\\E", at);
                const std::string_view quoted =
                    pattern.substr(at + 1, end == std::string_view::npos ? end : end - at - 1);
                made += re2::RE2::QuoteMeta(re2::StringPiece(quoted.data(), quoted.size()));
                if (end == std::string_view::npos) break;
                at = end + 1;
            } else if (next == 'u') {
                made += "\\x{" + std::string(pattern.substr(at + 1, 4)) + "}";
                at += 4;
            } else if (next == 'h' || next == 'H' || next == 'v' || next == 'V' || next == 'R' || next == 'Z' ||
                       next == 'G' || next == 'C' || next == 'X') {
                return std::nullopt;
            } else {
                made += c;
                made += next;
            }
            continue;
        }
        if (in_class) {
            if (c == '[' || (c == '&' && pattern.substr(at).starts_with("&&"))) return std::nullopt;
            if (c == ']') in_class = false;
        } else if (c == '[') {
            in_class = true;
            made += c;
            if (pattern.substr(at + 1).starts_with('^')) made += pattern[++at];
            // Here a bracket first is one of the class.
            if (pattern.substr(at + 1).starts_with(']')) made += "\\", made += pattern[++at];
            continue;
        } else if (c == '(' && pattern.substr(at).starts_with("(?<") && !pattern.substr(at).starts_with("(?<=") &&
                   !pattern.substr(at).starts_with("(?<!")) {
            made += "(?P<";
            at += 2;
            continue;
        } else if ((c == '+') && at > 0 &&
                   (pattern[at - 1] == '+' || pattern[at - 1] == '*' || pattern[at - 1] == '?' ||
                    pattern[at - 1] == '}') &&
                   (at < 2 || pattern[at - 2] != '\\')) {
            return std::nullopt;  // possessive
        }
        made += c;
    }
    return made;
}

}  // namespace

Patterns::Patterns() = default;
Patterns::~Patterns() = default;

Result<const re2::RE2*> Patterns::find(std::string_view pattern) {
    if (const auto found = compiled_.find(pattern); found != compiled_.end()) return found->second.get();
    const auto text = translated(pattern);
    if (!text) return Error{"the regular expression " + std::string(pattern) + " has something that is not there"};
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(std::int64_t{1} << 20U);
    auto made = std::make_unique<re2::RE2>(*text, options);
    if (!made->ok()) return Error{"the regular expression " + std::string(pattern) + " is not taken: " + made->error()};
    if (compiled_.size() >= most) compiled_.clear();
    return compiled_.emplace(std::string(pattern), std::move(made)).first->second.get();
}

}  // namespace wt::gateway::vtl
