#pragma once
// Shapes told like sentences, for tests: member<&In::key>("Key").label().required().length(1, 1024).
#include <deque>
#include <iterator>
#include <limits>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/shape.hpp"

namespace wt::aws {

class Element;

/// Until the program ends.
[[nodiscard]] inline const Facets& kept(const Facets& facets) {
    static std::deque<Facets> all;
    return all.emplace_back(facets);
}

/// The sentence in which facets are told, for whatever has them.
template <class Self>
class Described : public Facets {
public:
    /// XML and query: what each element of a list is called; "member" unless said.
    Self&& elements(std::string_view each) && {
        element_name = each;
        return self();
    }
    /// XML and query: what a map's keys and values are called; "key" and "value" unless said.
    Self&& entries(std::string_view key, std::string_view value) && {
        key_name = key;
        value_name = value;
        return self();
    }
    Self&& format(TimeFormat as) && {
        time_format = as;
        return self();
    }
    Self&& required() && {
        is_required = true;
        return self();
    }
    /// A secret: what is said of it when it breaks a constraint does not show it.
    Self&& sensitive() && {
        is_sensitive = true;
        return self();
    }
    /// Characters of a text, bytes of a blob, elements of a list or map.
    Self&& length(std::int64_t least, std::int64_t most = std::numeric_limits<std::int64_t>::max()) && {
        min_length = least;
        max_length = most;
        return self();
    }
    Self&& range(double least, double most = std::numeric_limits<double>::infinity()) && {
        min_value = least;
        max_value = most;
        return self();
    }
    /// A regular expression (RE2's) that the whole text matches.
    Self&& pattern(std::string_view expression) && {
        matches = expression;
        return self();
    }
    Self&& one_of(std::span<const std::string_view> values) && {
        enumeration = values;
        return self();
    }
    /// After one_of(): "enabled" is as good as "ENABLED".
    Self&& any_case() && {
        in_any_case = true;
        return self();
    }
    /// What each element of a list, or each value of a map, must satisfy, and what is in it:
    /// member<&In::keys>("TagKeys").length(1, 50).each(element().length(1, 128)).
    Self&& each(Element of) &&;
    /// The same of a map's keys.
    Self&& keys(Element of) &&;

private:
    Self&& self() { return static_cast<Self&&>(*this); }
};

/// What is said of a list's elements, or of a map's keys or values.
class Element final : public Described<Element> {};
[[nodiscard]] inline Element element() { return {}; }

template <class Self>
Self&& Described<Self>::each(Element of) && {
    of_elements = &kept(of);
    return self();
}
template <class Self>
Self&& Described<Self>::keys(Element of) && {
    of_keys = &kept(of);
    return self();
}

/// A member told like a sentence: member<&In::key>("Key").label().required().length(1, 1024).
class MemberSentence final : public Described<MemberSentence> {
public:
    MemberSentence(std::string_view name, std::ptrdiff_t at, const Type& is) {
        row_.name = name;
        row_.offset = at;
        row_.type = &is;
    }

    MemberSentence&& label() && { return at(Location::label, row_.name); }
    /// A label with another name than the member's: "/restapis/{restapi_id}".
    MemberSentence&& label(std::string_view in_uri) && { return at(Location::label, in_uri); }
    /// A map takes every argument of the query, under its own name.
    MemberSentence&& query(std::string_view wire) && { return at(Location::query, wire); }
    MemberSentence&& header(std::string_view wire) && { return at(Location::header, wire); }
    /// All fields whose names begin so: {"x-amz-meta-colour", "blue"} is {"colour", "blue"}.
    MemberSentence&& header_map(std::string_view prefix) && { return at(Location::header_map, prefix); }
    MemberSentence&& status() && { return at(Location::status, row_.name); }
    MemberSentence&& payload() && {
        row_.is_payload = true;
        return std::move(*this);
    }
    /// Another name in the body than the member's own.
    MemberSentence&& wire(std::string_view other) && {
        row_.wire_name = other;
        return std::move(*this);
    }
    MemberSentence&& flattened() && {
        row_.is_flattened = true;
        return std::move(*this);
    }
    MemberSentence&& attribute() && {
        row_.is_attribute = true;
        return std::move(*this);
    }
    MemberSentence&& content() && {
        row_.is_content = true;
        return std::move(*this);
    }

    operator Member() const {  // NOLINT(google-explicit-constructor)
        Member made = row_;
        made.is_required = is_required;
        made.facets = &kept(*this);
        return made;
    }

private:
    MemberSentence&& at(Location where, std::string_view wire) {
        row_.location = where;
        row_.location_name = wire;
        return std::move(*this);
    }
    Member row_;
};

/// A structure of such sentences.
class Written : private std::vector<Member>, public Structure {
public:
    Written(std::string_view of, std::vector<Member> with)
        : std::vector<Member>(std::move(with)), Structure({data(), size()}, of) {}
};

namespace detail {

template <class T>
struct MemberPointer;
template <class Class, class Value>
struct MemberPointer<Value Class::*> {
    using Struct = Class;
    using Slot = Value;
};

}  // namespace detail

/// A member of the struct that the pointer is of, or of one that is derived from it: groups of members that many
/// shapes have (checksums, a customer's key) are structs of their own, which those derive from.
template <auto Pointer, class Struct = typename detail::MemberPointer<decltype(Pointer)>::Struct>
[[nodiscard]] MemberSentence member(std::string_view name) {
    static const Struct sample{};
    const std::ptrdiff_t offset = reinterpret_cast<const char*>(&(sample.*Pointer)) -  // NOLINT: an offset by measure
                                  reinterpret_cast<const char*>(&sample);
    return {name, offset, type_of<typename detail::MemberPointer<decltype(Pointer)>::Slot>()};
}

/// The members of several groups as one list.
template <class... Groups>
[[nodiscard]] std::vector<Member> members_of(Groups&&... groups) {
    std::vector<Member> all;
    (all.insert(all.end(), std::make_move_iterator(groups.begin()), std::make_move_iterator(groups.end())), ...);
    return all;
}

}  // namespace wt::aws
