#include "app/control.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "aws/principal.hpp"
#include "aws/timestamp.hpp"
#include "base/literals.hpp"
#include "front/page_message.hpp"
#include "http/uri.hpp"

namespace wt::app {

namespace {

[[nodiscard]] http::Response only(std::string_view methods) {
    http::Response response = front::page_message(405, fmt::format("This page takes {}.", methods));
    response.headers.add("Allow", Text(methods));
    return response;
}

/// Where the body says that the clock goes: a moment, or what is wrong with it.
[[nodiscard]] Result<Instant> goal_of(std::string_view body, Instant now) {
    static constexpr const char* wanted = R"(expected {"advance": "30d"} or {"now": "2026-01-02T03:04:05Z"})";
    const nlohmann::json said = nlohmann::json::parse(body, nullptr, false);
    if (!said.is_object() || said.size() != 1 || !said.begin()->is_string()) return Error{wanted};
    const auto text = said.begin()->get<std::string>();
    if (said.contains("advance")) {
        const auto step = parse_duration(text);
        if (!step.ok()) return Error{step.error().message};
        if (*step > Control::longest_step) return Error{"the clock goes no farther than ten years at once"};
        return now + *step;
    }
    if (!said.contains("now")) return Error{wanted};
    const auto moment = aws::parse_iso8601(text);
    if (!moment) return Error{fmt::format("{} is no time such as 2026-01-02T03:04:05Z", text)};
    if (*moment < now) return Error{fmt::format("time does not go back: it is {}", aws::iso8601(now))};
    if (*moment - now > Control::longest_step) return Error{"the clock goes no farther than ten years at once"};
    return *moment;
}

}  // namespace

std::vector<front::Page> Control::pages() {
    return {{"/_windtunnel/reset", [this](http::Request request) { return reset(std::move(request)); }},
            {"/_windtunnel/clock", [this](http::Request request) { return clock(std::move(request)); }}};
}

Task<http::Response> Control::reset(http::Request request) {
    if (request.method != http::Method::post) co_return only("POST");
    std::string account;
    for (const auto& [name, value] : http::parse_query(request.query)) {
        if (name != "account" || !aws::is_account_id(value))
            co_return front::page_message(400, "The query may say account= and 12 digits, and nothing else.");
        account = value;
    }
    const auto problem = co_await start_over(account);
    if (problem) co_return front::page_message(500, problem->message);
    co_return http::json_response(200,
                                  Text(nlohmann::json{{"reset", account.empty() ? "everything" : account}}.dump()));
}

Task<std::optional<Error>> Control::start_over(std::string account) {
    auto problem = co_await endpoint_.reset(account);
    const bool is_all = account.empty();
    if (problem || (!is_all && account != stack_.s3().accounts.usual())) co_return problem;
    stack_.start_over(is_all ? stack::Fresh::everything : stack::Fresh::scenario);
    co_await stack_.refill_buckets();
    if (on_reset_) on_reset_();
    co_return std::nullopt;
}

http::Response Control::time() const {
    const nlohmann::json page{{"now", aws::iso8601(loop_.calendar(), aws::Fraction::milliseconds)},
                              {"moved", loop_.time_is_stopped() ? "by hand" : "by the machine"}};
    return http::json_response(200, Text(page.dump()));
}

Task<http::Response> Control::clock(http::Request request) {
    if (request.method == http::Method::get) co_return time();
    if (request.method != http::Method::post && request.method != http::Method::put) co_return only("GET, POST, PUT");
    if (!loop_.time_is_stopped())
        co_return front::page_message(409, "The clock goes with the machine's; start with --clock manual to move it.");
    Clock& clock = loop_.clock();
    const Result<Instant> goal = goal_of(request.body, clock.now());
    if (!goal.ok()) co_return front::page_message(400, goal.error().message);
    loop_.move_to(*goal);
    co_await clock.sleep_until(*goal);
    co_return time();
}

}  // namespace wt::app
