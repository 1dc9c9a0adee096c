// A recording played again.
#include <algorithm>

#include <fmt/format.h>
#include <re2/re2.h>

#include "base/assert.hpp"
#include "scenario/traffic.hpp"

namespace wt::scenario {

std::string Replay::mapped(std::string path) const {
    const bool staged = format == RecordingFormat::apigateway && !stage.empty() && path.starts_with("/" + stage);
    if (staged && (path.size() == stage.size() + 1 || path[stage.size() + 1] == '/')) path.erase(0, stage.size() + 1);
    for (const Rule& rule : map) {
        if (RE2::Replace(&path, *rule.pattern, rule.to)) break;
    }
    if (!path.starts_with('/')) path.insert(0, "/");
    return path;
}

std::size_t Traffic::entry_of(http::Method method, const std::string& path) const {
    const auto found = router_->find(method, path);
    return found ? found->route : entries_.size() - 1;
}

Traffic::Plan Traffic::plan(Recorded recorded) {
    const Replay& replay = *scenario_.workload.replay;
    Plan plan;
    plan.client_class = pick_class(draws_);
    plan.era = seen_.era();
    const std::string path = replay.mapped(std::move(recorded.path));
    plan.entry = entry_of(recorded.method, path);
    const std::uint64_t client = draws_.below(scenario_.workload.clients[plan.client_class].ips);
    http::Request& request = plan.request;
    request.number = ++requests_;
    request.method = recorded.method;
    request.client = recorded.client.value_or(address_of(plan.client_class, client));
    Door& door = doors_[entered_[plan.entry]];
    // The same address goes to the same point of presence.
    const auto& bytes = request.client.bytes;
    request.pop = nearest_pop(door, hash_bytes({reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
    request.path = Text(path);
    if (!recorded.query.empty()) request.query = Text(recorded.query);
    for (const auto& [name, value] : recorded.headers) request.headers.add(Text(name), Text(value));
    if (!request.headers.has("User-Agent")) request.headers.add("User-Agent", "windtunnel/1.0 (simulated client)");
    if (const std::string& of = scenario_.workload.clients[plan.client_class].plan; !of.empty())
        request.headers.set("x-api-key", Text(fmt::format("{}-{}", of, client)));
    if (!recorded.body.empty()) {
        request.body = Text(recorded.body);
        plan.key = std::string(lambda::top_level_id(request.body).value_or(std::string_view()));
    }
    return plan;
}

Task<void> Traffic::run_replay(Instant start) {
    const Replay& replay = *scenario_.workload.replay;
    Random thinning = context_.random("workload.thinning");
    const Instant end = start + scenario_.length();
    Recording recording(replay.format, replay.open, context_.random("workload.minutes"));
    while (auto recorded = recording.next()) {
        seen_.passed_over(recording.passed_over());
        if (replay.thin < 1 && !thinning.chance(replay.thin)) continue;
        const Duration since = recorded->at ? *recorded->at - *recording.begins() : Duration::zero();
        // What stands out of order in the file is late.
        const double later = std::max(0.0, seconds(since) / replay.speed);
        if (later >= seconds(end - start)) break;
        const Instant at = start + from_seconds(later);
        co_await context_.clock.sleep_until(at);
        clients_.spawn(client(plan(std::move(*recorded))));
    }
    seen_.passed_over(recording.passed_over());
    co_await context_.clock.sleep_until(end);
}

Task<void> Traffic::run_targets(Instant start) {
    const Replay& replay = *scenario_.workload.replay;
    const Instant end = start + scenario_.length();
    Recording recording(replay.format, replay.open, context_.random("workload.minutes"));
    Instant phase_start = start;
    for (const Phase& phase : scenario_.workload.phases) {
        ArrivalProcess arrivals(phase, arrivals_);
        while (const auto next = arrivals.next()) {
            if (phase_start + *next >= end) break;
            co_await context_.clock.sleep_until(phase_start + *next);
            auto target = recording.next();
            seen_.passed_over(recording.passed_over());
            if (!target) {
                // From the beginning again, as Vegeta does.
                recording = Recording(replay.format, replay.open, context_.random("workload.minutes"));
                target = recording.next();
            }
            if (!target) co_return;
            clients_.spawn(client(plan(std::move(*target))));
        }
        phase_start += phase.duration;
        co_await context_.clock.sleep_until(std::min(phase_start, end));
    }
}

}  // namespace wt::scenario
