#include "redis/client.hpp"

#include <charconv>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "base/sync.hpp"
#include "storage/cache/resp.hpp"

namespace wt::redis {

struct Client::Asked {
    explicit Asked(Clock& clock) : done(clock) {}
    Event done;
    Result<std::optional<Text>> answer = std::optional<Text>();
};

Client::~Client() = default;

Task<Result<std::optional<Text>>> Client::ask(std::vector<Text> words) {
    const std::shared_ptr<Asked> asked = send(words);
    co_await asked->done.wait();
    co_return std::move(asked->answer);
}

void Client::tell(std::vector<Text> words) { (void)send(words); }

std::shared_ptr<Client::Asked> Client::send(const std::vector<Text>& words) {
    auto asked = std::make_shared<Asked>(loop_.clock());
    std::string bytes;
    cache::RespWriter writer(bytes, 2);
    writer.array(words.size());
    for (const Text& word : words) writer.bulk(word.view());
    try {
        if (connection_ == nullptr)
            connection_ = std::make_unique<front::ByteClient>(
                loop_, path_, [this](std::string_view more) { take(more); },
                [this] { fail("read ECONNRESET: the cache's server has gone"); });
    } catch (const std::runtime_error& error) {
        asked->answer = Error{error.what()};
        asked->done.set();
        return asked;
    }
    asked_.push_back(asked);
    connection_->send(bytes);
    return asked;
}

void Client::take(std::string_view bytes) {
    input_ += bytes;
    while (!asked_.empty() && take_answer()) {
    }
}

bool Client::take_answer() {
    const std::size_t line_end = input_.find("\r\n");
    if (line_end == std::string::npos) return false;
    std::size_t size = line_end + 2;
    Result<std::optional<Text>> answer = std::optional<Text>();
    const std::string_view line = std::string_view(input_).substr(0, line_end);
    const std::string_view rest = line.substr(std::min<std::size_t>(1, line.size()));
    switch (line.empty() ? '\0' : line.front()) {
        case '+':
        case ':': answer = std::optional(Text(rest)); break;
        case '-': answer = Error{std::string(rest)}; break;
        case '$': {
            std::int64_t length = -1;
            std::from_chars(rest.data(), rest.data() + rest.size(), length);
            if (length < 0) break;
            const auto bulk = static_cast<std::size_t>(length);
            if (input_.size() < size + bulk + 2) return false;
            answer = std::optional(Text(std::string_view(input_).substr(size, bulk)));
            size += bulk + 2;
            break;
        }
        default: fail("the cache's server has answered what nobody asked"); return false;
    }
    input_.erase(0, size);
    const std::shared_ptr<Asked> asked = std::move(asked_.front());
    asked_.pop_front();
    asked->answer = std::move(answer);
    asked->done.set();
    return true;
}

void Client::fail(const std::string& why) {
    connection_.reset();
    input_.clear();
    for (const auto& asked : std::exchange(asked_, {})) {
        asked->answer = Error{why};
        asked->done.set();
    }
}

}  // namespace wt::redis
