#include "lambda/concurrency_pool.hpp"

#include <algorithm>
#include <memory>

#include "holds.hpp"

using namespace wt;
using namespace wt::properties;
using lambda::ConcurrencyPool;
using lambda::Environment;

namespace {

constexpr Duration idle_ttl = 60s;

/// One function, and what must be true of it: who is out, and who waits, in order of use.
struct Subject {
    Subject(std::optional<std::uint64_t> reserved, std::uint64_t provisioned, lambda::AccountConcurrency& account)
        : pool(reserved, idle_ttl, account, provisioned) {}

    ConcurrencyPool pool;
    std::vector<std::unique_ptr<Environment>> out;
    std::vector<std::unique_ptr<Environment>> coming;     // being provisioned
    std::vector<std::pair<std::uint64_t, Instant>> idle;  // numbers of those on demand, least recently used first

    void expire(Instant now) {
        std::erase_if(idle, [&](const auto& one) { return one.second + idle_ttl <= now; });
    }

    void acquire(Instant now) {
        ConcurrencyPool::Grant grant = pool.acquire(now);
        expire(now);
        if (grant.environment == nullptr) {
            RC_ASSERT(grant.throttle != lambda::Throttle::none);
            return;
        }
        RC_ASSERT(grant.throttle == lambda::Throttle::none);
        for (const auto& other : out) RC_ASSERT(other->number != grant.environment->number);
        if (grant.cold) {
            RC_ASSERT(idle.empty());
        } else if (!grant.environment->provisioned) {
            RC_ASSERT(!idle.empty());
            RC_ASSERT(idle.back().first == grant.environment->number);
            idle.pop_back();
        }
        out.push_back(std::move(grant.environment));
    }

    void give_back(std::size_t which, Instant now, bool keep) {
        if (out.empty()) return;
        const auto at = out.begin() + static_cast<std::ptrdiff_t>(which % out.size());
        std::unique_ptr<Environment> environment = std::move(*at);
        out.erase(at);
        if (!keep) {
            pool.discard(std::move(environment));
            return;
        }
        if (!environment->provisioned) idle.emplace_back(environment->number, now);
        pool.release(std::move(environment), now);
    }

    void provision() {
        if (pool.missing_provisioned() > 0) {
            coming.push_back(pool.begin_provisioning());
        } else if (!coming.empty()) {
            pool.provide(std::move(coming.back()));
            coming.pop_back();
        }
    }

    void check(Instant now) {
        RC_ASSERT(pool.busy() == out.size());
        RC_ASSERT(pool.busy() <= pool.limit());
        pool.expire(now);
        expire(now);
        RC_ASSERT(pool.idle() >= idle.size());
        RC_ASSERT(pool.next_expiry().has_value() == !idle.empty());
        if (!idle.empty()) RC_ASSERT(*pool.next_expiry() == idle.front().second + idle_ttl);
    }
};

}  // namespace

TEST_CASE("no more are busy than may be, whatever is acquired, released, discarded, expired or provisioned") {
    holds([] {
        const auto account_limit = static_cast<std::uint64_t>(*rc::gen::inRange(1, 20));
        const auto reserved = static_cast<std::uint64_t>(*rc::gen::inRange<int>(0, static_cast<int>(account_limit)));
        const auto provisioned = static_cast<std::uint64_t>(*rc::gen::inRange<int>(0, static_cast<int>(reserved) + 1));
        lambda::AccountConfig config;
        config.concurrency = account_limit;
        lambda::AccountConcurrency account(config);
        Subject subjects[] = {{reserved, provisioned, account}, {std::nullopt, 0, account}, {std::nullopt, 0, account}};
        Instant now = epoch;
        for (const auto& [what, whom, amount] : any_history(8, 3, 40)) {
            Subject& subject = subjects[whom];
            switch (what) {
                case 0:
                case 1:
                case 2: subject.acquire(now); break;
                case 3: subject.give_back(static_cast<std::size_t>(amount), now, true); break;
                case 4: subject.give_back(static_cast<std::size_t>(amount), now, false); break;
                case 5: subject.provision(); break;
                default: now += amount * 1s; break;
            }
            for (Subject& each : subjects) each.check(now);
            RC_ASSERT(subjects[1].out.size() + subjects[2].out.size() <= account_limit - reserved);
        }
    });
}
