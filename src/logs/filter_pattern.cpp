#include "logs/filter_pattern.hpp"

#include "logs/pattern_scanner.hpp"

namespace wt::logs {

Error invalid_pattern() { return {"Invalid filter pattern"}; }

Result<FilterPattern> FilterPattern::parse(std::string_view text) {
    while (!text.empty() && PatternScanner::is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && PatternScanner::is_space(text.back())) text.remove_suffix(1);
    FilterPattern pattern;
    if (text.empty()) return pattern;
    Parsed parsed = text.front() == '{'   ? parse_json_pattern(text)
                    : text.front() == '[' ? parse_field_pattern(text)
                                          : parse_terms(text);
    if (!parsed.ok()) return parsed.error();
    pattern.language_ = std::move(*parsed);
    return pattern;
}

std::map<std::string, std::string> FilterPattern::extract(std::string_view message) const {
    if (language_ == nullptr) return {};
    return language_->extract(message);
}

}  // namespace wt::logs
