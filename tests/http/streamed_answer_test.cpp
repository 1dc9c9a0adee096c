#include "http/streamed_answer.hpp"

#include <memory>
#include <string>
#include <vector>

#include "base/scope.hpp"
#include "catch.hpp"

using namespace wt;
using namespace wt::http;
using namespace std::string_literals;

namespace {

class Pieces final : public BodyStream {
public:
    explicit Pieces(std::vector<std::string> pieces, bool breaks = false)
        : pieces_(std::move(pieces)), breaks_(breaks) {}
    [[nodiscard]] std::optional<std::uint64_t> size() const override { return std::nullopt; }
    [[nodiscard]] Task<Result<Text>> next() override {
        if (at_ < pieces_.size()) co_return Text(pieces_[at_++]);
        if (breaks_) co_return Error{"broken"};
        co_return Text();
    }

private:
    std::vector<std::string> pieces_;
    bool breaks_;
    std::size_t at_ = 0;
};

Task<void> keep(Task<std::optional<Response>> task, std::optional<Response>& to) {
    std::optional<Response> got = co_await task;
    to = std::move(got);
}
Task<void> keep_whole(Task<Response> task, Response& to) {
    Response got = co_await task;
    to = std::move(got);
}

std::optional<Response> read(std::vector<std::string> pieces, bool breaks = false) {
    std::optional<Response> got;
    Scope scope;
    scope.spawn(keep(read_streamed_answer(std::make_shared<Pieces>(std::move(pieces), breaks)), got));
    return got;
}

std::string body_of(Response response) {
    Response whole;
    Scope scope;
    scope.spawn(keep_whole(in_one_piece(std::move(response)), whole));
    return whole.broken() ? "broken" : whole.body.str();
}

const std::string zeros(8, '\0');

}  // namespace

TEST_CASE("a streamed answer begins with what it is, however it is cut") {
    const std::string all = R"({"statusCode":201,"headers":{"Content-Type":"text/plain","X-A":"b"},)"
                            R"("multiValueHeaders":{"X-M":["1","2"]},"cookies":["c=1"]})" +
                            zeros + "the \0body"s;
    for (const std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{1000}}) {
        std::vector<std::string> pieces;
        for (std::size_t at = 0; at < all.size(); at += step) pieces.push_back(all.substr(at, step));
        auto answer = read(std::move(pieces));
        REQUIRE(answer);
        CHECK(answer->status == 201);
        CHECK(answer->headers.get("Content-Type") == "text/plain");
        CHECK(answer->headers.get("X-A") == "b");
        CHECK(answer->headers.get("Set-Cookie") == "c=1");
        int several = 0;
        for (const Header& field : answer->headers) several += field.name.view() == "X-M";
        CHECK(several == 2);
        CHECK(body_of(std::move(*answer)) == "the \0body"s);
    }
}

TEST_CASE("what does not begin like that is no streamed answer of HTTP's") {
    CHECK_FALSE(read({"{}"}));
    CHECK_FALSE(read({"{}"}, true));
    CHECK_FALSE(read({}));
    CHECK_FALSE(read({"no JSON" + zeros}));
    CHECK_FALSE(read({R"({"statusCode":"200"})" + zeros}));
    CHECK_FALSE(read({R"({"statusCode":99})" + zeros}));
    CHECK_FALSE(read({std::string(3'000'000, ' ')}));
    const auto plain = read({"{}" + zeros});
    REQUIRE(plain);
    CHECK(plain->status == 200);
    CHECK(body_of(*plain).empty());
}

TEST_CASE("a body that breaks off is a broken answer, in one piece, too") {
    auto answer = read({"{}" + zeros + "some"}, true);
    REQUIRE(answer);
    CHECK(body_of(std::move(*answer)) == "broken");
}
