#pragma once
#include <string>
#include <string_view>

#include "front/load_client.hpp"
#include "http/tier.hpp"

namespace wt::front {

/// A web server elsewhere, as an origin of a distribution: "http://HOST[:PORT][/PREFIX]". Requests go there over real
/// sockets with that Host; nothing of Windtunnel's own travels with them. Plain HTTP only.
class Upstream final : public http::Tier {
public:
    /// Looks the host up. Throws std::runtime_error, with a sentence, when the URL is none or the host is unknown.
    Upstream(Loop& loop, std::string url);
    [[nodiscard]] Task<http::Response> handle(http::Request&& request, http::Next next) override;

private:
    std::string prefix_;
    LoadClient client_;
};

}  // namespace wt::front
