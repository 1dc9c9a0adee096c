#include "forecast/load.hpp"

#include <algorithm>
#include <unordered_map>

#include "gateway/router.hpp"

namespace wt::forecast {

namespace {

/// Requests for each path of one route.
class Counts {
public:
    void add(std::uint64_t path) {
        // What comes when there is no room is taken for paths that nobody asks for again.
        if (const auto found = by_path_.find(path); found != by_path_.end()) {
            ++found->second;
        } else if (by_path_.size() < most_paths) {
            by_path_.emplace(path, 1);
        } else {
            ++others_;
        }
    }
    [[nodiscard]] Demand demand(double whole) const {
        std::unordered_map<std::uint64_t, std::uint64_t> paths;  // by how often each is asked for
        for (const auto& [path, count] : by_path_) ++paths[count];
        std::vector<std::pair<double, double>> groups;
        groups.reserve(paths.size());
        double once = static_cast<double>(others_);
        for (const auto& [count, alike] : paths) {
            if (count == 1) {
                once += static_cast<double>(alike);
            } else {
                groups.emplace_back(static_cast<double>(count) / whole, static_cast<double>(alike));
            }
        }
        std::sort(groups.begin(), groups.end());
        return {groups, once / whole};
    }
    [[nodiscard]] bool empty() const { return by_path_.empty(); }

private:
    static constexpr std::size_t most_paths = 1'000'000;
    std::unordered_map<std::uint64_t, std::uint64_t> by_path_;
    std::uint64_t others_ = 0;
};

[[nodiscard]] Load recorded_load(const scenario::Scenario& scenario) {
    const scenario::Replay& replay = *scenario.workload.replay;
    const std::vector<scenario::MixEntry>& entries = scenario.workload.mix;
    const stack::Component* const api = scenario.architecture.api_behind(scenario.target_of(scenario::MixEntry()));
    const gateway::Router router(std::get<gateway::RestApiConfig>(api->config).routes);
    std::vector<Counts> counts(entries.size());
    std::unordered_map<std::int64_t, std::uint64_t> minutes;
    double all = 0;
    double last = 0;
    scenario::Recording recording(replay.format, replay.open, Random(0, "length"));
    while (const auto recorded = recording.next()) {
        const std::string path = replay.mapped(recorded->path);
        const auto found = router.find(recorded->method, path);
        counts[found ? found->route : entries.size() - 1].add(hash_bytes(path + '?' + recorded->query));
        ++all;
        if (!recorded->at) continue;
        const double at = std::max(0.0, seconds(*recorded->at - *recording.begins()) / replay.speed);
        last = std::max(last, at);
        ++minutes[static_cast<std::int64_t>(at / 60)];
    }
    Load load;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (!counts[i].empty()) load.parts.push_back({entries[i], counts[i].demand(all)});
    }
    if (!recording.begins()) return load;
    std::uint64_t most = 0;
    for (const auto& [minute, requests] : minutes) most = std::max(most, requests);
    const double played = all * replay.thin;
    load.recorded = {played, std::max(last, 1.0),
                     static_cast<double>(most) * replay.thin / std::clamp(last, 1.0, 60.0)};
    return load;
}

}  // namespace

double Load::requests() const {
    double sum = 0;
    for (const Part& part : parts) sum += part.demand.total();
    return sum;
}

Load load_of(const scenario::Scenario& scenario) {
    const scenario::Workload& workload = scenario.workload;
    if (workload.replay) return recorded_load(scenario);
    Load load;
    double weights = 0;
    for (const scenario::MixEntry& entry : workload.mix) weights += entry.weight;
    for (const scenario::MixEntry& entry : workload.mix)
        load.parts.push_back({entry, Demand(entry.keys, entry.weight / weights)});
    weights = 0;
    for (const scenario::Session& session : workload.sessions) weights += session.weight;
    for (const scenario::Session& session : workload.sessions) {
        const double share = session.weight / weights;
        std::vector<double> times(session.requests.size());
        for (const scenario::Session::Step& step : session.steps) {
            if (step.pause) {
                load.pauses += share * step.share * seconds(step.pause->mean());
            } else {
                times[step.request] += share * step.share;
            }
        }
        for (std::size_t i = 0; i < times.size(); ++i) {
            if (times[i] > 0) load.parts.push_back({session.requests[i], Demand(session.requests[i].keys, times[i])});
        }
    }
    return load;
}

}  // namespace wt::forecast
