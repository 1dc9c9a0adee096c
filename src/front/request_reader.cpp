#include "front/request_reader.hpp"

#include <vector>

#include <boost/beast/http/field.hpp>

#include "base/ascii.hpp"
#include "base/assert.hpp"
#include "front/body_collector.hpp"
#include "front/number.hpp"
#include "front/wire.hpp"

namespace wt::front {

namespace {

namespace beast = boost::beast;
using beast::error_code;
using beast::string_view;
using beast::http::field;

[[nodiscard]] std::string_view plain(string_view text) { return {text.data(), text.size()}; }

/// The field's name as it came; a known one in its usual spelling costs no memory.
[[nodiscard]] Text name_of(field known, std::string_view name) {
    static const std::vector<Text> usual = [] {
        std::vector<Text> all;
        for (unsigned i = 0; i <= static_cast<unsigned>(field::xref); ++i)
            all.emplace_back(plain(to_string(static_cast<field>(i))));
        return all;
    }();
    const Text& spelling = usual[static_cast<std::size_t>(known)];
    return known != field::unknown && spelling == name ? spelling : Text(name);
}

/// Fields between two neighbours, not between the ends (RFC 9110, 7.6.1).
[[nodiscard]] bool concerns_connection(field name) {
    switch (name) {
        case field::connection:
        case field::keep_alive:
        case field::proxy_connection:
        case field::transfer_encoding:
        case field::te:
        case field::trailer:
        case field::upgrade:
        case field::expect: return true;
        default: return false;
    }
}

}  // namespace

bool take_note(Incoming& incoming, std::string_view name, std::string_view value) {
    if (same_ignoring_case(name, "X-Windtunnel-Client-Ip")) {
        incoming.said_client = http::IpAddress::parse(value);
    } else if (same_ignoring_case(name, "X-Windtunnel-Request")) {
        incoming.said_number = parse_number<std::uint64_t>(value);
    } else if (same_ignoring_case(name, "X-Windtunnel-Pop")) {
        incoming.said_pop = parse_number<std::uint32_t>(value);
        return incoming.said_pop.has_value();  // by its name it is the edge's to read
    } else {
        return false;
    }
    return true;
}

class RequestReader::Parser {
public:
    Parser(const Limits& limits, const Streams* streams) : limits_(limits), streams_(streams) { restart(); }

    std::size_t feed(std::string_view bytes) {
        WT_ASSERT(failure_ == 0 && progress() != Progress::complete);
        if (body_left_ > 0) return feed_streamed(bytes);
        std::size_t skipped = 0;
        if (!begun_) {
            // Empty lines before a request are ignored (RFC 9112, 2.2).
            while (skipped < bytes.size() && (bytes[skipped] == '\r' || bytes[skipped] == '\n')) ++skipped;
            bytes.remove_prefix(skipped);
            if (bytes.empty()) return skipped;
            begun_ = true;
        }
        error_code error;
        const std::size_t used = wire_->put(bytes, error);
        if (error) {
            fail(status_of(error, bytes.substr(used)));
        } else if (!wire_->is_done()) {
            check_waiting(bytes.substr(used));
        }
        return skipped + used;
    }

    [[nodiscard]] Progress progress() const {
        if (failure_ != 0) return Progress::failed;
        if (head_taken_ && length()) return body_left_ == 0 ? Progress::complete : Progress::body;
        if (wire_->is_done()) return Progress::complete;
        if (wire_->is_header_done()) return Progress::body;
        return begun_ ? Progress::header : Progress::nothing;
    }

    [[nodiscard]] Incoming take() {
        WT_ASSERT(progress() == Progress::complete && !head_taken_);
        Incoming whole = std::move(incoming_);
        whole.request.body = body_.take();
        whole.trailers = std::move(trailers_);
        restart();
        return whole;
    }

    [[nodiscard]] bool streams() {
        if (!answered_) answered_ = streams_ != nullptr && *streams_ && (*streams_)(incoming_.request);
        return *answered_;
    }

    [[nodiscard]] std::optional<std::uint64_t> length() const {
        const auto length = wire_->content_length();
        return length ? std::optional<std::uint64_t>(*length) : std::nullopt;
    }

    [[nodiscard]] Incoming take_head() {
        WT_ASSERT(progress() == Progress::body && !head_taken_ && streams());
        head_taken_ = true;
        // A body of known length needs no more parsing, so Beast is left behind at its beginning.
        body_left_ = wire_->content_length_remaining().value_or(0);
        return std::move(incoming_);
    }

    [[nodiscard]] Text take_body() {
        WT_ASSERT(head_taken_);
        return body_.take();
    }

    [[nodiscard]] std::uint64_t body_left() const { return body_left_; }

    [[nodiscard]] http::Headers take_trailers() { return std::move(trailers_); }

    void skip(std::uint64_t bytes) {
        WT_ASSERT(bytes <= body_left_);
        body_left_ -= bytes;
    }

    void finish() {
        WT_ASSERT(progress() == Progress::complete && head_taken_);
        (void)body_.take();
        restart();
    }

    [[nodiscard]] const Incoming& incoming() const { return incoming_; }
    [[nodiscard]] std::size_t body_bytes() const { return body_.memory(); }
    [[nodiscard]] int failure() const { return failure_; }

private:
    /// Beast's parser; what it finds goes to the Parser around it.
    class RequestWire final : public Wire<true> {
    public:
        explicit RequestWire(Parser& owner) : owner_(owner) {}

    private:
        void on_request_impl(beast::http::verb, string_view method, string_view target, int version,
                             error_code& error) override {
            owner_.start_line(plain(method), plain(target), version);
            stop_if_failed(error);
        }
        void on_response_impl(int, string_view, int, error_code&) override {}
        void on_field_impl(field known, string_view name, string_view value, error_code& error) override {
            if (is_header_done()) {
                owner_.trailer(plain(name), plain(value));
                return stop_if_failed(error);
            }
            owner_.header_field(known, plain(name), plain(value));
            stop_if_failed(error);
        }
        void on_header_impl(error_code& error) override {
            owner_.header_end();
            stop_if_failed(error);
        }
        void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
        std::size_t on_body_impl(string_view bytes, error_code&) override {
            const bool last = content_length_remaining() == bytes.size();
            owner_.body_.add(plain(bytes), last ? BodyCollector::Piece::last : BodyCollector::Piece::more_to_come);
            return bytes.size();
        }
        void chunk_header(std::uint64_t size, error_code& error) override {
            owner_.chunk_header(size);
            stop_if_failed(error);
        }
        std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code&) override {
            owner_.body_.add(plain(bytes), BodyCollector::Piece::more_to_come);
            return bytes.size();
        }
        void on_finish_impl(error_code&) override {}
        void stop_if_failed(error_code& error) const {
            if (owner_.failure_ != 0) error = make_error_code(beast::http::error::bad_value);
        }

        Parser& owner_;
    };

    void restart() {
        wire_.emplace(*this);
        wire_->eager(true);
        wire_->header_limit(static_cast<std::uint32_t>(limits_.max_header_bytes));
        wire_->body_limit(boost::none);  // which limit holds is known when the header is
        incoming_ = Incoming{};
        incoming_.request.headers.reserve(16);
        trailers_ = {};
        header_bytes_ = 0;
        chunked_bytes_ = 0;
        body_left_ = 0;
        named_.clear();
        hosts_ = 0;
        begun_ = false;
        target_names_host_ = false;
        head_taken_ = false;
        answered_.reset();
    }

    std::size_t feed_streamed(std::string_view bytes) {
        bytes = bytes.substr(0, body_left_);
        body_left_ -= bytes.size();
        body_.add(bytes, BodyCollector::Piece::last);
        return bytes.size();
    }

    /// The first reason stands.
    void fail(int status) {
        if (failure_ == 0) failure_ = status;
    }

    /// A header that is too long: is it still the request line?
    [[nodiscard]] int too_long(std::string_view waiting) const {
        return header_bytes_ == 0 && waiting.find('\n') == std::string_view::npos ? 414 : 494;
    }

    [[nodiscard]] int status_of(error_code error, std::string_view waiting) const {
        if (error == beast::http::error::header_limit) return too_long(waiting);
        return 400;
    }

    /// Beast limits what waits to be parsed, not the sum of the fields that it has handed over; and not at all the
    /// head of a chunk and the trailer.
    void check_waiting(std::string_view bytes) {
        const bool in_header = !wire_->is_header_done();
        if ((in_header ? header_bytes_ : 0) + bytes.size() > limits_.max_header_bytes)
            fail(in_header ? too_long(bytes) : 400);
    }

    void count_header(std::size_t bytes) {
        header_bytes_ += bytes;
        if (header_bytes_ > limits_.max_header_bytes) fail(494);
    }

    void start_line(std::string_view method, std::string_view target, int version) {
        if (target.size() > limits_.max_url_bytes) return fail(414);
        count_header(method.size() + target.size() + sizeof("  HTTP/1.1\r\n") - 1);
        if (!http::set_method(incoming_.request, method)) return fail(501);
        incoming_.http_1_0 = version < 11;

        if (target.front() != '/') target = without_authority(target);
        const std::size_t mark = target.find('?');
        if (mark != 0 && !target.empty()) incoming_.request.path = Text(target.substr(0, mark));
        if (mark != std::string_view::npos) incoming_.request.query = Text(target.substr(mark + 1));
    }

    /// "http://host/path", which a server must understand (RFC 9112, 3.2.2), and the "*" of OPTIONS.
    [[nodiscard]] std::string_view without_authority(std::string_view target) {
        if (target == "*" && incoming_.request.method == http::Method::options) return target;
        const std::size_t colon = target.find("://");
        const std::string_view scheme = target.substr(0, colon);
        if (colon == std::string_view::npos ||
            !(same_ignoring_case(scheme, "http") || same_ignoring_case(scheme, "https"))) {
            fail(400);
            return {};
        }
        target.remove_prefix(colon + 3);
        const std::size_t end = std::min(target.find_first_of("/?"), target.size());
        incoming_.request.headers.add("Host", Text(target.substr(0, end)));
        target_names_host_ = true;
        return target.substr(end);
    }

    void header_field(field known, std::string_view name, std::string_view value) {
        count_header(name.size() + value.size() + sizeof(": \r\n") - 1);
        if (known == field::host) {
            ++hosts_;
            if (target_names_host_) return;
        } else if (known == field::transfer_encoding) {
            if (incoming_.http_1_0) return fail(400);
            if (!same_ignoring_case(value, "chunked")) return fail(501);
        } else if (known == field::expect && !incoming_.http_1_0) {
            // Any other expectation is passed over, as S3 does.
            if (same_ignoring_case(value, "100-continue")) incoming_.expects_continue = true;
        } else if (known == field::unknown && take_note(incoming_, name, value)) {
            return;
        }
        if (!concerns_connection(known)) {
            incoming_.request.headers.add(name_of(known, name), Text(value));
        } else if (known == field::connection && !same_ignoring_case(value, "keep-alive") &&
                   !same_ignoring_case(value, "close")) {
            each_part(value, ',', [&](std::string_view option) { named_.emplace_back(option); });
        }
    }

    /// Kept for who takes the body in pieces; nobody else asks for one.
    void trailer(std::string_view name, std::string_view value) {
        count_header(name.size() + value.size() + sizeof(": \r\n") - 1);
        if (failure_ == 0 && streams()) trailers_.add(Text(name), Text(value));
    }

    void header_end() {
        // Exactly one Host in HTTP/1.1 (RFC 9112, 3.2).
        if (hosts_ > 1 || (hosts_ == 0 && !incoming_.http_1_0)) return fail(400);
        incoming_.keep_alive = wire_->keep_alive();
        // What the Connection field names goes no further (RFC 9110, 7.6.1).
        for (const std::string& name : named_) incoming_.request.headers.remove(name);
        if (length() > limits_.max_body_bytes && !streams()) fail(413);
    }

    void chunk_header(std::uint64_t size) {
        const auto fits = [&](std::uint64_t most) { return size <= most && chunked_bytes_ <= most - size; };
        if (!fits(limits_.max_body_bytes) && !(streams() && fits(limits_.max_streamed_body_bytes))) return fail(413);
        chunked_bytes_ += size;
    }

    const Limits& limits_;
    const Streams* streams_;
    std::optional<RequestWire> wire_;
    Incoming incoming_;
    BodyCollector body_;
    http::Headers trailers_;
    std::vector<std::string> named_;  // by Connection
    std::size_t header_bytes_ = 0;
    std::uint64_t chunked_bytes_ = 0;
    std::uint64_t body_left_ = 0;
    std::optional<bool> answered_;  // what streams_ said of this request
    int hosts_ = 0;
    int failure_ = 0;
    bool begun_ = false;
    bool target_names_host_ = false;
    bool head_taken_ = false;
};

RequestReader::RequestReader(const Limits& limits, const Streams* streams)
    : parser_(std::make_unique<Parser>(limits, streams)) {}
RequestReader::~RequestReader() = default;
std::size_t RequestReader::feed(std::string_view bytes) { return parser_->feed(bytes); }
Progress RequestReader::progress() const { return parser_->progress(); }
const Incoming& RequestReader::incoming() const { return parser_->incoming(); }
std::size_t RequestReader::body_bytes() const { return parser_->body_bytes(); }
int RequestReader::failure() const { return parser_->failure(); }
Incoming RequestReader::take() { return parser_->take(); }
bool RequestReader::streams() { return parser_->streams(); }
std::optional<std::uint64_t> RequestReader::length() const { return parser_->length(); }
Incoming RequestReader::take_head() { return parser_->take_head(); }
Text RequestReader::take_body() { return parser_->take_body(); }
std::uint64_t RequestReader::body_left() const { return parser_->body_left(); }
http::Headers RequestReader::take_trailers() { return parser_->take_trailers(); }
void RequestReader::skip(std::uint64_t bytes) { parser_->skip(bytes); }
void RequestReader::finish() { parser_->finish(); }

}  // namespace wt::front
