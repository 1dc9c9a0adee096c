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
    ScaleBucket bucket;
    int started = 0;
    while (bucket.try_take(epoch)) ++started;
    CHECK(started == 1000);
    while (bucket.try_take(epoch + 1s)) ++started;
    CHECK(started == 1100);
    while (bucket.try_take(epoch + 1h)) ++started;
    CHECK(started == 2100);  // unused growth does not pile up
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
