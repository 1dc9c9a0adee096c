#include "edge/waf/tame_json.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace wt::edge::waf {

bool TameJson::read(std::string_view text) {
    rest_ = text;
    tame_.pointer_ = "json";
    skip_space();
    if (!element(0)) return false;
    skip_space();
    return rest_.empty();
}

bool TameJson::element(int depth) {
    if (rest_.empty() || depth > deepest || ++parts_ > Tame::most_parts) return false;
    switch (rest_.front()) {
        case '{': return object(depth);
        case '[': return array(depth);
        case '"': {
            std::string_view text;
            return literal(text) && tame_.value(text, Tame::Signs::sentence);
        }
        case 't': return word("true");
        case 'f': return word("false");
        case 'n': return word("null");
        default: return number();
    }
}

bool TameJson::object(int depth) {
    rest_.remove_prefix(1);
    skip_space();
    if (take('}')) return true;
    const std::size_t above = tame_.pointer_.size();
    do {
        skip_space();
        std::string_view name;
        if (!literal(name) || name.empty()) return false;
        tame_.pointer_.append(".").append(name);
        if (!tame_.name(tame_.pointer_)) return false;
        skip_space();
        if (!take(':')) return false;
        skip_space();
        if (!element(depth + 1)) return false;
        tame_.pointer_.resize(above);
        skip_space();
    } while (take(','));
    return take('}');
}

bool TameJson::array(int depth) {
    rest_.remove_prefix(1);
    skip_space();
    if (take(']')) return true;
    do {
        skip_space();
        if (!element(depth + 1)) return false;
        skip_space();
    } while (take(','));
    return take(']');
}

bool TameJson::number() {
    std::string_view text = rest_;
    const auto digits = [&] {
        const std::size_t before = rest_.size();
        while (!rest_.empty() && is_digit(rest_.front())) rest_.remove_prefix(1);
        return before - rest_.size();
    };
    (void)take('-');
    const bool zero = rest_.starts_with('0');
    const std::size_t whole = digits();
    if (whole == 0 || (zero && whole > 1)) return false;
    if (take('.') && digits() == 0) return false;
    text = text.substr(0, text.size() - rest_.size());
    return tame_.value(text.starts_with('-') ? text.substr(1) : text, Tame::Signs::few) && !tame_.words_.any_in(text);
}

bool TameJson::word(std::string_view expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
}

bool TameJson::literal(std::string_view& to) {
    if (!take('"')) return false;
    const std::size_t end = rest_.find_first_of("\"\\");
    if (end == std::string_view::npos || rest_[end] == '\\') return false;
    to = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return true;
}

bool TameJson::take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
}

void TameJson::skip_space() {
    while (!rest_.empty() &&
           (rest_.front() == ' ' || rest_.front() == '\n' || rest_.front() == '\r' || rest_.front() == '\t'))
        rest_.remove_prefix(1);
}

}  // namespace wt::edge::waf
