#include "storage/cache/redis.hpp"

#include <fmt/format.h>

#include <utility>

namespace wt::cache {

Redis::Redis(const Context& context, std::string_view name, const RedisConfig& config)
    : context_(context),
      config_(config),
      hits_(context.metrics.counter(fmt::format("{}.hits", name))),
      misses_(context.metrics.counter(fmt::format("{}.misses", name))),
      evictions_(context.metrics.counter(fmt::format("{}.evictions", name))),
      keyspace_(context, evictions_, config.max_memory, config.policy) {
    context.metrics.ratio(fmt::format("{}.hit.ratio", name), {&hits_}, {&hits_, &misses_});
}

void Redis::update(const RedisConfig& config) {
    config_ = config;
    keyspace_.limit(config.max_memory, config.policy);
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

bool Redis::del(std::string_view key) {
    Keyspace::Entry* const entry = keyspace_.peek(0, key);
    if (entry != nullptr) keyspace_.erase(*entry);
    return entry != nullptr;
}

}  // namespace wt::cache
