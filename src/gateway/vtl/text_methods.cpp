#include <re2/re2.h>

#include <algorithm>
#include <charconv>

#include "gateway/java/print.hpp"
#include "gateway/java/utf16.hpp"
#include "gateway/vtl/methods.hpp"

namespace wt::gateway::vtl {

using java::Kind;
using java::List;
using java::ListKind;
using java::Outcome;
using java::Value;

namespace {

constexpr std::string_view null_pointer = "java.lang.NullPointerException";

[[nodiscard]] bool is_java_blank(char c) { return static_cast<unsigned char>(c) <= ' '; }

[[nodiscard]] std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_java_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_java_blank(text.back())) text.remove_suffix(1);
    return text;
}

[[nodiscard]] bool is_white(char c) { return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x1f); }

/// One letter of the alphabets whose cases lie side by side: Latin, Greek, Cyrillic.
[[nodiscard]] char16_t in_case(char16_t c, bool upper) {
    const auto within = [&](char16_t from, char16_t to) { return c >= from && c <= to; };
    if (upper) {
        if (within('a', 'z') || (within(0xe0, 0xfe) && c != 0xf7) || (within(0x3b1, 0x3c9) && c != 0x3c2) ||
            within(0x430, 0x44f))
            return static_cast<char16_t>(c - 32);
        if (within(0x450, 0x45f)) return static_cast<char16_t>(c - 80);
        if (c == 0x3c2) return 0x3a3;
        if (c == 0xff) return 0x178;
    } else {
        if (within('A', 'Z') || (within(0xc0, 0xde) && c != 0xd7) || (within(0x391, 0x3a9) && c != 0x3a2) ||
            within(0x410, 0x42f))
            return static_cast<char16_t>(c + 32);
        if (within(0x400, 0x40f)) return static_cast<char16_t>(c + 80);
        if (c == 0x178) return 0xff;
    }
    const bool pairs = within(0x100, 0x12f) || within(0x132, 0x137) || within(0x14a, 0x177) || within(0x460, 0x481);
    const bool shifted = within(0x139, 0x148) || within(0x179, 0x17e);
    if (!pairs && !shifted) return c;
    const bool is_upper = (c % 2 == 0) != shifted;
    if (is_upper == upper) return c;
    return static_cast<char16_t>(upper ? c - 1 : c + 1);
}

[[nodiscard]] std::string cased(std::string_view text, bool upper) {
    std::string made;
    if (java::is_ascii(text)) {
        made.reserve(text.size());
        for (const char c : text) made += static_cast<char>(in_case(static_cast<char16_t>(c), upper));
        return made;
    }
    std::u16string units;
    for (const char16_t c : java::utf16(text)) {
        if (upper && c == 0xdf) {
            units += u"SS";
        } else {
            units += in_case(c, upper);
        }
    }
    java::append_utf8(made, units);
    return made;
}

[[nodiscard]] bool equal_in_any_case(std::string_view a, std::string_view b) {
    return java::length(a) == java::length(b) && cased(cased(a, true), false) == cased(cased(b, true), false);
}

/// What a replacement of replaceAll stands for, group by group; or why Java raises.
class Replacement {
public:
    Replacement(std::string_view text, const re2::RE2& pattern) : text_(text), pattern_(pattern) {}

    [[nodiscard]] std::string_view append(std::string& to, const std::vector<re2::StringPiece>& groups) const {
        for (std::size_t at = 0; at < text_.size(); ++at) {
            if (text_[at] == '\\') {
                if (++at == text_.size())
                    return "java.lang.IllegalArgumentException: character to be escaped is missing";
                to += text_[at];
            } else if (text_[at] == '$') {
                int group = 0;
                if (const auto why = reference(at, group); !why.empty()) return why;
                const re2::StringPiece& found = groups[static_cast<std::size_t>(group)];
                if (found.data() != nullptr) to.append(found.data(), found.size());
            } else {
                to += text_[at];
            }
        }
        return {};
    }

private:
    /// The group of the $ at this place, which then is its last character.
    [[nodiscard]] std::string_view reference(std::size_t& at, int& group) const {
        constexpr std::string_view illegal = "java.lang.IllegalArgumentException: Illegal group reference";
        if (++at == text_.size())
            return "java.lang.IllegalArgumentException: Illegal group reference: group index is missing";
        if (text_[at] == '{') {
            const std::size_t end = text_.find('}', at);
            if (end == std::string_view::npos) return illegal;
            const auto& names = pattern_.NamedCapturingGroups();
            const auto found = names.find(std::string(text_.substr(at + 1, end - at - 1)));
            if (found == names.end()) return illegal;
            group = found->second;
            at = end;
            return {};
        }
        const auto digit = [&](std::size_t place) {
            return place < text_.size() && text_[place] >= '0' && text_[place] <= '9' ? text_[place] - '0' : -1;
        };
        if (digit(at) < 0) return illegal;
        group = digit(at);
        if (group > pattern_.NumberOfCapturingGroups()) return "java.lang.IndexOutOfBoundsException: No group";
        while (digit(at + 1) >= 0) {
            const int longer = group * 10 + digit(at + 1);
            if (longer > pattern_.NumberOfCapturingGroups()) break;
            group = longer;
            ++at;
        }
        return {};
    }

    std::string_view text_;
    const re2::RE2& pattern_;
};

/// Goes through what matches, as Java's Matcher.find does. `use` says whether to go on.
template <class Use>
void each_match(const re2::RE2& pattern, std::string_view text, std::vector<re2::StringPiece>& groups, Use use) {
    std::size_t at = 0;
    while (at <= text.size()) {
        if (!pattern.Match(re2::StringPiece(text.data(), text.size()), at, text.size(), re2::RE2::UNANCHORED,
                           groups.data(), static_cast<int>(groups.size())))
            return;
        const auto begin = static_cast<std::size_t>(groups[0].data() - text.data());
        const std::size_t end = begin + groups[0].size();
        if (!use(begin, end)) return;
        at = end;
        if (begin != end) continue;
        // An empty one: on by a character.
        ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80) ++at;
    }
}

[[nodiscard]] Outcome replaced(std::string_view text, const Call& call, bool all) {
    const auto pattern = call.patterns.find(call.text(0));
    if (!pattern.ok()) return call.raised(pattern.error().message);
    const re2::RE2& compiled = **pattern;
    const Replacement replacement(call.text(1), compiled);
    std::vector<re2::StringPiece> groups(static_cast<std::size_t>(compiled.NumberOfCapturingGroups()) + 1);
    std::string made;
    std::string_view why;
    std::size_t copied = 0;
    each_match(compiled, text, groups, [&](std::size_t begin, std::size_t end) {
        made += text.substr(copied, begin - copied);
        why = replacement.append(made, groups);
        if (made.size() > java::most_text) why = "java.lang.OutOfMemoryError";
        copied = end;
        return all && why.empty();
    });
    if (!why.empty()) return Outcome::raised(why);
    made += text.substr(copied);
    return call.text_of(made);
}

[[nodiscard]] Outcome split(std::string_view text, const Call& call) {
    const std::int64_t limit = call.arguments.size() == 2 ? call.whole(1) : 0;
    const auto pattern = call.patterns.find(call.text(0));
    if (!pattern.ok()) return call.raised(pattern.error().message);
    std::vector<re2::StringPiece> groups(1);
    std::vector<std::string_view> parts;
    std::size_t from = 0;
    bool found = false;
    each_match(**pattern, text, groups, [&](std::size_t begin, std::size_t end) {
        if (limit > 0 && static_cast<std::int64_t>(parts.size()) == limit - 1) return false;
        if (end == 0) return true;  // an empty one at the start gives no part
        found = true;
        if (begin == end && begin == text.size()) return true;
        parts.push_back(text.substr(from, begin - from));
        from = end;
        return !call.heap.full();
    });
    if (!found && parts.empty()) {
        parts.push_back(text);
    } else {
        parts.push_back(text.substr(from));
    }
    if (limit == 0 && found)
        while (!parts.empty() && parts.back().empty()) parts.pop_back();
    List* const list = call.heap.make<List>(ListKind::array);
    for (const std::string_view each : parts) list->add(call.heap, Value::text(each));
    return Outcome::of(Value::list(list));
}

[[nodiscard]] Outcome plain_replaced(std::string_view text, std::string_view from, std::string_view to,
                                     const Call& call) {
    std::string made;
    std::size_t at = 0;
    if (from.empty()) {
        // Before each character, and at the end.
        for (const char16_t unit : java::utf16(text)) {
            made += to;
            java::append_unit(made, unit);
            if (made.size() > java::most_text) return Outcome::raised("java.lang.OutOfMemoryError");
        }
        made += to;
        return call.text_of(made);
    }
    for (std::size_t found = text.find(from); found != std::string_view::npos; found = text.find(from, at)) {
        made += text.substr(at, found - at);
        made += to;
        at = found + from.size();
        if (made.size() > java::most_text) return Outcome::raised("java.lang.OutOfMemoryError");
    }
    made += text.substr(at);
    return call.text_of(made);
}

[[nodiscard]] Outcome out_of_range(const Call& call, std::int64_t index, std::size_t size) {
    return call.raised("java.lang.StringIndexOutOfBoundsException: index " + std::to_string(index) + ", length " +
                       std::to_string(size));
}

[[nodiscard]] Outcome part(std::string_view text, const Call& call) {
    const auto size = static_cast<std::int64_t>(java::length(text));
    const std::int64_t from = call.whole(0);
    const std::int64_t to = call.arguments.size() == 2 ? call.whole(1) : size;
    if (from < 0 || to > size || from > to)
        return call.raised("java.lang.StringIndexOutOfBoundsException: begin " + std::to_string(from) + ", end " +
                           std::to_string(to) + ", length " + std::to_string(size));
    return Outcome::of(
        Value::text(java::substring(call.heap, text, static_cast<std::size_t>(from), static_cast<std::size_t>(to))));
}

/// indexOf and lastIndexOf of a text or a character's number, from a place or not.
[[nodiscard]] Outcome index_in(std::string_view text, const Call& call, bool last) {
    std::string unit;
    if (call.is_int(0)) {
        java::append_unit(unit, static_cast<char16_t>(call.whole(0)));
    } else {
        unit = call.text(0);
    }
    std::int64_t from = last ? std::numeric_limits<std::int32_t>::max() : 0;
    if (call.arguments.size() == 2) from = call.whole(1);
    if (last && from < 0) return number(-1);
    const auto place = static_cast<std::size_t>(std::max<std::int64_t>(from, 0));
    const auto found = last ? java::last_index_of(text, unit, place) : java::index_of(text, unit, place);
    return number(found ? static_cast<std::int64_t>(*found) : -1);
}

[[nodiscard]] Outcome join(const Call& call) {
    const List* const list = java::as_list(call.arguments[1]);
    if (list == nullptr || list->kind() == ListKind::array) return Outcome::unknown();
    std::string made;
    bool first = true;
    for (const Value each : list->items()) {
        if (!std::exchange(first, false)) made += call.text(0);
        if (!each.is(Kind::text) && !each.is_null()) return Outcome::raised("java.lang.ClassCastException");
        if (!java::print(made, each)) return Outcome::raised("java.lang.OutOfMemoryError");
    }
    return call.text_of(made);
}

[[nodiscard]] Outcome call_with_nothing(std::string_view text, const Call& call) {
    const std::string_view name = call.name;
    if (name == "length") return number(static_cast<std::int64_t>(java::length(text)));
    if (name == "isEmpty") return truth(text.empty());
    if (name == "isBlank") return truth(std::ranges::all_of(text, is_white));
    if (name == "trim") return Outcome::of(Value::text(trimmed(text)));
    if (name == "toString" || name == "intern") return Outcome::of(Value::text(text));
    if (name == "toLowerCase" || name == "toUpperCase") return call.text_of(cased(text, name == "toUpperCase"));
    if (name == "hashCode") return hash_code(Value::text(text));
    if (name == "strip" || name == "stripLeading" || name == "stripTrailing") {
        while (name != "stripTrailing" && !text.empty() && is_white(text.front())) text.remove_prefix(1);
        while (name != "stripLeading" && !text.empty() && is_white(text.back())) text.remove_suffix(1);
        return Outcome::of(Value::text(text));
    }
    return Outcome::unknown();
}

[[nodiscard]] Outcome call_with_text(std::string_view text, const Call& call) {
    const std::string_view name = call.name;
    const std::string_view other = call.text(0);
    if (name == "contains") return truth(text.find(other) != std::string_view::npos);
    if (name == "startsWith") return truth(text.starts_with(other));
    if (name == "endsWith") return truth(text.ends_with(other));
    if (name == "equalsIgnoreCase") return truth(equal_in_any_case(text, other));
    if (name == "contentEquals") return truth(text == other);
    if (name == "concat") return call.text_of(std::string(text) + std::string(other));
    if (name == "compareTo") return number(java::compare(text, other));
    if (name == "compareToIgnoreCase")
        return number(java::compare(cased(cased(text, true), false), cased(cased(other, true), false)));
    if (name == "matches") {
        const auto pattern = call.patterns.find(other);
        if (!pattern.ok()) return call.raised(pattern.error().message);
        return truth(re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), **pattern));
    }
    if (name == "split") return split(text, call);
    return Outcome::unknown();
}

}  // namespace

bool Call::has_null() const { return std::ranges::any_of(arguments, &Value::is_null); }

Outcome hash_code(Value of) {
    if (of.is(Kind::integer)) return Outcome::of(of);
    if (of.is(Kind::boolean)) return number(of.as_boolean() ? 1231 : 1237);
    if (of.is(Kind::long_integer)) {
        const auto bits = static_cast<std::uint64_t>(of.as_whole());
        return number(static_cast<std::int32_t>(static_cast<std::uint32_t>(bits ^ bits >> 32U)));
    }
    if (!of.is(Kind::text)) return Outcome::unknown();
    std::uint32_t hash = 0;
    for (const char16_t unit : java::utf16(of.as_text())) hash = hash * 31 + unit;
    return number(static_cast<std::int32_t>(hash));
}

Outcome call_text(std::string_view text, const Call& call) {
    const std::size_t count = call.arguments.size();
    const std::string_view name = call.name;
    if (name == "valueOf" && count == 1) {
        std::string made;
        if (!java::print(made, call.arguments[0])) return Outcome::raised("java.lang.OutOfMemoryError");
        return call.text_of(made);
    }
    if (count == 0) return call_with_nothing(text, call);
    if (name == "equals" && count == 1) return truth(java::equal(Value::text(text), call.arguments[0]));
    if (name == "equalsIgnoreCase" && count == 1 && call.has_null()) return truth(false);
    if ((name == "substring" || name == "subSequence") && count <= 2 && call.is_int(0) &&
        (count == 1 || call.is_int(1)))
        return name == "subSequence" && count == 1 ? Outcome::unknown() : part(text, call);
    if ((name == "charAt" || name == "codePointAt") && count == 1 && call.is_int(0)) {
        const std::size_t size = java::length(text);
        const std::int64_t index = call.whole(0);
        if (index < 0 || index >= static_cast<std::int64_t>(size)) return out_of_range(call, index, size);
        const auto at = static_cast<std::size_t>(index);
        if (name == "charAt") return Outcome::of(Value::text(java::substring(call.heap, text, at, at + 1)));
        return number(java::utf16(text)[at]);
    }
    if (name == "repeat" && count == 1 && call.is_int(0)) {
        const std::int64_t times = call.whole(0);
        if (times < 0)
            return call.raised("java.lang.IllegalArgumentException: count is negative: " + std::to_string(times));
        if (static_cast<std::uint64_t>(times) * text.size() > java::most_text)
            return Outcome::raised("java.lang.OutOfMemoryError");
        std::string made;
        for (std::int64_t i = 0; i < times; ++i) made += text;
        return call.text_of(made);
    }
    if ((name == "indexOf" || name == "lastIndexOf") && count <= 2 &&
        (call.is_int(0) || call.arguments[0].is(Kind::text)) && (count == 1 || call.is_int(1)))
        return index_in(text, call, name == "lastIndexOf");
    const bool first_is_text = call.takes(0, Kind::text);
    if (name == "compareTo" && count == 1 && !first_is_text) return Outcome::raised("java.lang.ClassCastException");
    const bool second_is_text = count == 2 && call.takes(1, Kind::text);
    if (name == "startsWith" && count == 2 && call.arguments[0].is(Kind::text) && call.is_int(1)) {
        const auto size = static_cast<std::int64_t>(java::length(text));
        if (call.whole(1) < 0 || call.whole(1) > size) return truth(false);
        const auto rest =
            java::substring(call.heap, text, static_cast<std::size_t>(call.whole(1)), static_cast<std::size_t>(size));
        return truth(rest.starts_with(call.text(0)));
    }
    if (name == "split" && count == 2 && first_is_text && call.is_int(1))
        return call.arguments[0].is_null() ? Outcome::raised(null_pointer) : split(text, call);
    if (name == "join" && count == 2 && call.arguments[0].is(Kind::text)) return join(call);
    if (first_is_text && second_is_text && (name == "replaceAll" || name == "replaceFirst" || name == "replace")) {
        if (call.has_null()) return Outcome::raised(null_pointer);
        if (name == "replace") return plain_replaced(text, call.text(0), call.text(1), call);
        return replaced(text, call, name == "replaceAll");
    }
    if (count != 1 || !first_is_text) return Outcome::unknown();
    if (!call.has_null()) return call_with_text(text, call);
    // Which of them there is, a call with a text says.
    const Value empty = Value::text({});
    const Outcome known = call_with_text(text, {call.heap, call.patterns, name, {&empty, 1}});
    return known.what == Outcome::What::unknown || name == "contentEquals" ? Outcome::unknown()
                                                                           : Outcome::raised(null_pointer);
}

}  // namespace wt::gateway::vtl
