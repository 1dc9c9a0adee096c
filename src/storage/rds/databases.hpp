#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/contexts.hpp"
#include "base/result.hpp"
#include "base/shelf.hpp"
#include "storage/rds/engine.hpp"
#include "storage/rds/primary.hpp"
#include "storage/rds/replica_set.hpp"

namespace wt::rds {

/// The databases of the account: primaries, and the sets of read replicas that follow them. All share one room of
/// names.
class Databases {
public:
    /// The contexts outlive the databases, and so do the `engines`, of which those are asked for that a configuration
    /// names.
    Databases(Contexts& contexts, Engines* engines) : contexts_(contexts), engines_(engines) {}

    /// A new one, empty, of a name that no other has.
    Primary& create(const std::string& name, const PrimaryConfig& config);
    /// A new set, of a name that no other has, with what its primary holds, which is there.
    ReplicaSet& create(const std::string& name, const ReplicaConfig& config);
    /// Another configuration of one that is there. Refused with a sentence, it changes nothing.
    [[nodiscard]] std::optional<Error> update(const std::string& name, const PrimaryConfig& config);
    [[nodiscard]] std::optional<Error> update(const std::string& name, const ReplicaConfig& config);
    /// With every row in it: connections are cut, statements under way fail. The replicas of a primary stay, with what
    /// it committed. False when there is none of that name.
    bool remove(const std::string& name);
    /// One replica of a set, by its number; the last one with its set. False when it is not there.
    bool remove_member(const std::string& set, std::uint64_t number);

    /// Replication runs: of all that are there, and of all that come. Once.
    void start();

    [[nodiscard]] Primary* primary(std::string_view name) const { return primaries_.find(name); }
    [[nodiscard]] ReplicaSet* replicas(std::string_view name) const { return replicas_.find(name); }
    [[nodiscard]] Shelf<Primary>& primaries() { return primaries_; }
    [[nodiscard]] const Shelf<Primary>& primaries() const { return primaries_; }
    [[nodiscard]] Shelf<ReplicaSet>& replica_sets() { return replicas_; }
    [[nodiscard]] const Shelf<ReplicaSet>& replica_sets() const { return replicas_; }

private:
    Contexts& contexts_;
    Engines* engines_;
    bool started_ = false;
    // Before those that stand: replicas know their primary until they go. Empty and down; whoever had a connection to
    // one may hold it still.
    std::vector<std::shared_ptr<Primary>> gone_primaries_;
    std::vector<std::shared_ptr<ReplicaSet>> gone_replicas_;
    Shelf<Primary> primaries_;
    Shelf<ReplicaSet> replicas_;
};

}  // namespace wt::rds
