#pragma once
#include <map>
#include <memory>

#include "front/connection.hpp"
#include "front/http2_session.hpp"
#include "front/outbox.hpp"

namespace wt::front {

/// A connection that speaks HTTP/2. Each stream is a request with an answer, as one of HTTP/1 is, with the same limits
/// and time-outs; what is wrong with one costs that one, what is wrong with the framing all of them. Memory is bounded
/// by the windows: a streamed body's opens as its handler takes pieces. Requests that their clients break off run to
/// their end and keep their places; who breaks off too many too fast is sent away.
class Http2Connection final : public Connection,
                              public std::enable_shared_from_this<Http2Connection>,
                              private Http2Session::Owner {
public:
    explicit Http2Connection(Connection& before);
    ~Http2Connection() override;

    /// With what has come already.
    void begin(std::string_view bytes);
    void finish() override;
    void close() override;
    void check_time(std::uint64_t beat) override;

private:
    struct Stream;
    using StreamPtr = std::shared_ptr<Stream>;
    class UnderWay;

    // What came.
    void on_request(std::int32_t id, Http2Head::Whole head, bool has_body) override;
    void on_body(std::int32_t id, std::string_view bytes) override;
    void on_body_end(std::int32_t id) override;
    void on_closed(std::int32_t id, bool malformed) override;
    [[nodiscard]] Given on_give(std::int32_t id, char* to, std::size_t most) override;

    // A request, from its beginning to its answer.
    void collect(const StreamPtr& stream, Incoming incoming);
    void begin_streamed(const StreamPtr& stream, Incoming incoming, std::optional<std::uint64_t> length);
    void begin_request(const StreamPtr& stream, Incoming incoming);
    [[nodiscard]] static Task<void> serve(std::shared_ptr<Http2Connection> self, StreamPtr stream,
                                          http::Request request);
    [[nodiscard]] static Task<std::uint64_t> pour(std::shared_ptr<Http2Connection> self, StreamPtr stream,
                                                  std::shared_ptr<http::BodyStream> body);
    [[nodiscard]] static Task<std::uint64_t> pour_on(std::shared_ptr<Http2Connection> self, StreamPtr stream,
                                                     std::shared_ptr<http::BodyStream> body);
    void answer(Stream& stream, const http::Response& response);
    void refuse(Stream& stream, int status);
    void check_stream(Stream& stream, std::uint64_t beat);
    void check_idle(std::uint64_t beat);

    void wait_readable();
    void on_readable();
    void consume(std::string_view bytes);
    void flush();
    void wait_writable();
    void linger();

    Http2Session session_;
    std::map<std::int32_t, StreamPtr> streams_;  // that are open
    std::size_t under_way_ = 0;                  // requests with their handlers
    Outbox outbox_;
    std::uint64_t deadline_ = 0;  // for a header, or for anything at all
    std::uint64_t write_deadline_ = 0;
    std::uint64_t forgiven_ = 0;  // of Http2Session::broken_off()
    bool header_begun_ = false;
    bool reading_ = false;
    bool writing_ = false;
    bool busy_ = false;  // inside of the session
    bool lingering_ = false;
    bool closed_ = false;
};

}  // namespace wt::front
