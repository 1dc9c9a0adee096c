// Timer events per second: requests that pass six nested tasks and wait three times on a virtual clock.
#include <chrono>
#include <cstdio>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/scope.hpp"

namespace {

using namespace wt;

constexpr int requests = 2'000'000;

Task<int> work(Clock& clock, Random& random) {
    co_await clock.sleep_for(from_seconds(random.uniform() * 0.01));
    co_return 1;
}
Task<int> inner(Clock& clock, Random& random) {
    co_await clock.sleep_for(from_seconds(random.uniform() * 0.01));
    co_return co_await work(clock, random);
}
Task<int> middle(Clock& clock, Random& random) { co_return co_await inner(clock, random); }
Task<int> outer(Clock& clock, Random& random) { co_return co_await middle(clock, random); }
Task<void> request(Clock& clock, Random& random, long& done) { done += co_await outer(clock, random); }

Task<void> arrivals(Clock& clock, Random& random, Scope& scope, long& done) {
    for (int i = 0; i < requests; ++i) {
        co_await clock.sleep_for(100us);
        scope.spawn(request(clock, random, done));
    }
}

}  // namespace

int main() {
    Clock clock;
    Random random(1, "bench");
    Scope scope;
    Scope load;
    long done = 0;
    const auto start = std::chrono::steady_clock::now();
    load.spawn(arrivals(clock, random, scope, done));
    clock.run();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::printf("{\"requests\": %ld, \"events\": %llu, \"seconds\": %.3f}\n", done,
                static_cast<unsigned long long>(clock.events()), seconds);
}
