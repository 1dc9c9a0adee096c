#include "logs/queries.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/fresh_random.hpp"
#include "http/ids.hpp"

namespace wt::logs {

Queries::Queries(const Context& context, LogGroups& groups)
    : groups_(groups), ids_(fresh_random(context, "logs.queries")) {}

const QueryRun* Queries::start(QueryScope scope, std::string text, insights::Query query, std::size_t most_rows,
                               std::string started_by) {
    forget_oldest();
    const auto running = std::count_if(runs_.begin(), runs_.end(), [&](const auto& run) {
        return run->status == QueryRun::Status::running && run->scope.place == scope.place;
    });
    if (static_cast<std::size_t>(running) >= most_running) return nullptr;
    auto run = std::make_unique<QueryRun>();
    run->id = std::string(http::request_id(ids_).view());
    run->scope = std::move(scope);
    run->text = std::move(text);
    run->created = groups_.now();
    run->started_by = std::move(started_by);
    run->execution = std::make_unique<insights::Execution>(std::move(query), most_rows);
    for (const std::string& name : run->scope.groups) {
        const LogGroup* const group = groups_.find(run->scope.place, name);
        if (group == nullptr) continue;
        for (const auto& [stream, unused] : group->streams) run->ahead.push_back({name, stream});
    }
    runs_.push_back(std::move(run));
    run_slice(*runs_.back());
    return runs_.back().get();
}

void Queries::run_slice(QueryRun& run) {
    if (run.status != QueryRun::Status::running) return;
    for (std::size_t looked_at = 0; !run.ahead.empty(); run.ahead.pop_back(), run.after = {}) {
        const QueryRun::Place& next = run.ahead.back();
        const LogGroup* const group = groups_.find(run.scope.place, next.group);
        if (group == nullptr) continue;
        const auto stream = group->streams.find(next.stream);
        if (stream == group->streams.end()) continue;
        const std::string log = fmt::format("{}:{}", run.scope.place.account, group->name);
        const auto& events = stream->second->events;
        for (auto at = events.upper_bound(std::max(run.after, EventKey{run.scope.start, 0}));
             at != events.end() && at->first.timestamp <= run.scope.end; ++at) {
            if (looked_at > slice) return;
            const auto& [key, event] = *at;
            insights::LogEvent seen;
            seen.timestamp = key.timestamp;
            seen.ingested = event.ingested;
            seen.number = key.number;
            seen.message = event.message;
            seen.stream = stream->first;
            seen.log = log;
            seen.pointer = event_id(key);
            run.execution->add(seen);
            run.after = key;
            ++run.scanned;
            run.scanned_bytes += static_cast<double>(event.message.size());
            looked_at += event.message.size() + Bounds::memory_overhead;
        }
    }
    finish(run);
}

void Queries::finish(QueryRun& run) {
    run.status = QueryRun::Status::complete;
    run.ended = groups_.now();
    run.rows = run.execution->finish();
    run.matched = static_cast<double>(run.execution->matched());
    run.execution = nullptr;
    for (const insights::Row& row : run.rows) {
        for (const auto& [name, value] : row) run.result_bytes += name.size() + value.size() + Bounds::memory_overhead;
    }
    bytes_ += run.result_bytes;
    forget_oldest();
}

/// The latest one stays, however large it is.
void Queries::forget_oldest() {
    const std::int64_t cutoff = groups_.now() - kept_for;
    while (runs_.size() > 1 && (runs_.size() > most_kept || bytes_ > most_bytes || runs_.front()->created < cutoff)) {
        bytes_ -= runs_.front()->result_bytes;
        runs_.pop_front();
    }
}

QueryRun* Queries::find(const aws::AccountRegion& place, std::string_view id) {
    const auto found = std::find_if(runs_.begin(), runs_.end(),
                                    [&](const auto& run) { return run->id == id && run->scope.place == place; });
    return found == runs_.end() ? nullptr : found->get();
}

const QueryRun* Queries::look_at(const aws::AccountRegion& place, std::string_view id) {
    QueryRun* const run = find(place, id);
    if (run != nullptr) run_slice(*run);
    return find(place, id);  // what has ended may have been forgotten
}

std::optional<bool> Queries::stop(const aws::AccountRegion& place, std::string_view id) {
    QueryRun* const run = find(place, id);
    if (run == nullptr) return std::nullopt;
    if (run->status != QueryRun::Status::running) return false;
    run->status = QueryRun::Status::cancelled;
    run->ended = groups_.now();
    run->execution = nullptr;
    return true;
}

std::vector<const QueryRun*> Queries::all(const aws::AccountRegion& place) const {
    std::vector<const QueryRun*> found;
    for (auto run = runs_.rbegin(); run != runs_.rend(); ++run) {
        if ((*run)->scope.place == place) found.push_back(run->get());
    }
    return found;
}

void Queries::reset(std::string_view account) {
    std::erase_if(runs_, [&](const auto& run) {
        const bool gone = account.empty() || run->scope.place.account == account;
        if (gone) bytes_ -= run->result_bytes;
        return gone;
    });
}

}  // namespace wt::logs
