#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "base/sync.hpp"
#include "catch.hpp"
#include "front/server.hpp"
#include "http/body.hpp"
#include "raw_client.hpp"
#include "running_server.hpp"

using namespace wt;
using namespace wt::front;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

[[nodiscard]] std::string get(std::string_view path, std::string_view method = "GET") {
    return std::string(method) + " " + std::string(path) + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
}

[[nodiscard]] std::string body_of(const std::string& answer) { return answer.substr(answer.find("\r\n\r\n") + 4); }

/// What a stream was asked for; outlives it.
struct Asked {
    std::atomic<std::uint64_t> given{0};
    std::atomic<std::uint64_t> taken{0};  // by the client
    std::uint64_t furthest_ahead = 0;
    int times = 0;
};

/// The same piece again and again; says `size`, whatever that makes.
class Repeated final : public http::BodyStream {
public:
    Repeated(Text piece, std::uint64_t size, std::uint64_t fails_at, Asked& asked)
        : piece_(std::move(piece)), size_(size), fails_at_(fails_at), asked_(asked) {}
    [[nodiscard]] std::optional<std::uint64_t> size() const override { return size_; }
    [[nodiscard]] Task<Result<Text>> next() override {
        ++asked_.times;
        if (given_ >= fails_at_) {
            Error error;
            error.message = "the disk is broken, as a test";
            co_return error;
        }
        asked_.furthest_ahead = std::max(asked_.furthest_ahead, given_ - std::min(given_, asked_.taken.load()));
        given_ += piece_.size();
        asked_.given = given_;
        co_return piece_;
    }

private:
    Text piece_;
    std::uint64_t size_;
    std::uint64_t fails_at_;
    std::uint64_t given_ = 0;
    Asked& asked_;
};

[[nodiscard]] Handler repeats(Asked& asked, std::size_t piece, std::uint64_t size, std::uint64_t fails_at = ~0ull) {
    return [&asked, piece, size, fails_at](http::Request request) {
        http::Response response;
        if (request.path == "/304") response.status = 304;
        response.stream = std::make_shared<Repeated>(Text(std::string(piece, 'r')), size, fails_at, asked);
        return just(std::move(response));
    };
}

/// A file that is there as long as its object.
class TemporaryFile {
public:
    explicit TemporaryFile(std::string_view bytes) {
        descriptor_ = ::mkstemp(path_.data());
        if (descriptor_ < 0 || ::write(descriptor_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
            throw std::runtime_error("cannot write a temporary file");
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() {
        ::close(descriptor_);
        ::unlink(path_.c_str());
    }
    [[nodiscard]] int descriptor() const { return descriptor_; }

private:
    std::string path_ = (std::filesystem::temp_directory_path() / "windtunnel_slice_XXXXXX").string();
    int descriptor_;
};

/// Parts in order: texts, and parts of a file.
class Parts final : public http::BodyStream {
public:
    void add(Text text) {
        size_ += text.size();
        parts_.push_back({std::move(text), {}});
    }
    void add(http::FileSlice slice) {
        size_ += slice.size;
        parts_.push_back({{}, slice});
    }
    [[nodiscard]] std::optional<std::uint64_t> size() const override { return size_; }
    [[nodiscard]] Task<Result<Text>> next() override {
        Text text;
        if (at_ < parts_.size()) text = parts_[at_++].text;
        co_return text;
    }
    [[nodiscard]] std::optional<http::FileSlice> take_file() override {
        if (at_ == parts_.size() || parts_[at_].slice.size == 0) return std::nullopt;
        return parts_[at_++].slice;
    }

private:
    struct Part {
        Text text;
        http::FileSlice slice;
    };
    std::vector<Part> parts_;
    std::size_t at_ = 0;
    std::uint64_t size_ = 0;
};

/// Pieces whose number nobody says; then it ends, or breaks off. A piece comes when the test lets it.
class Growing final : public http::BodyStream {
public:
    Growing(std::vector<std::string> pieces, bool breaks, Event* go_on = nullptr)
        : pieces_(std::move(pieces)), breaks_(breaks), go_on_(go_on) {}
    [[nodiscard]] std::optional<std::uint64_t> size() const override { return std::nullopt; }
    [[nodiscard]] Task<Result<Text>> next() override {
        if (at_ > 0 && go_on_ != nullptr) co_await go_on_->wait();
        if (at_ < pieces_.size()) co_return Text(pieces_[at_++]);
        if (breaks_) co_return Error{"it broke off, as a test"};
        co_return Text();
    }

private:
    std::vector<std::string> pieces_;
    bool breaks_;
    Event* go_on_;
    std::size_t at_ = 0;
};

[[nodiscard]] Handler grows(std::vector<std::string> pieces, bool breaks = false) {
    return [pieces, breaks](http::Request) {
        http::Response response;
        response.stream = std::make_shared<Growing>(pieces, breaks);
        return just(std::move(response));
    };
}

}  // namespace

TEST_CASE("an answer of unknown length comes in chunks, and the connection stays") {
    RunningServer server(grows({"one", std::string(300, 'x')}));
    RawClient client(server.port());
    client.say("GET / HTTP/1.1\r\nHost: h\r\n\r\n" + get("/"));
    const std::string answers = client.hear_until_closed();
    const std::string body = "3\r\none\r\n12c\r\n" + std::string(300, 'x') + "\r\n0\r\n\r\n";
    CHECK(has(answers, "Transfer-Encoding: chunked\r\n"));
    CHECK_FALSE(has(answers, "Content-Length"));
    CHECK(body_of(answers).starts_with(body + "HTTP/1.1 200 OK\r\n"));
    CHECK(answers.ends_with("\r\n\r\n" + body));
}

TEST_CASE("an answer of unknown length and no bytes is an empty one; to a HEAD it has no body") {
    RunningServer server(grows({}));
    RawClient client(server.port());
    client.say("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n" + get("/"));
    const std::string answers = client.hear_until_closed();
    CHECK(body_of(answers).starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(body_of(body_of(answers)) == "0\r\n\r\n");
}

TEST_CASE("to a client of HTTP/1.0 an answer of unknown length ends with the connection") {
    RunningServer server(grows({"one", "two"}));
    RawClient client(server.port());
    client.say("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    const std::string answer = client.hear_until_closed();
    CHECK(body_of(answer) == "onetwo");
    CHECK_FALSE(has(answer, "Transfer-Encoding"));
    CHECK_FALSE(has(answer, "keep-alive"));
}

TEST_CASE("an answer of unknown length that breaks off lacks its end, and is nobody's mistake here") {
    RunningServer server(grows({"one"}, true));
    RawClient client(server.port());
    client.say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK(body_of(client.hear_until_closed()) == "3\r\none\r\n");
    server.stop();
    CHECK(server.metrics.counter("front.failures").value() == 0);
}

TEST_CASE("a piece leaves before the next one is there, and so does the head") {
    RunningServer* running = nullptr;
    std::unique_ptr<Event> go_on;
    RunningServer server([&](http::Request) {
        go_on = std::make_unique<Event>(running->clock);
        http::Response response;
        response.stream = std::make_shared<Growing>(std::vector<std::string>{"one", "two"}, false, go_on.get());
        return just(std::move(response));
    });
    running = &server;
    RawClient client(server.port());
    client.say(get("/"));
    std::string heard;
    while (!has(heard, "3\r\none\r\n")) heard += client.hear();
    CHECK_FALSE(has(heard, "two"));
    server.on_loop([&] { go_on->pulse(); });
    while (!has(heard, "3\r\ntwo\r\n")) heard += client.hear();
    server.on_loop([&] { go_on->pulse(); });
    heard += client.hear_until_closed();
    CHECK(heard.ends_with("0\r\n\r\n"));
    server.stop();
}

TEST_CASE("a streamed answer has its length, and arrives whole") {
    Asked asked;
    for (const std::size_t piece : {std::size_t{7}, std::size_t{10'000}, std::size_t{3'000'000}}) {
        RunningServer server(repeats(asked, piece, 5 * piece));
        RawClient client(server.port());
        client.say(get("/"));
        const std::string answer = client.hear_until_closed();
        CHECK(has(answer, "Content-Length: " + std::to_string(5 * piece) + "\r\n"));
        CHECK(body_of(answer) == std::string(5 * piece, 'r'));
    }
}

TEST_CASE("a streamed answer keeps the connection, and those behind it their order") {
    Asked asked;
    RunningServer server(repeats(asked, 50'000, 150'000));
    RawClient client(server.port());
    const std::string kept = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    client.say(kept + kept + get("/304"));
    const std::string answers = client.hear_until_closed();
    const std::string second = body_of(answers).substr(150'000);
    CHECK(second.starts_with("HTTP/1.1 200 OK\r\n"));
    const std::string third = body_of(second).substr(150'000);
    CHECK(third.starts_with("HTTP/1.1 304 "));
    CHECK(body_of(third).empty());
}

TEST_CASE("a streamed answer is asked for no faster than its client takes it") {
    Asked asked;
    const std::uint64_t size = 128 * 1024 * 1024;
    RunningServer server(repeats(asked, 1024 * 1024, size));
    RawClient client(server.port(), 64 * 1024);
    client.say(get("/"));
    std::uint64_t received = 0;
    for (std::string more = client.hear(); !more.empty(); more = client.hear()) {
        received += more.size();
        asked.taken = received;
    }
    server.stop();
    CHECK(received > size);
    CHECK(asked.given == size);
    // Less than the kernel takes at the most (4 MiB, unless somebody changed tcp_wmem), and far from everything.
    CHECK(asked.furthest_ahead < size / 4);
}

TEST_CASE("parts of a file go out between texts") {
    std::string content(3'000'000, 'f');
    for (std::size_t i = 0; i < content.size(); i += 97) content[i] = static_cast<char>('a' + i % 26);
    const TemporaryFile file(content);
    RunningServer server([&](http::Request) {
        const auto parts = std::make_shared<Parts>();
        parts->add(Text("<"));
        parts->add(http::FileSlice{file.descriptor(), 1'000, 2'500'000});
        parts->add(http::FileSlice{file.descriptor(), 0, 1});
        parts->add(Text(">"));
        http::Response response;
        response.stream = parts;
        return just(std::move(response));
    });
    RawClient client(server.port());
    client.say(get("/"));
    const std::string answer = client.hear_until_closed();
    CHECK(has(answer, "Content-Length: 2500003\r\n"));
    CHECK(body_of(answer) == "<" + content.substr(1'000, 2'500'000) + content.substr(0, 1) + ">");
}

TEST_CASE("a large file passes a slow reader") {
    const std::string content(20'000'000, 'f');
    const TemporaryFile file(content);
    RunningServer server([&](http::Request) {
        const auto parts = std::make_shared<Parts>();
        parts->add(http::FileSlice{file.descriptor(), 0, content.size()});
        http::Response response;
        response.stream = parts;
        return just(std::move(response));
    });
    RawClient slow(server.port(), 64 * 1024);
    slow.say(get("/"));
    RawClient fast(server.port());
    fast.say(get("/"));
    CHECK(body_of(fast.hear_until_closed()) == content);
    CHECK(body_of(slow.hear_until_closed()) == content);
}

TEST_CASE("a streamed answer that breaks in the middle cuts the connection") {
    Asked asked;
    RunningServer server(repeats(asked, 1'000, 10'000, 5'000));
    RawClient client(server.port());
    client.say(get("/"));
    const std::string answer = client.hear_until_closed();
    CHECK(client.was_reset());
    CHECK(answer.size() < 10'000);
    server.stop();
    CHECK(server.metrics.counter("front.failures").value() == 1);
}

TEST_CASE("a file that is shorter than was said cuts the connection") {
    const TemporaryFile file("short");
    RunningServer server([&](http::Request) {
        const auto parts = std::make_shared<Parts>();
        parts->add(http::FileSlice{file.descriptor(), 0, 100});
        http::Response response;
        response.stream = parts;
        return just(std::move(response));
    });
    RawClient client(server.port());
    client.say(get("/"));
    CHECK(body_of(client.hear_until_closed()).size() < 100);
}

TEST_CASE("a stream that gives more than it said, or less, cuts the connection") {
    Asked asked;
    for (const std::uint64_t size : {std::uint64_t{999}, std::uint64_t{1'001}}) {
        RunningServer server(repeats(asked, 1'000, size));
        RawClient client(server.port());
        client.say(get("/"));
        (void)client.hear_until_closed();
        CHECK(client.was_reset());
    }
}

TEST_CASE("HEAD gets the length of a stream that nobody asks, 304 not even that") {
    Asked asked;
    RunningServer server(repeats(asked, 1'000, 5'000'000'000));
    for (const bool head : {true, false}) {
        RawClient client(server.port());
        client.say(head ? get("/", "HEAD") : get("/304"));
        const std::string answer = client.hear_until_closed();
        CHECK(has(answer, "Content-Length: 5000000000\r\n") == head);
        CHECK(has(answer, "Content-Length") == head);
        CHECK(body_of(answer).empty());
    }
    server.stop();
    CHECK(asked.times == 0);
}

TEST_CASE("a client that leaves in the middle of a streamed answer ends it") {
    Asked asked;
    const TemporaryFile file(std::string(1'000'000, 'f'));
    RunningServer server([&](http::Request request) {
        if (request.path == "/text") return repeats(asked, 1'000'000, 1'000'000'000'000)(std::move(request));
        const auto parts = std::make_shared<Parts>();
        for (int i = 0; i < 1'000; ++i) parts->add(http::FileSlice{file.descriptor(), 0, 1'000'000});
        http::Response response;
        response.stream = parts;
        return just(std::move(response));
    });
    for (const std::string path : {"/text", "/file"}) {
        RawClient client(server.port());
        client.say(get(path));
        (void)client.hear();
    }
    for (bool left = false; !left;) server.on_loop([&] { left = server.server->connections() == 0; });
    CHECK(asked.given < 1'000'000'000'000);
}

TEST_CASE("a client that does not take its streamed answer is closed after its time") {
    Limits limits;
    limits.write_timeout = 100ms;
    Asked asked;
    RunningServer server(repeats(asked, 1'000'000, 1'000'000'000'000), limits);
    RawClient client(server.port(), 64 * 1024);
    client.say(get("/"));
    for (bool left = false; !left;)
        server.on_loop([&] { left = asked.times > 0 && server.server->connections() == 0; });
    server.stop();
    CHECK(server.metrics.counter("front.timeouts").value() == 1);
}

TEST_CASE("an answer may be made of the request's body while that comes") {
    ServerOptions options;
    options.streams = [](const http::Request&) { return true; };
    RunningServer server(
        [](http::Request request) {
            class Mirror final : public http::BodyStream {
            public:
                explicit Mirror(std::shared_ptr<http::BodyReader> from) : from_(std::move(from)) {}
                [[nodiscard]] std::optional<std::uint64_t> size() const override { return from_->length().value_or(0); }
                [[nodiscard]] Task<Result<Text>> next() override {
                    Result<Text, http::BodyError> piece = co_await from_->next();
                    if (piece) co_return std::move(*piece);
                    Error error;
                    error.message = "no more";
                    co_return error;
                }

            private:
                std::shared_ptr<http::BodyReader> from_;
            };
            http::Response response;
            response.stream = std::make_shared<Mirror>(request.stream);
            return just(std::move(response));
        },
        options);
    RawClient client(server.port());
    client.say("PUT / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 12\r\n\r\n");
    std::string heard;
    for (const std::string part : {"one ", "two ", "six "}) {
        client.say(part);
        heard += client.hear_until(part);
    }
    CHECK(body_of(heard) == "one two six ");
    CHECK(client.hear_until_closed().empty());
}

TEST_CASE("a server that ends in the middle of a streamed answer leaves nothing behind") {
    Asked asked;
    RunningServer server(repeats(asked, 1'000'000, 1'000'000'000'000));
    RawClient client(server.port(), 64 * 1024);
    client.say(get("/"));
    (void)client.hear();
    server.on_loop([&] { server.server.reset(); });
    (void)client.hear_until_closed();
}

TEST_CASE("the access log says how much of a streamed answer left") {
    const auto path = std::filesystem::temp_directory_path() / ("windtunnel_streamed_" + std::to_string(::getpid()));
    {
        AccessLog log(path.string());
        Asked asked;
        RunningServer server(repeats(asked, 10'000, 50'000), Limits{}, &log);
        RawClient client(server.port());
        client.say(get("/"));
        (void)client.hear_until_closed();
        server.stop();
    }
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    std::filesystem::remove(path);
    CHECK(has(text.str(), R"("status":200,"bytes":50000,)"));
}
