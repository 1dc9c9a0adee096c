// The rules of managed groups (AWS WAF Developer Guide, "AWS Managed Rules rule groups list"), ready to be asked. Rules
// whose limits AWS publishes are those; for the others see threats.cpp.
#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <re2/re2.h>

#include "base/ascii.hpp"
#include "base/assert.hpp"
#include "edge/waf/core_filter.hpp"
#include "edge/waf/live_group.hpp"
#include "edge/waf/managed_groups.hpp"

namespace wt::edge::waf {

namespace {

/// One kind of threat in one place.
class ThreatMatcher final : public Matcher {
public:
    ThreatMatcher(Threat threat, Place place) : threat_(threat), place_(place) {}
    bool matches(Evaluation& evaluation) override {
        const Threats bit = threat_bit(threat_);
        if ((evaluation.texts.may(place_) & bit) == 0) return false;
        const auto& texts = evaluation.texts.texts(place_);
        return std::any_of(texts.begin(), texts.end(), [&](const InspectedText& one) {
            return (one.may & bit) != 0 && is_threat(threat_, one.text);
        });
    }

private:
    Threat threat_;
    Place place_;
};

/// A look at a request that needs no memory.
class RequestMatcher final : public Matcher {
public:
    using Test = bool (*)(const http::Request& request);
    explicit RequestMatcher(Test test) : test_(test) {}
    bool matches(Evaluation& evaluation) override { return test_(evaluation.request); }

private:
    Test test_;
};

/// What a client calls itself. Most say the same again and again.
class UserAgentMatcher final : public Matcher {
public:
    explicit UserAgentMatcher(std::string_view pattern) : pattern_(std::string(pattern), RE2::Quiet) {
        WT_ASSERT(pattern_.ok());
    }
    bool matches(Evaluation& evaluation) override {
        const Text* const agent = evaluation.request.headers.find("User-Agent");
        if (agent == nullptr || agent->empty()) return false;
        if (agent->view() != last_) {
            last_ = agent->view();
            last_matches_ = RE2::PartialMatch(last_, pattern_);
        }
        return last_matches_;
    }

private:
    RE2 pattern_;
    std::string last_;
    bool last_matches_ = false;
};

class NeverMatcher final : public Matcher {
public:
    bool matches(Evaluation&) override { return false; }
};

/// Some chapters of the Core Rule Set as one rule: it matches when the set blocks and their points are enough to.
class CoreMatcher final : public Matcher {
public:
    CoreMatcher(std::shared_ptr<CoreFilter> filter, std::vector<std::size_t> chapters)
        : filter_(std::move(filter)), chapters_(std::move(chapters)) {}
    bool matches(Evaluation& evaluation) override {
        if (evaluation.core == nullptr) evaluation.core = &filter_->verdict(evaluation.request, evaluation.body_limit);
        if (!evaluation.core->blocks) return false;
        int points = 0;
        for (const std::size_t chapter : chapters_) points += evaluation.core->points[chapter];
        return points >= CoreVerdict::threshold;
    }

private:
    std::shared_ptr<CoreFilter> filter_;
    std::vector<std::size_t> chapters_;
};

/// A client that says what it is, and no browser.
constexpr std::pair<std::string_view, std::string_view> bots[] = {
    {"CategoryAdvertising", "(?i)adsbot|mediapartners-google|adidxbot|criteobot"},
    {"CategoryArchiver", "(?i)archive\\.org_bot|heritrix|arquivo-web-crawler"},
    {"CategoryContentFetcher", "(?i)feedfetcher|feedly|feedburner|rss-?reader|newsblur"},
    {"CategoryEmailClient", "(?i)thunderbird/|microsoft outlook|apple-mail|yahoomailproxy"},
    {"CategoryHttpLibrary",
     "(?i)^curl/|^wget/|python-requests|python-urllib|aiohttp|python-httpx|okhttp|axios/|node-fetch|undici|go-http-"
     "client|^java/|apache-httpclient|libwww-perl|guzzlehttp|^ruby|restsharp|postmanruntime|httpie"},
    {"CategoryLinkChecker", "(?i)linkchecker|w3c-checklink|linkwalker|xenu link sleuth"},
    {"CategoryMiscellaneous", "(?i)coc_coc_bot|mail\\.ru_bot"},
    {"CategoryMonitoring", "(?i)pingdom|uptimerobot|site24x7|statuscake|datadog/synthetics|newrelicpinger"},
    {"CategoryPagePreview", "(?i)slackbot|whatsapp/|telegrambot|discordbot|skypeuripreview"},
    {"CategoryScrapingFramework", "(?i)scrapy|mechanize|nutch|colly"},
    {"CategorySearchEngine", "(?i)googlebot|bingbot|duckduckbot|baiduspider|yandexbot|applebot|yahoo! slurp"},
    {"CategorySecurity", "(?i)nessus|qualys|detectify|censysinspect|netcraft"},
    {"CategorySeo", "(?i)ahrefsbot|semrushbot|mj12bot|dotbot|rogerbot|screaming frog"},
    {"CategorySocialMedia", "(?i)facebookexternalhit|twitterbot|linkedinbot|pinterest(?:bot)?/"},
    {"CategoryWebhooks", "(?i)^stripe/|github-hookshot|zapier|^shopify-captain-hook"},
    {"CategoryAI", "(?i)gptbot|claudebot|ccbot|perplexitybot|bytespider|amazonbot|meta-externalagent"},
    {"SignalAutomatedBrowser", "(?i)headlesschrome|phantomjs|puppeteer|selenium|playwright"},
};

template <Field::Kind part, std::uint64_t bytes>
[[nodiscard]] bool larger_than(const http::Request& request) {
    switch (part) {
        case Field::Kind::query: return request.query.size() > bytes;
        case Field::Kind::path: return request.path.size() > bytes;
        case Field::Kind::body: return request.body.size() > bytes;
        default: return request.headers.get("Cookie").size() > bytes;
    }
}

/// Behind a port it is this machine's own server that is meant, where people try things out.
[[nodiscard]] bool host_is_localhost(const http::Request& request) {
    return same_ignoring_case(request.headers.get("Host"), "localhost");
}

using Made = std::unique_ptr<Matcher>;

[[nodiscard]] Made request_matcher(std::string_view rule) {
    using Kind = Field::Kind;
    static constexpr std::pair<std::string_view, RequestMatcher::Test> tests[] = {
        {"NoUserAgent_HEADER", [](const http::Request& request) { return request.headers.get("User-Agent").empty(); }},
        {"SizeRestrictions_QUERYSTRING", larger_than<Kind::query, 2048>},
        {"SizeRestrictions_Cookie_HEADER", larger_than<Kind::cookies, 10'240>},
        {"SizeRestrictions_BODY", larger_than<Kind::body, 8192>},
        {"SizeRestrictions_URIPATH", larger_than<Kind::path, 1024>},
        {"Host_localhost_HEADER", host_is_localhost},
        {"SignalNonBrowserUserAgent",
         [](const http::Request& request) {
             const std::string_view agent = request.headers.get("User-Agent");
             return !agent.empty() && !agent.starts_with("Mozilla/") && !agent.starts_with("Opera/");
         }},
        {"PROPFIND_METHOD", [](const http::Request& request) { return http::method_name(request) == "PROPFIND"; }},
    };
    for (const auto& [name, test] : tests) {
        if (name == rule) return std::make_unique<RequestMatcher>(test);
    }
    return nullptr;
}

[[nodiscard]] Made owasp_matcher(std::size_t rule, const ManagedGroup& group, const MatcherParts& parts) {
    if (parts.core == nullptr) parts.core = std::make_shared<CoreFilter>();
    if (rule < CoreVerdict::chapters) return std::make_unique<CoreMatcher>(parts.core, std::vector<std::size_t>{rule});
    // What adds up over several chapters, but for those that only count.
    std::vector<std::size_t> blocking;
    const auto& rules = managed_group(group.name).rules;
    for (std::size_t chapter = 0; chapter < CoreVerdict::chapters; ++chapter) {
        const bool counts = std::any_of(group.overrides.begin(), group.overrides.end(), [&](const Override& one) {
            return one.rule == rules[chapter].name && one.outcome.action == Action::count;
        });
        if (!counts) blocking.push_back(chapter);
    }
    return std::make_unique<CoreMatcher>(parts.core, std::move(blocking));
}

[[nodiscard]] Made matcher_of(const ManagedRule& rule, std::size_t number, const ManagedGroup& group,
                              const MatcherParts& parts) {
    if (!rule.decided) return std::make_unique<NeverMatcher>();
    if (rule.threat != Threat::none) return std::make_unique<ThreatMatcher>(rule.threat, rule.place);
    if (group.name == ManagedGroup::Name::owasp) return owasp_matcher(number, group, parts);
    if (group.name == ManagedGroup::Name::ip_reputation || group.name == ManagedGroup::Name::anonymous_ip)
        return make_matcher({IpSet{group.addresses, std::nullopt}}, parts);
    if (rule.name == "UserAgent_BadBots_HEADER") {
        return std::make_unique<UserAgentMatcher>(
            "(?i)nessus|nmap|nikto|sqlmap|masscan|zgrab|dirbuster|gobuster|wpscan|acunetix|openvas|w3af|havij|"
            "netsparker|whatweb|arachni");
    }
    for (const auto& [name, pattern] : bots) {
        if (name == rule.name) return std::make_unique<UserAgentMatcher>(pattern);
    }
    Made made = request_matcher(rule.name);
    WT_ASSERT(made != nullptr);
    return made;
}

}  // namespace

std::vector<LiveRule> make_managed(const ManagedGroup& group, const MatcherParts& parts) {
    const ManagedGroupInfo& info = managed_group(group.name);
    std::vector<LiveRule> made;
    for (std::size_t number = 0; number < info.rules.size(); ++number) {
        const ManagedRule& rule = info.rules[number];
        LiveRule live;
        live.name = rule.name;
        live.outcome.action = rule.action;
        live.labels = {label_prefix(info).append(rule.label)};
        live.matcher = matcher_of(rule, number, group, parts);
        live.threat = rule.threat;
        live.place = rule.place;
        made.push_back(std::move(live));
    }
    return made;
}

}  // namespace wt::edge::waf
