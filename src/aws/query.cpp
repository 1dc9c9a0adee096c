#include "aws/query.hpp"

#include <fmt/format.h>

#include "aws/scalar.hpp"
#include "base/utf8.hpp"
#include "http/uri.hpp"

namespace wt::aws {

namespace {

class FormReader {
public:
    FormReader(const QueryForm& form, Violations& violations) : form_(form), violations_(violations) {}

    /// `within` ends with a '.' or is empty.
    [[nodiscard]] bool structure(const std::string& within, const Structure& shape, void* out, const Place& place) {
        for (const Member& member : shape.members) {
            const Place here(place, member.name);
            const std::string name = within + std::string(member.in_body());
            const bool found = present(name);
            if (found && !value(name, Flat{member.is_flattened}, *member.facets, *member.type, member.slot(out), here))
                return false;
            check(member, found, out, here, violations_);
        }
        return true;
    }

    [[nodiscard]] Malformed failure() const { return {Malformed::What::value, member_, value_, reason_}; }

private:
    struct Flat {
        bool is;
    };

    /// Whether the form has that name, or anything below it.
    [[nodiscard]] bool present(const std::string& name) const {
        if (form_.contains(name)) return true;
        const auto below = form_.lower_bound(name + '.');
        return below != form_.end() && below->first.starts_with(name + '.');
    }

    [[nodiscard]] bool value(const std::string& name, Flat flat, const Facets& facets, const Type& type, void* slot,
                             const Place& place) {
        if (place.too_deep()) {
            reason_ = "The request is nested too deeply.";
            return false;
        }
        switch (type.kind) {
            case Kind::structure: return structure(name + '.', type.structure(), type.make(slot), place);
            case Kind::list: return list(name, flat, facets, type, type.make(slot), place);
            case Kind::map: return map(name, flat, facets, type, type.make(slot), place);
            default: return scalar(name, type, slot);
        }
    }

    [[nodiscard]] bool list(const std::string& name, Flat flat, const Facets& facets, const Type& type, void* values,
                            const Place& place) {
        const std::string each = flat.is ? name : fmt::format("{}.{}", name, facets.element_name);
        for (std::size_t number = 1;; ++number) {
            const std::string element = fmt::format("{}.{}", each, number);
            if (!present(element)) return true;
            const Place here(place, number);
            if (!value(element, Flat{false}, facets.inner(), type.element(), type.append(values), here)) return false;
        }
    }

    [[nodiscard]] bool map(const std::string& name, Flat flat, const Facets& facets, const Type& type, void* entries,
                           const Place& place) {
        const std::string each = flat.is ? name : name + ".entry";
        for (std::size_t number = 1;; ++number) {
            const std::string entry = fmt::format("{}.{}.", each, number);
            const auto key = form_.find(entry + std::string(facets.key_name));
            if (key == form_.end()) return true;
            const std::string held = entry + std::string(facets.value_name);
            const Place here = Place::entry(place, key->second);
            void* const slot = type.insert(entries, key->second);
            if (!value(held, Flat{false}, facets.inner(), type.element(), slot, here)) return false;
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
    // What an answer says of a text is UTF-8, and so is the text.
    const auto made = [](std::string& raw) { return is_utf8(raw) ? std::move(raw) : made_utf8(raw); };
    QueryForm form;
    for (auto& [name, value] : http::parse_query(text)) form.try_emplace(made(name), made(value));
    return form;
}

std::optional<Malformed> read_query(const QueryForm& form, const Structure& structure, void* out,
                                    Violations& violations) {
    FormReader reader(form, violations);
    if (!reader.structure("", structure, out, Place())) return reader.failure();
    return std::nullopt;
}

}  // namespace wt::aws
