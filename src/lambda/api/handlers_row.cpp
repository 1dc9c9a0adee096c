#include "lambda/api/handlers_row.hpp"

#include <nlohmann/json.hpp>

namespace wt::lambda::api::rows {

namespace {

using Json = nlohmann::json;

[[nodiscard]] Json json_of(const Latency& latency) { return {latency.law.text(), latency.assumed}; }

/// Reads laws, and notes whether all of them could be read.
class Laws {
public:
    [[nodiscard]] Latency read(const Json& json) {
        auto law = parse_distribution(json.at(0).get<std::string>());
        good_ = good_ && law.ok();
        return law.ok() ? Latency{std::move(*law), json.at(1).get<bool>()} : Latency();
    }
    [[nodiscard]] bool good() const { return good_; }

private:
    bool good_ = true;
};

[[nodiscard]] Json json_of(const Call& call) {
    return {{"to", call.to},
            {"operation", static_cast<int>(call.operation)},
            {"on_miss", call.on_miss},
            {"bytes", call.bytes.count},
            {"timeout", call.timeout.count()},
            {"max_retries", call.max_retries},
            {"backoff_base", call.backoff_base.count()},
            {"backoff_cap", call.backoff_cap.count()}};
}

[[nodiscard]] Call read_call(const Json& json) {
    const auto span = [&](const char* name) { return Duration(json.at(name).get<Duration::rep>()); };
    Call call;
    call.to = json.at("to").get<std::string>();
    call.operation = static_cast<Operation>(json.at("operation").get<int>());
    call.on_miss = json.at("on_miss").get<bool>();
    call.bytes = Bytes{json.at("bytes").get<std::uint64_t>()};
    call.timeout = span("timeout");
    call.max_retries = json.at("max_retries").get<int>();
    call.backoff_base = span("backoff_base");
    call.backoff_cap = span("backoff_cap");
    return call;
}

}  // namespace

Json write_handlers(const FunctionConfig& config) {
    Json handlers = Json::array();
    for (const NativeHandler& handler : config.handlers) {
        Json calls = Json::array();
        for (const Call& call : handler.calls) calls.push_back(json_of(call));
        handlers.push_back({{"route", handler.route},
                            {"work", json_of(handler.work)},
                            {"calls", std::move(calls)},
                            {"errors", handler.errors},
                            {"malformed", handler.malformed}});
    }
    return {{"handlers", std::move(handlers)},
            {"idle_ttl", config.idle_ttl.count()},
            {"init", json_of(config.init)},
            {"platform", json_of(config.platform)},
            {"first_run", json_of(config.first_run)}};
}

std::shared_ptr<const FunctionConfig> read_handlers(const Json& row) {
    Laws laws;
    auto config = std::make_shared<FunctionConfig>();
    for (const Json& json : row.at("handlers")) {
        NativeHandler handler;
        handler.route = json.at("route").get<std::string>();
        handler.work = laws.read(json.at("work"));
        for (const Json& call : json.at("calls")) handler.calls.push_back(read_call(call));
        handler.errors = json.at("errors").get<double>();
        handler.malformed = json.at("malformed").get<double>();
        config->handlers.push_back(std::move(handler));
    }
    config->idle_ttl = Duration(row.at("idle_ttl").get<Duration::rep>());
    config->init = laws.read(row.at("init"));
    config->platform = laws.read(row.at("platform"));
    config->first_run = laws.read(row.at("first_run"));
    return laws.good() ? config : nullptr;
}

}  // namespace wt::lambda::api::rows
