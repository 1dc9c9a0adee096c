#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "base/contexts.hpp"
#include "base/shelf.hpp"
#include "storage/cache/redis.hpp"

namespace wt::cache {

/// The caches of the account. What one held goes with it.
class Caches {
public:
    /// The contexts outlive the caches.
    explicit Caches(Contexts& contexts) : contexts_(contexts) {}

    /// A new one, of a name that no other has.
    Redis& create(const std::string& name, const RedisConfig& config) {
        WT_ASSERT(!caches_.has(name));
        caches_.put(name, std::make_shared<Redis>(contexts_.begin(name), name, config));
        return *caches_.find(name);
    }
    /// Another configuration of one that is there; what it holds stays. False when there is none of that name.
    bool update(const std::string& name, const RedisConfig& config) {
        Redis* const cache = caches_.find(name);
        if (cache != nullptr) cache->update(config);
        return cache != nullptr;
    }
    /// False when there is none of that name.
    bool remove(const std::string& name) { return caches_.take(name) != nullptr; }

    [[nodiscard]] Redis* find(std::string_view name) const { return caches_.find(name); }
    [[nodiscard]] Shelf<Redis>& shelf() { return caches_; }
    [[nodiscard]] const Shelf<Redis>& shelf() const { return caches_; }

private:
    Contexts& contexts_;
    Shelf<Redis> caches_;
};

}  // namespace wt::cache
