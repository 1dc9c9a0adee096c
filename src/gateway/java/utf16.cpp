#include "gateway/java/utf16.hpp"

#include <algorithm>

namespace wt::gateway::java {

namespace {

constexpr char16_t replacement = 0xfffd;

[[nodiscard]] bool is_high(char32_t unit) { return unit >= 0xd800 && unit < 0xdc00; }
[[nodiscard]] bool is_low(char32_t unit) { return unit >= 0xdc00 && unit < 0xe000; }

struct Decoded {
    char32_t point = replacement;
    std::size_t size = 1;
    bool ok = false;
};

/// The sequence at the front; surrogates are taken.
[[nodiscard]] Decoded decode(std::string_view text) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned first = byte(0);
    if (first < 0x80) return {first, 1, true};
    std::size_t size = 0;
    char32_t point = 0;
    char32_t least = 0;
    if (first >= 0xc2 && first < 0xe0) {
        size = 2, point = first & 0x1fU, least = 0x80;
    } else if (first >= 0xe0 && first < 0xf0) {
        size = 3, point = first & 0x0fU, least = 0x800;
    } else if (first >= 0xf0 && first < 0xf5) {
        size = 4, point = first & 0x07U, least = 0x10000;
    } else {
        return {};
    }
    if (text.size() < size) return {};
    for (std::size_t at = 1; at < size; ++at) {
        if ((byte(at) & 0xc0U) != 0x80) return {};
        point = point << 6U | (byte(at) & 0x3fU);
    }
    if (point < least || point > 0x10ffff) return {};
    return {point, size, true};
}

void append_point(std::string& to, char32_t point) {
    const auto put = [&](char32_t byte) { to.push_back(static_cast<char>(byte)); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xc0U | point >> 6U), put(0x80U | (point & 0x3fU));
    } else if (point < 0x10000) {
        put(0xe0U | point >> 12U), put(0x80U | (point >> 6U & 0x3fU)), put(0x80U | (point & 0x3fU));
    } else {
        put(0xf0U | point >> 18U), put(0x80U | (point >> 12U & 0x3fU)), put(0x80U | (point >> 6U & 0x3fU)),
            put(0x80U | (point & 0x3fU));
    }
}

[[nodiscard]] char32_t joined(char32_t high, char32_t low) {
    return 0x10000 + ((high - 0xd800) << 10U) + (low - 0xdc00);
}

}  // namespace

bool is_ascii(std::string_view text) {
    return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

std::size_t length(std::string_view text) {
    std::size_t units = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte < 0x80) {
            ++units, ++at;
            continue;
        }
        const Decoded found = decode(text.substr(at));
        units += found.point > 0xffff ? 2 : 1;
        at += found.size;
    }
    return units;
}

std::u16string utf16(std::string_view text) {
    std::u16string units;
    units.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const Decoded found = decode(text.substr(at));
        at += found.size;
        if (found.point > 0xffff) {
            units.push_back(static_cast<char16_t>(0xd800 + ((found.point - 0x10000) >> 10U)));
            units.push_back(static_cast<char16_t>(0xdc00 + ((found.point - 0x10000) & 0x3ffU)));
        } else {
            units.push_back(static_cast<char16_t>(found.point));
        }
    }
    return units;
}

void append_utf8(std::string& to, std::u16string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (is_high(text[at]) && at + 1 < text.size() && is_low(text[at + 1])) {
            append_point(to, joined(text[at], text[at + 1]));
            ++at;
        } else {
            append_point(to, text[at]);
        }
    }
}

void append_unit(std::string& to, char16_t unit) {
    if (is_low(unit) && to.size() >= 3) {
        const Decoded before = decode(std::string_view(to).substr(to.size() - 3));
        if (before.ok && before.size == 3 && is_high(before.point)) {
            to.resize(to.size() - 3);
            append_point(to, joined(before.point, unit));
            return;
        }
    }
    append_point(to, unit);
}

std::string_view substring(Heap& heap, std::string_view text, std::size_t from, std::size_t to) {
    if (is_ascii(text)) return text.substr(from, to - from);
    std::string cut;
    append_utf8(cut, std::u16string_view(utf16(text)).substr(from, to - from));
    return heap.keep(cut);
}

std::optional<std::size_t> index_of(std::string_view text, std::string_view part, std::size_t from) {
    if (is_ascii(text)) {
        const std::size_t found = text.find(part, std::min(from, text.size()));
        return found == std::string_view::npos ? std::nullopt : std::optional(found);
    }
    const std::u16string units = utf16(text);
    const std::size_t found = units.find(utf16(part), std::min(from, units.size()));
    return found == std::u16string::npos ? std::nullopt : std::optional(found);
}

std::optional<std::size_t> last_index_of(std::string_view text, std::string_view part, std::size_t from) {
    const std::u16string units = utf16(text);
    const std::size_t found = units.rfind(utf16(part), from);
    return found == std::u16string::npos ? std::nullopt : std::optional(found);
}

int compare(std::string_view a, std::string_view b) {
    const auto of = [](const auto& left, const auto& right) {
        const auto [l, r] = std::ranges::mismatch(left, right);
        if (l != left.end() && r != right.end()) return static_cast<int>(*l) - static_cast<int>(*r);
        return static_cast<int>(left.size()) - static_cast<int>(right.size());
    };
    return is_ascii(a) && is_ascii(b) ? of(a, b) : of(utf16(a), utf16(b));
}

std::string decoded(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size();) {
        const Decoded found = decode(bytes.substr(at));
        if (found.ok && !is_high(found.point) && !is_low(found.point)) {
            text.append(bytes.substr(at, found.size));
            at += found.size;
        } else {
            append_point(text, replacement);
            ++at;
        }
    }
    return text;
}

void encode(std::string& text) {
    // Surrogates alone begin with this byte, as do some letters.
    if (text.find('\xed') == std::string::npos) return;
    std::string made;
    made.reserve(text.size());
    const std::string_view all(text);
    for (std::size_t at = 0; at < all.size();) {
        const Decoded found = decode(all.substr(at));
        at += found.size;
        if (is_high(found.point) && at < all.size()) {
            const Decoded next = decode(all.substr(at));
            if (is_low(next.point)) {
                append_point(made, joined(found.point, next.point));
                at += next.size;
                continue;
            }
        }
        append_point(made, is_high(found.point) || is_low(found.point) ? U'?' : found.point);
    }
    text = std::move(made);
}

}  // namespace wt::gateway::java
