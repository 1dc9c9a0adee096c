#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>

#include "forecast/load.hpp"
#include "scenario/scenario.hpp"

namespace wt::forecast {

/// What passes through each component at one steady rate, per second, by the components' names.
struct Flow {
    struct Edge {
        double requests = 0;
        double cacheable = 0;
        double hits = 0;  // with those that joined a fetch
    };
    struct Pool {
        double authentications = 0;
        double refused = 0;  // the share that the quota turns away
    };
    struct Api {
        double requests = 0;
        double cacheable = 0;
        double hits = 0;
        double refused = 0;  // the share that the token bucket turns away
    };
    struct Function {
        double arrivals = 0;
        double work = 0;  // arrivals x how long each takes: in flight, if all were let in
        double limit = 0;
        double refused = 0;                        // the share
        std::map<std::string, double> statements;  // what they ask of databases, if all were let in
        [[nodiscard]] double duration() const { return arrivals > 0 ? work / arrivals : 0; }
    };
    struct Cache {
        double gets = 0;
        double hits = 0;
    };
    struct Database {
        double statements = 0;  // of all its instances
        double busy = 0;        // the share of its servers
        double wait = 0;        // seconds on average; infinite where it cannot keep up
        double connections = 0;
    };
    struct Proxy {
        double statements = 0;
        double busy = 0;  // the share of its connections
        double wait = 0;  // for one of them, as a database's
    };
    struct Stream {
        double records = 0;  // that are put
        double bytes = 0;
        double refused = 0;  // the share that the shards do not take
    };
    /// A function that reads a stream or a queue.
    struct Reader {
        std::string source;   // its name
        double records = 0;   // or messages, that come for it
        double capacity = 0;  // the most that it can handle
    };
    struct Queue {
        double sent = 0;
    };
    /// Somebody else's service, and a table: what is asked a second, and the share that is refused.
    struct Limited {
        double asked = 0;
        double calls = 0;  // of a table: by which it is asked for its units
        double limit = 0;  // none: 0
        double refused = 0;
    };
    double units = 0;     // a second: requests of the mix, sessions
    double requests = 0;  // a second
    bool closed = false;  // so many users, each with one request at a time
    double response = 0;  // seconds of a unit in which its user waits for answers
    std::map<std::string, Pool> pools;
    std::map<std::string, Edge> edges;
    std::map<std::string, double> firewalls;
    std::map<std::string, Api> apis;
    std::map<std::string, Function> functions;
    std::map<std::string, Cache> caches;
    std::map<std::string, Database> databases;
    std::map<std::string, Proxy> proxies;  // those whose connections are fewer than their database's servers
    std::map<std::string, Stream> streams;
    std::map<std::string, Reader> readers;    // of streams
    std::map<std::string, Reader> consumers;  // of queues
    std::map<std::string, Queue> queues;
    std::map<std::string, Limited> services;
    std::map<std::string, Limited> table_reads;   // in units
    std::map<std::string, Limited> table_writes;  // in units
};

/// In seconds.
[[nodiscard]] double mean_of(const Latency& latency);
/// What a handler takes beside its calls, in seconds.
[[nodiscard]] double own_time(const lambda::FunctionConfig& function, const lambda::NativeHandler& handler);

/// What is known of a scenario whatever its rate is: laws, limits, who calls whom.
class Model {
public:
    explicit Model(const scenario::Scenario& scenario);

    [[nodiscard]] const Load& load() const { return load_; }
    /// At so many units of the load a second.
    [[nodiscard]] Flow at(double units) const { return flow(units, std::nullopt); }
    /// With so many users, each of whom waits for an answer, thinks, and asks again: at the rate where that goes round
    /// (the interactive response time law).
    [[nodiscard]] Flow with(double users) const;

private:
    /// Of a law, by drawing from it: laws do not tell their variance.
    struct Moments {
        double mean = 0;
        double variation = 0;  // squared
    };
    /// What one pass over the scenario adds up; how long an origin takes and a database's line are of the pass before.
    struct Pass {
        Flow flow;
        double origin_takes = 0.05;
        std::map<std::string, double> waits;
        std::set<std::string> crowded;          // databases whose line is known already
        std::map<std::string, double> refused;  // shares, by functions and APIs
        std::optional<double> users;            // of a closed load
    };

    [[nodiscard]] Flow flow(double units, std::optional<double> users) const;

    /// The user pool of an entry's users; empty where they do not sign in.
    [[nodiscard]] std::string pool_of(const scenario::MixEntry& entry) const;
    /// How often they sign in or refresh, of so many requests a second.
    [[nodiscard]] double authentications(const scenario::MixEntry& entry, double rate) const;
    // These give how long a request takes from there on, in seconds on average.
    double enter(Pass& pass, const scenario::MixEntry& entry, Demand demand) const;
    double through_api(Pass& pass, const stack::Component& api, const scenario::MixEntry& entry,
                       const Demand& demand) const;
    double through_function(Pass& pass, const stack::Component& component, const scenario::MixEntry& entry,
                            const Demand& demand) const;
    /// The functions that read streams, and those that read queues, by what has been put into those.
    void read_streams(Pass& pass) const;
    void read_queues(Pass& pass) const;
    /// How long a batch takes, in seconds on average; adds what so many batches a second ask of the backends.
    [[nodiscard]] double handle_batches(Pass& pass, const lambda::FunctionConfig& function, double rate,
                                        Flow::Function& caller) const;
    /// What a handler has found out so far, on average.
    struct Reading {
        Demand demand;      // with what its first `get` was asked for
        double missed = 1;  // the share whose last `get` found nothing
    };
    /// How long a call takes, on average over those who make it; adds it to its backend.
    [[nodiscard]] double call(Pass& pass, Flow::Function& caller, const lambda::Call& call,
                              const scenario::MixEntry& entry, double rate, Reading& reading) const;
    void settle(Pass& pass) const;
    /// The lines before connections of proxies, where these are what there is too little of.
    void settle_proxies(Pass& pass) const;
    /// The connections of such a proxy; none of any other.
    [[nodiscard]] std::optional<double> scarce_connections(const rds::ProxyConfig& proxy) const;
    /// What streams, tables and services refuse of what they are asked.
    void settle_limits(Pass& pass) const;
    /// In bytes, of what handlers put into that table; of its items from the start when they put nothing.
    [[nodiscard]] double item_size(const std::string& table) const;
    /// Whether any handler fills that cache.
    [[nodiscard]] bool is_filled(const std::string& cache) const;
    void settle_functions(Pass& pass) const;
    /// The share of its invocations that a function turns away for want of environments.
    [[nodiscard]] double loss_of(const Pass& pass, const Flow::Function& function) const;
    /// A function that can have more under way than its one database serves: nearly all of them wait there.
    void settle_crowd(Pass& pass, Flow::Function& function) const;
    struct Servers {
        double count = 0;  // of all instances
        double instances = 1;
    };
    [[nodiscard]] Servers servers_of(const std::string& database) const;

    const scenario::Scenario& scenario_;
    Load load_;
    std::map<std::string, Moments> services_;  // of databases
};

}  // namespace wt::forecast
