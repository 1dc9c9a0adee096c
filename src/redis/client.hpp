#pragma once
#include <deque>
#include <memory>
#include <string>

#include "front/byte_client.hpp"
#include "front/loop.hpp"
#include "storage/cache/server.hpp"

namespace wt::redis {

/// What storage/cache asks of a server: one connection, on the loop, that carries many commands one behind the other.
/// Where it breaks, those under way fail, and the next command opens another.
class Client final : public cache::Server {
public:
    /// The server's Unix socket. The loop outlives this.
    Client(front::Loop& loop, std::string path) : loop_(loop), path_(std::move(path)) {}
    ~Client() override;

    [[nodiscard]] Task<Result<std::optional<Text>>> ask(std::vector<Text> words) override;
    void tell(std::vector<Text> words) override;

private:
    struct Asked;
    std::shared_ptr<Asked> send(const std::vector<Text>& words);
    void take(std::string_view bytes);
    /// Takes one answer off `input_`; false: it has not come whole.
    [[nodiscard]] bool take_answer();
    void fail(const std::string& why);

    front::Loop& loop_;
    std::string path_;
    std::unique_ptr<front::ByteClient> connection_;
    std::string input_;
    std::deque<std::shared_ptr<Asked>> asked_;
};

}  // namespace wt::redis
