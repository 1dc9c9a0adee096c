#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/context.hpp"
#include "base/random.hpp"
#include "base/scope.hpp"
#include "gateway/router.hpp"
#include "http/tier.hpp"
#include "identity/user_pool.hpp"
#include "scenario/attack.hpp"
#include "scenario/client_metrics.hpp"
#include "scenario/ledger.hpp"
#include "scenario/said.hpp"
#include "scenario/scenario.hpp"
#include "stack/stack.hpp"

namespace wt::scenario {

/// Where requests are sent: a hop of the stack, or a socket.
class Target {
public:
    Target() = default;
    Target(const Target&) = delete;
    Target& operator=(const Target&) = delete;
    virtual ~Target() = default;
    /// The number for send() of the place where requests come in: a distribution, a firewall without one, an API.
    [[nodiscard]] virtual std::size_t entrance(const std::string& component) = 0;
    [[nodiscard]] virtual Task<http::Response> send(http::Request&& request, std::size_t entrance) = 0;
    /// The name of the tier that made an answer; empty for the network. Valid as long as the response.
    [[nodiscard]] virtual std::string_view answered_by(const http::Response& response) const = 0;
};

/// The moments at which requests arrive in one phase: a Poisson, regular or bursty process whose rate changes linearly.
/// A policy: told the chance stream, tells the next moment.
class ArrivalProcess {
public:
    ArrivalProcess(const Phase& phase, Random& random) : phase_(phase), random_(random) {}
    /// The rate within a burst, over the phase's.
    [[nodiscard]] static double peak(const Arrivals& arrivals);
    /// The next arrival, counted from the phase's start; none when the phase is over.
    [[nodiscard]] std::optional<Duration> next();

private:
    [[nodiscard]] std::optional<double> next_at_rate(double factor);
    [[nodiscard]] double burst_factor(double at);

    Phase phase_;
    Random& random_;
    double position_ = 0;        // the integral of the rate so far
    std::uint64_t arrived_ = 0;  // where arrivals are regular
    bool bursting_ = false;      // mmpp
    double state_until_ = 0;     // mmpp, seconds
    bool state_known_ = false;
};

/// The address of one client of a class: 10.C.x.y, a /12 for each class, so that classes never share addresses (up to
/// 65,536 clients; beyond that the second byte counts on).
[[nodiscard]] http::IpAddress address_of(std::size_t client_class, std::uint64_t client);

/// How many items, "0" on, the mix's keys name: what the database should hold at the start.
[[nodiscard]] std::uint64_t key_population(const Scenario& scenario);

/// The load of a scenario: who arrives when, what they ask for, and what they saw. Every draw that shapes the load is
/// made in order of arrival from streams of its own, so that the same requests come in either clock.
class Traffic {
public:
    Traffic(const Context& context, const Scenario& scenario, Target& target, stack::Stack& stack, WriteLedger& ledger);

    /// Sends the phases' requests, or lets their users come and go, until the load's time is over. What has begun by
    /// then is finished.
    [[nodiscard]] Task<void> run(Instant start);
    /// Sends an attack, or more load, until `over`, at most for the fault's time.
    [[nodiscard]] Task<void> attack(const FaultSpec& fault);
    [[nodiscard]] Task<void> load(const FaultSpec& fault);

    /// Nothing new is begun any more, once run() has ended or was cancelled.
    void stop() { want(0); }

    /// True when every answer has come.
    [[nodiscard]] bool quiet() const { return clients_.running() == 0; }
    [[nodiscard]] std::uint64_t requests() const { return requests_; }
    /// The slowest request of those that were traced (one in 997).
    [[nodiscard]] const http::Trace* slowest() const { return slowest_.spans().empty() ? nullptr : &slowest_; }
    [[nodiscard]] const std::string& slowest_request() const { return slowest_request_; }
    [[nodiscard]] Duration slowest_latency() const { return slowest_latency_; }

    /// The bytes of answers, head and body.
    struct Answered {
        std::uint64_t bytes = 0;
        std::uint64_t blocked = 0;    // of these, by a firewall
        std::uint64_t throttled = 0;  // of these, 429
    };
    /// What came from where requests for `component` come in; counted where a bill is asked for.
    void each_door(const std::function<void(const std::string& component, const Answered&)>& visit) const;

    [[nodiscard]] ClientMetrics& seen() { return seen_; }
    [[nodiscard]] const ClientMetrics& seen() const { return seen_; }

    /// Where sessions broke: by session and step (both by number), how often.
    [[nodiscard]] const std::map<std::pair<std::size_t, std::size_t>, std::uint64_t>& broken() const { return broken_; }

private:
    struct Plan {
        std::size_t entry = 0;
        std::size_t client_class = 0;
        std::size_t era = 0;  // in which it was sent
        Duration patience = Duration::max();
        http::Request request;
        std::string key;
        std::uint64_t user = 0;
    };
    /// Who asks: one client of a class.
    struct Person {
        std::size_t client_class = 0;
        std::uint64_t client = 0;
    };
    /// How a request ended, for whoever goes on from there.
    struct Ending {
        http::Response response;
        bool gave_up = false;
    };
    struct Token {
        Text authorization;
        Instant until;
        std::string refresh_token;  // of a sign-in that was a request
    };

    [[nodiscard]] Plan plan();
    [[nodiscard]] Plan plan(std::size_t entry, std::size_t client_class, Random& draws);
    [[nodiscard]] Plan plan(std::size_t entry, const Person& person, const Memory* memory, Random& draws);
    [[nodiscard]] std::size_t pick_class(Random& draws) const;
    [[nodiscard]] std::size_t pick_entry(Random& draws) const;
    [[nodiscard]] std::size_t pick_session(Random& draws) const;
    /// What that entry's route wrote lately.
    [[nodiscard]] const Written* recent_of(const Keys& keys);
    [[nodiscard]] std::size_t place_of(const Plan& plan) const {
        return places_[plan.entry * scenario_.workload.clients.size() + plan.client_class];
    }
    [[nodiscard]] std::size_t sign_in_place_of(const Plan& plan) const {
        return sign_ins_[plan.entry * scenario_.workload.clients.size() + plan.client_class];
    }
    /// A place where requests come in, with who they come from.
    struct Door {
        std::string component;
        std::size_t entrance = 0;
        std::vector<double> pop_weights;
        const Shelf<identity::UserPool>::Place* users = nullptr;
        std::vector<Token> tokens;
        std::size_t sign_in = 0;  // the number for send() of where its users sign in, where some do
        Answered answered;        // where a bill is asked for
    };

    /// For the bill.
    void weigh(Door& door, const http::Response& response);
    /// Made when it is first asked for.
    [[nodiscard]] std::size_t door_at(const std::string& target, stack::Stack& stack);
    [[nodiscard]] Text authorization(Door& door, std::uint64_t user);
    /// Where that user's token is kept; null where nobody is in the pool.
    [[nodiscard]] static Token* token_of(Door& door, std::uint64_t user);
    /// The user gets what the request needs to be sent, from the pool, and the request its field. False: it is not
    /// to be; `ending` says how it ended.
    [[nodiscard]] Task<bool> sign_in(Plan& plan, Ending& ending);
    [[nodiscard]] static bool retriable(const http::Response& response);
    /// How long before another attempt, the first being 0.
    [[nodiscard]] Duration backoff(const ClientClass& who, int attempt);
    /// One request, with what it tries again. `ending` outlives it; null when nobody goes on from there.
    [[nodiscard]] Task<void> client(Plan plan, Ending* ending = nullptr);
    [[nodiscard]] Task<void> arrive_for_session();
    /// One session from top to bottom; `draws` outlives it.
    [[nodiscard]] Task<void> play(std::size_t session, Person person, Random& draws);
    [[nodiscard]] Task<void> user(std::size_t number);
    [[nodiscard]] Task<void> run_users(Instant start);
    [[nodiscard]] Task<void> run_replay(Instant start);
    [[nodiscard]] Task<void> run_targets(Instant start);
    [[nodiscard]] Plan plan(Recorded recorded);
    /// By the API's routes; the last one for what has none.
    [[nodiscard]] std::size_t entry_of(http::Method method, const std::string& path) const;
    /// So many users from now on: who is one too many leaves when what it does is done.
    void want(std::uint64_t users);
    [[nodiscard]] Task<void> attacker(AttackTraffic::Shot shot, const FaultSpec& fault);
    [[nodiscard]] std::uint32_t nearest_pop(const Door& door, std::uint64_t client) const;

    Context context_;
    const Scenario& scenario_;
    Target& target_;
    WriteLedger& ledger_;
    std::vector<Door> doors_;
    ClientMetrics seen_;
    std::string path_;  // written anew for each request
    double total_mix_weight_ = 0;
    double total_client_weight_ = 0;
    Random arrivals_;
    Random draws_;
    Random backoff_;
    std::vector<MixEntry> entries_;                     // the mix, then what the faults of kind load ask for
    std::vector<std::size_t> entered_;                  // by entry: its door
    std::map<const FaultSpec*, std::size_t> attacked_;  // the door of each attack
    std::vector<KeySource> keys_;                       // by entry
    std::vector<std::unique_ptr<Wording>> wordings_;    // by entry; null for those that say nothing more
    std::vector<std::size_t> first_entries_;            // by session: where what it asks for stands in entries_
    double total_session_weight_ = 0;
    std::uint64_t sessions_ = 0;  // that arrived
    std::map<std::pair<std::size_t, std::size_t>, std::uint64_t> broken_;
    std::optional<gateway::Router> router_;  // where a recording is played
    struct Seat {
        bool taken = false;
        std::uint32_t visits = 0;
    };
    std::vector<Seat> seats_;  // of users, by number
    std::uint64_t wanted_ = 0;
    Gauge* users_ = nullptr;               // where there are users
    std::vector<Written> written_;         // ids for `recent`
    std::vector<std::size_t> written_at_;  // by entry: which of them
    std::vector<std::size_t> places_;      // by entry and client class: the place in what was seen
    std::vector<std::size_t> sign_ins_;    // the same of what the entry's users sign in with
    std::uint64_t unique_ = 0;
    std::uint64_t requests_ = 0;
    http::Trace slowest_;
    std::string slowest_request_;
    Duration slowest_latency_{-1};
    Scope clients_;
};

}  // namespace wt::scenario
