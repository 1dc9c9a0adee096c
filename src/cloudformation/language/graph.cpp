#include "cloudformation/language/graph.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cloudformation/language/flaw.hpp"

namespace wt::cloudformation::language {

std::vector<std::size_t> order_of(const Template& made) {
    std::map<std::string, std::size_t, std::less<>> index;
    for (std::size_t i = 0; i < made.resources.size(); ++i) index[made.resources[i].name] = i;
    std::vector<std::set<std::size_t>> waits(made.resources.size());
    std::vector<std::vector<std::size_t>> followers(made.resources.size());
    for (std::size_t i = 0; i < made.resources.size(); ++i) {
        const auto after = [&](std::string_view name) {
            const auto found = index.find(name);
            if (found == index.end() || !waits[i].insert(found->second).second) return;
            followers[found->second].push_back(i);
        };
        each_reference(made.resources[i].properties, after);
        for (const std::string& name : made.resources[i].depends_on) after(name);
    }
    std::set<std::size_t> ready;
    for (std::size_t i = 0; i < waits.size(); ++i) {
        if (waits[i].empty()) ready.insert(i);
    }
    std::vector<std::size_t> order;
    while (!ready.empty()) {
        const std::size_t next = *ready.begin();
        ready.erase(ready.begin());
        order.push_back(next);
        for (const std::size_t follower : followers[next]) {
            waits[follower].erase(next);
            if (waits[follower].empty()) ready.insert(follower);
        }
    }
    if (order.size() == made.resources.size()) return order;
    std::vector<std::string> circle;
    for (std::size_t i = 0; i < waits.size(); ++i) {
        if (std::find(order.begin(), order.end(), i) == order.end()) circle.push_back(made.resources[i].name);
    }
    throw Flaw{fmt::format("Circular dependency between resources: [{}]", fmt::join(circle, ", "))};
}

}  // namespace wt::cloudformation::language
