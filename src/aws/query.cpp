#include "aws/query.hpp"

#include <fmt/format.h>

#include "aws/scalar.hpp"
#include "http/uri.hpp"

namespace wt::aws {

namespace {

class Reader {
public:
    Reader(const QueryForm& form, Violations& violations) : form_(form), violations_(violations) {}

    /// `within` ends with a '.' or is empty.
    [[nodiscard]] bool structure(const std::string& within, const Structure& shape, void* out,
                                 const std::string& path) {
        Seen seen;
        for (std::size_t i = 0; i < shape.members.size(); ++i) {
            const Member& member = shape.members[i];
            const std::string name = within + std::string(member.in_body());
            if (!present(name)) continue;
            seen.set(i);
            if (!value(name, member, *member.type, member.slot(out), member_path(path, member.name))) return false;
        }
        check_required(shape, seen, path, violations_);
        return true;
    }

    [[nodiscard]] Malformed failure() const { return {Malformed::What::value, member_, value_, reason_}; }

private:
    /// Whether the form has that name, or anything below it.
    [[nodiscard]] bool present(const std::string& name) const {
        if (form_.contains(name)) return true;
        const auto below = form_.lower_bound(name + '.');
        return below != form_.end() && below->first.starts_with(name + '.');
    }

    [[nodiscard]] bool value(const std::string& name, const Member& member, const Type& type, void* slot,
                             const std::string& path) {
        switch (type.kind) {
            case Kind::structure: return structure(name + '.', type.structure(), type.make(slot), path);
            case Kind::list: return list(name, member, type, type.make(slot), path);
            case Kind::map: return map(name, member, type, type.make(slot), path);
            default: return scalar(name, type, slot);
        }
    }

    [[nodiscard]] bool list(const std::string& name, const Member& member, const Type& type, void* values,
                            const std::string& path) {
        const std::string each = member.is_flattened ? name : fmt::format("{}.{}", name, member.element_name);
        for (std::size_t number = 1;; ++number) {
            const std::string element = fmt::format("{}.{}", each, number);
            if (!present(element)) return true;
            const std::string place = fmt::format("{}.{}.member", path, number);
            if (!value(element, member, type.element(), type.append(values), place)) return false;
        }
    }

    [[nodiscard]] bool map(const std::string& name, const Member& member, const Type& type, void* entries,
                           const std::string& path) {
        const std::string each = member.is_flattened ? name : name + ".entry";
        for (std::size_t number = 1;; ++number) {
            const std::string entry = fmt::format("{}.{}.", each, number);
            const auto key = form_.find(entry + std::string(member.key_name));
            if (key == form_.end()) return true;
            const std::string held = entry + std::string(member.value_name);
            if (!value(held, member, type.element(), type.insert(entries, key->second), path + ".value")) return false;
        }
    }

    [[nodiscard]] bool scalar(const std::string& name, const Type& type, void* slot) {
        const auto found = form_.find(name);
        const std::string_view text = found == form_.end() ? std::string_view() : std::string_view(found->second);
        if (is_scalar(type.kind) && read_scalar(type, slot, text)) return true;
        member_ = name;
        value_ = text;
        reason_ = fmt::format("{} does not read as its type.", name);
        return false;
    }

    const QueryForm& form_;
    Violations& violations_;
    std::string member_;
    std::string value_;
    std::string reason_;
};

}  // namespace

QueryForm parse_form(std::string_view text) {
    QueryForm form;
    for (auto& [name, value] : http::parse_query(text)) form.try_emplace(std::move(name), std::move(value));
    return form;
}

std::optional<Malformed> read_query(const QueryForm& form, const Structure& structure, void* out,
                                    Violations& violations) {
    Reader reader(form, violations);
    if (!reader.structure("", structure, out, "")) return reader.failure();
    return std::nullopt;
}

}  // namespace wt::aws
