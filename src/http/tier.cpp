#include "http/tier.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "base/hash.hpp"

namespace wt::http {

namespace {

[[nodiscard, gnu::cold]] Response broken(Passage passage, const Gate& gate) {
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

Visit Next::to(const Way& way, Request&& request) const {
    if (passed_on_ != nullptr) {
        WT_ASSERT(!*passed_on_);
        *passed_on_ = true;
    }
    ++from_->flow_.sent;
    return {way.end(), std::move(request), true};
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

std::coroutine_handle<> Visit::start(std::coroutine_handle<> continuation) {
    WT_ASSERT(!begun_);
    begun_ = true;
    number_ = request_.number;
    trace_ = request_.trace;
    arrived_ = hop_.context_.now();
    if (trace_ != nullptr) span_ = trace_->open(hop_.name(), arrived_);
    generation_ = hop_.generation_;
    tier_ = hop_.tier_.get();
    Flow& flow = hop_.flow_;
    ++flow.in;
    if (from_way_) ++flow.from_ways;
    flow.concurrency.set(static_cast<double>(++flow.in_flight), arrived_);
    inside_ = hop_.gate_.wide_open() && tier_ != nullptr ? enter() : through_gate();
    return inside_.start(continuation);
}

Task<Response> Visit::enter() { return tier_->handle(std::move(request_), Next(hop_, generation_, &passed_on_)); }

Task<Response> Visit::through_gate() {
    Gate& gate = hop_.gate_;
    const Duration way = gate.draw_way();
    if (way > Duration::zero()) co_await hop_.context_.clock.sleep_for(way);
    Passage passage = Passage::open;
    if (gate.faulty()) passage = co_await gate.arrive();
    if (passage != Passage::open) co_return broken(passage, gate);
    if (tier_ == nullptr) co_return Response::broken_by(Delivery::nobody);
    co_return co_await enter();
}

Response Visit::take() {
    Response response = inside_.take();
    inside_.cancel();
    end(response);
    return response;
}

void Visit::end(Response& response) {
    Flow& flow = hop_.flow_;
    const Instant now = hop_.context_.now();
    flow.latency.record(now - arrived_);
    // A tier may answer itself although it asked further along: a timeout, a stale object instead of an error.
    if (response.answered_by == 0) response.answered_by = hop_.stage_;
    if (passed_on_) {
        ++flow.passed_on;
    } else {
        ++(response.status >= 400 || response.broken() ? flow.refused : flow.answered);
    }
    hop_.context_.digest.add(now, hop_.identity_, static_cast<std::uint64_t>(response.status), number_);
    if (trace_ != nullptr) trace_->close(span_, now, response.status);
    leave();
}

void Visit::cancel() {
    inside_.cancel();
    if (!begun_) return;
    ++hop_.flow_.cancelled;
    leave();
}

void Visit::leave() {
    begun_ = false;
    hop_.flow_.concurrency.set(static_cast<double>(--hop_.flow_.in_flight), hop_.context_.now());
    if (generation_ != hop_.generation_) hop_.left(generation_);  // while an update drains
}

Visit::operator Task<Response>() && {
    const auto handed_on = [](Visit visit) -> Task<Response> { co_return co_await visit; };
    return handed_on(std::move(*this));
}

std::size_t Trace::open(std::string_view hop, Instant now) {
    spans_.push_back(Span{hop, depth_++, now, now, 0});
    return spans_.size() - 1;
}

void Trace::close(std::size_t span, Instant now, int status) {
    spans_[span].end = now;
    spans_[span].status = status;
    --depth_;
}

std::string Trace::status_text(int status) {
    if (status == done) return {};
    return status == 0 ? "no answer" : status == failed ? "failed" : std::to_string(status);
}

}  // namespace wt::http
