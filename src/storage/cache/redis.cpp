#include "storage/cache/redis.hpp"

#include <fmt/format.h>

#include <utility>

namespace wt::cache {

template <Redis::Links Redis::Entry::* links>
void Redis::Order<links>::append(Entry& entry) {
    (entry.*links).before = std::exchange(last, &entry);
    (entry.*links).after = nullptr;
    Entry* const before = (entry.*links).before;
    (before != nullptr ? (before->*links).after : first) = &entry;
}

template <Redis::Links Redis::Entry::* links>
void Redis::Order<links>::remove(Entry& entry) {
    const auto [before, after] = entry.*links;
    (before != nullptr ? (before->*links).after : first) = after;
    (after != nullptr ? (after->*links).before : last) = before;
}

Redis::Redis(const Context& context, std::string_view name, const RedisConfig& config)
    : context_(context),
      config_(config),
      hits_(context.metrics.counter(fmt::format("{}.hits", name))),
      misses_(context.metrics.counter(fmt::format("{}.misses", name))),
      evictions_(context.metrics.counter(fmt::format("{}.evictions", name))) {
    context.metrics.ratio(fmt::format("{}.hit.ratio", name), {&hits_}, {&hits_, &misses_});
}

void Redis::update(const RedisConfig& config) {
    config_ = config;
    for (; memory_ > config_.max_memory.count; evictions_.add()) erase(*by_use_.first);
}

std::optional<Text> Redis::get(std::string_view key) {
    const auto found = entries_.find(key);
    if (found == entries_.end()) {
        misses_.add();
        return std::nullopt;
    }
    Entry& entry = found->second;
    if (entry.expires <= context_.now()) {
        erase(entry);
        misses_.add();
        return std::nullopt;
    }
    hits_.add();
    if (by_use_.last != &entry) {
        by_use_.remove(entry);
        by_use_.append(entry);
    }
    return entry.value;
}

void Redis::set(const Text& key, Text value) {
    const Instant now = context_.now();
    erase_expired(now);
    (void)del(key);
    const std::uint64_t size = key.size() + value.size() + overhead;
    if (size > config_.max_memory.count) return;
    while (memory_ + size > config_.max_memory.count) {
        evictions_.add();
        erase(*by_use_.first);
    }
    Entry& entry = entries_[key];
    entry.key = key;
    entry.value = std::move(value);
    entry.expires = context_.clock.after(config_.ttl);
    by_use_.append(entry);
    by_age_.append(entry);
    memory_ += size;
}

bool Redis::del(std::string_view key) {
    const auto found = entries_.find(key);
    if (found == entries_.end()) return false;
    const bool live = found->second.expires > context_.now();
    erase(found->second);
    return live;
}

void Redis::flush_all() {
    entries_.clear();
    by_use_ = {};
    by_age_ = {};
    memory_ = 0;
}

void Redis::erase(Entry& entry) {
    by_use_.remove(entry);
    by_age_.remove(entry);
    memory_ -= entry.size();
    const Text key = entry.key;  // the map must not look at what it destroys
    entries_.erase(entries_.find(key));
}

void Redis::erase_expired(Instant now) {
    // Two for each key that comes: dead keys go faster than new ones arrive, and no call takes long.
    for (int i = 0; i < 2 && by_age_.first != nullptr && by_age_.first->expires <= now; ++i) erase(*by_age_.first);
}

}  // namespace wt::cache
