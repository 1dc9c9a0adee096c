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

[[nodiscard]] Json json_of_all(const Call& call) {
    Json json = json_of(call);
    if (call.sizes) json["sizes"] = call.sizes->text();
    if (!call.key.empty()) json["key"] = call.key.text();
    return json;
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
    if (json.contains("sizes")) {
        auto law = SizeLaw::parse(json.at("sizes").get<std::string>());
        if (law.ok()) call.sizes = std::move(*law);
    }
    if (json.contains("key")) call.key = FillIn(json.at("key").get<std::string>());
    return call;
}

[[nodiscard]] Json json_of(const Choice& choice) {
    Json parts = Json::array();
    for (const Choice::Part& part : choice.parts()) parts.push_back({part.text, part.weight});
    return parts;
}

[[nodiscard]] Choice read_choice(const Json& json) {
    std::vector<Choice::Part> parts;
    for (const Json& part : json) parts.push_back({part.at(0).get<std::string>(), part.at(1).get<double>()});
    return Choice(std::move(parts));
}

[[nodiscard]] Json json_of(const SaidAnswer& answer) {
    Json headers = Json::array();
    for (const SaidAnswer::Field& field : answer.headers) headers.push_back({field.name, json_of(field.value)});
    Json json{{"status", json_of(answer.status)}, {"headers", std::move(headers)}};
    if (answer.body) json["body"] = answer.body->text();
    if (answer.bytes) json["bytes"] = answer.bytes->text();
    return json;
}

[[nodiscard]] SaidAnswer read_answer(const Json& json) {
    SaidAnswer answer;
    answer.status = read_choice(json.at("status"));
    for (const Json& field : json.at("headers"))
        answer.headers.push_back({field.at(0).get<std::string>(), read_choice(field.at(1))});
    if (json.contains("body")) answer.body = FillIn(json.at("body").get<std::string>());
    if (json.contains("bytes")) {
        auto law = SizeLaw::parse(json.at("bytes").get<std::string>());
        if (law.ok()) answer.bytes = std::move(*law);
    }
    return answer;
}

}  // namespace

Json write_handlers(const FunctionConfig& config) {
    Json handlers = Json::array();
    for (const NativeHandler& handler : config.handlers) {
        Json calls = Json::array();
        for (const Call& call : handler.calls) calls.push_back(json_of_all(call));
        handlers.push_back({{"route", handler.route},
                            {"work", json_of(handler.work)},
                            {"calls", std::move(calls)},
                            {"errors", handler.errors},
                            {"malformed", handler.malformed}});
        if (!handler.cpu.law.is_zero()) handlers.back()["cpu"] = json_of(handler.cpu);
        if (handler.answer) handlers.back()["answer"] = json_of(*handler.answer);
        if (handler.fails) handlers.back()["fails"] = {{"keys", handler.fails->keys}, {"share", handler.fails->share}};
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
        if (json.contains("cpu")) handler.cpu = laws.read(json.at("cpu"));
        for (const Json& call : json.at("calls")) handler.calls.push_back(read_call(call));
        handler.errors = json.at("errors").get<double>();
        handler.malformed = json.at("malformed").get<double>();
        if (json.contains("fails"))
            handler.fails = Poison{json.at("fails").at("keys").get<std::vector<std::string>>(),
                                   json.at("fails").at("share").get<double>()};
        if (json.contains("answer")) handler.answer = read_answer(json.at("answer"));
        config->handlers.push_back(std::move(handler));
    }
    config->idle_ttl = Duration(row.at("idle_ttl").get<Duration::rep>());
    config->init = laws.read(row.at("init"));
    config->platform = laws.read(row.at("platform"));
    config->first_run = laws.read(row.at("first_run"));
    return laws.good() ? config : nullptr;
}

}  // namespace wt::lambda::api::rows
