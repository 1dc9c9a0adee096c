#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "front/http2_head.hpp"
#include "front/message_writer.hpp"

struct nghttp2_session;

namespace wt::front {

/// The framing of one connection of HTTP/2, a server's end (RFC 9113), by nghttp2 and without I/O: bytes that came go
/// in, and what they mean is told to the owner; answers go in, and bytes to write come out. It holds no body: what came
/// is handed on at once and the window opens only when the owner says so; what goes out is asked for frame by frame.
class Http2Session {
public:
    class Owner {
    public:
        virtual void on_request(std::int32_t stream, Http2Head::Whole head, bool has_body) = 0;
        virtual void on_body(std::int32_t stream, std::string_view bytes) = 0;
        virtual void on_body_end(std::int32_t stream) = 0;
        /// The stream is over; `malformed`: because its client broke the rules.
        virtual void on_closed(std::int32_t stream, bool malformed) = 0;
        struct Given {
            enum class How : std::uint8_t { more, last, later, broken } how = How::later;
            std::size_t size = 0;
        };
        /// The next bytes of an answer's body; `later`: after resume().
        virtual Given on_give(std::int32_t stream, char* to, std::size_t most) = 0;

    protected:
        ~Owner() = default;
    };

    /// A client may have so many requests open at once; Application Load Balancers, too, say 128.
    static constexpr std::uint32_t most_streams = 128;

    /// Both must outlive the session.
    Http2Session(const Limits& limits, Owner& owner);
    ~Http2Session();
    Http2Session(const Http2Session&) = delete;
    Http2Session& operator=(const Http2Session&) = delete;

    /// False: the client broke the connection's rules. What there is to write says so, then it must be closed.
    [[nodiscard]] bool feed(std::string_view bytes);
    /// Appends what stands to be written, until there is nothing or `to` has about `enough` bytes.
    void take(std::string& to, std::size_t enough);
    /// Frames that wait to be written.
    [[nodiscard]] std::size_t waiting() const;
    /// Nothing is to be read or written any more.
    [[nodiscard]] bool over() const;
    /// A header has begun and is not whole.
    [[nodiscard]] bool in_header() const { return header_of_ != 0; }
    /// How often streams were broken off, by the client or for what it sent.
    [[nodiscard]] std::uint64_t broken_off() const { return broken_off_; }

    // For the owner, also from within its calls. A stream that is over already is passed over.
    void answer(std::int32_t stream, const http::Response& response, const AnswerTo& to, std::string_view date);
    void say_continue(std::int32_t stream);
    /// More of the body can be given.
    void resume(std::int32_t stream);
    /// So much of a request's body has been taken: the client may send as much again.
    void consume(std::int32_t stream, std::size_t bytes);
    /// How much of its body may be under way at once.
    void widen(std::int32_t stream, std::size_t window);
    enum class Reason : std::uint8_t { done, refused, cancelled, internal, too_fast, malformed };
    void reset(std::int32_t stream, Reason why);
    /// No new requests; those that have begun will be answered.
    void go_away(Reason why);
    /// Says why, and then it is over, whatever is open.
    void terminate(Reason why);

private:
    struct Callbacks;
    const Limits& limits_;
    Owner& owner_;
    std::map<std::int32_t, Http2Head> heads_;  // whose fields are coming
    nghttp2_session* session_ = nullptr;
    std::size_t trailer_bytes_ = 0;
    std::uint64_t broken_off_ = 0;
    std::int32_t header_of_ = 0;  // the stream whose header is coming
};

}  // namespace wt::front
