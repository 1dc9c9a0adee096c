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

namespace {

/// One function whose numbers change, and what is out of it.
struct Changing {
    Changing(lambda::AccountConcurrency& shared) : account(shared), pool(std::nullopt, idle_ttl, shared) {}

    lambda::AccountConcurrency& account;
    ConcurrencyPool pool;
    lambda::Concurrency numbers;
    std::uint64_t revision = 0;
    std::vector<std::unique_ptr<Environment>> out;
    std::vector<std::unique_ptr<Environment>> coming;
    std::uint64_t idle_provisioned = 0;

    [[nodiscard]] std::uint64_t out_provisioned() const {
        return static_cast<std::uint64_t>(
            std::count_if(out.begin(), out.end(), [](const auto& one) { return one->provisioned; }));
    }
    /// Those that are not covered by what is provisioned.
    [[nodiscard]] std::uint64_t on_demand() const {
        return out.size() - std::min(out_provisioned(), numbers.provisioned);
    }
    [[nodiscard]] std::uint64_t claim() const { return numbers.reserved.value_or(numbers.provisioned); }
    [[nodiscard]] std::uint64_t shared() const { return numbers.reserved ? 0 : on_demand(); }

    void acquire(Instant now) {
        const std::uint64_t before = out.size();
        const std::uint64_t demanded = on_demand();
        const bool room = account.has_room();
        ConcurrencyPool::Grant grant = pool.acquire(now);
        if (grant.environment == nullptr) return;
        RC_ASSERT(grant.environment->revision == revision);
        if (numbers.reserved) RC_ASSERT(before < *numbers.reserved);
        if (grant.environment->provisioned) {
            RC_ASSERT(idle_provisioned > 0);
            --idle_provisioned;
        } else {
            if (numbers.reserved) RC_ASSERT(demanded < *numbers.reserved - numbers.provisioned);
            if (!numbers.reserved) RC_ASSERT(room);
        }
        out.push_back(std::move(grant.environment));
    }

    [[nodiscard]] bool wanted(const Environment& environment) const {
        return environment.revision == revision &&
               (!environment.provisioned || out_provisioned() + idle_provisioned < numbers.provisioned);
    }

    void give_back(std::size_t which, Instant now) {
        if (out.empty()) return;
        const auto at = out.begin() + static_cast<std::ptrdiff_t>(which % out.size());
        std::unique_ptr<Environment> environment = std::move(*at);
        out.erase(at);
        if (environment->provisioned && wanted(*environment)) ++idle_provisioned;
        pool.release(std::move(environment), now);
    }

    void provision() {
        if (pool.missing_provisioned() > 0) {
            coming.push_back(pool.begin_provisioning());
        } else if (!coming.empty()) {
            RC_ASSERT(pool.wants(*coming.back()) == wanted(*coming.back()));
            if (wanted(*coming.back())) ++idle_provisioned;
            pool.provide(std::move(coming.back()));
            coming.pop_back();
        }
    }

    void set(int amount, Instant now) {
        const auto number = static_cast<std::uint64_t>(amount);
        numbers.reserved.reset();
        if (number % 3 != 0) numbers.reserved = number % 13;
        numbers.provisioned = numbers.reserved ? number % (*numbers.reserved + 1) : number % 5;
        pool.set(numbers, now);
        const std::uint64_t busy = out_provisioned();
        idle_provisioned = std::min(idle_provisioned, numbers.provisioned - std::min(numbers.provisioned, busy));
    }

    void renew() {
        ++revision;
        idle_provisioned = 0;
        pool.renew();
        RC_ASSERT(pool.idle() == 0);
    }

    void check() const {
        RC_ASSERT(pool.busy() == out.size());
        const std::uint64_t here = out_provisioned() + idle_provisioned + coming.size();
        RC_ASSERT(pool.missing_provisioned() == numbers.provisioned - std::min(numbers.provisioned, here));
        RC_ASSERT(pool.idle() >= idle_provisioned);
    }
};

}  // namespace

TEST_CASE("no count goes wrong when reservations, provisioned environments and the account's limit change under load") {
    holds([] {
        std::uint64_t limit = 20;
        lambda::AccountConfig config;
        config.concurrency = limit;
        lambda::AccountConcurrency account(config);
        Changing functions[] = {{account}, {account}, {account}};
        Instant now = epoch;
        for (const auto& [what, whom, amount] : any_history(14, 3, 40)) {
            Changing& function = functions[whom];
            switch (what) {
                case 0:
                case 1:
                case 2:
                case 3:
                case 4:
                case 5: function.acquire(now); break;
                case 6:
                case 7: function.give_back(static_cast<std::size_t>(amount), now); break;
                case 8:
                case 9: function.provision(); break;
                case 10: function.set(amount, now); break;
                case 11:
                    if (amount % 4 == 0) function.renew();
                    break;
                case 12:
                    limit = static_cast<std::uint64_t>(amount);
                    account.set_limit(limit, now);
                    break;
                default: now += amount * 1s; break;
            }
            std::uint64_t claimed = 0;
            std::uint64_t shared = 0;
            for (const Changing& each : functions) {
                each.check();
                claimed += each.claim();
                shared += each.shared();
            }
            RC_ASSERT(account.unreserved() == limit - std::min(limit, claimed));
            RC_ASSERT(account.shared() == shared);
        }
        // Whatever happened, when everything has ended nothing is taken.
        for (Changing& each : functions) {
            while (!each.out.empty()) each.give_back(0, now);
            each.check();
        }
        RC_ASSERT(account.shared() == 0);
    });
}
