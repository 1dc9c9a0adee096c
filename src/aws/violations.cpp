#include "aws/violations.hpp"

#include <algorithm>
#include <map>
#include <memory>

#include <fmt/format.h>
#include <re2/re2.h>

#include "aws/scalar.hpp"
#include "base/ascii.hpp"
#include "base/utf8.hpp"

namespace wt::aws {

namespace {

constexpr std::size_t most_shown = 1024;

/// A model's expression in RE2's spelling, which is not Java's in two ways: "\u00A0" is "\x{00A0}", and nothing may
/// repeat more than 1000 times (a model says the length beside it).
[[nodiscard]] std::string in_re2(std::string_view expression) {
    std::string made;
    const auto passes = [&](std::string_view text, std::string_view instead) {
        if (!expression.starts_with(text)) return false;
        made += instead;
        expression.remove_prefix(text.size());
        return true;
    };
    while (!expression.empty()) {
        // What is beyond 16 bits, as models write it.
        if (passes("\\uD800\\uDC00-\\uDBFF\\uDFFF", "\\x{10000}-\\x{10FFFF}")) continue;
        if (passes("\\u10000", "\\x{10000}") || passes("\\u10FFFF", "\\x{10FFFF}")) continue;
        if (expression.starts_with("\\u") && expression.size() >= 6) {
            made += fmt::format("\\x{{{}}}", expression.substr(2, 4));
            expression.remove_prefix(6);
            continue;
        }
        if (expression.front() == '{') {
            const std::size_t comma = expression.find(',');
            const std::size_t end = expression.find('}');
            const std::size_t most = end == std::string_view::npos || comma > end ? 0 : comma + 1;
            if (most > 0 && end - most >= 4 && expression.substr(most, end - most) != "1000") {
                made += fmt::format("{}}}", expression.substr(0, most));
                expression.remove_prefix(end + 1);
                continue;
            }
        }
        const std::size_t length = expression.front() == '\\' && expression.size() > 1 ? 2 : 1;
        made += expression.substr(0, length);
        expression.remove_prefix(length);
    }
    return made;
}

/// Null: RE2 does not read it.
[[nodiscard]] const RE2* compiled(std::string_view expression) {
    thread_local std::map<std::string, std::unique_ptr<RE2>, std::less<>> all;
    auto known = all.find(expression);
    if (known == all.end()) {
        auto made = std::make_unique<RE2>(in_re2(expression), RE2::Quiet);
        known = all.emplace(expression, std::move(made)).first;
    }
    return known->second->ok() ? known->second.get() : nullptr;
}

/// A bound of a range: whole for whole numbers, and "1.0" for others.
[[nodiscard]] std::string bound_text(Kind kind, double bound) {
    if (kind == Kind::number && bound == static_cast<double>(static_cast<std::int64_t>(bound)))
        return fmt::format("{:.1f}", bound);
    return fmt::format("{}", bound);
}

/// A value as AWS's servers print it: "[a, b]", "{k=v}". Assumed for structures; bytes are what Kinesis shows.
void show(std::string& to, const Type& type, const void* value) {
    if (to.size() > most_shown) return;
    const auto part = [&to](const Type& of, const void* slot) {
        if (of.has_value(slot)) {
            show(to, of, of.value(slot));
        } else {
            to += "null";
        }
    };
    switch (type.kind) {
        case Kind::list:
            to += '[';
            for (std::size_t i = 0; i < type.size(value) && to.size() <= most_shown; ++i) {
                if (i > 0) to += ", ";
                part(type.element(), type.at(value, i));
            }
            to += ']';
            return;
        case Kind::map: {
            to += '{';
            bool first = true;
            type.each(value, [&](std::string_view key, const void* slot) {
                if (to.size() > most_shown) return;
                if (!std::exchange(first, false)) to += ", ";
                to += key;
                to += '=';
                part(type.element(), slot);
            });
            to += '}';
            return;
        }
        case Kind::structure: {
            to += '{';
            bool first = true;
            for (const Member& member : type.structure().members) {
                const void* slot = member.slot(value);
                if (!member.type->has_value(slot)) continue;
                if (!std::exchange(first, false)) to += ", ";
                to += member.name;
                to += '=';
                show(to, *member.type, member.type->value(slot));
            }
            to += '}';
            return;
        }
        case Kind::blob: {
            const std::size_t size = static_cast<const Blob*>(value)->bytes.size();
            to += fmt::format("java.nio.HeapByteBuffer[pos=0 lim={} cap={}]", size, size);
            return;
        }
        case Kind::text: to += *static_cast<const std::string*>(value); return;
        case Kind::payload:
        case Kind::body: return;
        default: to += scalar_text(type, value, TimeFormat::by_protocol, false); return;
    }
}

[[nodiscard]] std::string shown(const Type& type, const void* value) {
    std::string text;
    show(text, type, value);
    if (text.size() > most_shown) {
        std::size_t end = most_shown;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;  // between characters
        text.resize(end);
    }
    return text;
}

/// What a value may break, or all that it must satisfy.
enum class Want : std::uint8_t { broken, all };

/// The constraints that a value breaks, or all of them when that is asked, in AWS's order.
class Constraints {
public:
    Constraints(const Facets& facets, Kind kind, Want want) : facets_(facets), kind_(kind), want_(want) {}

    void size(std::int64_t count) {
        const bool most = facets_.max_length != std::numeric_limits<std::int64_t>::max();
        if (most) note(count <= facets_.max_length, "length less than or equal to", fmt::to_string(facets_.max_length));
        if (most || facets_.min_length != 0)
            note(count >= facets_.min_length, "length greater than or equal to", fmt::to_string(facets_.min_length));
    }
    void range(double value) {
        if (facets_.max_value != std::numeric_limits<double>::infinity())
            note(value <= facets_.max_value, "value less than or equal to", bound_text(kind_, facets_.max_value));
        if (facets_.min_value != -std::numeric_limits<double>::infinity())
            note(value >= facets_.min_value, "value greater than or equal to", bound_text(kind_, facets_.min_value));
    }
    void text(std::string_view value) {
        size(static_cast<std::int64_t>(characters(value)));
        if (!facets_.matches.empty() && wanted(matches(value, facets_.matches)))
            list.push_back(fmt::format("Member must satisfy regular expression pattern: {}", facets_.matches));
        one_of(value, facets_.enumeration);
    }
    void one_of(std::string_view value, std::span<const std::string_view> values) {
        const auto is_value = [&](std::string_view one) {
            return facets_.in_any_case ? same_ignoring_case(one, value) : one == value;
        };
        if (values.empty() || !wanted(std::any_of(values.begin(), values.end(), is_value))) return;
        list.push_back(fmt::format("Member must satisfy enum value set: [{}]", fmt::join(values, ", ")));
    }

    std::vector<std::string> list;

private:
    [[nodiscard]] bool wanted(bool holds) const { return want_ == Want::all || !holds; }
    void note(bool holds, std::string_view what, const std::string& bound) {
        if (wanted(holds)) list.push_back(fmt::format("Member must have {} {}", what, bound));
    }

    const Facets& facets_;
    Kind kind_;
    Want want_;
};

[[nodiscard]] std::vector<std::string> constraints(const Facets& facets, const Type& type, const void* value,
                                                   Want want) {
    Constraints all(facets, type.kind, want);
    switch (type.kind) {
        case Kind::text: all.text(*static_cast<const std::string*>(value)); break;
        case Kind::blob: all.size(static_cast<std::int64_t>(static_cast<const Blob*>(value)->bytes.size())); break;
        case Kind::integer: all.range(*static_cast<const std::int32_t*>(value)); break;
        case Kind::long_integer: all.range(static_cast<double>(*static_cast<const std::int64_t*>(value))); break;
        case Kind::number: all.range(*static_cast<const double*>(value)); break;
        case Kind::list:
        case Kind::map: all.size(static_cast<std::int64_t>(type.size(value))); break;
        case Kind::boolean:
        case Kind::timestamp:
        case Kind::structure:
        case Kind::payload:
        case Kind::body: break;
    }
    if (want == Want::all && facets.is_required) all.list.emplace_back("Member must not be null");
    return std::move(all.list);
}

/// Of a list of words that has an enumeration itself: it is the words'.
[[nodiscard]] Facets words_of(const Facets& facets) {
    Facets words = facets.inner();
    if (words.enumeration.empty()) words.enumeration = facets.enumeration;
    return words;
}

/// Notes, once for a list or map, that one of its parts breaks what they all must satisfy.
void check_parts(const Member& member, const Facets& facets, const Type& type, const void* value, const Place& place,
                 Violations& violations) {
    const auto note = [&](std::string_view subject, std::string part, const std::vector<std::string>& all) {
        violations.add(member, shown(type, value), std::move(part), place,
                       fmt::format("{} must satisfy constraint: [{}]", subject, fmt::join(all, ", ")));
    };
    const Type& element = type.element();
    if (facets.of_elements == nullptr && facets.of_keys == nullptr && facets.enumeration.empty()) return;
    if (type.kind == Kind::list) {
        const Facets each = words_of(facets);
        for (std::size_t i = 0; i < type.size(value); ++i) {
            const void* slot = type.at(value, i);
            if (!element.has_value(slot)) continue;
            if (constraints(each, element, element.value(slot), Want::broken).empty()) continue;
            return note("Member", shown(element, element.value(slot)),
                        constraints(each, element, element.value(slot), Want::all));
        }
        return;
    }
    bool keys_hold = true;
    bool values_hold = true;
    type.each(value, [&](std::string_view key, const void* slot) {
        const std::string text(key);
        const Type& key_type = type_of<std::string>();
        if (facets.of_keys != nullptr && keys_hold) {
            keys_hold = constraints(*facets.of_keys, key_type, &text, Want::broken).empty();
            if (!keys_hold)
                note("Map keys", shown(key_type, &text), constraints(*facets.of_keys, key_type, &text, Want::all));
        }
        if (facets.of_elements != nullptr && values_hold && element.has_value(slot)) {
            const void* held = element.value(slot);
            values_hold = constraints(*facets.of_elements, element, held, Want::broken).empty();
            if (!values_hold)
                note("Map value", shown(element, held), constraints(*facets.of_elements, element, held, Want::all));
        }
    });
}

}  // namespace

void Violations::add(const Member& member, std::string_view shown, std::string value, const Place& place,
                     std::string constraint) {
    if (all_.size() >= most) return;
    Violation& made = all_.emplace_back(Violation{&member, std::move(value), false, place.text(), {}, {}});
    const std::string subject = member.facets->is_sensitive ? "Value" : fmt::format("Value '{}'", shown);
    made.text = fmt::format("{} at '{}' failed to satisfy constraint: {}", subject, made.place, constraint);
    made.constraint = std::move(constraint);
}

void Violations::add_missing(const Member& member, const Place& place) {
    if (all_.size() >= most) return;
    Violation& made = all_.emplace_back(Violation{&member, {}, true, place.text(), "Member must not be null", {}});
    made.text = fmt::format("Value null at '{}' failed to satisfy constraint: {}", made.place, made.constraint);
}

std::string Violations::message(Absent absent) const {
    if (all_.empty()) return {};
    std::string text = fmt::format("{} validation error{} detected: ", all_.size(), all_.size() == 1 ? "" : "s");
    for (const Violation& violation : all_) {
        if (&violation != &all_.front()) text += "; ";
        if (violation.missing && absent == Absent::unsaid) {
            text +=
                fmt::format("Value at '{}' failed to satisfy constraint: {}", violation.place, violation.constraint);
        } else {
            text += violation.text;
        }
    }
    return text;
}

bool matches(std::string_view text, std::string_view expression) {
    const RE2* const known = compiled(expression);
    WT_ASSERT(known != nullptr);
    return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), *known);
}

bool is_readable_pattern(std::string_view expression) { return compiled(expression) != nullptr; }

void check(const Member& member, bool found, const void* structure, const Place& place, Violations& violations) {
    if (!found) {
        if (member.is_required) violations.add_missing(member, place);
        return;
    }
    const void* slot = member.slot(structure);
    const Type& type = *member.type;
    if (!type.has_value(slot)) return;
    const void* value = type.value(slot);
    const bool many = type.kind == Kind::list || type.kind == Kind::map;
    for (std::string& constraint : constraints(*member.facets, type, value, Want::broken))
        violations.add(member, shown(type, value), shown(type, value), place, std::move(constraint));
    if (many) check_parts(member, *member.facets, type, value, place, violations);
}

}  // namespace wt::aws
