#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "base/result.hpp"
#include "base/scope.hpp"
#include "base/task.hpp"
#include "base/text.hpp"
#include "storage/rds/config.hpp"
#include "storage/rds/replica.hpp"

namespace wt::rds {

/// Several replicas behind one reader endpoint, each with its own lag and its own capacity; they count under the set's
/// name. A connection goes to the next replica in turn and stays there, as with the endpoint's DNS; when that one
/// refuses, the caller is refused. The primary is as for Replica.
class ReplicaSet {
public:
    /// `engines` opens one for each member, when the primary has one.
    ReplicaSet(const Context& context, std::string_view name, const ReplicaConfig& config, Primary& primary,
               Engines* engines = nullptr);

    /// Every member's replication runs from now on. Once.
    void start();
    /// As Replica::retire.
    void retire();
    [[nodiscard]] const ReplicaConfig& config() const { return config_; }

    [[nodiscard]] Result<ConnectionLease> connect();
    /// Reads from the replica that the lease goes to, none of these when it is one of before; null opens a connection
    /// to the next one for this statement alone.
    [[nodiscard]] Task<Result<std::optional<Text>>> select(Text id, const ConnectionLease* lease);

    /// A read of that row is on its way to the replica that the lease goes to.
    void expect(std::string_view id, const ConnectionLease& lease) const {
        if (const Replica* const member = member_of(lease)) member->expect(id);
    }

    /// Other numbers from now on for every member. Refused with a sentence, it changes nothing.
    [[nodiscard]] std::optional<Error> update(const ReplicaConfig& config);
    void set_lag(const std::optional<Distribution>& lag, Ramp ramp = {});
    /// The member that has applied most of the primary's commits.
    [[nodiscard]] Replica& most_recent();
    [[nodiscard]] bool caught_up() const;

    /// The members that are there.
    [[nodiscard]] std::size_t size() const { return members_.size(); }
    /// The member of that number, counted from 1 as the set was made, is no more: as Replica::retire. The last one goes
    /// with its set. False when there is none.
    bool remove(std::uint64_t number);
    [[nodiscard]] std::uint64_t number(std::size_t i) const { return numbers_[i]; }
    [[nodiscard]] Replica& member(std::size_t i) { return *members_[i]; }

private:
    [[nodiscard]] Replica& next();
    /// Null: it is gone.
    [[nodiscard]] Replica* member_of(const ConnectionLease& lease) const;

    ReplicaConfig config_;
    std::vector<std::unique_ptr<Replica>> members_;
    std::vector<std::uint64_t> numbers_;          // of the members, each its own
    std::vector<std::unique_ptr<Replica>> gone_;  // somebody may still have a connection
    std::size_t turn_ = 0;
    Scope replication_;
};

}  // namespace wt::rds
