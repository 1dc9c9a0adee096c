#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/choice.hpp"
#include "base/distribution.hpp"
#include "base/fill_in.hpp"
#include "base/gate.hpp"
#include "base/literals.hpp"
#include "base/metrics.hpp"
#include "base/size_law.hpp"
#include "bill/price_list.hpp"
#include "http/message.hpp"
#include "lambda/invocation_fault.hpp"
#include "scenario/recording.hpp"
#include "stack/architecture.hpp"

/// A scenario as plain data: parsed and checked, nothing built yet. docs/scenario.md is the language's reference.
namespace re2 {
class RE2;
}

namespace wt::scenario {

struct Tree;

enum class ClockMode : std::uint8_t { virtual_time, real, scaled };

struct ClockSettings {
    ClockMode mode = ClockMode::virtual_time;
    double scale = 1;                  // run seconds per machine second, for scaled
    Instant start;                     // 2026-01-01T00:00:00Z unless given
    std::optional<Duration> duration;  // the sum of the phases unless given
    Duration warmup{0};
};

/// Which key a request is about.
struct Keys {
    enum class Kind : std::uint8_t { unique, constant, uniform, zipf, recent, saved };
    Kind kind = Kind::unique;
    std::uint64_t n = 0;   // uniform, zipf
    double s = 1;          // zipf
    std::string constant;  // constant; saved: the name under which the session keeps it
    std::string route;     // recent: keys that this route wrote
    Duration within{5s};   // recent
};

struct Retries {
    int max = 0;
    Duration backoff_base = 100ms;  // full jitter: uniform in [0, min(cap, base * 2^attempt))
    Duration backoff_cap = 2s;
};

/// A class of clients.
struct ClientClass {
    std::string name = "default";
    double weight = 1;
    std::uint64_t ips = 1000;  // how many different clients; each has its own address and, with a plan, its own API key
    std::string plan;          // a usage plan of the gateway; empty: no API key
    std::string country;       // where they are, for the firewall; empty: nobody knows
    Retries retries;
    Duration timeout = 60s;
};

/// One value that a request says: keys, or one of several texts.
struct SaidValue {
    std::optional<Keys> keys;        // as the item's own
    std::optional<SizeLaw> numbers;  // else: whole numbers of a distribution
    Choice texts;                    // else; each may have places: "Bearer ${token}", where `key` is the item's id
};

struct SaidBody {
    std::optional<FillIn> text;
    std::optional<SizeLaw> bytes;  // filled up to this; without a text, of JSON with the item's id
    std::string type = "application/json";
};

/// What a request says beside its path, its item and its token.
struct Said {
    using Values = std::vector<std::pair<std::string, SaidValue>>;
    Values query;
    Values headers;
    Values cookies;
    using Body = SaidBody;
    std::optional<Body> body;

    static constexpr std::uint64_t largest_body = 64 * 1024 * 1024;
    /// The names that its texts want to be filled in.
    [[nodiscard]] std::vector<std::string> names() const;
};

/// Whose token a request sends, and how it came by it.
enum class Auth : std::uint8_t {
    none,
    token,    // a user's, which took nothing to get
    sign_in,  // the user signs in first, as a part of the load
    refresh,  // the same with the refresh token of an earlier sign-in, where there is one
    keep,     // the user's last token until it expires, then as `refresh`
};

struct MixEntry {
    http::Method method = http::Method::get;
    std::string pattern;  // "/items/{id}"
    double weight = 1;
    Keys keys;
    Auth auth = Auth::none;
    Bytes body{0};
    std::string target;                // instead of the workload's
    std::shared_ptr<const Said> said;  // null: nothing more
    [[nodiscard]] std::string route() const { return std::string(http::name(method)) + " " + pattern; }
    /// Whether sign-ins are a part of it.
    [[nodiscard]] bool signs_in() const { return auth > Auth::token; }
};

struct Arrivals {
    enum class Kind : std::uint8_t { poisson, regular, mmpp };
    Kind kind = Kind::poisson;
    Duration on = 5s;    // mmpp: bursts of this mean length ...
    Duration off = 20s;  // ... with pauses of this one ...
    double factor = 3;   // ... at so many times the rate of the pauses; the mean rate stays the phase's
};

struct Phase {
    std::string name;
    Duration duration{0};
    Rate from;  // rates change linearly within the phase
    Rate to;
    Arrivals arrivals;
    /// How many users there are at its start and at its end, where the load is closed.
    std::optional<std::pair<std::uint64_t, std::uint64_t>> users;
    static constexpr std::uint64_t most_users = 1'000'000;
};

/// Something of an answer that a session keeps.
struct Save {
    enum class Where : std::uint8_t { body, header, cookie };
    std::string name;
    Where where = Where::body;
    std::string from;  // a JSON pointer, a field's name, a cookie's name
};

/// What one person does from top to bottom.
struct Session {
    struct Step {
        std::size_t request = 0;            // which of the session's; unless it is a pause
        std::optional<Distribution> pause;  // nothing is sent meanwhile
        double share = 1;                   // how often it is done; else it is left out
        std::vector<Save> save;
    };
    std::string name;
    double weight = 1;
    std::vector<MixEntry> requests;
    std::vector<Step> steps;
    static constexpr std::size_t most_steps = 10'000;
};

/// Who does not wait for ever: this share of the requests is given up when there is no answer by then.
struct Patience {
    Distribution lasts;
    double share = 1;
};

/// A recording that is played instead of requests that are drawn.
struct Replay {
    std::string file;  // as it is named
    OpenLines open;    // the reader's
    RecordingFormat format = RecordingFormat::cloudfront;
    double speed = 1;
    double thin = 1;  // the share of the requests that is played
    struct Rule {
        std::shared_ptr<const re2::RE2> pattern;
        std::string to;  // as RE2 writes it
    };
    std::vector<Rule> map;
    std::string stage;  // of the API; API Gateway's logs have it in front of a path
    /// What is asked for in place of a recorded path; it begins with a slash.
    [[nodiscard]] std::string mapped(std::string path) const;
    /// Else the phases say how many come when.
    [[nodiscard]] bool has_moments() const { return format != RecordingFormat::vegeta; }
};

struct Workload {
    enum class Model : std::uint8_t { open, closed };
    Model model = Model::open;
    std::vector<ClientClass> clients;
    std::vector<MixEntry> mix;
    std::vector<Session> sessions;  // instead of the mix
    std::vector<Phase> phases;
    std::optional<Replay> replay;      // instead of both, and of phases
    Distribution think;                // closed: between what a user does and does next
    std::optional<Patience> gives_up;  // none: everybody waits as long as their class does
    std::string target;                // where requests come in; empty: at the first distribution, firewall or API

    /// Everything that may be asked for: the mix, or what sessions ask for, one after the other.
    [[nodiscard]] std::vector<MixEntry> entries() const;
    /// The most users at once; zero where the load is open.
    [[nodiscard]] std::uint64_t most_users() const;
};

/// One expectation on a metric: "p(99)<900ms", "rate in 148/s..152/s".
struct Expectation {
    enum class Aggregation : std::uint8_t { avg, min, max, med, percentile, count, rate, value, sum };
    enum class Comparison : std::uint8_t { less, at_most, greater, at_least, equal, not_equal, within };
    /// In what the number is: seconds, bytes, dollars, a share of one, so many per second, or a plain number.
    enum class Unit : std::uint8_t { number, seconds, bytes, share, per_second, dollars };
    Aggregation aggregation = Aggregation::value;
    double percentile = 0;  // 0 to 100
    Comparison comparison = Comparison::less;
    double low = 0;   // `within` only
    double high = 0;  // the number compared with
    Unit unit = Unit::number;
    std::string text;  // as written
};

/// A metric by name and labels: `http.latency{route="GET /items/{id}"}`.
struct Selector {
    std::string name;
    Labels labels;
    std::string text;
};

/// What happens to a target. `load` and `replay` are no faults but what people do: more traffic, an archive loaded
/// again.
enum class FaultKind : std::uint8_t {
    unavailable,
    error,
    latency,
    recycle,
    flush,
    lag,
    attack,
    load,
    failover,
    crash,
    promote,
    pop_down,
    skew,
    replay,
    response,
    set,
};

/// A metric, and what must hold of it.
struct Condition {
    Selector metric;
    Expectation expectation;
    std::string text;  // as written
};

struct FaultSpec {
    std::string id;
    std::string target;
    FaultKind kind = FaultKind::unavailable;
    std::string action;  // the kind as it is written
    Duration at{0};
    std::optional<Condition> when;  // begins when this is so, looked at every second over the last ten; instead of `at`
    Duration lasts{0};              // `for`; zero for the momentary kinds, and where `until` says it
    std::optional<Duration> until_moment;
    std::optional<Condition> until;
    Duration ramp{0};  // from nothing to full size
    Fault fault;       // unavailable, error, latency, response: in the way to the target, unless
    /// it is in the invocations of a function. Completed from `fault` when the whole scenario is read.
    std::optional<lambda::InvocationFault> invocation;
    bool forced = false;                            // a reboot: by the standby's taking over
    bool prevents = false;                          // error, response: the handler does not run
    std::string content_type = "application/json";  // response
    double fraction = 1;                            // recycle
    Distribution lag;                               // lag
    std::vector<std::string> keys;                  // flush: only these
    Duration lose_tail{0};                          // failover, crash: what was committed in the last so long is gone
    std::string pop;                                // pop_down
    Duration detect = 60s;           // pop_down: until resolvers know. Assumed: the TTL of CloudFront's DNS answers
    Duration skew{0};                // skew
    std::string prefix;              // replay
    std::string setting;             // set: its path, as it is written; `target` is the first part of it
    std::shared_ptr<const Tree> to;  // set: what it is meanwhile; a null makes it what it is by default
    MixEntry load;                   // load: what is asked for; as the mix says of that route
    std::optional<Keys> load_keys;   // load: instead of the mix's
    std::string client;              // load: by whom; the first class unless given
    struct Attack {
        enum class Profile : std::uint8_t { sqli, xss, flood };
        Profile profile = Profile::sqli;
        Rate rate;
        std::uint64_t ips = 1;
        double mix_benign = 0;  // the share of its requests that are harmless
    } attack;                   // attack; `rate` is that of load, too
    int line = 0;

    /// It happens at one moment, and nothing is to be undone.
    [[nodiscard]] bool momentary() const {
        return kind == FaultKind::recycle || kind == FaultKind::flush || kind == FaultKind::replay;
    }
};

struct Slo {
    Selector metric;
    std::vector<Expectation> expect;
    std::string during;  // a fault's id
    std::string phase;   // a phase's name, or "all" (warm-up too)
    std::optional<std::pair<Duration, Duration>> window;
    bool abort = false;  // the load ends when it does not hold any more ...
    Duration grace{0};   // ... looked at from so long after its span has begun
};

/// What is so while nothing is wrong: before the first fault, and again after the last one.
struct SteadyState {
    Selector metric;
    std::vector<Expectation> expect;
    std::optional<Duration> every;  // must hold of each span of this length; none: of the whole
    Duration within{0};             // how long after the last fault it may take to be so again
};

struct Invariant {
    enum class When : std::uint8_t { always, eventually, recovers, sometimes };
    When when = When::always;
    std::string name;                    // a named invariant: "reads_never_touch"; empty for a metric condition
    std::vector<std::string> arguments;  // "primary"
    Selector metric;                     // `sometimes: "redis.hits > 0"`, `recovers: http.errors`
    Expectation condition;
    std::optional<Duration> within;  // eventually, recovers
    std::string after;               // a fault's id
    std::string text;                // as written
};

/// What prices a bill is written with.
struct CostSettings {
    bill::PriceList prices = bill::PriceList::us_east_1();
    std::string name{bill::PriceList::us_east_1_name};
    bool free_tier = false;
};

struct Outputs {
    std::string json;  // file names; empty: none
    std::string junit;
    std::string html;
};

struct Scenario {
    std::string file;
    std::string name;
    std::string description;
    std::vector<std::string> tags;
    std::uint64_t seed = 1;
    std::uint64_t runs = 1;      // with so many seeds, from `seed` on
    std::uint64_t parallel = 1;  // so many of them at once
    ClockSettings clock;
    stack::Architecture architecture;
    Workload workload;
    std::vector<FaultSpec> faults;
    std::shared_ptr<const Tree> written;  // all of it, as it was read: what `set` changes
    std::vector<SteadyState> steady_state;
    std::vector<Slo> slo;
    std::vector<Invariant> invariants;
    std::optional<CostSettings> cost;  // none: nobody asks
    Outputs outputs;

    static constexpr std::uint64_t most_runs = 10'000;
    static constexpr std::uint64_t most_parallel = 256;

    /// From the start until the last phase ends, or as clock.duration says.
    [[nodiscard]] Duration length() const;
    /// The component that an entry's requests are for.
    [[nodiscard]] std::string target_of(const MixEntry& entry) const;
    /// The same for an attack, and for more load.
    [[nodiscard]] std::string target_of(const FaultSpec& fault) const;
    /// Under what the sign-ins of its users count in clients' metrics: "sign-in users".
    [[nodiscard]] std::string sign_in_route(const std::string& target) const;
};

}  // namespace wt::scenario
