#include "http/tier.hpp"

#include "base/assert.hpp"

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

Task<Response> Next::to(std::size_t way, Request&& request) const {
    WT_ASSERT(way < from_->ways_.size());
    if (passed_on_ != nullptr) {
        WT_ASSERT(!*passed_on_);
        *passed_on_ = true;
    }
    ++from_->flow_.sent;
    return from_->ways_[way]->send(std::move(request));
}

std::size_t Next::ways() const { return from_->ways_.size(); }

Hop::Hop(const Context& context, Tier& tier, Latency latency)
    : context_(context), tier_(tier), gate_(context, tier.name(), std::move(latency)) {}

/// One request inside one tier. Counts it in, and out again however it ends: answered, passed on, or cancelled.
class Hop::Visit {
public:
    explicit Visit(Hop& hop) : hop_(hop), arrived_(hop.context_.now()) {
        ++hop_.flow_.in;
        hop_.flow_.concurrency.set(static_cast<double>(++hop_.flow_.in_flight), arrived_);
    }
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;
    ~Visit() {
        hop_.flow_.concurrency.set(static_cast<double>(--hop_.flow_.in_flight), hop_.context_.now());
        if (!ended_) ++hop_.flow_.cancelled;
    }

    void end(Response& response) {
        ended_ = true;
        const Instant now = hop_.context_.now();
        hop_.flow_.latency.record(now - arrived_);
        // A tier may answer itself although it asked further along: a timeout, a stale object instead of an error.
        if (response.answered_by == 0) response.answered_by = hop_.id_;
        if (passed_on) {
            ++hop_.flow_.passed_on;
            return;
        }
        ++(response.status >= 400 || response.broken() ? hop_.flow_.refused : hop_.flow_.answered);
    }

    bool passed_on = false;

private:
    Hop& hop_;
    Instant arrived_;
    bool ended_ = false;
};

Task<Response> Hop::send(Request&& request) {
    const std::uint64_t number = request.number;
    Trace* const trace = request.trace;
    const std::size_t span = trace != nullptr ? trace->open(*this, context_.now()) : 0;
    Visit visit(*this);
    const auto leave = [&](Response& response) {
        visit.end(response);
        context_.digest.add(context_.now(), id_, static_cast<std::uint64_t>(response.status), number);
        if (trace != nullptr) trace->close(span, context_.now(), response.status);
    };

    if (!gate_.wide_open()) {
        const Passage passage = co_await gate_.enter();
        if (passage != Passage::open) {
            Response response = broken(passage, gate_);
            leave(response);
            co_return response;
        }
    }
    Response response = co_await tier_.handle(std::move(request), Next(*this, &visit.passed_on));
    leave(response);
    co_return response;
}

std::size_t Trace::open(const Hop& hop, Instant now) {
    spans_.push_back(Span{&hop, depth_++, now, now, 0});
    return spans_.size() - 1;
}

void Trace::close(std::size_t span, Instant now, int status) {
    spans_[span].end = now;
    spans_[span].status = status;
    --depth_;
}

}  // namespace wt::http
