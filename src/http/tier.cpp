#include "http/tier.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "base/hash.hpp"

namespace wt::http {

namespace {

[[nodiscard]] Response broken(Passage passage, const Gate& gate) {
    switch (passage) {
        case Passage::refused: return Response::broken_by(Delivery::refused);
        case Passage::error: {
            Response response = json_response(gate.error_status(), R"({"message":"Injected fault"})");
            // Always there: who asks a tier can tell what it answered from what stood in its way.
            const std::string& code = gate.error_code();
            response.headers.add("x-amzn-ErrorType", code.empty() ? Text("InternalFailure") : Text(code));
            return response;
        }
        default: return Response::broken_by(Delivery::reset);
    }
}

}  // namespace

Way::Way(Hop& to) : to_(&to) { ++to.ways_; }

Way::~Way() {
    if (to_ != nullptr) --to_->ways_;
}

Task<Response> Next::to(const Way& way, Request&& request) const {
    if (passed_on_ != nullptr) {
        WT_ASSERT(!*passed_on_);
        *passed_on_ = true;
    }
    ++from_->flow_.sent;
    return way.end().pass(std::move(request), &way.end().flow_.from_ways);
}

Hop::Hop(const Context& context, std::string name, Latency latency, std::uint32_t stage)
    : context_(context),
      name_(std::move(name)),
      identity_(hash_bytes(name_)),
      stage_(stage),
      gate_(context, name_, std::move(latency)),
      reaper_(context.clock) {}

Hop::~Hop() { WT_ASSERT(flow_.in_flight == 0 && stays_ == 0 && ways_ == 0); }

void Hop::lead_to(std::shared_ptr<Tier> tier) {
    std::int64_t inside = flow_.in_flight + stays_;
    for (const Old& old : old_) inside -= old.inside;
    std::shared_ptr<Tier> before = std::exchange(tier_, std::move(tier));
    if (inside > 0) {
        old_.push_back(Old{std::move(before), generation_, inside});
    } else {
        reaper_.take(std::move(before));
    }
    ++generation_;
}

void Hop::close() {
    std::vector<std::shared_ptr<Tier>> gone;
    gone.push_back(std::move(tier_));
    for (Old& old : old_) gone.push_back(std::move(old.tier));
    gone.clear();
    reaper_.clear();
}

void Hop::left(std::uint64_t generation) {
    const auto old =
        std::find_if(old_.begin(), old_.end(), [&](const Old& one) { return one.generation == generation; });
    WT_ASSERT(old != old_.end());
    if (--old->inside > 0) return;
    reaper_.take(std::move(old->tier));
    old_.erase(old);
}

Hop::Stay::Stay(Hop& hop, std::uint64_t generation) : hop_(&hop), generation_(generation) {
    ++hop.stays_;
    for (Old& old : hop.old_) old.inside += old.generation == generation ? 1 : 0;
}

Hop::Stay::~Stay() {
    if (hop_ == nullptr) return;
    --hop_->stays_;
    if (generation_ != hop_->generation_) hop_->left(generation_);
}

/// One request inside one tier. Counts it in, and out again however it ends: answered, passed on, or cancelled.
class Hop::Visit {
public:
    explicit Visit(Hop& hop)
        : generation(hop.generation_), tier(hop.tier_.get()), hop_(hop), arrived_(hop.context_.now()) {
        ++hop_.flow_.in;
        hop_.flow_.concurrency.set(static_cast<double>(++hop_.flow_.in_flight), arrived_);
    }
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;
    ~Visit() {
        hop_.flow_.concurrency.set(static_cast<double>(--hop_.flow_.in_flight), hop_.context_.now());
        if (!ended_) ++hop_.flow_.cancelled;
        if (generation != hop_.generation_) hop_.left(generation);  // while an update drains
    }

    void end(Response& response) {
        ended_ = true;
        const Instant now = hop_.context_.now();
        hop_.flow_.latency.record(now - arrived_);
        // A tier may answer itself although it asked further along: a timeout, a stale object instead of an error.
        if (response.answered_by == 0) response.answered_by = hop_.stage_;
        if (passed_on) {
            ++hop_.flow_.passed_on;
            return;
        }
        ++(response.status >= 400 || response.broken() ? hop_.flow_.refused : hop_.flow_.answered);
    }

    const std::uint64_t generation;
    Tier* const tier;  // the one look: from here to its end the request meets one configuration
    bool passed_on = false;

private:
    Hop& hop_;
    Instant arrived_;
    bool ended_ = false;
};

Task<Response> Hop::send(Request&& request) { return pass(std::move(request), nullptr); }

Task<Response> Hop::pass(Request&& request, std::uint64_t* arrived) {
    const std::uint64_t number = request.number;
    Trace* const trace = request.trace;
    const std::size_t span = trace != nullptr ? trace->open(*this, context_.now()) : 0;
    Visit visit(*this);
    if (arrived != nullptr) ++*arrived;
    const auto leave = [&](Response& response) {
        visit.end(response);
        context_.digest.add(context_.now(), identity_, static_cast<std::uint64_t>(response.status), number);
        if (trace != nullptr) trace->close(span, context_.now(), response.status);
    };

    if (!gate_.wide_open()) {
        const Duration way = gate_.draw_way();
        if (way > Duration::zero()) co_await context_.clock.sleep_for(way);
        Passage passage = Passage::open;
        if (gate_.faulty()) passage = co_await gate_.arrive();
        if (passage != Passage::open) {
            Response response = broken(passage, gate_);
            leave(response);
            co_return response;
        }
    }
    if (visit.tier == nullptr) {
        Response response = Response::broken_by(Delivery::nobody);
        leave(response);
        co_return response;
    }
    Response response =
        co_await visit.tier->handle(std::move(request), Next(*this, visit.generation, &visit.passed_on));
    leave(response);
    co_return response;
}

std::size_t Trace::open(const Hop& hop, Instant now) {
    spans_.push_back(Span{hop.name(), depth_++, now, now, 0});
    return spans_.size() - 1;
}

void Trace::close(std::size_t span, Instant now, int status) {
    spans_[span].end = now;
    spans_[span].status = status;
    --depth_;
}

}  // namespace wt::http
