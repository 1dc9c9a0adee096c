#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "scenario/checks.hpp"
#include "scenario/name_checks.hpp"

namespace wt::scenario {

namespace {

/// What a scenario's load asks for, by whom and when.
class LoadChecks : NameChecks {
public:
    using NameChecks::NameChecks;

    void run() {
        const Workload& load = scenario_.workload;
        if (load.mix.empty() && load.sessions.empty() && !load.replay)
            problem({"workload"}, "there is no mix: nothing is asked for");
        if (!load.mix.empty() && !load.sessions.empty())
            problem({"workload", "sessions"},
                    "expected a mix or sessions: one entry of a mix is a session of one step");
        reference({"workload", "target"}, load.target, entrances_);
        for (std::size_t i = 0; i < load.mix.size() && !load.replay; ++i) {
            const Path path{"workload", "mix", std::to_string(i)};
            check_entry(load.mix[i], path);
            check_names(load.mix[i], {}, path);
        }
        for (const Session& session : load.sessions) check_session(session);
        const auto* const said = root_.find("workload");
        if (load.model == Workload::Model::open && !load.replay && said != nullptr && said->find("think") != nullptr)
            problem({"workload", "think"}, "only a closed load has users who think: say {model: closed}");
        check_plans();
        if (!load.replay || !load.replay->has_moments()) check_phases();
    }

private:
    void check_entry(const MixEntry& entry, const Path& path) {
        const auto at = [&](const char* key) {
            Path longer = path;
            longer.emplace_back(key);
            return longer;
        };
        reference(at("target"), entry.target, entrances_);
        if (entry.signs_in()) check_sign_in(entry, at("auth"));
        check_keys(entry, at("keys"));
        const stack::Component* api = scenario_.architecture.api_behind(scenario_.target_of(entry));
        if (api == nullptr) return;
        const std::vector<std::string> routes = routes_of(std::get<gateway::RestApiConfig>(api->config));
        const auto known = [&](const std::string& name, const Path& place) {
            if (std::find(routes.begin(), routes.end(), name) != routes.end()) return;
            if (leads_to_bucket(name.substr(name.find(' ') + 1))) return;
            std::string hint = suggestion(name, routes);
            for (const stack::Component& other : scenario_.architecture.components) {
                const auto* const config = std::get_if<gateway::RestApiConfig>(&other.config);
                if (config == nullptr) continue;
                const std::vector<std::string> others = routes_of(*config);
                if (std::find(others.begin(), others.end(), name) != others.end())
                    hint = fmt::format("; {} has: name it in workload.target, or in the entry's", other.name);
            }
            problem(place, fmt::format("{} has no route \"{}\"{}", api->name, name, hint));
        };
        known(entry.route(), at("route"));
        if (entry.keys.kind == Keys::Kind::recent) known(entry.keys.route, at("keys"));
    }

    /// An item's id is in the path, in the body that is made of it, or in a text that names it.
    void check_keys(const MixEntry& entry, const Path& path) {
        if (entry.keys.kind == Keys::Kind::unique || entry.pattern.find('{') != std::string::npos) return;
        const bool own_body = entry.said != nullptr && entry.said->body && entry.said->body->text;
        const bool has_body = entry.method == http::Method::post || entry.method == http::Method::put ||
                              entry.method == http::Method::patch || (entry.said != nullptr && entry.said->body);
        if (has_body && !own_body) return;
        const auto names = entry.said == nullptr ? std::vector<std::string>() : entry.said->names();
        if (std::find(names.begin(), names.end(), "key") != names.end()) return;
        problem(path, fmt::format("{} says no key: its path has no {{parameter}}, and neither its body nor a query, "
                                  "header or cookie has ${{key}}",
                                  entry.route()));
    }

    /// Somebody is there who may sign in.
    void check_sign_in(const MixEntry& entry, const Path& path) {
        const stack::Architecture& architecture = scenario_.architecture;
        const auto* const pool =
            architecture.find(architecture.users_behind(architecture.entrance_of(scenario_.target_of(entry))));
        if (pool == nullptr) return problem(path, "there is no cognito component to sign in to");
        if (std::get<identity::UserPoolConfig>(pool->config).users == 0)
            problem(path, fmt::format("{} has no users", pool->name));
    }

    /// What an entry wants to be filled in is its item's id, or was saved before.
    void check_names(const MixEntry& entry, const std::set<std::string>& saved, const Path& path) {
        std::vector<std::string> names = entry.said == nullptr ? std::vector<std::string>() : entry.said->names();
        if (entry.keys.kind == Keys::Kind::saved) names.push_back(entry.keys.constant);
        for (const std::string& name : names) {
            if (name == "key" || saved.contains(name)) continue;
            problem(path, fmt::format("nothing is saved as \"{}\" before this{}", name,
                                      suggestion(name, {saved.begin(), saved.end()})));
        }
    }

    void check_session(const Session& session) {
        const Path path{"workload", "sessions", session.name};
        std::set<std::string> saved;
        std::set<std::size_t> seen;
        if (std::none_of(session.steps.begin(), session.steps.end(), [](const auto& step) { return !step.pause; }))
            problem(path, "a session asks for something");
        for (const Session::Step& step : session.steps) {
            if (step.pause) continue;
            const MixEntry& entry = session.requests[step.request];
            if (seen.insert(step.request).second) {
                check_entry(entry, path);
                check_names(entry, saved, path);
            }
            for (const Save& save : step.save) {
                if (save.name == "key") problem(path, "\"key\" is the item's id: save under another name");
                saved.insert(save.name);
            }
        }
    }

    /// A class's keys are of a plan that some API has.
    void check_plans() {
        std::vector<std::string> apis;
        std::vector<std::string> plans;
        for (const stack::Component& component : scenario_.architecture.components) {
            const auto* config = std::get_if<gateway::RestApiConfig>(&component.config);
            if (config == nullptr) continue;
            apis.push_back(component.name);
            for (const auto& [name, plan] : config->usage_plans) plans.push_back(name);
        }
        if (apis.empty()) return;
        for (const ClientClass& client : scenario_.workload.clients) {
            if (client.plan.empty() || std::find(plans.begin(), plans.end(), client.plan) != plans.end()) continue;
            problem({"workload", "clients", client.name, "plan"},
                    fmt::format("{} has no usage plan \"{}\"{}", fmt::join(apis, " and "), client.plan,
                                suggestion(client.plan, plans)));
        }
    }

    /// A phase has what its model needs, and nothing that only the other has.
    void check_phase(const Path& path) {
        const bool closed = scenario_.workload.model == Workload::Model::closed;
        const Tree* const phases = root_.find("workload")->find("phases");
        const bool listed = phases->kind == Tree::Kind::sequence;
        const Tree& written = listed ? phases->items[std::stoul(path.back())] : *phases;
        if (written.find(closed ? "users" : "rate") == nullptr) {
            problem(path, closed ? "\"users\" is missing: how many there are, where the load is closed"
                                 : "\"rate\" is missing");
        }
        for (const char* key : {closed ? "rate" : "users", closed ? "arrivals" : "users"}) {
            if (written.find(key) == nullptr) continue;
            Path place = path;
            place.emplace_back(key);
            return problem(place, closed ? "a closed load has users, whose requests come when they come"
                                         : "only a closed load has users: say {model: closed}");
        }
    }

    void check_phases() {
        if (scenario_.workload.phases.empty()) problem({"workload"}, "there are no phases: nothing is sent");
        std::vector<std::string> names;
        if (scenario_.workload.phases.size() > 1) names.emplace_back("all");
        for (std::size_t i = 0; i < scenario_.workload.phases.size(); ++i) {
            const Phase& phase = scenario_.workload.phases[i];
            const std::vector<std::string> path{"workload", "phases", std::to_string(i)};
            if (std::find(names.begin(), names.end(), phase.name) != names.end()) {
                problem(path, phase.name == "all" ? "\"all\" means all phases together"
                                                  : fmt::format("two phases have the name \"{}\"", phase.name));
            }
            if (phase.duration <= Duration::zero()) problem(path, "a phase lasts longer than nothing");
            check_phase(path);
            names.push_back(phase.name);
        }
        const Duration length = scenario_.length();
        if (scenario_.clock.warmup > Duration::zero() && scenario_.clock.warmup >= length) {
            problem({"clock", "warmup"}, fmt::format("the load is over after {}", format_duration(length)));
        }
    }

    const Types entrances_{"cloudfront", "wafv2", "apigateway-rest"};
};

}  // namespace

void check_load(const Scenario& scenario, const Tree& root, Problems& problems) {
    LoadChecks(scenario, root, problems).run();
}

}  // namespace wt::scenario
