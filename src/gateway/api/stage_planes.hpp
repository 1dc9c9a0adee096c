#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/context.hpp"
#include "gateway/api/planes.hpp"
#include "gateway/rest_apis.hpp"
#include "gateway/surroundings.hpp"
#include "http/tier.hpp"

namespace wt::gateway::api {

/// Stages as REST APIs that stand on the request path, each under "API/STAGE".
class StagePlanes final : public Planes {
public:
    /// All outlive this.
    using Hops = std::function<http::Hop&(std::string_view address)>;
    StagePlanes(const Context& context, RestApis& apis, Hops at, Surroundings& surroundings, Catalogue& catalogue)
        : context_(context), apis_(apis), at_(std::move(at)), surroundings_(surroundings), catalogue_(catalogue) {}
    ~StagePlanes() override;

    void stand(const Api& api, const Stage& stage) override;
    void leave(const Api& api, const std::string& stage) override;
    [[nodiscard]] Task<http::Response> try_out(const Api& api, const Trial& trial, http::Request request) override;
    [[nodiscard]] Task<Tried> try_out(const Api& api, const AuthorizerTrial& trial, http::Request request) override;
    void keep_use() override;
    /// Keeps what is used of plans, each second in which some was.
    [[nodiscard]] Task<void> run();
    void map_domain(const std::string& domain, const std::optional<std::vector<Mapped>>& mappings) override;
    /// Told of every custom domain that is there, that comes, changes and goes.
    using DomainWatcher = std::function<void(const std::string&, const std::optional<std::vector<Mapped>>&)>;
    void watch_domains(DomainWatcher watcher);
    [[nodiscard]] UsagePlans& usage_plans(const aws::AccountRegion& place) override { return plans_[place]; }
    [[nodiscard]] Instant now() const override { return context_.now(); }
    void forget(std::string_view account) override;
    void flush_cache(const Api& api, const std::string& stage) override;
    void flush_authorizers(const Api& api, const std::string& stage) override;

    /// All that an earlier process left.
    void stand_all();

private:
    void put(const std::string& name, RestApiConfig config);

    Context context_;
    RestApis& apis_;
    Hops at_;
    Surroundings& surroundings_;
    Catalogue& catalogue_;
    std::map<std::string, std::vector<Mapped>> domains_;
    DomainWatcher domain_watcher_;
    std::map<aws::AccountRegion, UsagePlans> plans_;  // they stay where they are: stages point there
};

/// How a mapping's path is called that is empty.
inline constexpr std::string_view no_path = "(none)";
/// What the account's mappings say of a domain.
[[nodiscard]] std::vector<Planes::Mapped> mapped(const Place& place, const std::string& domain);

}  // namespace wt::gateway::api
