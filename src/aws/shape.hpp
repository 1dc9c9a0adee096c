#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
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

/// The members of one struct, in the order of AWS's model: a constant, generated by tools/shapes.
class Structure {
public:
    explicit constexpr Structure(std::span<const Member> with, std::string_view of = {}) : name(of), members(with) {
        for (const Member& member : members) {
            if (member.is_payload) payload = &member;
        }
    }
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

}  // namespace detail

template <class T>
[[nodiscard]] constexpr const Type& type_of() {
    return detail::TypeOf<T>::type;
}

}  // namespace wt::aws
