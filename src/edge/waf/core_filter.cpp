#include "edge/waf/core_filter.hpp"

#include <array>

#include "base/ascii.hpp"

namespace wt::edge::waf {

namespace {

/// Rule 942220 looks for numbers of ten digits, 2147483647 and its like, and for 0000012345.
constexpr std::size_t most_digits = 9;

/// The characters of which a part may consist to be plain: letters, digits, and these.
class Alphabet {
public:
    constexpr explicit Alphabet(std::string_view others) {
        for (int c = 0; c < 128; ++c) {
            const char character = static_cast<char>(c);
            plain_[static_cast<std::size_t>(c)] = is_digit(character) || is_letter(character);
        }
        for (const char c : others) plain_[static_cast<unsigned char>(c)] = true;
    }
    [[nodiscard]] bool holds(std::string_view text) const {
        for (const char c : text) {
            if (!plain_[static_cast<unsigned char>(c)]) return false;
        }
        return true;
    }

private:
    std::array<bool, 256> plain_{};
};

// Nothing that any language would take for more than a separator. Percent escapes, spaces and quotes outside of JSON
// are not plain, so whoever uses them is looked at as a whole.
constexpr Alphabet path_alphabet("/_-.");
constexpr Alphabet query_alphabet("_-.=&");
constexpr Alphabet value_alphabet("_-");
constexpr Alphabet json_alphabet("_-.{}[]\":, ");

/// Appends `text`; numbers that stand alone, or behind a single letter, become a '0'.
void append_shape(std::string& to, std::string_view text, const Alphabet& alphabet) {
    if (!alphabet.holds(text)) {
        to.append(text);
        return;
    }
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        while (at < text.size() && is_word_character(text[at])) ++at;
        if (at == begin) {
            to += text[at++];
            continue;
        }
        const std::string_view word = text.substr(begin, at - begin);
        const std::size_t digits = is_letter(word.front()) ? 1 : 0;
        // A number with a point before or after it may be an address or a version.
        const bool alone = (begin == 0 || text[begin - 1] != '.') && (at == text.size() || text[at] != '.');
        bool number = alone && word.size() > digits && word.size() <= digits + most_digits;
        if (number && word.size() > digits + 1 && word[digits] == '0') number = false;
        for (std::size_t i = digits; number && i < word.size(); ++i) number = is_digit(word[i]);
        to.append(word.substr(0, number ? digits : word.size()));
        if (number) to += '0';
    }
}

}  // namespace

std::string_view CoreFilter::shape_of(const http::Request& request, std::uint64_t body_limit) {
    shape_ = http::method_name(request);
    shape_ += ' ';
    append_shape(shape_, request.path, path_alphabet);
    shape_ += '?';
    append_shape(shape_, request.query, query_alphabet);
    for (const http::Header& field : request.headers) {
        shape_.append("\n").append(field.name).append(":");
        append_shape(shape_, field.value, value_alphabet);
    }
    shape_.append("\n\n");
    append_shape(shape_, request.body.view().substr(0, body_limit), json_alphabet);
    return shape_;
}

const CoreVerdict& CoreFilter::verdict(const http::Request& request, std::uint64_t body_limit) {
    static const CoreVerdict passes;
    if (tame_.is_tame(request, body_limit)) return passes;
    const std::string_view shape = shape_of(request, body_limit);
    if (shape.size() > longest_shape) {
        ++asked_;
        last_ = rules_.verdict(request, body_limit);
        return last_;
    }
    if (const auto known = verdicts_.find(shape); known != verdicts_.end()) return known->second;
    if (verdicts_.size() >= most_shapes) verdicts_.clear();
    ++asked_;
    return verdicts_.emplace(shape, rules_.verdict(request, body_limit)).first->second;
}

}  // namespace wt::edge::waf
