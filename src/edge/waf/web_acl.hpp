#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/context.hpp"
#include "base/result.hpp"
#include "edge/waf/config.hpp"
#include "edge/waf/inspected.hpp"
#include "edge/waf/live_group.hpp"
#include "edge/waf/matcher.hpp"
#include "http/tier.hpp"

namespace wt::edge::waf {

class CoreFilter;

/// An AWS WAF web ACL: the rules in order of priority, then the default action. One may stand before several
/// distributions and APIs, at a hop before each. Counts `requests`, `allowed`, `blocked`, `counted`, `captcha` and
/// `challenge`, the last four by rule ("default" for the default action).
class WebAcl {
public:
    /// Makes the answer to a blocked request, of status 403: it depends on what is protected.
    using BlockResponse = std::function<http::Response()>;

    /// The addresses of IP sets are ones that AddressBlock::parse accepts. Throws std::runtime_error, with a sentence,
    /// when a rule stands on what is not installed.
    WebAcl(const Context& context, std::string name, WebAclConfig config);
    WebAcl(const WebAcl&) = delete;
    WebAcl& operator=(const WebAcl&) = delete;
    ~WebAcl();

    /// What it protects there, and who answers what it blocks.
    struct Before {
        Protected what = Protected::distribution;
        BlockResponse block_response{};
        std::string source{};  // of requests, in logs: the distribution's id, the API's stage
    };
    /// The answer to a request that goes no further; none: it goes on, with the headers that rules insert.
    [[nodiscard]] std::optional<http::Response> look_at(http::Request& request, const Before& before);

    /// Other rules from now on. Rules that stay as they are go on counting from where they are; one whose statement
    /// changes begins anew (AWS WAF Developer Guide, "Rate-based rule caveats"). Samples and metrics stay. Refused with
    /// a sentence, it changes nothing.
    [[nodiscard]] std::optional<Error> update(WebAclConfig config);
    [[nodiscard]] const WebAclConfig& config() const { return config_; }
    /// Forgets who has sent how much, and the samples.
    void start_over();

    /// A rule that a request met, and within it the rule of a group.
    struct Met {
        const Rule* rule = nullptr;  // null: the default action
        const LiveRule* within = nullptr;
        Action action = Action::allow;
    };
    /// What became of a request, for whoever keeps logs.
    struct Looked {
        const http::Request& request;
        const Evaluation& evaluation;
        const Before& before;
        Met ended;
        const std::vector<Met>& counted;
        int status = 0;  // of its answer; 0: it went on
        const std::vector<std::pair<std::string, std::string>>& inserted;
    };
    /// Told of every request, one at a time, until it is told of none.
    using Watcher = std::function<void(const Looked& looked)>;
    void watch(Watcher watcher) { watcher_ = std::move(watcher); }

    /// A request that a rule has matched, or, once in a while, one that none has.
    struct Sample {
        Instant when;
        std::string rule;    // "default" for the default action
        std::string within;  // of a group
        Action action;
        http::IpAddress client;
        std::string country;  // where the viewer is said to be; empty: nobody said
        std::string method;
        std::string target;  // the path, and the query
        std::vector<std::pair<std::string, std::string>> headers;
        std::vector<std::string> labels;
        std::vector<std::pair<std::string, std::string>> inserted;
        int status = 0;
    };
    /// The last of them, oldest first.
    [[nodiscard]] const std::deque<Sample>& samples() const { return samples_; }
    static constexpr std::size_t most_samples = 500;  // as many as GetSampledRequests gives

    /// Whom a rate-based rule of that name limits, within that rule of its group where one is named. None: there is no
    /// such rule, or it goes by more than addresses.
    [[nodiscard]] std::vector<http::IpAddress> limited(std::string_view rule, std::string_view within) const;

private:
    struct ActiveRule {
        const Rule* rule;
        std::shared_ptr<Matcher> matcher;  // or a group
        std::shared_ptr<LiveGroup> group;
        std::vector<std::string> labels;  // full names
        std::vector<Counter*> counters;   // by action: null where nothing is counted
    };
    [[nodiscard]] Counter& counter_of(Action action, std::string_view rule);
    /// What the configuration says, with the matchers of `before` for rules that are the same.
    [[nodiscard]] std::vector<ActiveRule> compile(const std::vector<ActiveRule>& before);
    /// What ends the evaluation.
    [[nodiscard]] Met decide(Evaluation& evaluation);
    void count(ActiveRule& rule, const LiveRule* within, Action action);
    /// Notes what was met.
    void keep_sample(const Met& met, const Evaluation& evaluation, int status);
    /// The answer to what does not go on.
    [[nodiscard]] http::Response refusal(const Met& ended, const BlockResponse& block_response) const;
    [[nodiscard]] static const Outcome& outcome_of(const Met& met, Outcome& own);
    void gather_inserted(const Met& ended);

    Context context_;
    std::string name_;
    WebAclConfig config_;
    std::shared_ptr<CoreFilter> core_;
    std::vector<ActiveRule> rules_;
    InspectedTexts inspected_;
    std::vector<Met> counted_;               // of the request that is looked at
    std::vector<const LiveRule*> in_group_;  // which counted
    std::vector<std::pair<std::string, std::string>> inserted_;
    bool inserts_ = false;  // whether any rule may
    std::deque<Sample> samples_;
    Instant last_default_sample_{};
    Watcher watcher_;
    Counter& requests_;
    Counter& allowed_;
    Counter& blocked_by_default_;
};

/// A web ACL before one of those that it protects.
class Guard final : public http::Tier {
public:
    Guard(std::shared_ptr<WebAcl> acl, WebAcl::Before before, http::Way behind)
        : acl_(std::move(acl)), before_(std::move(before)), behind_(std::move(behind)) {}
    [[nodiscard]] Task<http::Response> handle(http::Request&& request, http::Next next) override;

private:
    std::shared_ptr<WebAcl> acl_;
    WebAcl::Before before_;
    http::Way behind_;
};

}  // namespace wt::edge::waf
