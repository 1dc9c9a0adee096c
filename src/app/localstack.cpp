#include "app/localstack.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "aws/timestamp.hpp"
#include "front/page_message.hpp"

namespace wt::app {

namespace {

constexpr const char* stages[] = {"BOOT", "START", "READY", "SHUTDOWN"};

[[nodiscard]] http::Response told(const nlohmann::ordered_json& document) {
    return http::json_response(200, Text(document.dump()));
}

/// A page that is only read.
[[nodiscard]] Task<http::Response> read_only(http::Method method, http::Response page) {
    if (method == http::Method::get || method == http::Method::head) co_return page;
    page = front::page_message(405, "This page takes GET.");
    page.headers.add("Allow", "GET");
    co_return page;
}

[[nodiscard]] std::string lowered_name(std::string name) {
    for (char& c : name) c = static_cast<char>(c - 'A' + 'a');
    return name;
}

[[nodiscard]] std::string variable(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

[[nodiscard]] bool is_on(const char* name) {
    const std::string value = variable(name);
    return value == "1" || value == "true" || value == "True";
}

[[nodiscard]] std::vector<std::string> words_of(const std::string& list) {
    std::vector<std::string> words;
    for (std::size_t at = 0; at < list.size();) {
        const std::size_t comma = std::min(list.find(',', at), list.size());
        std::string word = list.substr(at, comma - at);
        word.erase(0, std::min(word.find_first_not_of(' '), word.size()));
        word.erase(word.find_last_not_of(' ') + 1);
        if (!word.empty()) words.push_back(std::move(word));
        at = comma + 1;
    }
    return words;
}

/// "HOST:PORT", ":PORT", "PORT" or "HOST".
struct HostAndPort {
    std::string host;
    std::optional<std::uint16_t> port;
};
[[nodiscard]] HostAndPort host_and_port(const std::string& text) {
    HostAndPort made;
    const std::size_t colon = text.rfind(':');
    const std::string last = colon == std::string::npos ? text : text.substr(colon + 1);
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(last.data(), last.data() + last.size(), port);
    if (error != std::errc() || end != last.data() + last.size() || last.empty()) {
        made.host = text;
        return made;
    }
    made.port = port;
    if (colon != std::string::npos) made.host = text.substr(0, colon);
    return made;
}

}  // namespace

LocalstackPages::LocalstackPages(const front::Site& site, Control& control, const front::Loop& loop,
                                 std::string session)
    : services_(site.aws.services),
      components_(site.components),
      version_(site.version),
      control_(control),
      loop_(loop),
      started_(loop.calendar()),
      session_(std::move(session)) {}

std::vector<front::Page> LocalstackPages::pages() {
    std::vector<front::Page> all;
    all.push_back({"/_localstack/health", [this](http::Request request) { return health(std::move(request)); }});
    all.push_back({"/_localstack/state/reset", [this](http::Request request) { return reset(std::move(request)); }});
    all.push_back({"/_localstack/info", [this](http::Request request) { return read_only(request.method, info()); }});
    all.push_back({"/_localstack/init", [this](http::Request request) { return read_only(request.method, init()); }});
    for (const char* name : stages) {
        all.push_back(
            {"/_localstack/init/" + lowered_name(name), [this, name = std::string(name)](http::Request request) {
                 return read_only(request.method, stage(name));
             }});
    }
    return all;
}

Task<http::Response> LocalstackPages::health(http::Request request) {
    if (request.method == http::Method::post) {
        const nlohmann::json said = nlohmann::json::parse(request.body.view(), nullptr, false);
        if (!said.is_object() || said.value("action", nlohmann::json()) != "restart")
            co_return front::page_message(400, R"(expected {"action": "restart"})");
        co_return co_await reset(std::move(request));
    }
    nlohmann::ordered_json services = nlohmann::ordered_json::object();
    for (const front::AwsApis::Api& api : services_) services[api.name] = "running";
    if (components_) {
        for (const auto& [name, type] : components_()) services[type] = "running";
    }
    http::Response page = told({{"services", services}, {"edition", "windtunnel"}, {"version", version_}});
    co_return co_await read_only(request.method, std::move(page));
}

Task<http::Response> LocalstackPages::reset(http::Request request) {
    if (request.method != http::Method::post) {
        http::Response response = front::page_message(405, "This page takes POST.");
        response.headers.add("Allow", "POST");
        co_return response;
    }
    std::string everybody;
    const auto problem = co_await control_.start_over(std::move(everybody));
    if (problem) co_return front::page_message(500, problem->message);
    co_return http::json_response(200, "{}");
}

http::Response LocalstackPages::init() const {
    nlohmann::ordered_json completed = nlohmann::ordered_json::object();
    for (const std::string_view name : stages) completed[name] = name != "SHUTDOWN" && (name != "READY" || ready_);
    return told({{"completed", completed}, {"scripts", nlohmann::json::array()}});
}

http::Response LocalstackPages::stage(const std::string& name) const {
    const bool completed = name != "SHUTDOWN" && (name != "READY" || ready_);
    return told({{"completed", completed}, {"scripts", nlohmann::json::array()}});
}

http::Response LocalstackPages::info() const {
    const Instant now = loop_.calendar();
    std::string time = aws::iso8601(now);
    if (time.ends_with('Z')) time.pop_back();
    return told({{"version", version_},
                 {"edition", "windtunnel"},
                 {"is_license_activated", false},
                 {"session_id", session_},
                 {"system", "linux"},
                 {"is_docker", false},
                 {"server_time_utc", time},
                 {"uptime", std::chrono::duration_cast<std::chrono::seconds>(now - started_).count()}});
}

void heed_localstack(ServeOptions& options, const std::function<bool(const char* option)>& is_given) {
    const auto heeded = [](const char* name, const std::string& as) {
        fmt::print("{}={} is taken as {}\n", name, variable(name), as);
    };
    const std::vector<std::string> listen = words_of(variable("GATEWAY_LISTEN"));
    if (!listen.empty() && !is_given("--port") && !is_given("--bind")) {
        HostAndPort first = host_and_port(listen.front());
        if (!first.host.empty()) options.bind = first.host == "localhost" ? "127.0.0.1" : first.host;
        if (first.port) options.port = *first.port;
        heeded("GATEWAY_LISTEN", fmt::format("--bind {} --port {}", options.bind, options.port));
    }
    const HostAndPort name = host_and_port(variable("LOCALSTACK_HOST"));
    if (!name.host.empty() && !is_given("--host")) {
        options.hosts.push_back(name.host);
        heeded("LOCALSTACK_HOST", "--host " + name.host);
    }
    if (is_on("PERSISTENCE") && !is_given("--data")) {
        options.data = variable("LOCALSTACK_VOLUME_DIR");
        if (options.data.empty()) options.data = "./volume";
        heeded("PERSISTENCE", "--data " + options.data);
    }
    if (is_on("ENFORCE_IAM") && !is_given("--auth")) {
        options.auth = "strict";
        heeded("ENFORCE_IAM", "--auth strict");
    }
    if (is_given("--allow-origin")) return;
    for (const std::string& origin : words_of(variable("EXTRA_CORS_ALLOWED_ORIGINS"))) {
        options.origins.push_back(origin);
        heeded("EXTRA_CORS_ALLOWED_ORIGINS", "--allow-origin " + origin);
    }
    if (is_on("DISABLE_CORS_CHECKS")) {
        options.origins.emplace_back("*");
        heeded("DISABLE_CORS_CHECKS", "--allow-origin '*'");
    }
}

}  // namespace wt::app
