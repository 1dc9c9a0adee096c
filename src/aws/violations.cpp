#include "aws/violations.hpp"

#include <algorithm>
#include <map>
#include <memory>

#include <fmt/format.h>
#include <re2/re2.h>

namespace wt::aws {

namespace {

/// Characters, not bytes: AWS counts code points.
[[nodiscard]] std::int64_t characters(std::string_view text) {
    return std::count_if(text.begin(), text.end(),
                         [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
}

[[nodiscard]] bool matches(std::string_view text, std::string_view expression) {
    static std::map<std::string_view, std::unique_ptr<RE2>> compiled;
    std::unique_ptr<RE2>& known = compiled[expression];
    if (!known) {
        known = std::make_unique<RE2>(re2::StringPiece(expression.data(), expression.size()), RE2::Quiet);
        WT_ASSERT(known->ok());
    }
    return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), *known);
}

/// One value against its member's constraints.
class Check {
public:
    Check(const Member& member, std::string path, Violations& violations)
        : member_(member), path_(std::move(path)), violations_(violations) {}

    void text(std::string_view value) {
        length(characters(value), value);
        if (!member_.matches.empty() && !matches(value, member_.matches)) {
            note(value, fmt::format("Member must satisfy regular expression pattern: {}", member_.matches));
        }
        one_of(value);
    }
    void one_of(std::string_view value) {
        const auto& values = member_.enumeration;
        if (values.empty() || std::find(values.begin(), values.end(), value) != values.end()) return;
        note(value, fmt::format("Member must satisfy enum value set: [{}]", fmt::join(values, ", ")));
    }
    void length(std::int64_t count, std::string_view shown) {
        if (count < member_.min_length)
            note(shown, fmt::format("Member must have length greater than or equal to {}", member_.min_length));
        if (count > member_.max_length)
            note(shown, fmt::format("Member must have length less than or equal to {}", member_.max_length));
    }
    void range(double value, std::string_view shown) {
        if (value < member_.min_value)
            note(shown, fmt::format("Member must have value greater than or equal to {}", member_.min_value));
        if (value > member_.max_value)
            note(shown, fmt::format("Member must have value less than or equal to {}", member_.max_value));
    }

private:
    void note(std::string_view value, std::string_view constraint) {
        constexpr std::size_t most_shown = 1024;
        const std::string_view shown = value.substr(0, most_shown);
        violations_.add({&member_, std::string(shown), false,
                         fmt::format("Value '{}' at '{}' failed to satisfy constraint: {}", shown, path_, constraint)});
    }

    const Member& member_;
    std::string path_;
    Violations& violations_;
};

void check_value(const Member& member, const Type& type, const void* value, const std::string& path,
                 Violations& violations) {
    Check check(member, path, violations);
    switch (type.kind) {
        case Kind::text: return check.text(*static_cast<const std::string*>(value));
        case Kind::blob:
            return check.length(static_cast<std::int64_t>(static_cast<const Blob*>(value)->bytes.size()), "");
        case Kind::integer: {
            const auto number = *static_cast<const std::int32_t*>(value);
            return check.range(number, fmt::format("{}", number));
        }
        case Kind::long_integer: {
            const auto number = *static_cast<const std::int64_t*>(value);
            return check.range(static_cast<double>(number), fmt::format("{}", number));
        }
        case Kind::number: {
            const auto number = *static_cast<const double*>(value);
            return check.range(number, fmt::format("{}", number));
        }
        case Kind::list: {
            const std::size_t size = type.size(value);
            check.length(static_cast<std::int64_t>(size), "");
            for (std::size_t i = 0; i < size; ++i) {
                const Type& element = type.element();
                const void* slot = type.at(value, i);
                if (!element.has_value(slot)) continue;
                const std::string place = fmt::format("{}.{}.member", path, i + 1);
                if (element.kind == Kind::structure) {
                    check_constraints(element.structure(), element.value(slot), place, violations);
                } else if (element.kind == Kind::text) {
                    // Of a list of words, the enumeration is the words'; its length is the list's own.
                    Check(member, place, violations).one_of(*static_cast<const std::string*>(element.value(slot)));
                }
            }
            return;
        }
        case Kind::map: check.length(static_cast<std::int64_t>(type.size(value)), ""); return;
        case Kind::structure: return check_constraints(type.structure(), value, path, violations);
        case Kind::boolean:
        case Kind::timestamp:
        case Kind::payload:
        case Kind::body: return;
    }
}

}  // namespace

std::string Violations::message() const {
    if (all_.empty()) return {};
    std::string text = fmt::format("{} validation error{} detected: ", all_.size(), all_.size() == 1 ? "" : "s");
    for (const Violation& violation : all_) {
        if (&violation != &all_.front()) text += "; ";
        text += violation.text;
    }
    return text;
}

std::string member_path(std::string_view within, std::string_view member) {
    std::string path(within);
    if (!path.empty()) path += '.';
    const std::size_t first = path.size();
    path += member;
    if (path[first] >= 'A' && path[first] <= 'Z') path[first] = static_cast<char>(path[first] + ('a' - 'A'));
    return path;
}

void check_required(const Structure& structure, const Seen& seen, std::string_view path, Violations& violations) {
    for (std::size_t i = 0; i < structure.members.size(); ++i) {
        if (!structure.members[i].is_required || seen[i]) continue;
        const Member& member = structure.members[i];
        violations.add({&member,
                        {},
                        true,
                        fmt::format("Value null at '{}' failed to satisfy constraint: Member must not be null",
                                    member_path(path, member.name))});
    }
}

void check_constraints(const Structure& structure, const void* value, std::string_view path, Violations& violations) {
    for (const Member& member : structure.members) {
        const void* slot = member.slot(value);
        // A plain member that did not come holds nothing to check; when it is required, that is another violation.
        if (!member.type->has_value(slot)) continue;
        check_value(member, *member.type, member.type->value(slot), member_path(path, member.name), violations);
    }
}

}  // namespace wt::aws
