#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
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

/// How a protocol reaches into an object of one C++ type. A "slot" is such an object; the "value" in it is what its
/// kind says, without the std::optional around it.
class Type {
public:
    explicit constexpr Type(Kind of) : kind(of) {}
    Type(const Type&) = delete;
    Type& operator=(const Type&) = delete;
    virtual ~Type() = default;

    const Kind kind;

    /// False for an optional without a value.
    [[nodiscard]] virtual bool has_value(const void* /*slot*/) const { return true; }
    [[nodiscard]] virtual const void* value(const void* slot) const { return slot; }
    /// The value, made where there is none.
    [[nodiscard]] virtual void* make(void* slot) const { return slot; }
    /// Whether the slot can be without a value.
    [[nodiscard]] virtual bool optional() const { return false; }

    // A list's or a map's elements.
    [[nodiscard]] virtual const Type& element() const;
    [[nodiscard]] virtual std::size_t size(const void* value) const;
    [[nodiscard]] virtual const void* at(const void* list, std::size_t index) const;
    /// The slot of a new last element.
    [[nodiscard]] virtual void* append(void* list) const;
    virtual void each(const void* map, const std::function<void(std::string_view, const void*)>& visit) const;
    /// The slot of that key, new or already there.
    [[nodiscard]] virtual void* insert(void* map, std::string key) const;

    // A structure's members.
    [[nodiscard]] virtual const Structure& structure() const;
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
    std::shared_ptr<const Facets> of_elements;
    std::shared_ptr<const Facets> of_keys;

    [[nodiscard]] const Facets& inner() const;
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
    of_elements = std::make_shared<const Facets>(std::move(of));
    return self();
}
template <class Self>
Self&& Described<Self>::keys(Element of) && {
    of_keys = std::make_shared<const Facets>(std::move(of));
    return self();
}

/// One member: AWS's name for it, its place in the C++ struct, where and how it travels, and what it must satisfy.
/// Built like a sentence: member<&In::key>("Key").label().required().length(1, 1024).
class Member final : public Described<Member> {
public:
    Member(std::string_view of, std::ptrdiff_t at, const Type& is) : name(of), offset(at), type(&is) {}

    Member&& label() && { return at(Location::label, name); }
    /// A label with another name than the member's: "/restapis/{restapi_id}".
    Member&& label(std::string_view in_uri) && { return at(Location::label, in_uri); }
    /// A map takes every argument of the query, under its own name.
    Member&& query(std::string_view wire) && { return at(Location::query, wire); }
    Member&& header(std::string_view wire) && { return at(Location::header, wire); }
    /// All fields whose names begin so: {"x-amz-meta-colour", "blue"} is {"colour", "blue"}.
    Member&& header_map(std::string_view prefix) && { return at(Location::header_map, prefix); }
    Member&& status() && { return at(Location::status, name); }
    /// The whole body is this member.
    Member&& payload() && {
        is_payload = true;
        return std::move(*this);
    }
    /// Another name in the body than the member's own.
    Member&& wire(std::string_view other) && {
        wire_name = other;
        return std::move(*this);
    }
    /// XML and query: elements stand beside the other members, under the list's own name.
    Member&& flattened() && {
        is_flattened = true;
        return std::move(*this);
    }
    /// XML: an attribute of the element that the structure is; "xsi:type" brings its namespace.
    Member&& attribute() && {
        is_attribute = true;
        return std::move(*this);
    }
    /// XML: the text of the structure's own element, not an element in it.
    Member&& content() && {
        is_content = true;
        return std::move(*this);
    }

    [[nodiscard]] const void* slot(const void* structure) const { return static_cast<const char*>(structure) + offset; }
    [[nodiscard]] void* slot(void* structure) const { return static_cast<char*>(structure) + offset; }
    /// What the member is called in a body.
    [[nodiscard]] std::string_view in_body() const { return wire_name.empty() ? name : wire_name; }

    std::string_view name;
    std::ptrdiff_t offset;
    const Type* type;
    Location location = Location::body;
    std::string_view location_name;
    std::string_view wire_name;
    bool is_payload = false;
    bool is_flattened = false;
    bool is_attribute = false;
    bool is_content = false;

private:
    Member&& at(Location where, std::string_view wire) {
        location = where;
        location_name = wire;
        return std::move(*this);
    }
};

/// The members of one struct, in the order of AWS's model.
class Structure {
public:
    Structure(std::string_view of, std::vector<Member> with) : name(of), members(std::move(with)) {
        for (const Member& member : members) {
            if (member.is_payload) payload = &member;
        }
    }
    Structure(const Structure&) = delete;
    Structure& operator=(const Structure&) = delete;

    /// Whether it is what an operation has that takes or gives nothing, and not a structure that happens to be empty.
    [[nodiscard]] bool is_nothing() const;

    /// The name of the XML element when the structure is a whole body; empty: it has no element of its own.
    const std::string_view name;
    const std::vector<Member> members;
    /// The member that is the whole body; null when the members in the body make it up.
    const Member* payload = nullptr;
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

template <class T>
[[nodiscard]] const Type& type_of();

namespace detail {

template <class T>
struct PlainType final : Type {
    using Type::Type;
};

template <class T>
struct OptionalType final : Type {
    OptionalType() : Type(type_of<T>().kind) {}
    using Slot = std::optional<T>;
    [[nodiscard]] const Type& inner() const { return type_of<T>(); }
    bool has_value(const void* slot) const override { return static_cast<const Slot*>(slot)->has_value(); }
    const void* value(const void* slot) const override { return inner().value(&**static_cast<const Slot*>(slot)); }
    void* make(void* slot) const override {
        Slot& optional = *static_cast<Slot*>(slot);
        if (!optional) optional.emplace();
        return inner().make(&*optional);
    }
    bool optional() const override { return true; }
    const Type& element() const override { return inner().element(); }
    std::size_t size(const void* value) const override { return inner().size(value); }
    const void* at(const void* list, std::size_t index) const override { return inner().at(list, index); }
    void* append(void* list) const override { return inner().append(list); }
    void each(const void* map, const std::function<void(std::string_view, const void*)>& visit) const override {
        inner().each(map, visit);
    }
    void* insert(void* map, std::string key) const override { return inner().insert(map, std::move(key)); }
    const Structure& structure() const override { return inner().structure(); }
};

template <class T>
struct ListType final : Type {
    ListType() : Type(Kind::list) {}
    using List = std::vector<T>;
    const Type& element() const override { return type_of<T>(); }
    std::size_t size(const void* list) const override { return static_cast<const List*>(list)->size(); }
    const void* at(const void* list, std::size_t index) const override {
        return &(*static_cast<const List*>(list))[index];
    }
    void* append(void* list) const override { return &static_cast<List*>(list)->emplace_back(); }
};

template <class T>
struct MapType final : Type {
    MapType() : Type(Kind::map) {}
    using Map = std::map<std::string, T>;
    const Type& element() const override { return type_of<T>(); }
    std::size_t size(const void* map) const override { return static_cast<const Map*>(map)->size(); }
    void each(const void* map, const std::function<void(std::string_view, const void*)>& visit) const override {
        for (const auto& [key, value] : *static_cast<const Map*>(map)) visit(key, &value);
    }
    void* insert(void* map, std::string key) const override { return &(*static_cast<Map*>(map))[std::move(key)]; }
};

template <class T>
struct StructureType final : Type {
    StructureType() : Type(Kind::structure) {}
    const Structure& structure() const override { return shape_of(Tag<T>{}); }
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
struct Make {
    [[nodiscard]] static const Type& type() {
        if constexpr (Shaped<T>) {
            static const StructureType<T> made;
            return made;
        } else {
            static const PlainType<T> made(KindOf<T>::kind);
            return made;
        }
    }
};
template <class T>
struct Make<std::optional<T>> {
    [[nodiscard]] static const Type& type() {
        static const OptionalType<T> made;
        return made;
    }
};
template <class T>
struct Make<std::vector<T>> {
    [[nodiscard]] static const Type& type() {
        static const ListType<T> made;
        return made;
    }
};
template <class T>
struct Make<std::map<std::string, T>> {
    [[nodiscard]] static const Type& type() {
        static const MapType<T> made;
        return made;
    }
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
const Type& type_of() {
    return detail::Make<T>::type();
}

/// A member of the struct that the pointer is of, or of one that is derived from it: groups of members that many
/// shapes have (checksums, a customer's key) are structs of their own, which those derive from.
template <auto Pointer, class Struct = typename detail::MemberPointer<decltype(Pointer)>::Struct>
[[nodiscard]] Member member(std::string_view name) {
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
