#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/context.hpp"
#include "base/scope.hpp"
#include "base/shelf.hpp"
#include "storage/cache/access.hpp"
#include "storage/cache/cluster.hpp"
#include "storage/cache/redis.hpp"
#include "storage/cache/resp.hpp"

namespace wt::cache {

class Engine;
struct Call;

/// What a command is: its row of a table, beside its function.
struct Command {
    std::string_view name;  // in small letters
    void (*run)(Call& call);
    int arity;  // with the name; negative: at least so many
    unsigned flags;
    int first_key = 0;  // 0: none
    int last_key = 0;   // negative: from the end
    int step = 0;
    int count_at = 0;  // how many keys follow there; 0: no such argument
};
// Flags.
inline constexpr unsigned writes = 1;
inline constexpr unsigned reads = 2;
inline constexpr unsigned takes_memory = 4;
inline constexpr unsigned is_fast = 8;
inline constexpr unsigned is_dangerous = 16;
inline constexpr unsigned of_pubsub = 32;
inline constexpr unsigned before_auth = 64;
inline constexpr unsigned not_queued = 128;
inline constexpr unsigned may_block = 256;
inline constexpr unsigned of_strings = 512;
inline constexpr unsigned of_lists = 1024;
inline constexpr unsigned of_hashes = 2048;
inline constexpr unsigned of_sets = 4096;
inline constexpr unsigned of_sorted_sets = 8192;
inline constexpr unsigned of_keys = 16384;
inline constexpr unsigned of_connections = 32768;
inline constexpr unsigned of_transactions = 65536;
inline constexpr unsigned of_places = 131072;
inline constexpr unsigned of_logs = 262144;
inline constexpr unsigned of_bits = 524288;
/// Slow for everybody, and no administrator's.
inline constexpr unsigned is_dangerous_to_all = 1048576;
/// Those of one kind, in a file each; all are sorted by name once.
[[nodiscard]] std::span<const Command> string_commands();
[[nodiscard]] std::span<const Command> list_commands();
[[nodiscard]] std::span<const Command> hash_commands();
[[nodiscard]] std::span<const Command> set_commands();
[[nodiscard]] std::span<const Command> sorted_set_commands();
[[nodiscard]] std::span<const Command> sorted_set_join_commands();
[[nodiscard]] std::span<const Command> multiple_pop_commands();
[[nodiscard]] std::span<const Command> geo_commands();
[[nodiscard]] std::span<const Command> hyper_log_log_commands();
[[nodiscard]] std::span<const Command> bit_commands();
[[nodiscard]] std::span<const Command> sort_commands();
[[nodiscard]] std::span<const Command> key_commands();
[[nodiscard]] std::span<const Command> connection_commands();
[[nodiscard]] std::span<const Command> pubsub_commands();
[[nodiscard]] std::span<const Command> cluster_commands();
[[nodiscard]] const std::vector<Command>& all_commands();
[[nodiscard]] const Command* find_command(std::string_view name);
/// "@read" and the like.
[[nodiscard]] std::vector<std::string_view> categories_of(const Command& command);

/// Which node of a group a client talks to: a replica takes no writes.
enum class NodeRole : std::uint8_t { primary, replica };

/// One client's connection, as the engine knows it. `out` is what is to be sent.
class Session {
public:
    /// `wake`: something was put into `out`, or the session is over, and nobody had fed it. `from`: "127.0.0.1:40000".
    /// `node`: which of its shard's, in a cluster.
    Session(Engine& engine, NodeRole role, std::string from, std::function<void()> wake, std::int64_t node = 0);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Takes bytes of the client, and runs what is whole in them.
    void feed(std::string_view bytes);
    /// The same, but that whatever is asked has this answer: "ERR what is wrong".
    void feed_failing(std::string_view bytes, std::string_view error);
    /// What is to be sent; whoever sends takes it away.
    std::string out;
    /// Once all is sent the connection ends.
    [[nodiscard]] bool is_over() const { return over_; }
    void end();

private:
    friend class Engine;
    friend struct SessionAccess;
    friend struct Call;

    struct Wait {
        std::vector<std::string> arguments;
        std::vector<std::string> keys;
        std::size_t database = 0;
        std::uint64_t number = 0;
    };
    void run();

    Engine& engine_;
    NodeRole role_;
    std::int64_t node_;
    std::string from_;
    std::function<void()> wake_;
    RespReader reader_;
    std::uint64_t id_ = 0;
    Instant since_;
    std::uint64_t commands_ = 0;
    int protocol_ = 2;
    std::size_t database_ = 0;
    std::string name_;
    std::string library_;
    std::string library_version_;
    std::string user_;  // empty: nobody yet
    bool over_ = false;
    bool feeding_ = false;
    bool replies_ = true;
    bool reads_replica_ = false;  // after READONLY

    bool queues_ = false;  // after MULTI
    bool queue_broken_ = false;
    std::vector<std::vector<std::string>> queue_;
    std::shared_ptr<Watch> watch_;

    std::set<std::string, std::less<>> channels_;
    std::set<std::string, std::less<>> patterns_;
    std::unique_ptr<Wait> wait_;
};

/// What an engine is told of itself.
struct EngineConfig {
    std::string version = "7.1.0";
    std::string product = "redis";  // or "valkey"
    std::uint16_t port = 6379;
    std::string address = "127.0.0.1";
    /// How many replicas a primary has, and where all of them listen; in a cluster that says it.
    std::int64_t replicas = 1;
    std::string reader_address = "127.0.0.1";
    std::uint16_t reader_port = 6380;
    /// Cluster mode, and which of its shards this is; null: there is none.
    std::shared_ptr<Cluster> cluster = nullptr;
    std::uint16_t shard = 0;
    /// ElastiCache Processing Units that a second may take, of a serverless cache; 0: as many as are asked for.
    std::uint64_t most_units = 0;
    /// Nobody but these may in; one without a password called default lets everybody.
    std::vector<User> users = {User()};
    /// Whether connections have to be over TLS, or must not be; nothing: as they like.
    std::optional<bool> over_tls;
};

/// What real clients see of a Redis: commands over the keys of whatever stands at a place of the shelf, subscriptions,
/// transactions, clients that wait. No I/O; told bytes, answers with bytes. Sessions are gone before it goes.
class Engine {
public:
    /// The place outlives this; while nobody stands there sessions end at their first command.
    Engine(const Context& context, const Shelf<Redis>::Place& store, EngineConfig config);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    [[nodiscard]] const EngineConfig& config() const { return config_; }
    /// Sessions go on under what they were; users count at once.
    void configure(EngineConfig config);
    /// Slots have come or gone: who waits for a key that is another shard's now is sent there.
    void slots_moved();
    /// Of a node of a shard, now.
    [[nodiscard]] NodeRole role_of(std::int64_t node) const;
    /// A node as others are told of it.
    struct Peer {
        std::string address;
        std::uint16_t port = 0;
    };
    [[nodiscard]] Peer primary() const;
    [[nodiscard]] std::vector<Peer> replicas() const;
    /// Of the node that a client talks to.
    [[nodiscard]] Peer own(const Session& session) const;
    [[nodiscard]] Redis* store() const { return store_.get(); }
    [[nodiscard]] const User* user(std::string_view name) const;
    [[nodiscard]] std::size_t sessions() const { return sessions_.size(); }
    /// Ends all of them, as a node that goes does.
    void end_all();

    // For sessions and commands.
    void run(Session& session, const std::vector<std::string_view>& arguments);
    void execute(Session& session, const Command& command, std::span<const std::string_view> arguments,
                 std::string& out);
    /// To all of the cluster, where there is one; how many heard it here.
    [[nodiscard]] std::int64_t publish(std::string_view channel, std::string_view message);
    void subscribe(Session& session, std::string_view channel, bool pattern);
    /// False when it was not subscribed.
    bool unsubscribe(Session& session, std::string_view channel, bool pattern);
    using Listeners = std::map<std::string, std::vector<Session*>, std::less<>>;
    [[nodiscard]] const Listeners& channels() const { return channels_; }
    [[nodiscard]] const Listeners& patterns() const { return patterns_; }
    /// The session waits for one of the keys, at most until then.
    void wait(Session& session, std::span<const std::string_view> arguments, std::vector<std::string> keys,
              Instant until);
    /// Something has come to a list or a sorted set.
    void ready(std::size_t database, std::string_view key);
    void forget(Session& session);
    [[nodiscard]] const std::list<Session*>& all_sessions() const { return sessions_; }
    [[nodiscard]] const Context& context() const { return context_; }
    [[nodiscard]] std::uint64_t commands() const { return commands_; }
    [[nodiscard]] std::uint64_t connections() const { return connections_; }
    /// What ElastiCache counts besides.
    struct Counts {
        double units = 0;              // ElastiCache Processing Units
        std::uint64_t replicated = 0;  // bytes of writes
        std::uint64_t throttled = 0;
        std::uint64_t bytes_in = 0;
        std::uint64_t bytes_out = 0;
        std::uint64_t wrong_passwords = 0;
        std::uint64_t forbidden_commands = 0;
        std::uint64_t forbidden_keys = 0;
    };
    [[nodiscard]] Counts& counts() { return counts_; }
    [[nodiscard]] const Counts& counts() const { return counts_; }
    /// Of a node of a cluster.
    [[nodiscard]] std::uint64_t sessions_of(std::int64_t node) const;
    [[nodiscard]] std::uint64_t connections_of(std::int64_t node) const;
    /// Ends those of a node that goes.
    void end_all_of(std::int64_t node);
    /// Of one of the two: who is there, and how many came, ever.
    [[nodiscard]] std::uint64_t sessions(NodeRole role) const { return sessions_of_[static_cast<std::size_t>(role)]; }
    [[nodiscard]] std::uint64_t connections(NodeRole role) const {
        return connections_of_[static_cast<std::size_t>(role)];
    }

private:
    friend class Session;
    [[nodiscard]] bool may(Session& session, const Command& command, std::span<const std::string_view> arguments,
                           RespWriter& out);
    /// Where the keys are another shard's the client is told so.
    [[nodiscard]] bool are_here(const Session& session, const Command& command,
                                std::span<const std::string_view> arguments, RespWriter& out) const;
    /// Whether this second may take more, of a serverless cache; and what a command has taken.
    [[nodiscard]] bool has_units();
    void take_units(std::span<const std::string_view> arguments, std::size_t answer);
    [[nodiscard]] std::int64_t tell_listeners(std::string_view channel, std::string_view message);
    void serve_waiting();
    void stop_waiting(Session& session);
    [[nodiscard]] Task<void> time_out(std::uint64_t id, std::uint64_t number, Instant until);

    Context context_;
    const Shelf<Redis>::Place& store_;
    EngineConfig config_;
    std::list<Session*> sessions_;
    Listeners channels_;
    Listeners patterns_;
    using Place = std::pair<std::size_t, std::string>;
    std::map<Place, std::list<Session*>> waiting_;
    std::vector<Place> ready_;
    std::uint64_t waits_ = 0;
    std::uint64_t commands_ = 0;
    std::uint64_t connections_ = 0;
    std::array<std::uint64_t, 2> sessions_of_{};
    std::array<std::uint64_t, 2> connections_of_{};
    std::map<std::int64_t, std::uint64_t> connections_of_node_;
    Counts counts_;
    Instant units_since_ = epoch;  // a whole second
    double units_in_it_ = 0;       // and what earlier ones owe it
    bool serving_ = false;
    Scope timing_;
};

/// The keys that a command of these arguments names, as numbers of arguments.
[[nodiscard]] std::vector<std::size_t> keys_of(const Command& command, std::span<const std::string_view> arguments);

}  // namespace wt::cache
