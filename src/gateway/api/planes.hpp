#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/api/catalogue.hpp"
#include "gateway/api/compile.hpp"
#include "gateway/try_authorizer.hpp"
#include "gateway/usage_plans.hpp"
#include "http/message.hpp"

namespace wt::gateway::api {

/// Where stages meet traffic. Told of a stage once it stands in the catalogue, and again after every change of what it
/// says.
class Planes {
public:
    Planes() = default;
    Planes(const Planes&) = delete;
    Planes& operator=(const Planes&) = delete;
    virtual ~Planes() = default;

    virtual void stand(const Api& api, const Stage& stage) = 0;
    virtual void leave(const Api& api, const std::string& stage) = 0;
    /// Tries one method out as it is written down.
    [[nodiscard]] virtual Task<http::Response> try_out(const Api& api, const Trial& trial, http::Request request) = 0;
    /// What an authorizer answers, as it is written down.
    struct AuthorizerTrial {
        std::string authorizer;  // its id
        std::map<std::string, std::string> variables;
    };
    [[nodiscard]] virtual Task<Tried> try_out(const Api& api, const AuthorizerTrial& trial, http::Request request) = 0;
    /// What stands at the paths of a custom domain; nothing: it is gone.
    struct Mapped {
        std::string base_path;  // empty: every path that no other is about
        std::string api;
        std::string stage;  // empty: the path's next segment
    };
    virtual void map_domain(const std::string& domain, const std::optional<std::vector<Mapped>>& mappings) = 0;
    /// What was used of plans goes into the catalogue.
    virtual void keep_use() = 0;
    /// The keys and plans that count for the account's stages in a region.
    [[nodiscard]] virtual UsagePlans& usage_plans(const aws::AccountRegion& place) = 0;
    /// What limits go by.
    [[nodiscard]] virtual Instant now() const = 0;
    /// Nothing that belongs to no API is left of the account; of no account when it is empty.
    virtual void forget(std::string_view account) = 0;
    virtual void flush_cache(const Api& api, const std::string& stage) = 0;
    virtual void flush_authorizers(const Api& api, const std::string& stage) = 0;
};

}  // namespace wt::gateway::api
