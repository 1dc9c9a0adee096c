#pragma once
#include <cstddef>
#include <cstdint>
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
    /// What the load client says of the request in fields of its own (see LoadClient); never part of the request.
    std::optional<http::IpAddress> said_client;
    std::optional<std::uint64_t> said_number;
    std::optional<std::uint32_t> said_pop;
};

/// Makes requests of bytes (HTTP/1.0 and 1.1), by Beast's parser and without I/O. Holds no more of a message than the
/// limits allow, however it comes in. Fields that concern the connection alone are left out of the request.
class RequestReader {
public:
    /// `limits` must outlive the reader.
    explicit RequestReader(const Limits& limits);
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

private:
    class Parser;
    std::unique_ptr<Parser> parser_;
};

}  // namespace wt::front
