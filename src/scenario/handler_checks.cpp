#include "scenario/handler_checks.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "scenario/name_checks.hpp"

namespace wt::scenario {

namespace {

class HandlerChecks : NameChecks {
public:
    using NameChecks::NameChecks;

    void run() {
        for (const stack::Component& component : scenario_.architecture.components) {
            const auto* const function = std::get_if<lambda::FunctionConfig>(&component.config);
            if (function != nullptr && !function->handlers.empty()) check(component.name, *function);
        }
    }

private:
    /// The routes that lead to the function; none that could be any.
    [[nodiscard]] std::vector<std::string> routes_to(const std::string& function) const {
        std::vector<std::string> routes;
        for (const stack::Component& component : scenario_.architecture.components) {
            const auto* const api = std::get_if<gateway::RestApiConfig>(&component.config);
            if (api == nullptr) continue;
            for (const gateway::Route& route : api->routes) {
                if (route.target != function) continue;
                if (route.any) return {};
                routes.push_back(fmt::format("{} {}", http::name(route.method), route.pattern));
            }
        }
        return routes;
    }

    void check(const std::string& name, const lambda::FunctionConfig& function) {
        const std::vector<std::string> routes = routes_to(name);
        if (routes.empty()) return;
        const auto has = [&](std::string_view route) {
            return std::any_of(function.handlers.begin(), function.handlers.end(),
                               [&](const lambda::NativeHandler& each) { return each.route == route; });
        };
        for (const lambda::NativeHandler& handler : function.handlers) {
            if (handler.route == "*" || std::find(routes.begin(), routes.end(), handler.route) != routes.end())
                continue;
            problem(
                {"architecture", name, "handlers", handler.route},
                fmt::format("no route \"{}\" leads to {}{}", handler.route, name, suggestion(handler.route, routes)));
        }
        if (has("*")) return;
        for (const std::string& route : routes) {
            if (has(route)) continue;
            problem({"architecture", name, "handlers"},
                    fmt::format("{} leads to {}, which has no handler for it (\"*\" is one for all)", route, name));
        }
    }
};

}  // namespace

void check_handlers(const Scenario& scenario, const Tree& root, Problems& problems) {
    HandlerChecks(scenario, root, problems).run();
}

}  // namespace wt::scenario
