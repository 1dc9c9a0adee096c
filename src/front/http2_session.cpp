#include "front/http2_session.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

#include <nghttp2/nghttp2.h>

#include "base/ascii.hpp"

namespace wt::front {

namespace {

/// How much of all bodies together a client may send ahead.
constexpr int connection_window = 1024 * 1024;
/// A header that goes on beyond so many times its limit costs the connection, not just the request.
constexpr std::size_t far_beyond = 8;

[[nodiscard]] std::string_view text_of(const std::uint8_t* bytes, std::size_t size) {
    return {reinterpret_cast<const char*>(bytes), size};
}

[[nodiscard]] std::uint32_t code_of(Http2Session::Reason why) {
    switch (why) {
        case Http2Session::Reason::done: return NGHTTP2_NO_ERROR;
        case Http2Session::Reason::refused: return NGHTTP2_REFUSED_STREAM;
        case Http2Session::Reason::cancelled: return NGHTTP2_CANCEL;
        case Http2Session::Reason::internal: return NGHTTP2_INTERNAL_ERROR;
        case Http2Session::Reason::too_fast: return NGHTTP2_ENHANCE_YOUR_CALM;
        case Http2Session::Reason::malformed: return NGHTTP2_PROTOCOL_ERROR;
    }
    return NGHTTP2_INTERNAL_ERROR;
}

/// The fields of an answer, in HTTP/2's form: small letters, no blanks around a value, nothing that breaks a line.
class Fields {
public:
    void add(std::string_view name, std::string_view value) {
        const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0'; };
        while (!value.empty() && is_blank(value.front())) value.remove_prefix(1);
        while (!value.empty() && is_blank(value.back())) value.remove_suffix(1);
        sizes_.push_back({name.size(), value.size()});
        for (const char c : name) bytes_ += lower(c);
        for (const char c : value) bytes_ += is_blank(c) ? ' ' : c;
    }
    [[nodiscard]] std::vector<nghttp2_nv> list() {
        std::vector<nghttp2_nv> fields;
        auto* at = reinterpret_cast<std::uint8_t*>(bytes_.data());
        for (const auto& [name, value] : sizes_) {
            fields.push_back({at, at + name, name, value, NGHTTP2_NV_FLAG_NONE});
            at += name + value;
        }
        return fields;
    }

private:
    struct Sizes {
        std::size_t name, value;
    };
    std::string bytes_;
    std::vector<Sizes> sizes_;
};

}  // namespace

struct Http2Session::Callbacks {
    [[nodiscard]] static Http2Session& self(void* data) { return *static_cast<Http2Session*>(data); }

    static int begin_headers(nghttp2_session*, const nghttp2_frame* frame, void* data) {
        Http2Session& session = self(data);
        session.header_of_ = frame->hd.stream_id;
        session.trailer_bytes_ = 0;
        if (frame->headers.cat == NGHTTP2_HCAT_REQUEST)
            session.heads_.try_emplace(frame->hd.stream_id, session.limits_);
        return 0;
    }

    static int header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name, std::size_t name_size,
                      const std::uint8_t* value, std::size_t value_size, std::uint8_t, void* data) {
        Http2Session& session = self(data);
        const auto found = session.heads_.find(frame->hd.stream_id);
        std::size_t size = 0;
        if (found == session.heads_.end()) {  // a trailer: nobody here asks for one
            size = session.trailer_bytes_ += name_size + value_size + Http2Head::field_overhead;
        } else {
            found->second.add(text_of(name, name_size), text_of(value, value_size));
            size = found->second.size();
        }
        return size > far_beyond * session.limits_.max_header_bytes ? NGHTTP2_ERR_CALLBACK_FAILURE : 0;
    }

    /// A field that nghttp2 would leave out: its request is malformed (RFC 9113, 8.2.1).
    static int invalid_header(nghttp2_session* raw, const nghttp2_frame* frame, const std::uint8_t*, std::size_t,
                              const std::uint8_t*, std::size_t, std::uint8_t, void*) {
        nghttp2_submit_rst_stream(raw, NGHTTP2_FLAG_NONE, frame->hd.stream_id, NGHTTP2_PROTOCOL_ERROR);
        return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    }

    static int frame_came(nghttp2_session*, const nghttp2_frame* frame, void* data) {
        Http2Session& session = self(data);
        const std::int32_t stream = frame->hd.stream_id;
        const bool ends = (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
        if (frame->hd.type == NGHTTP2_RST_STREAM) ++session.broken_off_;
        if (frame->hd.type == NGHTTP2_HEADERS) {
            session.header_of_ = 0;
            if (auto head = session.heads_.extract(stream)) {
                session.owner_.on_request(stream, head.mapped().take(), !ends);
            } else if (ends) {
                session.owner_.on_body_end(stream);
            }
        } else if (frame->hd.type == NGHTTP2_DATA && ends) {
            session.owner_.on_body_end(stream);
        }
        return 0;
    }

    static int invalid_frame(nghttp2_session*, const nghttp2_frame*, int, void* data) {
        self(data).header_of_ = 0;
        ++self(data).broken_off_;
        return 0;
    }

    static int data_came(nghttp2_session* raw, std::uint8_t, std::int32_t stream, const std::uint8_t* bytes,
                         std::size_t size, void* data) {
        // One slow request must not hold back the others: each has a window of its own.
        nghttp2_session_consume_connection(raw, size);
        self(data).owner_.on_body(stream, text_of(bytes, size));
        return 0;
    }

    static int closed(nghttp2_session*, std::int32_t stream, std::uint32_t code, void* data) {
        Http2Session& session = self(data);
        // What is refused while its fields come was never a request.
        session.heads_.erase(stream);
        if (session.header_of_ == stream) session.header_of_ = 0;
        session.owner_.on_closed(stream, code == NGHTTP2_PROTOCOL_ERROR);
        return 0;
    }

    static ssize_t give(nghttp2_session*, std::int32_t stream, std::uint8_t* to, std::size_t most, std::uint32_t* flags,
                        nghttp2_data_source*, void* data) {
        using How = Owner::Given::How;
        const Owner::Given given = self(data).owner_.on_give(stream, reinterpret_cast<char*>(to), most);
        switch (given.how) {
            case How::later: return NGHTTP2_ERR_DEFERRED;
            case How::broken: return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
            case How::last: *flags |= NGHTTP2_DATA_FLAG_EOF; break;
            case How::more: break;
        }
        return static_cast<ssize_t>(given.size);
    }
};

Http2Session::Http2Session(const Limits& limits, Owner& owner) : limits_(limits), owner_(owner) {
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_option* option = nullptr;
    if (nghttp2_session_callbacks_new(&callbacks) != 0 || nghttp2_option_new(&option) != 0)
        throw std::runtime_error("nghttp2 has no memory");
    nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, Callbacks::begin_headers);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, Callbacks::header);
    nghttp2_session_callbacks_set_on_invalid_header_callback(callbacks, Callbacks::invalid_header);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, Callbacks::frame_came);
    nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(callbacks, Callbacks::invalid_frame);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, Callbacks::data_came);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, Callbacks::closed);
    nghttp2_option_set_no_auto_window_update(option, 1);
    const int made = nghttp2_session_server_new2(&session_, callbacks, this, option);
    nghttp2_option_del(option);
    nghttp2_session_callbacks_del(callbacks);
    if (made != 0) throw std::runtime_error("nghttp2 has no memory");
    const std::array<nghttp2_settings_entry, 2> settings{
        {{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, most_streams},
         {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, static_cast<std::uint32_t>(limits.max_header_bytes)}}};
    nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, settings.data(), settings.size());
    nghttp2_session_set_local_window_size(session_, NGHTTP2_FLAG_NONE, 0, connection_window);
}

Http2Session::~Http2Session() { nghttp2_session_del(session_); }

bool Http2Session::feed(std::string_view bytes) {
    const ssize_t used =
        nghttp2_session_mem_recv(session_, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    if (used >= 0) return true;
    terminate(used == NGHTTP2_ERR_CALLBACK_FAILURE || used == NGHTTP2_ERR_FLOODED ? Reason::too_fast
                                                                                  : Reason::malformed);
    return false;
}

void Http2Session::take(std::string& to, std::size_t enough) {
    while (to.size() < enough) {
        const std::uint8_t* bytes = nullptr;
        const ssize_t size = nghttp2_session_mem_send(session_, &bytes);
        if (size <= 0) return;
        to += text_of(bytes, static_cast<std::size_t>(size));
    }
}

std::size_t Http2Session::waiting() const { return nghttp2_session_get_outbound_queue_size(session_); }

bool Http2Session::over() const {
    return nghttp2_session_want_read(session_) == 0 && nghttp2_session_want_write(session_) == 0;
}

void Http2Session::answer(std::int32_t stream, const http::Response& response, const AnswerTo& to,
                          std::string_view date) {
    Fields fields;
    fields.add(":status", std::to_string(std::clamp(response.status, 200, 999)));
    bool dated = false;
    for (const http::Header& field : response.headers) {
        if (!is_token(field.name) || is_framing(field.name) || same_ignoring_case(field.name, "Proxy-Connection"))
            continue;
        dated = dated || same_ignoring_case(field.name, "Date");
        fields.add(field.name, field.value);
    }
    if (!dated) fields.add("date", date);
    if (const auto length = content_length(response, to)) fields.add("content-length", std::to_string(*length));
    const std::vector<nghttp2_nv> list = fields.list();
    nghttp2_data_provider provider{};
    provider.read_callback = Callbacks::give;
    nghttp2_submit_response(session_, stream, list.data(), list.size(), has_body(response, to) ? &provider : nullptr);
}

void Http2Session::say_continue(std::int32_t stream) {
    Fields fields;
    fields.add(":status", "100");
    const std::vector<nghttp2_nv> list = fields.list();
    nghttp2_submit_headers(session_, NGHTTP2_FLAG_NONE, stream, nullptr, list.data(), list.size(), nullptr);
}

void Http2Session::resume(std::int32_t stream) { nghttp2_session_resume_data(session_, stream); }

void Http2Session::consume(std::int32_t stream, std::size_t bytes) {
    nghttp2_session_consume_stream(session_, stream, bytes);
}

void Http2Session::widen(std::int32_t stream, std::size_t window) {
    const auto wanted = static_cast<std::int32_t>(window);
    if (nghttp2_session_get_stream_local_window_size(session_, stream) >= wanted) return;
    nghttp2_session_set_local_window_size(session_, NGHTTP2_FLAG_NONE, stream, wanted);
}

void Http2Session::reset(std::int32_t stream, Reason why) {
    nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, stream, code_of(why));
}

void Http2Session::go_away(Reason why) {
    nghttp2_submit_goaway(session_, NGHTTP2_FLAG_NONE, nghttp2_session_get_last_proc_stream_id(session_), code_of(why),
                          nullptr, 0);
}

void Http2Session::terminate(Reason why) { nghttp2_session_terminate_session(session_, code_of(why)); }

}  // namespace wt::front
