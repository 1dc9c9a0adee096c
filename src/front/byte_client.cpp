#include "front/byte_client.hpp"

#include <array>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>

namespace wt::front {

namespace {

using Unix = boost::asio::local::stream_protocol;

[[nodiscard]] bool may_go_on(const boost::system::error_code& error) {
    return !error || error == boost::asio::error::would_block || error == boost::asio::error::interrupted;
}

}  // namespace

struct ByteClient::State : std::enable_shared_from_this<State> {
    explicit State(Loop& on) : loop(on), socket(on.io()) {}

    void wait_readable() {
        socket.async_wait(Unix::socket::wait_read, [self = shared_from_this()](const auto& error) {
            if (error || self->closed) return;
            self->loop.advance();
            self->read();
        });
    }

    void read() {
        if (closed) return;
        std::array<char, std::size_t{16} * 1024> bytes;
        boost::system::error_code error;
        const std::size_t size = socket.read_some(boost::asio::buffer(bytes), error);
        if (size == 0 && !may_go_on(error)) return end();
        if (size > 0) heard(std::string_view(bytes.data(), size));
        if (!closed) wait_readable();
    }

    void write() {
        boost::system::error_code error;
        std::size_t sent = 0;
        while (sent < output.size() && !error)
            sent += socket.write_some(boost::asio::buffer(output.data() + sent, output.size() - sent), error);
        output.erase(0, sent);
        if (!may_go_on(error)) {
            // Its last words may still be there to be read, and then its end.
            output.clear();
            return;
        }
        if (output.empty() || std::exchange(writing, true)) return;
        socket.async_wait(Unix::socket::wait_write, [self = shared_from_this()](const auto& failure) {
            self->writing = false;
            if (!failure && !self->closed) self->write();
        });
    }

    void end() {
        if (std::exchange(closed, true)) return;
        const std::function<void()> tell = std::move(ended);
        tell();
    }

    Loop& loop;
    Unix::socket socket;
    std::function<void(std::string_view)> heard;
    std::function<void()> ended;
    std::string output;
    bool writing = false;
    bool closed = false;
};

ByteClient::ByteClient(Loop& loop, const std::string& path, std::function<void(std::string_view)> heard,
                       std::function<void()> ended)
    : state_(std::make_shared<State>(loop)) {
    boost::system::error_code error;
    state_->socket.connect(Unix::endpoint(path), error);
    if (!error) state_->socket.non_blocking(true, error);
    if (error) throw std::runtime_error(fmt::format("connect {}: {}", path, error.message()));
    state_->heard = std::move(heard);
    state_->ended = std::move(ended);
    state_->wait_readable();
}

ByteClient::~ByteClient() {
    state_->closed = true;
    boost::system::error_code ignored;
    state_->socket.close(ignored);
}

void ByteClient::send(std::string_view bytes) {
    if (state_->closed) return;
    state_->output += bytes;
    if (!state_->writing) state_->write();
}

std::size_t ByteClient::waiting() const { return state_->output.size(); }

}  // namespace wt::front
