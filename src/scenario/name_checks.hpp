#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "scenario/scenario.hpp"
#include "scenario/tree.hpp"

namespace wt::scenario {

/// What checks of a scenario share: places for problems, and whether names lead to something.
class NameChecks {
public:
    NameChecks(const Scenario& scenario, const Tree& root, Problems& problems)
        : scenario_(scenario), root_(root), problems_(problems) {}

protected:
    using Path = std::vector<std::string>;
    using Types = std::vector<std::string_view>;

    void problem(const Path& path, const std::string& message) { problems_.add(root_, path, message); }
    [[nodiscard]] std::vector<std::string> names_of(const Types& types) const;
    /// A reference to a component of one of these types; empty names are nobody's business here.
    void reference(const Path& path, const std::string& name, const Types& types);
    [[nodiscard]] static std::vector<std::string> routes_of(const gateway::RestApiConfig& api);
    /// A record's size is held in memory, an object's is not. `path` ends with the call's "to".
    void check_size(Path path, const lambda::Call& call);
    /// A path that the edge sends to a bucket has no route.
    [[nodiscard]] bool leads_to_bucket(std::string_view path) const;

    const Scenario& scenario_;
    const Tree& root_;
    Problems& problems_;
};

}  // namespace wt::scenario
