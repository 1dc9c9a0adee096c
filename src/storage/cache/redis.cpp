#include "storage/cache/redis.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace wt::cache {

Redis::Redis(const Context& context, std::string_view name, const RedisConfig& config)
    : context_(context),
      config_(config),
      hits_(context.metrics.counter(fmt::format("{}.hits", name))),
      misses_(context.metrics.counter(fmt::format("{}.misses", name))),
      evictions_(context.metrics.counter(fmt::format("{}.evictions", name))),
      failovers_(context.metrics.counter(fmt::format("{}.failovers", name))),
      lost_(context.metrics.counter(fmt::format("{}.lost.writes", name))),
      tail_(context, context.random(fmt::format("{}.replication", name))),
      keyspace_(context, evictions_, config.max_memory, config.policy) {
    context.metrics.ratio(fmt::format("{}.hit.ratio", name), {&hits_}, {&hits_, &misses_});
    follow();
}

void Redis::update(const RedisConfig& config) {
    config_ = config;
    keyspace_.limit(config.max_memory, config.policy);
    follow();
}

void Redis::follow() {
    const bool logs = config_.durability != Durability::none;
    tail_.set_law(lag_.value_or(logs ? config_.commit : config_.replica_lag), lag_ramp_);
    keyspace_.tell_before(tail_.follows() ? &tail_ : nullptr);
}

void Redis::set_lag(const std::optional<Distribution>& lag, Ramp ramp) {
    lag_ = lag;
    lag_ramp_ = ramp;
    follow();
}

void Redis::fail_over(Instant until) {
    failovers_.add();
    lost_.add(tail_.undo(keyspace_));
    cut(until);
}

void Redis::restart(Instant until) {
    if (config_.durability == Durability::none) {
        flush_all();
        tail_.forget();
    }
    lost_.add(tail_.undo(keyspace_));
    cut(until);
}

std::uint64_t Redis::hand_over(Redis& to, const SlotSet& slots) {
    tail_.forget();
    to.tail_.forget();
    std::vector<Keyspace::Entry*> going;
    (void)keyspace_.scan(0, 0, ~std::size_t{0}, [&](Keyspace::Entry& entry) {
        if (slots[slot_of(entry.key.view())]) going.push_back(&entry);
    });
    for (Keyspace::Entry* const entry : going) {
        Keyspace::Entry& arrived = to.keyspace_.put(0, entry->key, keyspace_.take(*entry));
        if (entry->expires != never) to.keyspace_.expire_at(arrived, entry->expires);
        keyspace_.erase(*entry);
    }
    tail_.forget();
    to.tail_.forget();
    return going.size();
}

void Redis::cut(Instant until) {
    down_until_ = until;
    ++cuts_;
    if (when_cut_) when_cut_();
}

std::optional<Text> Redis::get(std::string_view key) {
    const Keyspace::Entry* const entry = keyspace_.find(0, key);
    const Text* const text = entry == nullptr ? nullptr : std::get_if<Text>(&entry->value);
    (text == nullptr ? misses_ : hits_).add();
    return text == nullptr ? std::nullopt : std::optional(*text);
}

void Redis::set(const Text& key, Text value) {
    keyspace_.erase_expired();
    (void)del(key);
    const std::uint64_t size = key.size() + value.size() + overhead;
    if (size > config_.max_memory.count || !keyspace_.make_room(size)) return;
    keyspace_.put_aged(key, std::move(value), context_.clock.after(config_.ttl));
}

void Redis::flush_all() {
    if (server_ != nullptr) server_->tell({Text("FLUSHALL")});
    keyspace_.flush_all();
}

bool Redis::del(std::string_view key) {
    if (server_ != nullptr) server_->tell({Text("DEL"), Text(key)});
    Keyspace::Entry* const entry = keyspace_.peek(0, key);
    if (entry != nullptr) keyspace_.erase(*entry);
    return entry != nullptr;
}

}  // namespace wt::cache
