#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/block_pool.hpp"
#include "base/rare_ptr.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace wt::http {

enum class Method : std::uint8_t { get, head, post, put, patch, del, options };

[[nodiscard]] std::string_view name(Method method);
[[nodiscard]] std::optional<Method> parse_method(std::string_view name);

struct Header {
    Text name;
    Text value;
};

/// Header fields in the order they came. Names compare without case (RFC 9110, 5.1).
class Headers {
public:
    /// The first value of that name; an empty text when there is none.
    [[nodiscard]] std::string_view get(std::string_view name) const;
    [[nodiscard]] const Text* find(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
    /// Adds another field, whether or not there is one of that name.
    void add(Text name, Text value) { fields_.emplace_back(std::move(name), std::move(value)); }
    /// Replaces every field of that name by one.
    void set(Text name, Text value);
    void remove(std::string_view name);

    void reserve(std::size_t fields) { fields_.reserve(fields); }
    [[nodiscard]] std::size_t size() const { return fields_.size(); }
    [[nodiscard]] auto begin() const { return fields_.begin(); }
    [[nodiscard]] auto end() const { return fields_.end(); }

private:
    std::vector<Header, PoolAllocator<Header>> fields_;
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
};

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
    [[nodiscard]] static Response broken_by(Delivery how) {
        Response response;
        response.status = 0;
        response.delivery = how;
        return response;
    }
};

[[nodiscard]] std::string_view reason_phrase(int status);

/// A JSON answer: its Content-Type and body.
[[nodiscard]] Response json_response(int status, Text body);

}  // namespace wt::http
