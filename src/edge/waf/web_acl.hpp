#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "base/result.hpp"
#include "edge/waf/config.hpp"
#include "edge/waf/matcher.hpp"
#include "http/tier.hpp"

namespace wt::edge::waf {

/// A web ACL: rules in order of priority. The first that matches and blocks or allows decides; those that count let the
/// request go on to the next. A match adds the rule's labels, which later rules may look for. One ACL may stand before
/// several distributions or APIs (Guard): who sends too much is counted over all of them.
///
/// Metrics: NAME.requests and NAME.allowed; NAME.blocked and NAME.counted with the label `rule` for each rule that
/// blocks or counts, and rule="default" for the default action: their sum is the total.
class WebAcl {
public:
    /// What a blocked viewer sees where the rule says nothing, with status 403: it depends on what is protected.
    using BlockResponse = std::function<http::Response()>;

    /// The addresses of IP sets are ones that AddressBlock::parse accepts. Throws std::runtime_error, with a sentence,
    /// when a rule stands on what is not installed.
    WebAcl(const Context& context, std::string name, WebAclConfig config);
    WebAcl(const WebAcl&) = delete;
    WebAcl& operator=(const WebAcl&) = delete;
    ~WebAcl();

    /// The answer to a request that is blocked; none: it goes on.
    [[nodiscard]] std::optional<http::Response> look_at(const http::Request& request,
                                                        const BlockResponse& block_response);

    /// Other rules from now on. Rules that stay as they are go on counting from where they are; one whose statement
    /// changes begins anew (AWS WAF Developer Guide, "Rate-based rule caveats"). Samples and metrics stay. Refused with
    /// a sentence, it changes nothing.
    [[nodiscard]] std::optional<Error> update(WebAclConfig config);
    [[nodiscard]] const WebAclConfig& config() const { return config_; }
    /// Forgets who has sent how much, and the samples.
    void start_over();

    /// A request that a rule has matched.
    struct Sample {
        Instant when;
        std::string rule;
        Action action;
        http::IpAddress client;
        std::string target;  // the path, and the query
        std::vector<std::string> labels;
    };
    /// The last of them, oldest first.
    [[nodiscard]] const std::deque<Sample>& samples() const { return samples_; }
    static constexpr std::size_t most_samples = 500;  // as many as GetSampledRequests gives

private:
    struct ActiveRule {
        const Rule* rule;
        std::shared_ptr<Matcher> matcher;
        Counter* counter;                 // matches that blocked, or that counted; null for a rule that allows
        std::vector<std::string> labels;  // full names
    };
    /// What the configuration says, with the matchers of `before` for rules that are the same.
    [[nodiscard]] std::vector<ActiveRule> compile(const std::vector<ActiveRule>& before);
    /// The rule that ends the evaluation; null when none does.
    [[nodiscard]] const ActiveRule* decide(const http::Request& request);
    void keep_sample(const ActiveRule& rule, const Evaluation& evaluation);
    [[nodiscard]] static http::Response refusal(const ActiveRule* rule, const BlockResponse& block_response);

    Context context_;
    std::string name_;
    WebAclConfig config_;
    std::shared_ptr<CoreFilter> core_;
    std::vector<ActiveRule> rules_;
    InspectedTexts inspected_;
    std::deque<Sample> samples_;
    Counter& requests_;
    Counter& allowed_;
    Counter& blocked_by_default_;
};

/// A web ACL before one of those that it protects.
class Guard final : public http::Tier {
public:
    Guard(std::shared_ptr<WebAcl> acl, WebAcl::BlockResponse block_response, http::Way behind)
        : acl_(std::move(acl)), block_response_(std::move(block_response)), behind_(std::move(behind)) {}
    [[nodiscard]] Task<http::Response> handle(http::Request&& request, http::Next next) override;

private:
    std::shared_ptr<WebAcl> acl_;
    WebAcl::BlockResponse block_response_;
    http::Way behind_;
};

}  // namespace wt::edge::waf
