#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "front/load_client.hpp"
#include "http/tier.hpp"

namespace wt::front {

/// A web server elsewhere, as an origin of a distribution or an integration: "http[s]://HOST[:PORT][/PREFIX]". Requests
/// go there over real sockets, with that Host where they bring none; nothing of Windtunnel's own travels with them. Its
/// certificate is checked (TlsClient); with "#any-signer" behind the URL, not who signed it. A broken answer's body
/// says in a sentence what went wrong, where there is more to say than that nobody listens.
class Upstream final : public http::Tier {
public:
    /// Throws std::runtime_error, with a sentence, when the URL is none. The host is looked up when it is first needed,
    /// and again after nobody was reached.
    /// `warn` is told what a person should know, once while it stays the same.
    using Warn = std::function<void(const std::string& sentence)>;
    Upstream(Loop& loop, std::string url, Warn warn = {});
    ~Upstream() override;
    [[nodiscard]] Task<http::Response> handle(http::Request&& request, http::Next next) override;

    /// What stands behind the URL of one whose signer does not matter.
    static constexpr std::string_view any_signer = "#any-signer";

private:
    class Lookup;
    [[nodiscard]] http::Response broken(std::string why);

    Loop& loop_;
    std::string url_;
    Warn warn_;
    std::string warned_;
    std::string prefix_;
    std::string host_;
    LoadClientOptions options_;
    std::shared_ptr<LoadClient> client_;  // once the host was found
};

}  // namespace wt::front
