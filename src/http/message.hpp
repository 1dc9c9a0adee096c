#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/block_pool.hpp"
#include "base/rare_ptr.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace wt::http {

/// `other`: any token besides, of which a request keeps the text. Nothing here answers one but with a refusal, and
/// firewalls see it.
enum class Method : std::uint8_t { get, head, post, put, patch, del, options, other };
inline constexpr std::size_t methods = static_cast<std::size_t>(Method::other) + 1;

[[nodiscard]] std::string_view name(Method method);
/// None for what would be `other`.
[[nodiscard]] std::optional<Method> parse_method(std::string_view name);

struct Header {
    Text name;
    Text value;
};

/// Header fields in the order they came. Names compare without case (RFC 9110, 5.1). One pointer wide, because messages
/// are handed from tier to tier; and most fields that a tier asks for are not there, which costs no look at the list.
class Headers {
public:
    Headers() = default;
    Headers(const Headers& other);
    Headers(Headers&& other) noexcept : list_(std::exchange(other.list_, nullptr)) {}
    Headers& operator=(Headers other) noexcept {
        std::swap(list_, other.list_);
        return *this;
    }
    ~Headers() {
        if (list_ != nullptr) let_go();
    }

    /// The first value of that name; an empty text when there is none.
    [[nodiscard]] std::string_view get(std::string_view name) const {
        const Text* const value = find(name);
        return value == nullptr ? std::string_view() : value->view();
    }
    [[nodiscard]] const Text* find(std::string_view name) const {
        const Header* const field = may_have(name) ? search(name) : nullptr;
        return field == nullptr ? nullptr : &field->value;
    }
    [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
    /// Adds another field, whether or not there is one of that name.
    void add(Text name, Text value) {
        if (list_ == nullptr || list_->size == list_->capacity) grow();
        list_->kinds |= kind_of(name);
        new (list_->end()) Header{std::move(name), std::move(value)};
        ++list_->size;
    }
    /// Replaces every field of that name by one.
    void set(Text name, Text value);
    void remove(std::string_view name) {
        if (may_have(name)) erase(list_->fields(), name);
    }

    void reserve(std::size_t fields) {
        if (list_ == nullptr || fields > list_->capacity) move_to(fields);
    }
    [[nodiscard]] std::size_t size() const { return list_ == nullptr ? 0 : list_->size; }
    [[nodiscard]] const Header* begin() const { return list_ == nullptr ? nullptr : list_->fields(); }
    [[nodiscard]] const Header* end() const { return list_ == nullptr ? nullptr : list_->end(); }

private:
    /// The fields follow it.
    struct List {
        std::uint32_t size = 0;
        std::uint32_t capacity = 0;
        std::uint64_t kinds = 0;  // of the names that it has had
        [[nodiscard]] Header* fields() { return reinterpret_cast<Header*>(this + 1); }
        [[nodiscard]] Header* end() { return fields() + size; }
    };
    static_assert(sizeof(List) % alignof(Header) == 0);

    /// One of 64 kinds of names, as a bit: by length, and by the first and the last letter.
    [[nodiscard]] static constexpr std::uint64_t kind_of(std::string_view name) {
        if (name.empty()) return 1;
        const auto lower = [](char c) { return static_cast<unsigned char>(c) | 0x20U; };
        return std::uint64_t{1} << ((7 * name.size() + 5 * lower(name.front()) + lower(name.back())) & 63U);
    }
    [[nodiscard]] bool may_have(std::string_view name) const {
        return list_ != nullptr && (list_->kinds & kind_of(name)) != 0;
    }
    [[nodiscard]] Header* search(std::string_view name) const;
    void erase(Header* from, std::string_view name);
    void move_to(std::size_t capacity);
    void grow();
    void let_go();

    List* list_ = nullptr;
};

/// An IPv4 address is kept as IPv6 (::ffff:a.b.c.d).
struct IpAddress {
    std::array<std::uint8_t, 16> bytes{};

    [[nodiscard]] static IpAddress v4(std::uint32_t address);
    [[nodiscard]] static std::optional<IpAddress> parse(std::string_view text);
    [[nodiscard]] bool is_v4() const;
    [[nodiscard]] std::string text() const;
    friend auto operator<=>(const IpAddress&, const IpAddress&) = default;
};

class BodyReader;
class BodyStream;
class EventForm;
class Tier;
class Trace;

/// A request as a tier sees it. Paths are as they came (percent-encoded, without the query).
struct Request {
    Method method = Method::get;
    Text path = "/";
    Text query;  // without the '?'
    Headers headers;
    Text body;
    /// Instead of `body`: where the rest comes from, for whoever asked its listener for that. Null for all others.
    RarePtr<BodyReader> stream;
    IpAddress client;
    /// Counts the requests of a run, from 1: names it in digests and logs.
    std::uint64_t number = 0;
    /// Which point of presence the viewer's resolver chose (an index into the distribution's list).
    std::uint32_t pop = 0;
    /// Whether it came through TLS.
    bool secure = false;
    /// The gateway's route that matched, such as "GET /items/{id}".
    Text route;
    /// The value of the route's last path parameter, decoded: the item that the request is about.
    Text path_parameter;
    /// Where spans are noted; null for most requests.
    Trace* trace = nullptr;
    /// What a function that is a program gets of it. Null: the body is the event.
    EventForm* form = nullptr;
    /// The text of Method::other. Null for all that have a name.
    RarePtr<const std::string> other_method;
    /// The origin that a function at the edge chose for it. Null: its behaviour's.
    RarePtr<Tier> origin;
};

/// As it came: "GET", "PROPFIND".
[[nodiscard]] std::string_view method_name(const Request& request);
/// What came as a request's method; false for what is no token, or longer than any that is in use (32).
[[nodiscard]] bool set_method(Request& request, std::string_view name);

/// How far an answer got. A broken one has no status: whoever called decides what that means to its own caller.
/// `nobody`: at the address stands nothing (any more).
enum class Delivery : std::uint8_t { complete, refused, reset, nobody };

struct Response {
    int status = 200;
    Delivery delivery = Delivery::complete;
    /// The body is what a function returned, for whoever gave the request its form to make an answer of.
    bool payload = false;
    Headers headers;
    Text body;
    /// Instead of `body`: a large one, piece by piece. Only what answers its client directly gives one.
    RarePtr<BodyStream> stream;
    /// The tier that made it: its Hop's stage. No other tier changes it.
    std::uint32_t answered_by = 0;

    [[nodiscard]] bool broken() const { return delivery != Delivery::complete; }
    [[nodiscard, gnu::cold]] static Response broken_by(Delivery how);
};

[[nodiscard]] std::string_view reason_phrase(int status);

/// A JSON answer: its Content-Type and body.
[[nodiscard]] Response json_response(int status, Text body);

}  // namespace wt::http
