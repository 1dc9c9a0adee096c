#include "storage/s3/bucket.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/hash.hpp"

namespace wt::s3 {

Bucket::Bucket(const Context& context, std::string_view name, const BucketConfig& config)
    : context_(context),
      config_(config),
      limits_(config),
      id_(hash_bytes(name)),
      puts_(context.metrics.counter(fmt::format("{}.puts", name))),
      gets_(context.metrics.counter(fmt::format("{}.gets", name))),
      errors_(context.metrics.counter(fmt::format("{}.errors", name))),
      replayed_(context.metrics.counter(fmt::format("{}.replayed", name))),
      objects_gauge_(context.metrics.gauge(fmt::format("{}.objects", name))),
      bytes_gauge_(context.metrics.gauge(fmt::format("{}.bytes", name))) {
    WT_ASSERT(!config.replay_every || *config.replay_every > Duration::zero());
    for (const auto& [key, size] : config.objects) {
        const Text body = Text::make(size.count, [&](char* to) {
            for (std::uint64_t i = 0; i < size.count; ++i) to[i] = key[i % key.size()];
        });
        bytes_ += size.count;
        objects_[key] = Object{body, 0, context.now()};
    }
    show_levels();
}

Result<Instant> Bucket::put(std::string key, Text body) {
    puts_.add();
    if (key.empty() || key.size() > longest_key) {
        errors_.add();
        return Error{key.empty() ? "InvalidURI: an object's key has at least one byte"
                                 : "KeyTooLongError: Your key is too long"};
    }
    expire();
    const Instant now = context_.now();
    ++puts_made_;
    Object& object = objects_[key];
    bytes_ += body.size() - object.body.size();
    object.body = std::move(body);
    object.number = puts_made_;
    object.created = now;
    if (config_.expire_after) expiries_.push_back(Expiry{context_.clock.after(*config_.expire_after), key, puts_made_});
    show_levels();
    context_.digest.add(now, id_, puts_made_, object.body.size());
    if (listener_) listener_(key);
    return now;
}

std::optional<Text> Bucket::get(std::string_view key) {
    gets_.add();
    expire();
    const auto found = objects_.find(key);
    if (found == objects_.end()) return std::nullopt;
    return found->second.body;
}

bool Bucket::contains(std::string_view key) {
    expire();
    return objects_.contains(key);
}

std::optional<Instant> Bucket::created(std::string_view key) {
    expire();
    const auto found = objects_.find(key);
    return found == objects_.end() ? std::nullopt : std::optional(found->second.created);
}

bool Bucket::admit(PrefixLimits::Kind kind, std::string_view key) {
    const bool admitted = limits_.admit(kind, key, context_.now());
    if (!admitted) errors_.add();
    return admitted;
}

std::vector<std::string> Bucket::list(std::string_view prefix) {
    expire();
    std::vector<std::string> keys;
    for (auto at = objects_.lower_bound(prefix); at != objects_.end() && at->first.starts_with(prefix); ++at)
        keys.push_back(at->first);
    return keys;
}

void Bucket::remove(std::string_view key) {
    const auto found = objects_.find(key);
    if (found == objects_.end()) return;
    erase(found);
    show_levels();
}

Task<void> Bucket::run() {
    if (!config_.replay_every) co_return;
    for (;;) {
        co_await context_.clock.sleep_for(*config_.replay_every);
        replay_failed();
    }
}

void Bucket::replay(std::string_view prefix) {
    for (const std::string& key : list(prefix)) {
        replayed_.add();
        if (listener_) listener_(key);
    }
}

void Bucket::replay_failed() {
    for (const std::string& key : std::exchange(failed_, {})) {
        if (!contains(key)) continue;
        replayed_.add();
        if (listener_) listener_(key);
    }
}

void Bucket::expire() {
    if (expiries_.empty() || expiries_.front().when > context_.now()) return;
    for (; !expiries_.empty() && expiries_.front().when <= context_.now(); expiries_.pop_front()) {
        const auto found = objects_.find(expiries_.front().key);
        if (found != objects_.end() && found->second.number == expiries_.front().number) erase(found);
    }
    show_levels();
}

void Bucket::erase(Objects::iterator object) {
    bytes_ -= object->second.body.size();
    objects_.erase(object);
}

void Bucket::show_levels() {
    objects_gauge_.set(static_cast<double>(objects_.size()), context_.now());
    bytes_gauge_.set(static_cast<double>(bytes_), context_.now());
}

}  // namespace wt::s3
