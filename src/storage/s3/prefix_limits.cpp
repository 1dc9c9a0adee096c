#include "storage/s3/prefix_limits.hpp"

namespace wt::s3 {

void PrefixLimits::update(const BucketConfig& config, Instant now) {
    put_limit_ = config.put_limit;
    get_limit_ = config.get_limit;
    for (auto& [name, prefix] : prefixes_) {
        prefix.reads.change(Rate{static_cast<double>(get_limit_), 1s}, get_limit_, now);
        prefix.writes.change(Rate{static_cast<double>(put_limit_), 1s}, put_limit_, now);
    }
}

bool PrefixLimits::admit(Kind kind, std::string_view key, Instant now) {
    const std::size_t slash = key.rfind('/');
    const std::string_view name = slash == std::string_view::npos ? std::string_view() : key.substr(0, slash);
    auto at = prefixes_.find(name);
    if (at == prefixes_.end()) {
        forget_quiet(now);
        const auto bucket = [&](std::uint64_t limit) {
            return TokenBucket(Rate{static_cast<double>(limit), 1s}, limit, now);
        };
        at = prefixes_.emplace(std::string(name), Prefix{bucket(get_limit_), bucket(put_limit_), now}).first;
    }
    at->second.last_used = now;
    return (kind == Kind::read ? at->second.reads : at->second.writes).try_take(now);
}

void PrefixLimits::forget_quiet(Instant now) {
    if (now - looked_ < 1s) return;
    looked_ = now;
    // After a second without a request both buckets are full again: nothing is lost with them.
    std::erase_if(prefixes_, [&](const auto& entry) { return now - entry.second.last_used >= 1s; });
}

}  // namespace wt::s3
