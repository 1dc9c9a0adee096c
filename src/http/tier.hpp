#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/context.hpp"
#include "base/gate.hpp"
#include "base/reaper.hpp"
#include "base/task.hpp"
#include "http/message.hpp"
#include "http/way.hpp"

namespace wt::http {

class Next;
class Visit;

/// A stop on the path of a request: it answers, or sends the request on along one of its ways. What a real client would
/// see (403, 429, 504) is a Response; an exception that leaves a tier is a bug.
///
/// A tier is compiled from one configuration, and a new configuration is a new tier (Hop::lead_to). What has to stay
/// when that happens (what is cached, tokens, counts, streams of chance) does not belong to it but to its resource.
class Tier {
public:
    Tier() = default;
    Tier(const Tier&) = delete;
    Tier& operator=(const Tier&) = delete;
    virtual ~Tier() = default;

    /// The request is the tier's, to change and to send on. It stands in the frame of the one who awaits the answer,
    /// not in the tier's own: what goes on without being awaited (a refresh in the background) takes a copy, and keeps
    /// the tier with Next::stay().
    [[nodiscard]] virtual Task<Response> handle(Request&& request, Next next) = 0;
};

/// What passed through one tier, for reports and for the laws that must hold (conservation, Little).
struct Flow {
    std::uint64_t in = 0;
    std::uint64_t from_ways = 0;  // of those, what other tiers sent; the rest came from clients and events
    std::uint64_t answered = 0;   // here, with a status below 400
    std::uint64_t refused = 0;    // here, with 400 and above, or by a fault in the way
    std::uint64_t passed_on = 0;  // answered further along
    std::uint64_t sent = 0;       // handed to the next tier, whatever came of it
    std::uint64_t cancelled = 0;  // whoever called gave up first
    std::int64_t in_flight = 0;
    Histogram latency;  // from arrival at the tier's door until its answer
    Gauge concurrency;  // requests inside, over time
};

/// An address, where ways end: a distribution's, an API's, a function's. It outlives what stands there; tiers come,
/// change and go (lead_to) while requests pass. Every hop of every request passes here, so spans, the latency of
/// getting there, injected faults and counting are written here and nowhere else.
class Hop {
public:
    /// Nobody stands there yet. `stage` is the number that Response::answered_by carries for answers made here; zero
    /// means the network, before any tier.
    Hop(const Context& context, std::string name, Latency latency = {}, std::uint32_t stage = 0);
    Hop(const Hop&) = delete;
    Hop& operator=(const Hop&) = delete;
    ~Hop();

    /// From now on requests meet `tier`; null: nobody. Those inside end where they began, and the tier that they are in
    /// goes with the last of them.
    void lead_to(std::shared_ptr<Tier> tier);
    /// The same for a tier that stays where it is, and outlives the hop.
    void lead_to(Tier& tier) { lead_to(std::shared_ptr<Tier>(std::shared_ptr<void>(), &tier)); }

    /// For a client, or an event. `request` lives until the answer is there, like the Visit. Where nobody stands, the
    /// answer is broken: Delivery::nobody.
    [[nodiscard]] inline Visit send(Request&& request);

    /// In metrics, traces and scenario files.
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] bool empty() const { return tier_ == nullptr; }
    [[nodiscard]] Gate& gate() { return gate_; }
    [[nodiscard]] const Gate& gate() const { return gate_; }
    [[nodiscard]] const Flow& flow() const { return flow_; }
    [[nodiscard]] std::uint32_t stage() const { return stage_; }
    /// How many tiers stand here no more, but still have requests inside.
    [[nodiscard]] std::size_t draining() const { return old_.size(); }
    /// How many ways end here.
    [[nodiscard]] std::uint32_t ways() const { return ways_; }
    /// Lets go of whatever stands or stood here, at once: the end of an account, whose hops go one after another.
    void close();

    /// Keeps the tier that a request is in for work that goes on without the request.
    class Stay {
    public:
        Stay(Stay&& other) noexcept : hop_(std::exchange(other.hop_, nullptr)), generation_(other.generation_) {}
        Stay& operator=(Stay&&) = delete;
        ~Stay();

    private:
        friend class Next;
        Stay(Hop& hop, std::uint64_t generation);
        Hop* hop_;
        std::uint64_t generation_;
    };

private:
    friend class Next;
    friend class Way;
    friend class Visit;

    /// A tier that was here before, with what is still inside.
    struct Old {
        std::shared_ptr<Tier> tier;
        std::uint64_t generation;
        std::int64_t inside;
    };
    void left(std::uint64_t generation);

    Context context_;
    std::string name_;
    std::uint64_t identity_;  // in the digest
    std::shared_ptr<Tier> tier_;
    std::uint64_t generation_ = 0;
    std::uint32_t stage_;
    std::uint32_t ways_ = 0;
    std::int64_t stays_ = 0;
    Gate gate_;
    Flow flow_;
    std::vector<Old> old_;  // nearly always empty
    Reaper reaper_;
};

/// One request at one address: awaited (or started, as a Task is), what comes of it. Counts it in when it begins, and
/// out again however it ends: answered, passed on, or cancelled. May be moved until it begins.
class [[nodiscard]] Visit {
public:
    Visit(Visit&& other) noexcept : hop_(other.hop_), request_(other.request_), from_way_(other.from_way_) {}
    Visit& operator=(Visit&&) = delete;
    ~Visit() { cancel(); }

    bool await_ready() const noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) { return start(awaiting); }
    Response await_resume() { return take(); }

    [[nodiscard]] std::coroutine_handle<> start(std::coroutine_handle<> continuation);
    [[nodiscard]] bool done() const { return inside_.done(); }
    [[nodiscard]] Response take();
    void cancel();

    /// For who hands it on without awaiting it.
    operator Task<Response>() &&;  // NOLINT(google-explicit-constructor)

private:
    friend class Hop;
    friend class Next;
    Visit(Hop& hop, Request&& request, bool from_way) : hop_(hop), request_(request), from_way_(from_way) {}

    /// The way there takes time, or something stands in it.
    [[nodiscard]] Task<Response> through_gate();
    [[nodiscard]] Task<Response> enter();
    void end(Response& response);
    void leave();

    Hop& hop_;
    Request& request_;
    bool from_way_;
    bool begun_ = false;
    bool passed_on_ = false;
    std::uint64_t number_ = 0;  // the request may be gone before it ends
    Trace* trace_ = nullptr;
    std::size_t span_ = 0;
    Instant arrived_;
    std::uint64_t generation_ = 0;
    Tier* tier_ = nullptr;  // looked up once: from beginning to end the request meets one configuration
    Task<Response> inside_;
};

inline Visit Hop::send(Request&& request) { return {*this, std::move(request), false}; }

/// The rest of the path, as one tier sees it while it has a request. A tier awaits it at most once for a request, or
/// answers itself.
class Next {
public:
    /// Sends the request on along one of the tier's ways.
    [[nodiscard]] Visit to(const Way& way, Request&& request) const;

    /// The same for a request of the tier's own: one that is tried again, or that goes on after the answer (a refresh
    /// in the background). It may be used more than once.
    [[nodiscard]] Next apart() const { return {*from_, generation_, nullptr}; }
    /// For as long as it is kept, the tier is there, whatever takes its place meanwhile.
    [[nodiscard]] Hop::Stay stay() const { return {*from_, generation_}; }

private:
    friend class Visit;
    Next(Hop& from, std::uint64_t generation, bool* passed_on)
        : from_(&from), generation_(generation), passed_on_(passed_on) {}
    Hop* from_;
    std::uint64_t generation_;
    bool* passed_on_;  // of the visit that it belongs to; null when it stands apart
};

/// Where one request went, hop by hop: kept for a few requests, so that a person can see what a slow one waited for.
class Trace {
public:
    struct Span {
        std::string_view hop;  // its name; hops outlive reports
        int depth;
        Instant start;
        Instant end;
        int status;  // HTTP's; 0: no answer came; or one of the two below
    };
    /// How something ended that speaks no HTTP: a cache's, a database's or a stream's call, a start.
    static constexpr int done = 1;
    static constexpr int failed = 2;
    /// Parts of the hop around them: an environment's way onto a host, and its start there.
    static constexpr std::string_view placement = "placement";
    static constexpr std::string_view init = "INIT";

    std::size_t open(std::string_view hop, Instant now);
    void close(std::size_t span, Instant now, int status);
    [[nodiscard]] const std::vector<Span>& spans() const { return spans_; }
    /// "200", "failed", "no answer"; empty for what simply was done.
    [[nodiscard]] static std::string status_text(int status);

private:
    std::vector<Span> spans_;
    int depth_ = 0;
};

}  // namespace wt::http
