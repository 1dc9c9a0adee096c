// The listener alone, for whoever sends it requests (wrk, curl): what sockets, parsing and writing cost with no
// component behind them. GET / answers a line, GET /pieces and GET /file 100 MiB, from memory and from a file; PUT
// takes what comes, in pieces where it is large. Ends at SIGTERM.
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "front/server.hpp"
#include "http/body.hpp"

namespace {

using namespace wt;

constexpr std::uint64_t large = 100 * 1024 * 1024;
constexpr std::size_t piece_size = 1024 * 1024;

/// The same piece of memory again and again.
class Pieces final : public http::BodyStream {
public:
    [[nodiscard]] std::optional<std::uint64_t> size() const override { return large; }
    [[nodiscard]] Task<Result<Text>> next() override {
        static const Text piece(std::string(piece_size, 'p'));
        co_return piece;
    }
};

class File final : public http::BodyStream {
public:
    explicit File(int descriptor) : slice_{descriptor, 0, large} {}
    [[nodiscard]] std::optional<std::uint64_t> size() const override { return large; }
    [[nodiscard]] Task<Result<Text>> next() override { co_return Text(); }
    [[nodiscard]] std::optional<http::FileSlice> take_file() override { return slice_; }

private:
    http::FileSlice slice_;
};

/// A file of `large` bytes that nobody else sees; open until the program ends.
[[nodiscard]] int file_to_send() {
    std::FILE* const file = std::tmpfile();
    if (file == nullptr) throw std::runtime_error("cannot make a temporary file");
    const std::vector<char> bytes(piece_size, 'f');
    for (std::uint64_t written = 0; written < large; written += piece_size) {
        if (std::fwrite(bytes.data(), 1, piece_size, file) != piece_size)
            throw std::runtime_error("cannot write a temporary file");
    }
    std::fflush(file);
    return fileno(file);
}

Task<http::Response> answer(http::Request request) {
    http::Response response;
    if (request.stream != nullptr) {
        for (;;) {
            const Result<Text, http::BodyError> piece = co_await request.stream->next();
            if (!piece || piece->empty()) break;
        }
    } else if (request.path == "/pieces") {
        response.stream = std::make_shared<Pieces>();
    } else if (request.path == "/file") {
        static const int file = file_to_send();
        response.stream = std::make_shared<File>(file);
    } else if (request.method == http::Method::get) {
        response.headers.add("Content-Type", "text/plain");
        response.body = "hello, world";
    }
    co_return response;
}

}  // namespace

int main(int count, char** arguments) {
    Clock clock{RealTime::today()};
    Metrics metrics;
    front::Loop loop(clock);
    front::ServerOptions options;
    options.port = static_cast<std::uint16_t>(count > 1 ? std::atoi(arguments[1]) : 0);
    options.streams = [](const http::Request& head) { return head.method == http::Method::put; };
    front::Server server(loop, metrics, options, answer);
    std::printf("%u\n", unsigned{server.port()});
    std::fflush(stdout);
    loop.on_signal([&](int) { loop.stop(); });
    loop.run();
    return 0;
}
