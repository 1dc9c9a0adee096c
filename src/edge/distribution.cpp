#include "edge/distribution.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "base/assert.hpp"
#include "base/hash.hpp"

namespace wt::edge {

namespace {

/// "IAD" is a place, "IAD50-P1" one of the PoPs there.
[[nodiscard]] std::string pop_code(const std::string& name) {
    const bool is_code = std::any_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
    return is_code ? name : name + "50-P1";
}

}  // namespace

std::vector<std::string> other_origins(const DistributionConfig& config) {
    std::vector<std::string> names;
    for (const Behavior& behavior : config.behaviors) {
        if (behavior.origin.empty()) continue;
        if (std::find(names.begin(), names.end(), behavior.origin) == names.end()) names.push_back(behavior.origin);
    }
    return names;
}

Distribution::Node::Node(const Context& context, const std::string& metrics, const std::string& name,
                         const CachePolicy& policy, Random& random)
    : place(name),
      code(pop_code(name)),
      cache(policy.max_objects, policy.max_bytes),
      hits(context.metrics.counter(metrics + ".hits")),
      misses(context.metrics.counter(metrics + ".misses")),
      collapsed(context.metrics.counter(metrics + ".collapsed")),
      hits_here(context.metrics.counter(metrics + ".pop.hits", {{"pop", name}})),
      misses_here(context.metrics.counter(metrics + ".pop.misses", {{"pop", name}})) {
    const std::uint64_t high = random.next();
    const std::uint64_t low = random.next();
    via = Text(fmt::format("1.1 {:016x}{:016x}.cloudfront.net (CloudFront)", high, low));
}

Distribution::Distribution(const Context& context, std::string name, DistributionConfig config)
    : context_(context),
      name_(std::move(name)),
      config_(std::make_shared<const DistributionConfig>(std::move(config))),
      rtt_(context.random(name_ + ".rtt")),
      ids_(context.random(name_ + ".ids")),
      hit_(context.random(name_ + ".cache.hit")),
      miss_(context.random(name_ + ".cache.miss")),
      functions_(context.random(name_ + ".functions")),
      rollout_(context.random(name_ + ".rollout")),
      requests_(context.metrics.counter(name_ + ".requests")),
      client_errors_(context.metrics.counter(name_ + ".errors.4xx")),
      server_errors_(context.metrics.counter(name_ + ".errors.5xx")),
      origin_requests_(context.metrics.counter(name_ + ".origin.requests")) {
    WT_ASSERT(!config_->pops.empty());
    Random random = context.random(name_ + ".via");
    for (const PointOfPresence& place : config_->pops) {
        pops_.push_back(std::make_unique<Node>(context, name_, place.name, config_->cache, random));
    }
    const auto ratio = [&](const Node& node, const std::string& metric) {
        // A request that joined a fetch is logged by CloudFront as a hit.
        context.metrics.ratio(metric, {&node.hits, &node.collapsed}, {&node.hits, &node.collapsed, &node.misses});
    };
    ratio(*pops_.front(), name_ + ".hit.ratio");
    if (!config_->shield) return;
    shield_ = std::make_unique<Node>(context, name_ + ".shield", config_->shield->name, config_->cache, random);
    ratio(*shield_, name_ + ".shield.hit.ratio");
    for (const auto& pop : pops_) pop->upstream = shield_.get();
}

std::optional<Error> unchangeable(const DistributionConfig& from, const DistributionConfig& to) {
    const auto same_place = [](const PointOfPresence& a, const PointOfPresence& b) {
        return a.name == b.name && a.weight == b.weight;
    };
    if (!std::equal(from.pops.begin(), from.pops.end(), to.pops.begin(), to.pops.end(), same_place))
        return Error{"points of presence, and their shares of the viewers, cannot change while viewers come"};
    if (from.shield.has_value() != to.shield.has_value() || (from.shield && from.shield->name != to.shield->name))
        return Error{"the shield cannot come, go or move while viewers come"};
    const std::vector<std::string> there = other_origins(from);
    for (const std::string& origin : other_origins(to)) {
        if (std::find(there.begin(), there.end(), origin) == there.end())
            return Error{
                fmt::format("{} is no origin of the distribution: none can be added while viewers come", origin)};
    }
    if (from.origin != to.origin) return Error{"the distribution's own origin cannot change while viewers come"};
    return std::nullopt;
}

std::optional<Error> Distribution::update(DistributionConfig config) {
    if (auto refused = unchangeable(*config_, config)) return refused;
    config_ = std::make_shared<const DistributionConfig>(std::move(config));
    for (const auto& pop : pops_) pop->cache.limit(config_->cache);
    if (shield_ != nullptr) shield_->cache.limit(config_->cache);
    return std::nullopt;
}

void Distribution::flush() {
    for (const auto& pop : pops_) pop->cache.flush();
    if (shield_ != nullptr) shield_->cache.flush();
}

std::uint64_t Distribution::invalidate(std::string_view path) {
    std::uint64_t forgotten = 0;
    for (const auto& pop : pops_) forgotten += pop->cache.invalidate(path);
    if (shield_ != nullptr) forgotten += shield_->cache.invalidate(path);
    return forgotten;
}

std::optional<std::uint32_t> Distribution::pop_named(std::string_view place) const {
    for (std::uint32_t i = 0; i < pops_.size(); ++i) {
        if (same_ignoring_case(pops_[i]->place, place) || same_ignoring_case(pops_[i]->code, place)) return i;
    }
    return std::nullopt;
}

Distribution::Node* Distribution::find(std::string_view pop) const {
    const auto found = std::find_if(pops_.begin(), pops_.end(), [&](const auto& node) { return node->place == pop; });
    return found == pops_.end() ? nullptr : found->get();
}

bool Distribution::set_down(std::string_view pop, Duration detection) {
    Node* node = find(pop);
    if (node == nullptr || node->noticed_down) return false;
    node->noticed_down = context_.clock.after(detection);
    ++down_;
    return true;
}

bool Distribution::set_up(std::string_view pop) {
    Node* node = find(pop);
    if (node == nullptr || !node->noticed_down) return false;
    node->noticed_down.reset();
    node->cache.flush();
    --down_;
    return true;
}

std::optional<std::uint32_t> Distribution::reachable(std::uint32_t number, const http::IpAddress& viewer) const {
    if (number >= pops_.size()) number = 0;
    if (down_ == 0 || !pops_[number]->noticed_down) return number;
    if (context_.now() < *pops_[number]->noticed_down || down_ == pops_.size()) return std::nullopt;
    double total = 0;
    for (std::size_t i = 0; i < pops_.size(); ++i) total += pops_[i]->noticed_down ? 0 : config_->pops[i].weight;
    // The same viewer always lands at the same place.
    const std::string_view bytes(reinterpret_cast<const char*>(viewer.bytes.data()), viewer.bytes.size());
    double left = static_cast<double>(hash_bytes(bytes) >> 11U) * 0x1p-53 * total;
    std::uint32_t last = number;
    for (std::uint32_t i = 0; i < pops_.size(); ++i) {
        if (pops_[i]->noticed_down) continue;
        last = i;
        left -= config_->pops[i].weight;
        if (left < 0) break;
    }
    return last;
}

}  // namespace wt::edge
