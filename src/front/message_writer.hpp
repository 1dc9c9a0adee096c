#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace wt::front {

/// What the answer depends on besides itself.
struct AnswerTo {
    bool head = false;  // HEAD: everything but the body
    bool keep_alive = true;
    bool http_1_0 = false;
};

/// What it holds, or what its stream will give; none: nobody knows yet.
[[nodiscard]] std::optional<std::uint64_t> body_size(const http::Response& response);

/// Whether a body follows the head of that answer (RFC 9112, 6.3).
[[nodiscard]] bool has_body(const http::Response& response, const AnswerTo& request);

/// Whether its body comes in chunks, as one of unknown length does where that can be said.
[[nodiscard]] bool is_chunked(const http::Response& response, const AnswerTo& request);

/// What its Content-Length says; none for a status that has no body, and where nobody knows.
[[nodiscard]] std::optional<std::uint64_t> content_length(const http::Response& response, const AnswerTo& request);

/// A field that the front writes itself, or that only HTTP/1 has.
[[nodiscard]] bool is_framing(std::string_view name);
/// RFC 9110, 5.6.2.
[[nodiscard]] bool is_token(std::string_view name);

/// Appends the status line and the fields, up to and with the empty line. The length and the connection's fields are
/// written from what is so, whatever `response` says of them; a Date is added where there is none. What would break
/// the framing (a line end in a value, a name that is no token) is left out.
void append_head(std::string& to, const http::Response& response, const AnswerTo& request, std::string_view date);

/// Whether a request says which client of the run it stands for.
enum class Sender : std::uint8_t { named, anonymous };

/// Appends a whole request in origin form, with its length.
void append_request(std::string& to, const http::Request& request, std::string_view host,
                    Sender sender = Sender::named);

}  // namespace wt::front
