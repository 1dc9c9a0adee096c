#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "aws/payload.hpp"
#include "base/assert.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "http/body.hpp"

/// Shapes: what AWS's models say of an operation's input and output, laid over plain C++ structs. A protocol walks a
/// Structure and reads or writes the struct through it, so each protocol is written once and knows no operation.
namespace wt::aws {

/// Bytes that a protocol writes as base64.
struct Blob {
    Text bytes;
    friend bool operator==(const Blob&, const Blob&) = default;
};

/// An operation's streamed output: bytes in one piece, or a stream of them.
struct Body {
    Text bytes;
    std::shared_ptr<http::BodyStream> stream;
};

enum class Kind : std::uint8_t {
    boolean,
    integer,       // std::int32_t
    long_integer,  // std::int64_t
    number,        // double
    text,          // std::string
    blob,
    timestamp,  // Instant
    list,
    map,  // with texts as keys
    structure,
    payload,  // std::shared_ptr<Payload>: a streamed input
    body,     // Body: a streamed output
};

class Structure;

/// How to reach into one C++ container: plain functions, made once for each type. A "slot" is an object of the type;
/// the "value" in it is what its kind says, without the std::optional around it.
struct Access {
    /// An optional's value; null when it is without one.
    const void* (*held)(const void* slot) = nullptr;
    /// The same, made where there is none.
    void* (*make)(void* slot) = nullptr;
    // A list's or a map's.
    std::size_t (*size)(const void* value) = nullptr;
    const void* (*at)(const void* list, std::size_t index) = nullptr;
    void* (*append)(void* list) = nullptr;
    void (*each)(const void* map, void* to, void (*visit)(void* to, std::string_view key, const void* slot)) = nullptr;
    void* (*insert)(void* map, std::string key) = nullptr;
};

/// What a protocol knows of one C++ type; a constant.
class Type {
public:
    explicit constexpr Type(Kind of, const Access* by = nullptr, const Type* each = nullptr,
                            const Structure& (*made_of)(const Type&) = nullptr)
        : kind(of), access_(by), element_(each), structure_(made_of) {}
    /// The same value, reached in another way: within an optional.
    [[nodiscard]] constexpr Type within(const Access* by) const { return Type(kind, by, element_, structure_); }

    Kind kind;

    /// False for an optional without a value.
    [[nodiscard]] bool has_value(const void* slot) const { return !optional() || access_->held(slot) != nullptr; }
    [[nodiscard]] const void* value(const void* slot) const { return optional() ? access_->held(slot) : slot; }
    /// The value, made where there is none.
    [[nodiscard]] void* make(void* slot) const { return optional() ? access_->make(slot) : slot; }
    /// Whether the slot can be without a value.
    [[nodiscard]] bool optional() const { return access_ != nullptr && access_->held != nullptr; }

    // A list's or a map's elements.
    [[nodiscard]] const Type& element() const {
        WT_ASSERT(element_ != nullptr);
        return *element_;
    }
    [[nodiscard]] std::size_t size(const void* value) const { return access_->size(value); }
    [[nodiscard]] const void* at(const void* list, std::size_t index) const { return access_->at(list, index); }
    /// The slot of a new last element.
    [[nodiscard]] void* append(void* list) const { return access_->append(list); }
    /// Calls `visit(key, slot)` with each entry of a map, in the order of its keys.
    template <class Visit>
    void each(const void* map, Visit&& visit) const {
        access_->each(map, &visit, [](void* to, std::string_view key, const void* slot) {
            (*static_cast<std::remove_reference_t<Visit>*>(to))(key, slot);
        });
    }
    /// The slot of that key, new or already there.
    [[nodiscard]] void* insert(void* map, std::string key) const { return access_->insert(map, std::move(key)); }

    // A structure's members.
    [[nodiscard]] const Structure& structure() const {
        WT_ASSERT(structure_ != nullptr);
        return structure_(*this);
    }

private:
    const Access* access_;
    const Type* element_;
    const Structure& (*structure_)(const Type&);
};

/// Where a member travels in the REST protocols.
enum class Location : std::uint8_t { body, label, query, header, header_map, status };

enum class TimeFormat : std::uint8_t { by_protocol, iso8601, http_date, unix_seconds };

/// What is said of a value besides its type: what it must satisfy, and what the parts of a list or a map are called.
struct Facets {
    std::string_view element_name = "member";
    std::string_view key_name = "key";
    std::string_view value_name = "value";
    std::string_view matches;
    std::span<const std::string_view> enumeration;
    std::int64_t min_length = 0;
    std::int64_t max_length = std::numeric_limits<std::int64_t>::max();
    double min_value = -std::numeric_limits<double>::infinity();
    double max_value = std::numeric_limits<double>::infinity();
    TimeFormat time_format = TimeFormat::by_protocol;
    bool is_required = false;
    bool is_sensitive = false;
    bool in_any_case = false;
    /// Of a list's elements or a map's values; null: nothing is said of them.
    const Facets* of_elements = nullptr;
    const Facets* of_keys = nullptr;

    [[nodiscard]] const Facets& inner() const;
};

/// Nothing is said.
inline constexpr Facets no_facets;

inline const Facets& Facets::inner() const { return of_elements != nullptr ? *of_elements : no_facets; }

/// One member: AWS's name for it, its place in the C++ struct, where and how it travels, and what it must satisfy.
struct Member {
    std::string_view name;
    std::ptrdiff_t offset = 0;
    const Type* type = nullptr;
    const Facets* facets = &no_facets;
    Location location = Location::body;
    bool is_required = false;
    bool is_payload = false;    // the whole body
    bool is_flattened = false;  // XML and query: elements stand beside the other members, under the list's own name
    bool is_attribute = false;  // XML: of the element that the structure is; "xsi:type" brings its namespace
    bool is_content = false;    // XML: the text of the structure's own element, not an element in it
    /// Outside of the body. Of a header_map what all fields begin with.
    std::string_view location_name;
    /// In the body, when that is not the name.
    std::string_view wire_name;

    [[nodiscard]] const void* slot(const void* structure) const { return static_cast<const char*>(structure) + offset; }
    [[nodiscard]] void* slot(void* structure) const { return static_cast<char*>(structure) + offset; }
    /// What the member is called in a body.
    [[nodiscard]] std::string_view in_body() const { return wire_name.empty() ? name : wire_name; }
};

/// What is written by hand is made once and kept for as long as the program runs.
[[nodiscard]] const Facets& kept(Facets facets);
[[nodiscard]] std::span<const Member> kept(std::vector<Member> members);

/// The members of one struct, in the order of AWS's model. A constant where the struct is generated (tools/shapes).
class Structure {
public:
    explicit constexpr Structure(std::span<const Member> with, std::string_view of = {}) : name(of), members(with) {
        for (const Member& member : members) {
            if (member.is_payload) payload = &member;
        }
    }
    /// Written by hand.
    Structure(std::string_view of, std::vector<Member> with) : Structure(kept(std::move(with)), of) {}
    Structure(const Structure&) = delete;
    Structure& operator=(const Structure&) = delete;

    /// Whether it is what an operation has that takes or gives nothing, and not a structure that happens to be empty.
    [[nodiscard]] bool is_nothing() const;

    /// The name of the XML element when the structure is a whole body; empty: it has no element of its own.
    std::string_view name;
    std::span<const Member> members;
    /// The member that is the whole body; null when the members in the body make it up.
    const Member* payload = nullptr;
};

class Element;

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
    /// Of a list of words: what each of them may be.
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

/// Names a type without an object of it. A struct that travels declares, beside itself,
///     const aws::Structure& shape_of(aws::Tag<PutObjectInput>);
template <class T>
struct Tag {};

template <class T>
concept Shaped = requires {
    { shape_of(Tag<T>{}) } -> std::same_as<const Structure&>;
};

/// No members: the input or output of an operation that has none.
struct Nothing {};
[[nodiscard]] const Structure& shape_of(Tag<Nothing>);

namespace detail {

template <class T>
struct OptionalAccess {
    using Slot = std::optional<T>;
    static const void* held(const void* slot) {
        const Slot& optional = *static_cast<const Slot*>(slot);
        return optional ? &*optional : nullptr;
    }
    static void* make(void* slot) {
        Slot& optional = *static_cast<Slot*>(slot);
        return optional ? &*optional : &optional.emplace();
    }
    /// How the value itself is reached is kept.
    [[nodiscard]] static constexpr Access over(Access of_value) {
        of_value.held = &held;
        of_value.make = &make;
        return of_value;
    }
};

template <class T>
struct ListAccess {
    using List = std::vector<T>;
    static std::size_t size(const void* list) { return static_cast<const List*>(list)->size(); }
    static const void* at(const void* list, std::size_t index) { return &(*static_cast<const List*>(list))[index]; }
    static void* append(void* list) { return &static_cast<List*>(list)->emplace_back(); }
    static constexpr Access access{nullptr, nullptr, &size, &at, &append, nullptr, nullptr};
};

template <class T>
struct MapAccess {
    using Map = std::map<std::string, T>;
    static std::size_t size(const void* map) { return static_cast<const Map*>(map)->size(); }
    static void each(const void* map, void* to, void (*visit)(void*, std::string_view, const void*)) {
        for (const auto& [key, value] : *static_cast<const Map*>(map)) visit(to, key, &value);
    }
    static void* insert(void* map, std::string key) { return &(*static_cast<Map*>(map))[std::move(key)]; }
    static constexpr Access access{nullptr, nullptr, &size, nullptr, nullptr, &each, &insert};
};

template <class T>
struct KindOf;  // only the types below travel
template <>
struct KindOf<bool> {
    static constexpr Kind kind = Kind::boolean;
};
template <>
struct KindOf<std::int32_t> {
    static constexpr Kind kind = Kind::integer;
};
template <>
struct KindOf<std::int64_t> {
    static constexpr Kind kind = Kind::long_integer;
};
template <>
struct KindOf<double> {
    static constexpr Kind kind = Kind::number;
};
template <>
struct KindOf<std::string> {
    static constexpr Kind kind = Kind::text;
};
template <>
struct KindOf<Blob> {
    static constexpr Kind kind = Kind::blob;
};
template <>
struct KindOf<Instant> {
    static constexpr Kind kind = Kind::timestamp;
};
template <>
struct KindOf<std::shared_ptr<Payload>> {
    static constexpr Kind kind = Kind::payload;
};
template <>
struct KindOf<Body> {
    static constexpr Kind kind = Kind::body;
};

template <class T>
struct TypeOf {
    static constexpr Type type{KindOf<T>::kind};
};
template <Shaped T>
struct TypeOf<T> {
    static const Structure& structure(const Type& /*type*/) { return shape_of(Tag<T>{}); }
    static constexpr Type type{Kind::structure, nullptr, nullptr, &structure};
};
template <class T>
struct TypeOf<std::vector<T>> {
    static constexpr Type type{Kind::list, &ListAccess<T>::access, &TypeOf<T>::type};
};
template <class T>
struct TypeOf<std::map<std::string, T>> {
    static constexpr Type type{Kind::map, &MapAccess<T>::access, &TypeOf<T>::type};
};
template <class T>
struct TypeOf<std::optional<T>> {
    static constexpr Access access = OptionalAccess<T>::over({});
    static constexpr Type type = TypeOf<T>::type.within(&access);
};
template <class T>
struct TypeOf<std::optional<std::vector<T>>> {
    static constexpr Access access = OptionalAccess<std::vector<T>>::over(ListAccess<T>::access);
    static constexpr Type type = TypeOf<std::vector<T>>::type.within(&access);
};
template <class T>
struct TypeOf<std::optional<std::map<std::string, T>>> {
    static constexpr Access access = OptionalAccess<std::map<std::string, T>>::over(MapAccess<T>::access);
    static constexpr Type type = TypeOf<std::map<std::string, T>>::type.within(&access);
};

template <class T>
struct MemberPointer;
template <class Class, class Value>
struct MemberPointer<Value Class::*> {
    using Struct = Class;
    using Slot = Value;
};

}  // namespace detail

template <class T>
[[nodiscard]] constexpr const Type& type_of() {
    return detail::TypeOf<T>::type;
}

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
