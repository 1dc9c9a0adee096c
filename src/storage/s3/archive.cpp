#include "storage/s3/archive.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/hash.hpp"

namespace wt::s3 {

namespace {

/// Who owns what a scenario's architecture has.

[[nodiscard]] Text preset_body(const std::string& key, std::uint64_t size) {
    return Text::make(size, [&](char* to) {
        for (std::uint64_t i = 0; i < size; ++i) to[i] = key[i % key.size()];
    });
}

}  // namespace

Archive::Archive(const Context& context, std::string_view name, const BucketConfig& config, Service& service)
    : context_(context),
      config_(config),
      limits_(config),
      id_(hash_bytes(name)),
      service_(service),
      self_(std::make_shared<Archive*>(this)),
      puts_(context.metrics.counter(fmt::format("{}.puts", name))),
      gets_(context.metrics.counter(fmt::format("{}.gets", name))),
      errors_(context.metrics.counter(fmt::format("{}.errors", name))),
      replayed_(context.metrics.counter(fmt::format("{}.replayed", name))),
      objects_gauge_(context.metrics.gauge(fmt::format("{}.objects", name))),
      bytes_gauge_(context.metrics.gauge(fmt::format("{}.bytes", name))) {
    WT_ASSERT(!config.replay_every || *config.replay_every > Duration::zero());
    attach(service.buckets.provide(std::string(name), service.accounts.usual()));
    show_levels();
}

Archive::~Archive() { *self_ = nullptr; }

void Archive::attach(BucketRef bucket) {
    bucket_ = std::move(bucket);
    bucket_->watch([self = self_](const ObjectEvent& event) {
        if (*self != nullptr) (*self)->learn(event);
    });
    if (!config_.expire_after) return;
    // What an earlier process has left grows old, too.
    const auto is_preset = [&](const std::string& key) {
        return std::any_of(config_.objects.begin(), config_.objects.end(),
                           [&](const auto& preset) { return preset.first == key; });
    };
    for (const auto& [key, versions] : bucket_->keys()) {
        const ObjectVersion& newest = *versions.newest();
        if (newest.is_delete_marker || is_preset(key)) continue;
        expiries_.push_back(Expiry{newest.last_modified + *config_.expire_after, key, newest.order});
    }
    std::stable_sort(expiries_.begin(), expiries_.end(),
                     [](const Expiry& a, const Expiry& b) { return a.when < b.when; });
}

Task<void> Archive::start_over() {
    if (service_.buckets.find(bucket_->name()) == nullptr)
        attach(service_.buckets.provide(bucket_->name(), service_.accounts.usual()));
    (void)bucket();
    co_await fill();
}

Bucket& Archive::bucket() {
    if (bucket_->deleted()) {
        if (BucketRef successor = service_.buckets.find(bucket_->name())) attach(std::move(successor));
    }
    return *bucket_;
}

std::optional<Error> unchangeable(const BucketConfig& from, const BucketConfig& to) {
    if (from.notify != to.notify) return Error{"who learns of new objects cannot change while the bucket is used"};
    if (from.objects != to.objects)
        return Error{"what stands in a bucket from the start is put there before the start"};
    if (from.replay_every.has_value() != to.replay_every.has_value())
        return Error{"replays can come more or less often, but not begin or end while the bucket is used"};
    return std::nullopt;
}

std::optional<Error> Archive::update(const BucketConfig& config) {
    if (auto refused = unchangeable(config_, config)) return refused;
    config_ = config;
    limits_.update(config, context_.now());
    return std::nullopt;
}

Task<void> Archive::fill() {
    for (std::size_t i = 0; i < config_.objects.size(); ++i) {
        const auto& [key, size] = config_.objects[i];
        if (contains(key)) continue;
        filling_ = key;
        Filling filling;
        if (size.count > store::Store::small_blob) {
            filling.piece = preset_body(key, store::Store::small_blob / key.size() * key.size());
            filling.size = size.count;
        }
        Text body = filling.size > 0 ? Text() : preset_body(key, size.count);
        const auto kept = co_await service_.objects.put_text(bucket_, key, std::move(body), std::move(filling));
        filling_.clear();
        if (!kept.ok()) errors_.add();
    }
    show_levels();
}

Task<Result<Instant>> Archive::put(std::string key, Text body, Filling filling) {
    puts_.add();
    if (key.empty() || key.size() > longest_key) {
        errors_.add();
        co_return Error{key.empty() ? "InvalidURI: an object's key has at least one byte"
                                    : "KeyTooLongError: Your key is too long"};
    }
    if (body.size() + filling.size > largest_put) {
        errors_.add();
        co_return Error{"EntityTooLarge: Your proposed upload exceeds the maximum allowed size"};
    }
    expire();
    (void)bucket();
    const auto kept = co_await service_.objects.put_text(bucket_, std::move(key), std::move(body), std::move(filling));
    if (!kept.ok()) {
        errors_.add();
        co_return Error{fmt::format("{}: {}", kept.error().code, kept.error().message)};
    }
    co_return (*kept)->last_modified;
}

Task<Result<std::optional<Text>>> Archive::get(std::string key, std::uint64_t most) {
    gets_.add();
    const VersionRef version = current(key);
    if (version == nullptr) co_return std::optional<Text>();
    Journal& journal = bucket_->journal();
    const auto problem = co_await journal.durable(version->ticket);
    if (problem) co_return Error{fmt::format("{}: {}", problem->code, problem->message)};
    const Span span{0, std::min(version->size, most)};
    if (auto text = text_of(journal, *version, span)) co_return text;
    Result<Text> text = co_await collect(stream_of(journal, version, span));
    if (!text.ok()) co_return text.error();
    co_return std::optional<Text>(std::move(*text));
}

Duration Archive::transfer(std::uint64_t bytes) const {
    if (config_.throughput.count == 0) return Duration::zero();
    return from_seconds(static_cast<double>(bytes) / static_cast<double>(config_.throughput.count));
}

std::optional<Text> Archive::peek(std::string_view key) {
    const VersionRef version = current(key);
    if (version == nullptr) return std::nullopt;
    if (version->content.size() == 1) return text_of(bucket_->journal(), *version, Span{0, version->size});
    std::string bytes;
    std::uint64_t offset = 0;
    for (const Segment& segment : version->content) {
        const auto piece = text_of(bucket_->journal(), *version, Span{offset, segment.size});
        if (!piece) return std::nullopt;
        bytes.append(piece->view());
        offset += segment.size;
    }
    return Text(bytes);
}

VersionRef Archive::current(std::string_view key) {
    expire();
    const auto version = bucket().current(key);
    return version == nullptr || version->is_delete_marker ? nullptr : version;
}

bool Archive::admit(PrefixLimits::Kind kind, std::string_view key) {
    const bool admitted = limits_.admit(kind, key, context_.now());
    if (!admitted) errors_.add();
    return admitted;
}

std::vector<std::string> Archive::list(std::string_view prefix) {
    expire();
    std::vector<std::string> keys;
    const Bucket::Keys& all = bucket().keys();
    for (auto at = all.lower_bound(prefix); at != all.end() && at->first.starts_with(prefix); ++at) {
        if (!at->second.newest()->is_delete_marker) keys.push_back(at->first);
    }
    return keys;
}

void Archive::remove(const std::string& key) {
    if (bucket().current(key) != nullptr) (void)bucket_->remove(key, EventKind::removed, Requester());
}

Task<void> Archive::run() {
    if (!config_.replay_every) co_return;
    for (;;) {
        co_await context_.clock.sleep_for(*config_.replay_every);
        replay_failed();
    }
}

void Archive::replay(std::string_view prefix) {
    for (const std::string& key : list(prefix)) {
        replayed_.add();
        if (listener_) listener_(key);
    }
}

void Archive::replay_failed() {
    for (const std::string& key : std::exchange(failed_, {})) {
        if (!contains(key)) continue;
        replayed_.add();
        if (listener_) listener_(key);
    }
}

void Archive::learn(const ObjectEvent& event) {
    show_levels();
    if (!is_creation(event.kind) || event.version->key == filling_) return;
    ++puts_made_;
    if (config_.expire_after) {
        expiries_.push_back(
            Expiry{context_.clock.after(*config_.expire_after), event.version->key, event.version->order});
    }
    context_.digest.add(context_.now(), id_, puts_made_, event.version->size);
    if (listener_) listener_(event.version->key);
}

void Archive::expire() {
    while (!expiries_.empty() && expiries_.front().when <= context_.now()) {
        const Expiry expiry = std::move(expiries_.front());
        expiries_.pop_front();
        const auto version = bucket().current(expiry.key);
        if (version == nullptr || version->order != expiry.order) continue;
        (void)bucket_->remove(expiry.key, EventKind::lifecycle_removed, Requester());
    }
}

void Archive::show_levels() {
    objects_gauge_.set(static_cast<double>(bucket_->objects()), context_.now());
    bytes_gauge_.set(static_cast<double>(bucket_->bytes()), context_.now());
}

}  // namespace wt::s3
