// Commands of HyperLogLogs, which are texts.
#include "storage/cache/call.hpp"
#include "storage/cache/hyper_log_log.hpp"

namespace wt::cache {

namespace {

/// None: the client has been told that the key holds something else. An empty one where there is none.
std::optional<HyperLogLog> log_of(Call& call, std::string_view key, bool* there = nullptr) {
    const auto held = call.text(key);
    if (held.wrong) return std::nullopt;
    if (there != nullptr) *there = held.value != nullptr;
    if (held.value == nullptr) return HyperLogLog();
    auto log = HyperLogLog::read(held.value->view());
    if (!log) call.out.error("WRONGTYPE Key is not a valid HyperLogLog string value.");
    return log;
}

void keep_log(Call& call, std::string_view key, const HyperLogLog& log) {
    Keyspace::Entry* const entry = call.find(key);
    if (entry == nullptr) return call.put_text(key, log.written());
    call.rewrite(*entry, Text(log.written()));
}

void pfadd(Call& call) {
    bool there = false;
    auto log = log_of(call, call.args[1], &there);
    if (!log) return;
    bool changed = !there;
    for (const std::string_view element : call.args.subspan(2)) changed = log->add(element) || changed;
    if (changed) keep_log(call, call.args[1], *log);
    call.out.integer(changed ? 1 : 0);
}

void pfcount(Call& call) {
    HyperLogLog all;
    for (const std::string_view key : call.args.subspan(1)) {
        const auto log = log_of(call, key);
        if (!log) return;
        all.merge(*log);
    }
    call.out.integer(static_cast<std::int64_t>(all.count()));
}

void pfmerge(Call& call) {
    HyperLogLog all;
    for (const std::string_view key : call.args.subspan(1)) {
        const auto log = log_of(call, key);
        if (!log) return;
        all.merge(*log);
    }
    keep_log(call, call.args[1], all);
    call.out.ok();
}

constexpr Command hyper_log_log_rows[] = {
    {"pfadd", pfadd, -2, writes | takes_memory | is_fast | of_logs, 1, 1, 1},
    {"pfcount", pfcount, -2, reads | of_logs, 1, -1, 1},
    {"pfmerge", pfmerge, -2, writes | takes_memory | of_logs, 1, -1, 1},
};

}  // namespace

std::span<const Command> hyper_log_log_commands() { return hyper_log_log_rows; }

}  // namespace wt::cache
