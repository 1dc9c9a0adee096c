#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "base/gate.hpp"
#include "base/task.hpp"
#include "http/message.hpp"

namespace wt::http {

class Hop;

/// The rest of the path, as one tier sees it. A tier awaits it at most once for a request, or answers itself.
class Next {
public:
    /// Sends the request on along the tier's only way out.
    [[nodiscard]] Task<Response> operator()(Request&& request) const { return to(0, std::move(request)); }
    /// Sends it on along one of several (a gateway's integrations), in the order they were connected.
    [[nodiscard]] Task<Response> to(std::size_t way, Request&& request) const;
    [[nodiscard]] std::size_t ways() const;

    /// The same way for a request of the tier's own: one that is tried again, or that goes on after the answer (a
    /// refresh in the background). It may be used more than once.
    [[nodiscard]] Next apart() const { return {*from_, nullptr}; }

private:
    friend class Hop;
    Next(Hop& from, bool* passed_on) : from_(&from), passed_on_(passed_on) {}
    Hop* from_;
    bool* passed_on_;  // of the visit that it belongs to; null when it stands apart
};

/// A stop on the path of a request: it answers, or awaits `next`. What a real client would see (403, 429, 504) is a
/// Response; an exception that leaves a tier is a bug.
class Tier {
public:
    Tier() = default;
    Tier(const Tier&) = delete;
    Tier& operator=(const Tier&) = delete;
    virtual ~Tier() = default;

    /// In metrics, traces and scenario files.
    [[nodiscard]] virtual std::string_view name() const = 0;
    /// The request is the tier's, to change and to send on. It stands in the frame of the one who awaits the answer,
    /// not in the tier's own: what goes on without being awaited (a refresh in the background) takes a copy.
    [[nodiscard]] virtual Task<Response> handle(Request&& request, Next next) = 0;
};

/// What passed through one tier, for reports and for the laws that must hold (conservation, Little).
struct Flow {
    std::uint64_t in = 0;
    std::uint64_t answered = 0;   // here, with a status below 400
    std::uint64_t refused = 0;    // here, with 400 and above, or by a fault in the way
    std::uint64_t passed_on = 0;  // answered further along
    std::uint64_t sent = 0;       // handed to the next tier, whatever came of it
    std::uint64_t cancelled = 0;  // whoever called gave up first
    std::int64_t in_flight = 0;
    Histogram latency;  // from arrival at the tier's door until its answer
    Gauge concurrency;  // requests inside, over time
};

/// From one tier to the next, with what was handed on and what got there. The same tier may stand at the end of others.
struct Way {
    Hop* to;
    std::uint64_t sent = 0;
    std::uint64_t arrived = 0;
};

/// The way to one tier of the path. Every hop of every request passes here, so spans, the latency of getting there,
/// injected faults and counting are written here and nowhere else.
class Hop {
public:
    Hop(const Context& context, Tier& tier, Latency latency = {});
    Hop(const Hop&) = delete;
    Hop& operator=(const Hop&) = delete;

    /// Adds a way out of this tier. The order is the numbering of Next::to.
    void connect(Hop& next) { ways_.push_back({&next}); }

    /// `request` lives until the answer is there, like the Task.
    [[nodiscard]] Task<Response> send(Request&& request) { return receive(std::move(request), nullptr); }

    [[nodiscard]] Tier& tier() { return tier_; }
    [[nodiscard]] const Tier& tier() const { return tier_; }
    [[nodiscard]] Gate& gate() { return gate_; }
    [[nodiscard]] const Gate& gate() const { return gate_; }
    [[nodiscard]] const Flow& flow() const { return flow_; }
    [[nodiscard]] const std::vector<Way>& ways() const { return ways_; }
    /// The number that Response::answered_by carries for answers made here; zero means the network, before any tier.
    [[nodiscard]] std::uint16_t id() const { return id_; }
    void set_id(std::uint16_t id) { id_ = id; }

private:
    friend class Next;
    class Visit;

    /// `arrived`, of the way that led here, counts it; it outlives the Task.
    [[nodiscard]] Task<Response> receive(Request&& request, std::uint64_t* arrived);

    Context context_;
    Tier& tier_;
    Gate gate_;
    std::vector<Way> ways_;
    Flow flow_;
    std::uint16_t id_ = 0;
};

/// Where one request went, hop by hop: kept for a few requests, so that a person can see what a slow one waited for.
class Trace {
public:
    struct Span {
        const Hop* hop;
        int depth;
        Instant start;
        Instant end;
        int status;
    };
    std::size_t open(const Hop& hop, Instant now);
    void close(std::size_t span, Instant now, int status);
    [[nodiscard]] const std::vector<Span>& spans() const { return spans_; }

private:
    std::vector<Span> spans_;
    int depth_ = 0;
};

}  // namespace wt::http
