#include "edge/waf/core_rule_set.hpp"

#include <stdexcept>

#include <fmt/format.h>
#include <modsecurity/modsecurity.h>
#include <modsecurity/rules_set.h>
#include <modsecurity/transaction.h>

#include "base/assert.hpp"

namespace wt::edge::waf {

namespace {

// Where Debian's and Ubuntu's package modsecurity-crs has them.
constexpr std::string_view set_up = "/etc/modsecurity/crs/crs-setup.conf";
constexpr std::string_view rules_folder = "/usr/share/modsecurity-crs/rules";

/// The rules for requests, in their order. Left out: exclusions for applications, denial of service and reputation
/// (which need what AWS WAF's own rules do), and everything about responses.
constexpr std::string_view rule_files[] = {
    "901-INITIALIZATION",
    "911-METHOD-ENFORCEMENT",
    "913-SCANNER-DETECTION",
    "920-PROTOCOL-ENFORCEMENT",
    "921-PROTOCOL-ATTACK",
    "922-MULTIPART-ATTACK",
    "930-APPLICATION-ATTACK-LFI",
    "931-APPLICATION-ATTACK-RFI",
    "932-APPLICATION-ATTACK-RCE",
    "933-APPLICATION-ATTACK-PHP",
    "934-APPLICATION-ATTACK-NODEJS",
    "941-APPLICATION-ATTACK-XSS",
    "942-APPLICATION-ATTACK-SQLI",
    "943-APPLICATION-ATTACK-SESSION-FIXATION",
    "944-APPLICATION-ATTACK-JAVA",
    "949-BLOCKING-EVALUATION",
};

// What the engine itself needs to be told: block, read bodies, write no logs, and read JSON as arguments.
constexpr const char* engine_settings = R"(
SecRuleEngine On
SecRequestBodyAccess On
SecResponseBodyAccess Off
SecAuditEngine Off
SecRule REQUEST_HEADERS:Content-Type "^application/(?:[a-z0-9.-]+[+])?json" \
    "id:200001,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=JSON"
)";

// A REST API's methods: the rules allow only those of pages unless they are told.
constexpr const char* rule_settings = R"(
SecAction "id:900200,phase:1,nolog,pass,t:none,setvar:'tx.allowed_methods=GET HEAD POST OPTIONS PUT PATCH DELETE'"
)";

void say_nothing(void* /*data*/, const void* /*message*/) {}

}  // namespace

struct CoreRuleSet::Engine {
    modsecurity::ModSecurity library;
    modsecurity::RulesSet rules;
};

CoreRuleSet::CoreRuleSet() : engine_(std::make_unique<Engine>()) {
    engine_->library.setServerLogCb(say_nothing);
    const auto load = [&](const std::string& file) {
        if (engine_->rules.loadFromUri(file.c_str()) >= 0) return;
        throw std::runtime_error(
            fmt::format("managed:core stands on the OWASP Core Rule Set, and {} cannot be read: apt-get install "
                        "modsecurity-crs",
                        file));
    };
    WT_ASSERT(engine_->rules.load(engine_settings) >= 0);
    load(std::string(set_up));
    WT_ASSERT(engine_->rules.load(rule_settings) >= 0);
    for (const std::string_view file : rule_files) load(fmt::format("{}/REQUEST-{}.conf", rules_folder, file));
}

CoreRuleSet::~CoreRuleSet() = default;

bool CoreRuleSet::blocks(const http::Request& request, std::uint64_t body_limit) const {
    // A transaction belongs to the engine, which counts it; nothing of it stays.
    modsecurity::Transaction transaction(&engine_->library, &engine_->rules, nullptr);
    const auto stopped = [&] {
        modsecurity::ModSecurityIntervention intervention;
        modsecurity::intervention::clean(&intervention);
        const bool disrupts = transaction.intervention(&intervention);
        modsecurity::intervention::free(&intervention);
        return disrupts;
    };
    transaction.processConnection("198.51.100.1", 50000, "203.0.113.1", 443);
    std::string target = request.path.str();
    if (!request.query.empty()) target.append("?").append(request.query);
    transaction.processURI(target.c_str(), std::string(http::name(request.method)).c_str(), "1.1");
    if (stopped()) return true;

    for (const http::Header& field : request.headers) transaction.addRequestHeader(field.name.str(), field.value.str());
    const auto lacks = [&](std::string_view name) { return !request.headers.has(name); };
    if (lacks("Host")) transaction.addRequestHeader("Host", "api.example.com");
    if (lacks("Accept")) transaction.addRequestHeader("Accept", "*/*");
    const std::string_view body = request.body.view().substr(0, body_limit);
    const bool sends = request.method == http::Method::post || request.method == http::Method::put ||
                       request.method == http::Method::patch || !body.empty();
    if (sends && lacks("Content-Length")) transaction.addRequestHeader("Content-Length", std::to_string(body.size()));
    transaction.processRequestHeaders();
    if (stopped()) return true;

    if (!body.empty()) {
        transaction.appendRequestBody(reinterpret_cast<const unsigned char*>(body.data()), body.size());
    }
    transaction.processRequestBody();
    return stopped();
}

}  // namespace wt::edge::waf
