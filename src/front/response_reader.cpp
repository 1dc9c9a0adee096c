#include "front/response_reader.hpp"

#include <string>
#include <vector>

#include "base/ascii.hpp"
#include "base/assert.hpp"
#include "front/body_collector.hpp"
#include "front/wire.hpp"

namespace wt::front {

namespace {

namespace beast = boost::beast;
using beast::error_code;
using beast::string_view;
using beast::http::field;

constexpr std::uint32_t max_header_bytes = 65'536;

}  // namespace

class ResponseReader::Parser {
public:
    explicit Parser(std::size_t max_body_bytes) : max_body_bytes_(max_body_bytes) { restart(); }

    void expect(http::Method method) {
        method_ = method;
        restart();
    }

    std::size_t feed(std::string_view bytes) {
        WT_ASSERT(!failed_ && !wire_->is_done());
        std::size_t used = 0;
        while (used < bytes.size()) {
            begun_ = true;
            error_code error;
            used += wire_->put(bytes.substr(used), error);
            if (error) failed_ = true;
            if (error || !wire_->is_done() || response_.status / 100 != 1) break;
            restart();  // "100 Continue"
        }
        if (!wire_->is_done() && bytes.size() - used > max_header_bytes) failed_ = true;
        return used;
    }

    void end_of_stream() {
        error_code error;
        if (begun_ && !failed_ && !wire_->is_done()) wire_->put_eof(error);
        if (!begun_ || error) failed_ = true;
    }

    [[nodiscard]] Progress progress() const {
        if (failed_) return Progress::failed;
        if (wire_->is_done()) return Progress::complete;
        if (wire_->is_header_done()) return Progress::body;
        return begun_ ? Progress::header : Progress::nothing;
    }

    [[nodiscard]] bool keep_alive() const { return wire_->keep_alive(); }

    [[nodiscard]] http::Response take() {
        response_.body = body_.take();
        return std::move(response_);
    }

private:
    class ResponseWire final : public Wire<false> {
    public:
        explicit ResponseWire(Parser& owner) : owner_(owner) {}

    private:
        void on_request_impl(beast::http::verb, string_view, string_view, int, error_code&) override {}
        void on_response_impl(int status, string_view, int, error_code&) override { owner_.response_.status = status; }
        void on_field_impl(field known, string_view name, string_view value, error_code&) override {
            if (is_header_done()) return;
            if (known == field::connection) {
                each_part(plain(value), ',', [&](std::string_view option) { named_.emplace_back(option); });
            } else {
                owner_.response_.headers.add(Text(plain(name)), Text(plain(value)));
            }
        }
        /// What its Connection field names goes no further (RFC 9110, 7.6.1).
        void on_header_impl(error_code&) override {
            for (const std::string& name : named_) owner_.response_.headers.remove(name);
        }
        void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
        std::size_t on_body_impl(string_view bytes, error_code&) override {
            const bool last = content_length_remaining() == bytes.size();
            owner_.body_.add(plain(bytes), last ? BodyCollector::Piece::last : BodyCollector::Piece::more_to_come);
            return bytes.size();
        }
        void chunk_header(std::uint64_t, error_code&) override {}
        std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code&) override {
            owner_.body_.add(plain(bytes), BodyCollector::Piece::more_to_come);
            return bytes.size();
        }
        void on_finish_impl(error_code&) override {}

        Parser& owner_;
        std::vector<std::string> named_;
    };

    void restart() {
        wire_.emplace(*this);
        wire_->eager(true);
        wire_->skip(method_ == http::Method::head);
        wire_->header_limit(max_header_bytes);
        wire_->body_limit(max_body_bytes_);
        response_ = http::Response{};
        body_ = BodyCollector{};
        begun_ = failed_ = false;
    }

    std::size_t max_body_bytes_;
    http::Method method_ = http::Method::get;
    std::optional<ResponseWire> wire_;
    http::Response response_;
    BodyCollector body_;
    bool begun_ = false;
    bool failed_ = false;
};

ResponseReader::ResponseReader(std::size_t max_body_bytes) : parser_(std::make_unique<Parser>(max_body_bytes)) {}
ResponseReader::~ResponseReader() = default;
void ResponseReader::expect(http::Method method) { parser_->expect(method); }
std::size_t ResponseReader::feed(std::string_view bytes) { return parser_->feed(bytes); }
void ResponseReader::end_of_stream() { parser_->end_of_stream(); }
Progress ResponseReader::progress() const { return parser_->progress(); }
bool ResponseReader::keep_alive() const { return parser_->keep_alive(); }
http::Response ResponseReader::take() { return parser_->take(); }

}  // namespace wt::front
