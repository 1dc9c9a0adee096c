#include "catch.hpp"

#include "lambda/concurrency_pool.hpp"

using namespace wt;
using namespace wt::lambda;

namespace {

AccountConfig account_of(std::uint64_t concurrency) {
    AccountConfig config;
    config.concurrency = concurrency;
    return config;
}

}  // namespace

TEST_CASE("the environment used most recently is used first, and the others expire") {
    AccountConcurrency account(account_of(100));
    ConcurrencyPool pool(std::nullopt, 60s, account);
    auto first = pool.acquire(epoch);
    auto second = pool.acquire(epoch);
    CHECK(first.cold);
    CHECK(second.cold);
    const std::uint64_t latest = second.environment->number;
    pool.release(std::move(first.environment), epoch + 1s);
    pool.release(std::move(second.environment), epoch + 2s);

    auto warm = pool.acquire(epoch + 61500ms);  // the first one's time is over
    CHECK_FALSE(warm.cold);
    CHECK(warm.environment->number == latest);
    CHECK(pool.idle() == 0);
    pool.release(std::move(warm.environment), epoch + 62s);
    CHECK(pool.next_expiry() == epoch + 122s);
}

TEST_CASE("reserved concurrency is a function's own, and the rest is shared") {
    AccountConcurrency account(account_of(5));
    ConcurrencyPool mine(3, 60s, account);
    ConcurrencyPool a(std::nullopt, 60s, account);
    ConcurrencyPool b(std::nullopt, 60s, account);
    CHECK(a.limit() == 2);
    auto one = a.acquire(epoch);
    auto two = b.acquire(epoch);
    auto three = b.acquire(epoch);
    CHECK(three.environment == nullptr);
    CHECK(reason(three.throttle) == "ConcurrentInvocationLimitExceeded");
    std::vector<ConcurrencyPool::Grant> own;
    for (int i = 0; i < 3; ++i) own.push_back(mine.acquire(epoch));
    auto fourth = mine.acquire(epoch);
    CHECK(fourth.environment == nullptr);
    CHECK(reason(fourth.throttle) == "ReservedFunctionConcurrentInvocationLimitExceeded");
    a.release(std::move(one.environment), epoch);
    CHECK(b.acquire(epoch).environment != nullptr);
}

TEST_CASE("a reserved concurrency of zero turns everything away") {
    AccountConcurrency account(account_of(5));
    ConcurrencyPool pool(0, 60s, account);
    CHECK(pool.acquire(epoch).throttle == Throttle::reserved_concurrency);
}

TEST_CASE("a function grows by 1,000 environments at once, then by 100 a second") {
    AccountConcurrency account(account_of(10'000));
    ConcurrencyPool pool(std::nullopt, 1h, account);
    int started = 0;
    const auto grow = [&](Instant now) {
        for (;; ++started) {
            const ConcurrencyPool::Grant grant = pool.acquire(now);
            if (grant.environment == nullptr) return grant.throttle;
        }
    };
    CHECK(grow(epoch) == Throttle::scaling_rate);
    CHECK(started == 1000);
    CHECK(grow(epoch + 1s) == Throttle::scaling_rate);
    CHECK(started == 1100);
    CHECK(grow(epoch + 1h) == Throttle::scaling_rate);
    CHECK(started == 2100);  // unused growth does not pile up
}

TEST_CASE("provisioned environments come first, count as reserved, never expire, and are made good when thrown away") {
    AccountConcurrency account(account_of(100));
    ConcurrencyPool pool(5, 60s, account, 2);
    CHECK(account.unreserved() == 95);
    CHECK(pool.missing_provisioned() == 2);
    while (pool.missing_provisioned() > 0) pool.provide(pool.begin_provisioning());
    std::vector<ConcurrencyPool::Grant> grants;
    for (int i = 0; i < 5; ++i) grants.push_back(pool.acquire(epoch));
    CHECK(grants[0].environment->provisioned);
    CHECK(grants[1].environment->provisioned);
    CHECK_FALSE(grants[0].cold);
    CHECK(grants[2].cold);  // spilled over
    CHECK_FALSE(grants[2].environment->provisioned);
    CHECK(pool.acquire(epoch).throttle == Throttle::reserved_concurrency);
    for (auto& grant : grants) pool.release(std::move(grant.environment), epoch);
    CHECK(pool.idle() == 5);
    pool.expire(epoch + 1h);
    CHECK(pool.idle() == 2);

    // With all that is provisioned thrown away, the rest of the reservation is still all there is for others.
    pool.recycle(1);
    CHECK(pool.missing_provisioned() == 2);
    for (int i = 0; i < 3; ++i) CHECK(pool.acquire(epoch + 1h).cold);
    CHECK(pool.acquire(epoch + 1h).throttle == Throttle::reserved_concurrency);

    AccountConcurrency shared(account_of(10));
    ConcurrencyPool unreserved(std::nullopt, 60s, shared, 4);
    CHECK(shared.unreserved() == 6);
    CHECK(unreserved.limit() == 10);
}

TEST_CASE("a function is invoked at most ten times a second for each concurrent execution it may have") {
    AccountConcurrency account(account_of(1000));
    ConcurrencyPool pool(2, 1h, account);
    int admitted = 0;
    for (;; ++admitted) {
        ConcurrencyPool::Grant grant = pool.acquire(epoch);
        if (grant.environment == nullptr) {
            CHECK(reason(grant.throttle) == "ReservedFunctionInvocationRateLimitExceeded");
            break;
        }
        pool.release(std::move(grant.environment), epoch);
    }
    CHECK(admitted == 20);
}

TEST_CASE("recycling throws away idle environments, the least recently used first") {
    AccountConcurrency account(account_of(100));
    ConcurrencyPool pool(std::nullopt, 1h, account);
    std::vector<ConcurrencyPool::Grant> grants;
    for (int i = 0; i < 10; ++i) grants.push_back(pool.acquire(epoch));
    for (int i = 0; i < 10; ++i)
        pool.release(std::move(grants[static_cast<std::size_t>(i)].environment), epoch + i * 1s);
    pool.recycle(0.5);
    CHECK(pool.idle() == 5);
    CHECK(pool.next_expiry() == epoch + 5s + 1h);
}
