#include "edge/waf/core_rule_set.hpp"

#include <stdexcept>

#include <fmt/format.h>
#include <modsecurity/modsecurity.h>
#include <modsecurity/rule_message.h>
#include <modsecurity/rules_set.h>
#include <modsecurity/transaction.h>

#include "base/assert.hpp"

namespace wt::edge::waf {

namespace {

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

// In place of the package's crs-setup.conf: what the rules must be told, and a REST API's methods, since they allow
// only those of pages otherwise. Collections of clients, which outlive a transaction, are left out.
constexpr const char* rule_settings = R"(
SecDefaultAction "phase:1,log,auditlog,pass"
SecDefaultAction "phase:2,log,auditlog,pass"
SecAction "id:900990,phase:1,nolog,pass,t:none,setvar:tx.crs_setup_version=334"
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
    WT_ASSERT(engine_->rules.load(rule_settings) >= 0);
    for (const std::string_view file : rule_files) load(fmt::format("{}/REQUEST-{}.conf", folder, file));
    WT_ASSERT(engine_->rules.load("SecRuleRemoveById 901321") >= 0);
}

CoreRuleSet::~CoreRuleSet() = default;

const CoreRuleSet& CoreRuleSet::shared() {
    static const CoreRuleSet one;
    return one;
}

bool CoreRuleSet::blocks(const http::Request& request, std::uint64_t body_limit) const {
    return look(request, body_limit).blocks;
}

bool CoreRuleSet::finds_nothing(const http::Request& request, std::uint64_t body_limit) const {
    return look(request, body_limit).finds_nothing;
}

CoreRuleSet::Verdict CoreRuleSet::look(const http::Request& request, std::uint64_t body_limit) const {
    // With a name of ours the engine draws none from the machine's clock and chance.
    static char transaction_name[] = "windtunnel";
    modsecurity::Transaction transaction(&engine_->library, &engine_->rules, transaction_name, nullptr);
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
    if (stopped()) return {true, false};

    for (const http::Header& field : request.headers) transaction.addRequestHeader(field.name.str(), field.value.str());
    const auto lacks = [&](std::string_view name) { return !request.headers.has(name); };
    if (lacks("Host")) transaction.addRequestHeader("Host", "api.example.com");
    if (lacks("Accept")) transaction.addRequestHeader("Accept", "*/*");
    const std::string_view body = request.body.view().substr(0, body_limit);
    const bool sends = request.method == http::Method::post || request.method == http::Method::put ||
                       request.method == http::Method::patch || !body.empty();
    if (sends && lacks("Content-Length")) transaction.addRequestHeader("Content-Length", std::to_string(body.size()));
    transaction.processRequestHeaders();
    if (stopped()) return {true, false};

    if (!body.empty()) {
        transaction.appendRequestBody(reinterpret_cast<const unsigned char*>(body.data()), body.size());
    }
    transaction.processRequestBody();
    const bool blocks = stopped();
    return {blocks, transaction.m_rulesMessages.empty()};
}

}  // namespace wt::edge::waf
