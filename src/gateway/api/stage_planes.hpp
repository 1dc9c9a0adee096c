#pragma once
#include <map>
#include <string>
#include <string_view>

#include "base/context.hpp"
#include "gateway/api/planes.hpp"
#include "gateway/rest_apis.hpp"
#include "gateway/surroundings.hpp"

namespace wt::gateway::api {

/// Stages as REST APIs that stand on the request path, each under "API/STAGE".
class StagePlanes final : public Planes {
public:
    /// All outlive this.
    StagePlanes(const Context& context, RestApis& apis, Surroundings& surroundings)
        : context_(context), apis_(apis), surroundings_(surroundings) {}

    void stand(const Api& api, const Stage& stage) override;
    void leave(const Api& api, const std::string& stage) override;
    [[nodiscard]] UsagePlans& usage_plans(const aws::AccountRegion& place) override { return plans_[place]; }
    [[nodiscard]] Instant now() const override { return context_.now(); }
    void forget(std::string_view account) override;
    void flush_cache(const Api& api, const std::string& stage) override;
    void flush_authorizers(const Api& api, const std::string& stage) override;

    /// All that an earlier process left.
    void stand_all(const Catalogue& catalogue);

private:
    Context context_;
    RestApis& apis_;
    Surroundings& surroundings_;
    std::map<aws::AccountRegion, UsagePlans> plans_;  // they stay where they are: stages point there
};

}  // namespace wt::gateway::api
