#include "edge/waf/core_rule_set.hpp"

#include <mutex>
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

/// The chapters by the first three digits of their rules' numbers; several stand for one.
[[nodiscard]] std::size_t chapter_of(std::int64_t rule) {
    switch (rule / 1000) {
        case 913: return 0;  // scanners
        case 911:
        case 920:
        case 921:
        case 922: return 1;   // the protocol
        case 930: return 2;   // local files
        case 931: return 3;   // remote files
        case 932: return 4;   // commands
        case 933: return 5;   // PHP
        case 934: return 6;   // Node.js
        case 941: return 7;   // scripts
        case 942: return 8;   // SQL
        case 943: return 9;   // sessions
        case 944: return 10;  // Java
        default: return CoreVerdict::chapters;
    }
}

/// Critical 5, error 4, warning 3, notice 2.
[[nodiscard]] int points_of(int severity) { return severity < 2 || severity > 5 ? 0 : 7 - severity; }

void say_nothing(void* /*data*/, const void* /*message*/) {}

}  // namespace

struct CoreRuleSet::Engine {
    modsecurity::ModSecurity library;
    modsecurity::RulesSet rules;
    std::mutex asked;  // the library does not promise to be asked by several threads at once
};

CoreRuleSet::CoreRuleSet() : engine_(std::make_unique<Engine>()) {
    engine_->library.setServerLogCb(say_nothing);
    const auto load = [&](const std::string& file) {
        if (engine_->rules.loadFromUri(file.c_str()) >= 0) return;
        throw std::runtime_error(
            fmt::format("managed:owasp stands on the OWASP Core Rule Set, and {} cannot be read: apt-get install "
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

CoreVerdict CoreRuleSet::verdict(const http::Request& request, std::uint64_t body_limit) const {
    const std::lock_guard alone(engine_->asked);
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
    transaction.processURI(target.c_str(), std::string(http::method_name(request)).c_str(), "1.1");

    for (const http::Header& field : request.headers) transaction.addRequestHeader(field.name.str(), field.value.str());
    const auto lacks = [&](std::string_view name) { return !request.headers.has(name); };
    if (lacks("Host")) transaction.addRequestHeader("Host", "api.example.com");
    if (lacks("Accept")) transaction.addRequestHeader("Accept", "*/*");
    const std::string_view body = request.body.view().substr(0, body_limit);
    const bool sends = request.method == http::Method::post || request.method == http::Method::put ||
                       request.method == http::Method::patch || !body.empty();
    if (sends && lacks("Content-Length")) transaction.addRequestHeader("Content-Length", std::to_string(body.size()));
    transaction.processRequestHeaders();

    if (!body.empty()) {
        transaction.appendRequestBody(reinterpret_cast<const unsigned char*>(body.data()), body.size());
    }
    transaction.processRequestBody();
    CoreVerdict verdict;
    verdict.blocks = stopped();
    verdict.finds_nothing = transaction.m_rulesMessages.empty();
    for (const modsecurity::RuleMessage& message : transaction.m_rulesMessages) {
        const std::size_t chapter = chapter_of(message.m_ruleId);
        if (chapter == CoreVerdict::chapters) continue;
        verdict.points[chapter] = static_cast<std::uint16_t>(verdict.points[chapter] + points_of(message.m_severity));
    }
    return verdict;
}

}  // namespace wt::edge::waf
