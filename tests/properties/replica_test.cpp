#include "storage/rds/replica.hpp"

#include <map>

#include "base/scope.hpp"
#include "holds.hpp"
#include "storage/world.hpp"

using namespace wt;
using namespace wt::properties;

namespace {

/// Remembers how the primary's table looked after each commit.
class Historian final : public rds::Follower {
public:
    explicit Historian(rds::Primary& primary) : primary_(primary) { primary.follow(*this); }
    ~Historian() override { primary_.unfollow(*this); }
    Historian(const Historian&) = delete;
    Historian& operator=(const Historian&) = delete;

    void committed(std::shared_ptr<const rds::Commit> commit) override {
        in_order = in_order && commit->lsn == moments.rbegin()->first + 1;
        moments[commit->lsn] = primary_.database().fingerprint();
    }
    void seed(const rds::Database& primary) override { moments = {{0, primary.fingerprint()}}; }
    void rolled_back(std::uint64_t lsn, const rds::Database& primary) override {
        moments.erase(moments.upper_bound(lsn), moments.end());
        RC_ASSERT(moments.at(lsn) == primary.fingerprint());
    }
    void left_alone() override { RC_FAIL("nobody removes this primary"); }
    bool in_order = true;
    std::map<std::uint64_t, std::uint64_t> moments;  // fingerprints by lsn

private:
    rds::Primary& primary_;
};

struct Subject {
    Subject() {
        primary.keep_history(20s);
        primary.fill(3, "first");
        historian.emplace(primary);
        for (std::uint64_t i = 0; i < 2; ++i) {
            rds::ReplicaConfig config;
            config.lag = i == 0 ? Distribution::exponential(2s) : Distribution::uniform(0s, 500ms);
            if (i == 1) config.apply = Distribution::exponential(300ms);
            replicas.push_back(std::make_unique<rds::Replica>(world.context, "replica", config, primary, i));
            scope.spawn(replicas.back()->run());
        }
    }
    [[nodiscard]] static rds::PrimaryConfig config() {
        rds::PrimaryConfig made;
        made.service = Distribution::exponential(100ms);
        return made;
    }
    [[nodiscard]] static Task<void> write(rds::Primary& primary, std::vector<rds::Write> writes) {
        (void)co_await primary.apply(std::move(writes), nullptr);
    }
    /// A transaction of a few writes, some of which are older than what is there.
    void write(int item, int amount) {
        std::vector<rds::Write> writes;
        for (int i = 0; i <= amount % 3; ++i) {
            rds::Write one;
            one.kind = (item + i) % 4 == 3 ? rds::Write::Kind::remove : rds::Write::Kind::put;
            one.id = Text(std::to_string((item + i) % 5));
            if (one.kind == rds::Write::Kind::put) one.body = Text(std::to_string(amount));
            one.number = ++number - static_cast<std::uint64_t>(amount % 2 == 0 ? 0 : std::min<int>(amount, 3));
            writes.push_back(std::move(one));
        }
        scope.spawn(write(primary, std::move(writes)));
    }
    void check() {
        RC_ASSERT(historian->in_order);
        RC_ASSERT(historian->moments.rbegin()->first == primary.lsn());
        RC_ASSERT(primary.database().agrees_with_sqlite());
        for (const auto& replica : replicas) {
            RC_ASSERT(replica->lsn() <= primary.lsn());
            RC_ASSERT(replica->database().agrees_with_sqlite());
            RC_ASSERT(replica->database().fingerprint() == historian->moments.at(replica->lsn()));
        }
    }

    test::World world;
    rds::Primary primary{world.context, "primary", config()};
    std::optional<Historian> historian;
    std::vector<std::unique_ptr<rds::Replica>> replicas;
    std::uint64_t number = 10;
    Scope scope;
};

}  // namespace

TEST_CASE("a replica is at every moment what the primary once was, through lags, crashes and failovers") {
    holds([] {
        Subject subject;
        for (const auto& [what, whom, amount] : any_history(12, 5, 40)) {
            switch (what) {
                case 0: subject.primary.instance().crash(amount * 100ms); break;
                case 1: subject.replicas[static_cast<std::size_t>(whom % 2)]->instance().crash(amount * 100ms); break;
                case 2:
                    subject.replicas[static_cast<std::size_t>(whom % 2)]->set_lag(
                        Distribution::constant(amount * 200ms));
                    break;
                case 3: subject.replicas[static_cast<std::size_t>(whom % 2)]->set_lag(std::nullopt); break;
                case 4: (void)subject.primary.take_over(amount * 10ms, whom * 300ms); break;
                case 5:
                    (void)subject.primary.promote(*subject.replicas[static_cast<std::size_t>(whom % 2)], amount * 10ms);
                    break;
                case 6:
                case 7: subject.world.clock.run_until(subject.world.clock.now() + amount * 50ms); break;
                default: subject.write(whom, amount); break;
            }
            subject.check();
        }
        // Left alone, everyone catches up.
        for (const auto& replica : subject.replicas) replica->set_lag(std::nullopt);
        subject.world.clock.run_until(subject.world.clock.now() + 1h);
        subject.check();
        for (const auto& replica : subject.replicas) RC_ASSERT(replica->lsn() == subject.primary.lsn());
    });
}
