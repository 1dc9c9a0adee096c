#pragma once
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/assert.hpp"

namespace wt {

/// The resources of one kind that stand now, by name. A place on the shelf stays when what stood there goes, so who
/// holds a place finds whatever stands there at that moment, or nobody, with one look.
template <class Resource>
class Shelf {
public:
    using Place = std::shared_ptr<Resource>;
    /// Told what stands there now; null: nobody any more.
    using Watcher = std::function<void(const std::string& name, Resource* now)>;

    Shelf() = default;
    Shelf(const Shelf&) = delete;
    Shelf& operator=(const Shelf&) = delete;

    /// Puts a new one where nobody stands, or in the place of the one that does, which is returned.
    std::shared_ptr<Resource> put(const std::string& name, std::shared_ptr<Resource> resource) {
        WT_ASSERT(resource != nullptr);
        return replace(name, std::move(resource));
    }
    /// Null when nobody stood there.
    std::shared_ptr<Resource> take(const std::string& name) { return has(name) ? replace(name, nullptr) : nullptr; }

    [[nodiscard]] Resource* find(std::string_view name) const {
        const auto found = places_.find(name);
        return found == places_.end() ? nullptr : found->second.get();
    }
    [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
    /// The place of that name, which stays as long as the shelf.
    [[nodiscard]] const Place& place(const std::string& name) { return places_[name]; }
    /// All of them, in order of their names.
    [[nodiscard]] std::vector<std::pair<std::string, Resource*>> list() const {
        std::vector<std::pair<std::string, Resource*>> all;
        for (const auto& [name, resource] : places_) {
            if (resource != nullptr) all.emplace_back(name, resource.get());
        }
        return all;
    }

    /// Tells of all that stand here, and from now on of each that comes, changes or goes. What it uses outlives the
    /// last of these.
    void watch(Watcher watcher) {
        for (const auto& [name, resource] : list()) watcher(name, resource);
        watchers_.push_back(std::move(watcher));
    }

private:
    std::shared_ptr<Resource> replace(const std::string& name, std::shared_ptr<Resource> resource) {
        std::shared_ptr<Resource> before = std::exchange(places_[name], std::move(resource));
        for (const Watcher& watcher : watchers_) watcher(name, places_[name].get());
        return before;
    }

    std::map<std::string, Place, std::less<>> places_;
    std::vector<Watcher> watchers_;
};

}  // namespace wt
