#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "edge/waf/config.hpp"
#include "edge/waf/inspected.hpp"
#include "http/message.hpp"

namespace wt::edge::waf {

class CoreFilter;
struct CoreVerdict;
struct LiveRule;

/// One request while a web ACL looks at it.
struct Evaluation {
    Evaluation(const http::Request& request_, Instant now_, std::uint64_t body_limit_, InspectedTexts& texts_)
        : request(request_), now(now_), body_limit(body_limit_), texts(texts_) {
        texts.start(request, body_limit);
    }

    /// The viewer's, where somebody says it: "DE"; else empty.
    [[nodiscard]] std::string_view country() const { return request.headers.get(country_field); }

    const http::Request& request;
    const Instant now;
    const std::uint64_t body_limit;
    InspectedTexts& texts;              // what the rules of managed groups look at
    const CoreVerdict* core = nullptr;  // the Core Rule Set's, once it was asked for
    std::string_view country_field;     // which of the request's fields says it
    std::vector<std::string> labels;    // full names, in the order in which they were added
};

/// A statement that is ready to be asked. It may keep what it has seen (rate-based ones count).
class Matcher {
public:
    Matcher() = default;
    Matcher(const Matcher&) = delete;
    Matcher& operator=(const Matcher&) = delete;
    virtual ~Matcher() = default;
    [[nodiscard]] virtual bool matches(Evaluation& evaluation) = 0;
    /// Of a rate-based statement: whom it limits now.
    [[nodiscard]] virtual std::vector<http::IpAddress> limited(Instant /*now*/) { return {}; }
};

/// What statements need beside themselves. All of it outlives the matchers.
struct MatcherParts {
    const Context& context;
    const WebAclConfig& config;
    /// The Core Rule Set; made when the first statement wants it.
    std::shared_ptr<CoreFilter>& core;
};
/// Throws std::runtime_error with a sentence when a pattern is none, or the Core Rule Set is not installed.
[[nodiscard]] std::unique_ptr<Matcher> make_matcher(const Statement& statement, const MatcherParts& parts);
[[nodiscard]] std::vector<LiveRule> make_managed(const ManagedGroup& group, const MatcherParts& parts);

/// What is wrong with a pattern of a regex statement; empty when it is fine.
[[nodiscard]] std::string pattern_problem(const std::string& pattern);

}  // namespace wt::edge::waf
