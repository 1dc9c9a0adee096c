#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "front/limits.hpp"
#include "http/message.hpp"

namespace wt::front {

/// How far a reader has come with its message.
enum class Progress : std::uint8_t { nothing, header, body, complete, failed };

/// A request, and what only its connection needs to know of it.
struct Incoming {
    http::Request request;
    bool keep_alive = true;
    bool http_1_0 = false;
    bool expects_continue = false;
    /// What came behind the body, of a request whose body may be streamed.
    http::Headers trailers;
    /// What the load client says of the request in fields of its own (see LoadClient); never part of the request.
    std::optional<http::IpAddress> said_client;
    std::optional<std::uint64_t> said_number;
    std::optional<std::uint32_t> said_pop;
};

/// Takes what the load client says of the request; false for other fields.
[[nodiscard]] bool take_note(Incoming& incoming, std::string_view name, std::string_view value);

/// Whether the body of the request with this head is taken in pieces, while the request is already being answered.
using Streams = std::function<bool(const http::Request& head)>;

/// Makes requests of bytes (HTTP/1.0 and 1.1), by Beast's parser and without I/O. Holds no more of a message than the
/// limits allow, however it comes in. Fields that concern the connection alone are left out of the request.
///
/// A body that is to be streamed and does not come together with its header leaves the reader in pieces: once
/// `streams()`, take_head() gives the request, then take_body() what has come since, and at the end of the body,
/// `complete`, finish() makes ready for the next request.
class RequestReader {
public:
    /// `limits` and `streams` (null: none) must outlive the reader.
    explicit RequestReader(const Limits& limits, const Streams* streams = nullptr);
    ~RequestReader();
    RequestReader(const RequestReader&) = delete;
    RequestReader& operator=(const RequestReader&) = delete;

    /// Reads from the front of `bytes` up to the end of the message; returns how many it used. The rest must stand in
    /// front of the next call's bytes. Not when `complete` (take() first) or `failed`.
    std::size_t feed(std::string_view bytes);
    [[nodiscard]] Progress progress() const;
    /// The message so far, without its body.
    [[nodiscard]] const Incoming& incoming() const;
    /// The bytes of the body that are held now.
    [[nodiscard]] std::size_t body_bytes() const;
    /// When `failed`: the status that says why.
    [[nodiscard]] int failure() const;
    /// When `complete`: the message. The reader is then ready for the next.
    [[nodiscard]] Incoming take();

    /// When at its `body`: whether that is to be streamed.
    [[nodiscard]] bool streams();
    /// What Content-Length says; none for a body in chunks.
    [[nodiscard]] std::optional<std::uint64_t> length() const;
    /// When `streams()`: the message without its body.
    [[nodiscard]] Incoming take_head();
    /// After take_head(): what has come of the body since the last call.
    [[nodiscard]] Text take_body();
    /// After take_head(): how much of a body of known length is still to come; 0 for one in chunks.
    [[nodiscard]] std::uint64_t body_left() const;
    /// So many of the bytes that are left were taken without the reader.
    void skip(std::uint64_t bytes);
    /// When `complete` after take_head(): what came behind the body.
    [[nodiscard]] http::Headers take_trailers();
    /// When `complete` after take_head().
    void finish();

private:
    class Parser;
    std::unique_ptr<Parser> parser_;
};

}  // namespace wt::front
