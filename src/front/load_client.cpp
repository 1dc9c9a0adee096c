#include "front/load_client.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "base/assert.hpp"
#include "front/message_writer.hpp"
#include "front/response_reader.hpp"
#include "front/transport.hpp"

namespace wt::front {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = asio::ip::tcp;

constexpr std::size_t answer_step = 16 * 1024;

}  // namespace

/// One connection, one exchange at a time.
class LoadClient::Wire : public std::enable_shared_from_this<Wire> {
public:
    Wire(Loop& loop, const LoadClientOptions& options)
        : loop_(loop), socket_(loop.io()), tls_(options.tls), reader_(options.max_body_bytes) {}

    /// Sends `bytes` and reads the answer; then resumes `waiting`, never before start() has returned.
    void start(const std::vector<tcp::endpoint>& peers, http::Method method, std::string bytes,
               std::coroutine_handle<> waiting) {
        out_ = std::move(bytes);
        written_ = 0;
        response_.reset();
        waiting_ = waiting;
        reader_.expect(method);
        if (link_) return write();
        asio::async_connect(socket_, peers,
                            [self = shared_from_this()](const error_code& error, const tcp::endpoint& /*peer*/) {
                                if (error) return self->fail(http::Delivery::refused);
                                self->link_.emplace(std::move(self->socket_));
                                if (self->tls_ == nullptr) return self->write();
                                self->link_->secure(*self->tls_);
                                self->shake_hands();
                            });
    }

    /// Whoever waited has gone.
    void abandon() {
        waiting_ = {};
        close();
    }

    [[nodiscard]] http::Response take() {
        WT_ASSERT(response_.has_value());
        return std::move(*response_);
    }

    /// May carry another exchange. An idle connection that has something to read was closed by the server.
    [[nodiscard]] bool alive() {
        if (!link_) return false;
        error_code error;
        char byte;
        (void)link_->read_some(&byte, 1, error);
        return error == asio::error::would_block;
    }

private:
    void shake_hands() {
        switch (link_->handshake()) {
            case Transport::Handshake::done: return write();
            case Transport::Handshake::failed: {
                std::string why = link_->why_not_trusted();
                return fail(http::Delivery::refused, why.empty() ? "TLS cannot be agreed upon" : std::move(why));
            }
            case Transport::Handshake::again: break;
        }
        link_->wait_readable([self = shared_from_this()](const error_code& error) {
            if (!error && self->link_) self->shake_hands();
        });
    }

    void write() {
        while (written_ < out_.size()) {
            error_code error;
            const Transport::Buffers rest{asio::buffer(out_.data() + written_, out_.size() - written_)};
            written_ += link_->send(rest, false, error);
            if (error == asio::error::would_block) {
                return link_->wait_writable([self = shared_from_this()](const error_code& failed) {
                    if (!failed && self->link_) self->write();
                });
            }
            // The answer may stand there already: a server that refuses a body does not read it all.
            if (error) break;
        }
        wait_readable();
    }

    void wait_readable() {
        link_->wait_readable([self = shared_from_this()](const error_code& error) {
            if (!error && self->link_) self->read();
        });
    }

    void read() {
        const std::size_t before = in_.size();
        in_.resize(before + answer_step);
        error_code error;
        const std::size_t more = link_->read_some(in_.data() + before, answer_step, error);
        in_.resize(before + more);
        if (more > 0) in_.erase(0, reader_.feed(in_));
        const bool ended = error && error != asio::error::would_block && error != asio::error::interrupted;
        if (ended && error == asio::error::eof && reader_.progress() != Progress::complete) reader_.end_of_stream();
        const Progress progress = reader_.progress();
        if (progress == Progress::complete) {
            response_ = reader_.take();
            if (!reader_.keep_alive() || !in_.empty()) close();
            return resume();
        }
        if (ended || progress == Progress::failed) return fail(http::Delivery::reset);
        wait_readable();
    }

    void fail(http::Delivery how, std::string why = {}) {
        close();
        response_ = http::Response::broken_by(how);
        response_->body = Text(why);
        resume();
    }

    void close() {
        error_code ignored;
        socket_.close(ignored);
        if (link_) link_->close();
        link_.reset();
        in_.clear();
    }

    void resume() {
        if (!waiting_) return;
        loop_.advance();
        // Time may have run out for the one who waits: then advance() has cancelled it.
        if (waiting_) std::exchange(waiting_, {}).resume();
    }

    Loop& loop_;
    tcp::socket socket_;  // until it is connected
    std::shared_ptr<TlsClient> tls_;
    std::optional<Transport> link_;
    ResponseReader reader_;
    std::string out_;
    std::string in_;
    std::size_t written_ = 0;
    std::optional<http::Response> response_;
    std::coroutine_handle<> waiting_;
};

/// Awaits one exchange on a wire; when the one who awaits is destroyed first, the wire is closed.
class LoadClient::Exchange {
public:
    Exchange(std::shared_ptr<Wire> wire, const LoadClientOptions& options, http::Method method, std::string bytes)
        : wire_(std::move(wire)), options_(options), method_(method), bytes_(std::move(bytes)) {}
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;
    ~Exchange() {
        if (!done_) wire_->abandon();
    }

    [[nodiscard]] bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> waiting) {
        std::vector<tcp::endpoint> peers;
        for (const std::string& address : options_.addresses)
            peers.emplace_back(asio::ip::make_address(address), options_.port);
        wire_->start(peers, method_, std::move(bytes_), waiting);
    }
    [[nodiscard]] http::Response await_resume() {
        done_ = true;
        return wire_->take();
    }

private:
    std::shared_ptr<Wire> wire_;
    const LoadClientOptions& options_;
    http::Method method_;
    std::string bytes_;
    bool done_ = false;
};

LoadClient::LoadClient(Loop& loop, LoadClientOptions options)
    : loop_(loop), options_(std::move(options)), places_(loop.clock(), options_.connections) {}

LoadClient::~LoadClient() = default;

std::shared_ptr<LoadClient::Wire> LoadClient::take_wire() {
    while (!idle_.empty()) {
        std::shared_ptr<Wire> wire = std::move(idle_.back());
        idle_.pop_back();
        if (wire->alive()) return wire;
    }
    return std::make_shared<Wire>(loop_, options_);
}

Task<http::Response> LoadClient::send(http::Request request) {
    const Semaphore::Place place = co_await places_.acquire();
    const std::string_view named = request.headers.get("Host");
    std::string bytes;
    append_request(bytes, request, named.empty() ? std::string_view(options_.host) : named,
                   options_.names_itself ? Sender::named : Sender::anonymous);

    const std::shared_ptr<Wire> wire = take_wire();
    Exchange exchange(wire, options_, request.method, std::move(bytes));
    http::Response response = co_await exchange;
    if (wire->alive()) idle_.push_back(wire);
    co_return response;
}

}  // namespace wt::front
