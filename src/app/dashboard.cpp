#include "app/dashboard.hpp"

#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/embedded_page.hpp"
#include "app/trace_export.hpp"
#include "aws/timestamp.hpp"
#include "base/fresh_random.hpp"
#include "base/literals.hpp"
#include "front/page_message.hpp"
#include "http/ids.hpp"
#include "http/uri.hpp"

namespace wt::app {

namespace {

constexpr Duration look_every = 500ms;

[[nodiscard]] http::Response allowing(std::string_view methods) {
    http::Response response = front::page_message(405, fmt::format("This page takes {}.", methods));
    response.headers.add("Allow", Text(methods));
    return response;
}

/// Bytes that are no UTF-8 become U+FFFD: paths come from anybody.
[[nodiscard]] std::string dumped(const nlohmann::json& value) {
    return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

[[nodiscard]] std::string cut(std::string_view text) { return std::string(text.substr(0, Dashboard::most_shown)); }

[[nodiscard]] double in_ms(Duration span) { return seconds(span) * 1000; }

[[nodiscard]] std::string time_text(Instant moment) { return aws::iso8601(moment, aws::Fraction::milliseconds); }

/// The operation that a call of an AWS API names, or its path.
[[nodiscard]] std::string what_of(const http::Request& request) {
    const std::string_view target = request.headers.get("X-Amz-Target");
    return cut(target.empty() ? request.path.view() : target);
}

[[nodiscard]] bool is_hex(std::string_view text, std::size_t digits) {
    return text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos &&
           text.find_first_not_of('0') != std::string_view::npos;
}

/// The trace that an X-Amzn-Trace-Id names, as OpenTelemetry writes it; empty: none.
[[nodiscard]] std::string trace_id_in(std::string_view header) {
    const std::string_view root = http::trace_root(header);
    if (root.empty()) return {};
    std::string id = fmt::format("{}{}", root.substr(2, 8), root.substr(11));
    for (char& each : id) each = static_cast<char>(each >= 'A' && each <= 'F' ? each - 'A' + 'a' : each);
    return id;
}

/// Takes over what the client says of its own trace and span: W3C's traceparent ("00-TRACE-SPAN-FLAGS") before
/// X-Amzn-Trace-Id.
void read_trace(SeenRequest& seen, const http::Headers& headers) {
    const std::string_view w3c = headers.get("traceparent");
    if (w3c.size() >= 55 && w3c[2] == '-' && is_hex(w3c.substr(3, 32), 32) && w3c[35] == '-' &&
        is_hex(w3c.substr(36, 16), 16)) {
        seen.trace_id = w3c.substr(3, 32);
        seen.parent = w3c.substr(36, 16);
        return;
    }
    const std::string_view amazon = headers.get("X-Amzn-Trace-Id");
    seen.trace_id = trace_id_in(amazon);
    const std::size_t parent = amazon.find(";Parent=");
    if (!seen.trace_id.empty() && parent != std::string_view::npos && is_hex(amazon.substr(parent + 8, 16), 16))
        seen.parent = amazon.substr(parent + 8, 16);
}

/// What a body asks for, with its words; or what is wrong with it.
struct Asked {
    std::string target;
    Fault fault;
    std::optional<Duration> lag;  // instead
    std::string text;
};

[[nodiscard]] Result<Asked> read_fault(std::string_view body) {
    static constexpr const char* wanted =
        R"(expected {"target": NAME} with "unavailable": "refuse", "hang" or "reset", with "error": 503, with "latency": "250ms" (and of these perhaps "share": 0.1), or with "lag": "2s")";
    nlohmann::json said;
    try {
        said = nlohmann::json::parse(body);
    } catch (const nlohmann::json::parse_error& broken) {
        return Error{fmt::format("The body is no JSON: byte {} is not expected there; {}", broken.byte, wanted)};
    }
    if (!said.is_object()) return Error{fmt::format("The body is no JSON object; {}", wanted)};
    if (!said.contains("target")) return Error{fmt::format("\"target\" is missing; {}", wanted)};
    if (!said["target"].is_string()) return Error{fmt::format("\"target\" is no text; {}", wanted)};
    Asked asked;
    asked.target = said["target"].get<std::string>();
    double share = 1;
    if (said.contains("share")) {
        if (!said["share"].is_number()) return Error{wanted};
        share = said["share"].get<double>();
        if (!(share > 0 && share <= 1)) return Error{"a share is above 0 and at most 1"};
    }
    for (const auto& [name, value] : said.items()) {
        if (name != "target" && name != "share" && name != "unavailable" && name != "error" && name != "latency" &&
            name != "lag")
            return Error{fmt::format("{}: {}", name, wanted)};
    }
    const auto outage = said.find("unavailable");
    const auto error = said.find("error");
    const auto latency = said.find("latency");
    const auto lag = said.find("lag");
    const int kinds = (outage != said.end()) + (error != said.end()) + (latency != said.end()) + (lag != said.end());
    if (kinds != 1 || (lag != said.end() && said.contains("share"))) return Error{wanted};
    const auto read_span = [&](const nlohmann::json& value) -> Result<Duration> {
        const auto span = value.is_string() ? parse_duration(value.get<std::string>()) : Error{wanted};
        if (!span.ok()) return Error{span.error().message};
        if (*span <= Duration::zero() || *span > 15min) return Error{"a latency or a lag is above 0 and at most 15m"};
        return *span;
    };
    if (outage != said.end()) {
        static constexpr std::string_view names[] = {"refuse", "hang", "reset"};
        for (std::size_t i = 0; i < std::size(names); ++i) {
            if (*outage == names[i]) asked.fault.outage = static_cast<Outage>(i);
        }
        if (!asked.fault.outage) return Error{wanted};
        asked.fault.toxicity = share;
        asked.text = fmt::format("unavailable ({})", outage->get<std::string>());
    } else if (error != said.end()) {
        if (!error->is_number_integer() || *error < 400 || *error > 599) return Error{"an error is 400 to 599"};
        asked.fault.error_status = error->get<int>();
        asked.fault.error_probability = share;
        asked.text = fmt::format("answers {}", asked.fault.error_status);
    } else if (lag != said.end()) {
        const auto span = read_span(*lag);
        if (!span.ok()) return Error{span.error().message};
        asked.lag = *span;
        asked.text = fmt::format("lags by {}", format_duration(*span));
    } else {
        const auto span = read_span(*latency);
        if (!span.ok()) return Error{span.error().message};
        asked.fault.added_latency = Distribution::constant(*span);
        asked.fault.toxicity = share;
        asked.text = fmt::format("slower by {}", format_duration(*span));
    }
    if (share < 1) asked.text += fmt::format(" for {}", format_share(share));
    return asked;
}

/// The name in {"target": NAME}.
[[nodiscard]] std::optional<std::string> target_in(std::string_view body) {
    const nlohmann::json said = nlohmann::json::parse(body, nullptr, false);
    if (!said.is_object() || said.size() != 1 || !said.contains("target") || !said["target"].is_string())
        return std::nullopt;
    return said["target"].get<std::string>();
}

[[nodiscard]] http::Response json(int status, const nlohmann::json& value) {
    return http::json_response(status, Text(dumped(value)));
}

}  // namespace

/// The numbers as they change, for one browser.
class Dashboard::Live final : public http::BodyStream {
public:
    explicit Live(Dashboard& of) : of_(of) { ++of_.watchers_; }
    Live(const Live&) = delete;
    Live& operator=(const Live&) = delete;
    ~Live() override { --of_.watchers_; }

    [[nodiscard]] std::optional<std::uint64_t> size() const override { return std::nullopt; }
    [[nodiscard]] Task<Result<Text>> next() override {
        // A clock that stands still moves when something happens.
        if (begun_ && of_.loop_.time_is_stopped()) {
            co_await of_.changed_.wait();
        } else if (begun_) {
            co_await of_.loop_.clock().sleep_for(look_every);
        }
        begun_ = true;
        if (!of_.open_) co_return Text();
        co_return Text(fmt::format("data: {}\n\n", of_.state()));
    }

private:
    Dashboard& of_;
    bool begun_ = false;
};

Dashboard::Dashboard(const Context& context, stack::Stack& stack, front::Loop& loop)
    : stack_(stack), loop_(loop), changed_(loop.clock()), trace_ids_(fresh_random(context, "traces")) {}

std::vector<front::Page> Dashboard::pages() {
    return {{"/_windtunnel/", [this](http::Request request) { return page(std::move(request)); }},
            {"/_windtunnel/live", [this](http::Request request) { return live(std::move(request)); }},
            {"/_windtunnel/state", [this](http::Request request) { return state_page(std::move(request)); }},
            {"/_windtunnel/faults", [this](http::Request request) { return faults(std::move(request)); }},
            {"/_windtunnel/traces", [this](http::Request request) { return traces(std::move(request)); }},
            {"/_windtunnel/flush", [this](http::Request request) { return flush(std::move(request)); }},
            {"/_windtunnel/failover", [this](http::Request request) { return fail_over(std::move(request)); }}};
}

void Dashboard::start_over() {
    while (!faults_.empty()) lift(faults_.begin());
    seen_.clear();
    requests_ = 0;
}

void Dashboard::close() {
    open_ = false;
    changed_.set();
}

Task<http::Response> Dashboard::watch(front::Router& router, http::Request request) {
    if (request.path.view().starts_with("/_windtunnel/")) {
        http::Response page = co_await router.handle(std::move(request));
        changed_.pulse();  // it may have moved the clock, or taken everything back
        co_return page;
    }
    SeenRequest seen;
    seen.arrived = loop_.clock().now();
    seen.when = loop_.calendar();
    seen.method = http::method_name(request);
    seen.host = cut(request.headers.get("Host"));
    seen.what = what_of(request);
    read_trace(seen, request.headers);
    http::Trace trace;
    request.trace = &trace;
    http::Response response = co_await router.handle(std::move(request));
    seen.number = ++requests_;
    seen.took = loop_.clock().now() - seen.arrived;
    seen.status = response.broken() ? 0 : response.status;
    seen.answered_by = stack_.tier_name(response.answered_by);
    for (const http::Trace::Span& span : trace.spans())
        seen.spans.push_back({std::string(span.hop), span.depth, span.start, span.end, span.status});
    // An answer that a distribution kept has the trace of the request that it was kept for.
    const bool is_kept = response.headers.get("X-Cache").find("Hit") != std::string_view::npos;
    if (seen.trace_id.empty() && !is_kept) seen.trace_id = trace_id_in(response.headers.get("X-Amzn-Trace-Id"));
    if (seen.trace_id.empty()) seen.trace_id = trace_id_in(http::trace_id(trace_ids_, seen.when));
    if (listener_) listener_(seen);
    seen_.push_front(std::move(seen));
    if (seen_.size() > most_requests) seen_.pop_back();
    changed_.pulse();
    co_return response;
}

std::string Dashboard::state() const {
    nlohmann::json all;
    all["now"] = time_text(loop_.calendar());
    all["seconds"] = seconds(loop_.clock().now() - epoch);
    all["stopped"] = loop_.time_is_stopped();
    all["served"] = requests_;

    nlohmann::json& components = all["components"] = nlohmann::json::array();
    for (const auto& [name, type] : stack_.components()) {
        // What stands before several has several ways in.
        components.push_back({{"name", name},
                              {"type", type},
                              {"faults", !stack_.gates(name).empty()},
                              {"cache", type == "cloudfront" || type == "elasticache" || type == "apigateway-rest"}});
    }

    nlohmann::json& stages = all["stages"] = nlohmann::json::array();
    const auto add = [&](const std::vector<stack::Stage>& some, bool backend) {
        for (const stack::Stage& stage : some) {
            const http::Flow& flow = *stage.flow;
            stages.push_back({{"name", stage.name},
                              {"type", stage.type},
                              {"backend", backend},
                              {"in", flow.in},
                              {"answered", flow.answered},
                              {"refused", flow.refused},
                              {"passed", flow.passed_on},
                              {"inside", flow.in_flight},
                              {"p50", in_ms(flow.latency.quantile(0.5))},
                              {"p99", in_ms(flow.latency.quantile(0.99))}});
        }
    };
    add(stack_.path_stages(), false);
    add(stack_.backend_stages(), true);

    nlohmann::json& places = all["pops"] = nlohmann::json::array();
    for (const auto& [name, distribution] : stack_.distributions().shelf().list()) {
        for (const auto& pop : distribution->pops()) {
            if (pop->hits_here.value() + pop->misses_here.value() == 0) continue;
            places.push_back({{"distribution", name},
                              {"pop", pop->place},
                              {"hits", pop->hits_here.value()},
                              {"misses", pop->misses_here.value()}});
        }
    }

    nlohmann::json& requests = all["requests"] = nlohmann::json::array();
    for (const SeenRequest& seen : seen_) {
        nlohmann::json spans = nlohmann::json::array();
        for (const SeenRequest::Span& span : seen.spans) {
            spans.push_back({{"hop", span.hop},
                             {"depth", span.depth},
                             {"after", in_ms(span.start - seen.arrived)},
                             {"ms", in_ms(span.end - span.start)},
                             {"status", http::Trace::status_text(span.status)}});
        }
        requests.push_back({{"number", seen.number},
                            {"when", time_text(seen.when)},
                            {"ms", in_ms(seen.took)},
                            {"method", seen.method},
                            {"host", seen.host},
                            {"what", seen.what},
                            {"status", seen.status},
                            {"by", seen.answered_by},
                            {"spans", std::move(spans)}});
    }

    all["faults"] = standing_faults();
    return dumped(all);
}

nlohmann::json Dashboard::standing_faults() const {
    nlohmann::json struck = nlohmann::json::array();
    for (const auto& [id, fault] : faults_) {
        struck.push_back(
            {{"id", id}, {"target", fault.target}, {"text", fault.text}, {"since", time_text(fault.since)}});
    }
    return struck;
}

Task<http::Response> Dashboard::page(http::Request request) {
    if (request.method != http::Method::get && request.method != http::Method::head) co_return allowing("GET, HEAD");
    http::Response response;
    response.headers.add("Content-Type", "text/html; charset=utf-8");
    response.headers.add("Cache-Control", "no-store");
    // Its script and style are in it; it talks to nobody but this server.
    response.headers.add("Content-Security-Policy",
                         "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; "
                         "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    response.body = Text(dashboard_page());
    co_return response;
}

Task<http::Response> Dashboard::live(http::Request request) {
    if (request.method != http::Method::get) co_return allowing("GET");
    if (!open_ || watchers_ >= most_watchers)
        co_return front::page_message(503, fmt::format("At most {} browsers follow a server.", most_watchers));
    http::Response response;
    response.headers.add("Content-Type", "text/event-stream");
    response.headers.add("Cache-Control", "no-store");
    response.stream = std::make_shared<Live>(*this);
    co_return response;
}

Task<http::Response> Dashboard::state_page(http::Request request) {
    if (request.method != http::Method::get) co_return allowing("GET");
    co_return http::json_response(200, Text(state()));
}

Task<http::Response> Dashboard::traces(http::Request request) {
    if (request.method != http::Method::get) co_return allowing("GET");
    const std::vector<SeenRequest> remembered(seen_.rbegin(), seen_.rend());
    co_return http::json_response(200, Text(otlp_json(remembered)));
}

Task<http::Response> Dashboard::faults(http::Request request) {
    if (request.method == http::Method::get) co_return json(200, {{"faults", standing_faults()}});
    if (request.method == http::Method::post) co_return strike(request.body);
    if (request.method == http::Method::del) co_return heal(request.query);
    co_return allowing("GET, POST, DELETE");
}

http::Response Dashboard::strike(std::string_view body) {
    const Result<Asked> asked = read_fault(body);
    if (!asked.ok()) return front::page_message(400, asked.error().message);
    const std::vector<Gate*> gates = stack_.gates(asked->target);
    if (gates.empty()) return front::page_message(404, fmt::format("Nothing here is called {}.", asked->target));
    if (asked->lag) {
        // One lag at a time: the later counts.
        std::erase_if(faults_,
                      [&](const auto& each) { return each.second.lags && each.second.target == asked->target; });
        if (!stack_.set_lag(asked->target, Distribution::constant(*asked->lag)))
            return front::page_message(404,
                                       fmt::format("Nothing here that is called {} has a replica.", asked->target));
    }
    if (faults_.size() >= most_faults) return front::page_message(429, "So many faults at once are enough.");
    Struck& struck = faults_[++last_fault_];
    struck.target = asked->target;
    struck.text = asked->text;
    struck.since = loop_.calendar();
    struck.lags = asked->lag.has_value();
    if (!struck.lags) {
        for (Gate* const gate : gates) struck.gates.emplace_back(gate, gate->strike(asked->fault));
    }
    return json(201, {{"id", last_fault_}, {"target", struck.target}, {"text", struck.text}});
}

http::Response Dashboard::heal(std::string_view query) {
    std::optional<std::uint64_t> only;
    for (const auto& [name, value] : http::parse_query(query)) {
        std::uint64_t id = 0;
        const auto read = std::from_chars(value.data(), value.data() + value.size(), id);
        if (name != "id" || read.ec != std::errc() || read.ptr != value.data() + value.size())
            return front::page_message(400, "The query may say id= and a number, and nothing else.");
        only = id;
    }
    if (only && !faults_.contains(*only)) return front::page_message(404, fmt::format("There is no fault {}.", *only));
    std::size_t healed = 0;
    while (!faults_.empty()) {
        const auto fault = only ? faults_.find(*only) : faults_.begin();
        if (fault == faults_.end()) break;
        lift(fault);
        ++healed;
    }
    return json(200, {{"healed", healed}});
}

void Dashboard::lift(std::map<std::uint64_t, Struck>::iterator fault) {
    for (const auto& [gate, id] : fault->second.gates) gate->lift(id);
    if (fault->second.lags) (void)stack_.set_lag(fault->second.target, std::nullopt);
    faults_.erase(fault);
}

Task<http::Response> Dashboard::fail_over(http::Request request) {
    if (request.method != http::Method::post) co_return allowing("POST");
    const auto target = target_in(request.body);
    if (!target) co_return front::page_message(400, R"(expected {"target": "redis"})");
    const auto outage = stack_.draw_failover_time(*target);
    if (!outage || !stack_.take_over(*target, *outage, Duration::zero()))
        co_return front::page_message(404, fmt::format("Nothing here that is called {} fails over.", *target));
    co_return json(200, {{"failed_over", *target}, {"for", format_duration(*outage)}});
}

Task<http::Response> Dashboard::flush(http::Request request) {
    if (request.method != http::Method::post) co_return allowing("POST");
    const auto target = target_in(request.body);
    if (!target) co_return front::page_message(400, R"(expected {"target": "edge"})");
    if (!stack_.flush(*target))
        co_return front::page_message(404, fmt::format("Nothing here that is called {} caches.", *target));
    co_return json(200, {{"flushed", *target}});
}

}  // namespace wt::app
