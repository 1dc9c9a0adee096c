// Whatever bytes a client of HTTP/2 sends, in whatever pieces: the session gives requests that keep the limits, and
// bytes to write that stay bounded. The first byte says how long pieces are, and which requests are broken off at once.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>

#include "base/assert.hpp"
#include "front/http2_session.hpp"

namespace {

using namespace wt;
using namespace wt::front;

/// Answers every request when it is whole, with as many bytes as its body had.
class Answers final : public Http2Session::Owner {
public:
    Answers(const Limits& limits, bool breaks_off) : limits_(limits), breaks_off_(breaks_off), session(limits, *this) {}

    void on_request(std::int32_t stream, Http2Head::Whole head, bool has_body) override {
        WT_ASSERT(!open_.contains(stream));
        WT_ASSERT(open_.size() < Http2Session::most_streams);
        open_[stream] = 0;
        std::size_t size = 0;
        std::size_t hosts = 0;
        for (const http::Header& field : head.incoming.request.headers) {
            size += field.name.size() + field.value.size();
            if (field.name == "Host") ++hosts;
            WT_ASSERT(field.name.view().find_first_of(":\r\n ") == std::string_view::npos);
            WT_ASSERT(field.value.view().find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
        }
        WT_ASSERT(size <= limits_.max_header_bytes);
        if (head.failure == 0) {
            const std::string_view path = head.incoming.request.path;
            WT_ASSERT(hosts == 1 && (path.starts_with('/') || path == "*"));
        }
        if (breaks_off_) return session.reset(stream, Http2Session::Reason::cancelled);
        if (head.incoming.expects_continue && has_body) session.say_continue(stream);
        if (!has_body || head.failure != 0) answer(stream);
    }
    void on_body(std::int32_t stream, std::string_view bytes) override {
        if (const auto found = open_.find(stream); found != open_.end()) found->second += bytes.size();
        session.consume(stream, bytes.size());
    }
    void on_body_end(std::int32_t stream) override {
        if (open_.contains(stream)) answer(stream);
    }
    void on_closed(std::int32_t stream, bool) override { open_.erase(stream); }
    Given on_give(std::int32_t stream, char* to, std::size_t most) override {
        std::size_t& left = open_.at(stream);
        const std::size_t size = std::min(most, left);
        std::fill_n(to, size, 'x');
        left -= size;
        return {left == 0 ? Given::How::last : Given::How::more, size};
    }

private:
    void answer(std::int32_t stream) {
        http::Response response;
        response.body = Text(std::string(open_.at(stream), 'x'));
        session.answer(stream, response, AnswerTo{}, "now");
    }

    const Limits& limits_;
    bool breaks_off_;
    std::map<std::int32_t, std::size_t> open_;

public:
    Http2Session session;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    Limits limits;
    limits.max_header_bytes = 2048;
    limits.max_url_bytes = 256;
    Answers answers(limits, data[0] % 8 == 7);
    std::string_view left(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::size_t step = 1 + data[0];
    if (data[0] != 0) WT_ASSERT(answers.session.feed("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
    while (!left.empty()) {
        const bool goes_on = answers.session.feed(left.substr(0, step));
        left.remove_prefix(std::min(step, left.size()));
        std::string out;
        answers.session.take(out, 64 * 1024);
        // The last frame may go beyond.
        WT_ASSERT(out.size() < 64 * 1024 + 16 * 1024 + 9 + 64);
        if (!goes_on || answers.session.over()) break;
    }
    return 0;
}
