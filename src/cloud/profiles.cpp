#include "cloud/profiles.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "front/page_message.hpp"
#include "http/uri.hpp"

namespace wt::cloud {

namespace {

/// Larger answers are not looked into: they have the status 200.
constexpr std::size_t most_looked_at = 256 * 1024;

/// What a gateway would make of the answer: its status, and the size of its body.
void describe(std::string_view answer, lambda::Profile::Invocation& to) {
    to.bytes = answer.size();
    if (answer.size() > most_looked_at) return;
    const nlohmann::json json = nlohmann::json::parse(answer, nullptr, false);
    if (!json.is_object()) return;
    const auto status = json.find("statusCode");
    if (status == json.end()) return;
    const int code = status->is_number_integer() ? status->get<int>() : 0;
    if (code < 100 || code > 599) return;
    to.status = code;
    const auto body = json.find("body");
    to.bytes = body != json.end() && body->is_string() ? body->get_ref<const std::string&>().size() : 0;
}

[[nodiscard]] std::string error_type_of(std::string_view error) {
    const nlohmann::json json = nlohmann::json::parse(error, nullptr, false);
    if (!json.is_object() || !json.contains("errorType") || !json["errorType"].is_string()) return "Error";
    return json["errorType"].get<std::string>();
}

template <class T>
void keep(std::deque<T>& all, T one) {
    if (all.size() == Profiles::most) all.pop_front();
    all.push_back(std::move(one));
}

}  // namespace

void Profiles::add(const std::string& function, const lambda::UserCode& code, const lambda::InvocationReport& report) {
    Recorded& recorded = functions_[function];
    recorded.runtime = code.runtime;
    lambda::Profile::Invocation seen;
    seen.took = report.ended - report.begun;
    seen.first = report.init > Duration::zero();
    if (seen.first) keep(recorded.inits, report.init);
    if (!report.error.empty()) {
        seen.error = error_type_of(report.error);
    } else {
        describe(report.answer, seen);
    }
    keep(recorded.invocations, Seen{report.route.empty() ? "*" : std::string(report.route), std::move(seen)});
}

Task<http::Response> Profiles::handle(http::Request request) const { co_return page(request); }

http::Response Profiles::page(const http::Request& request) const {
    if (request.method != http::Method::get) {
        http::Response refused = front::page_message(405, "This page takes GET.");
        refused.headers.add("Allow", "GET");
        return refused;
    }
    std::string name;
    for (const auto& [key, value] : http::parse_query(request.query)) {
        if (key == "function") name = value;
    }
    const auto found = functions_.find(name);
    if (found == functions_.end()) {
        std::string names;
        for (const auto& [known, recorded] : functions_) names += (names.empty() ? "" : ", ") + known;
        return front::page_message(
            404, name.empty()    ? "The query says which function: ?function=NAME"
                 : names.empty() ? fmt::format("No program was invoked yet, so there is nothing of {}.", name)
                                 : fmt::format("There is nothing of {}; there is something of {}.", name, names));
    }
    lambda::Profile profile;
    profile.function = name;
    profile.runtime = found->second.runtime;
    profile.inits.assign(found->second.inits.begin(), found->second.inits.end());
    for (const Seen& seen : found->second.invocations) profile.routes[seen.route].push_back(seen.invocation);
    return http::json_response(200, Text(lambda::text_of(profile)));
}

}  // namespace wt::cloud
