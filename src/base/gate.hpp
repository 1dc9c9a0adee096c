#pragma once
#include <cstdint>
#include <list>
#include <optional>
#include <string>

#include "base/context.hpp"
#include "base/distribution.hpp"
#include "base/ramp.hpp"
#include "base/sync.hpp"

namespace wt {

/// A latency and whether it was measured or published; one that is neither is shown as *assumed* in reports.
struct Latency {
    Distribution law;
    bool assumed = false;
    bool operator==(const Latency&) const = default;
};

/// How a component that is down answers: at once with a refusal, never (until it is back), or by cutting the
/// connection after it was made.
enum class Outage : std::uint8_t { refuse, hang, reset };

/// What is wrong with a component, for as long as the fault lasts.
struct Fault {
    std::optional<Outage> outage;
    /// Answers an error instead of doing the work, this often (0 to 1).
    double error_probability = 0;
    int error_status = 500;
    std::string error_code;
    Distribution added_latency;  // added to the way in
    double toxicity = 1;         // the share of the calls that the outage or the latency befalls
    Ramp ramp;                   // of the added latency and of the error's probability
};

/// What came of the way in.
enum class Passage : std::uint8_t { open, refused, reset, error };

/// The way into a component, the same for an HTTP hop and for a call to a backend: the latency of getting there, and
/// the faults that stand in the way. Written once, here; a component knows nothing of either.
class Gate {
public:
    Gate(const Context& context, std::string_view name, Latency latency)
        : context_(context), latency_(std::move(latency)), random_(context.random(name)), healed_(context.clock) {}

    /// Puts a fault in the way; lift() with what it returns takes it out again.
    using FaultId = std::list<Fault>::iterator;
    FaultId strike(Fault fault) { return faults_.insert(faults_.end(), std::move(fault)); }
    void lift(FaultId fault) {
        faults_.erase(fault);
        healed_.pulse();
    }
    [[nodiscard]] bool faulty() const { return !faults_.empty(); }

    /// True when entering takes no time and cannot fail: then enter() need not be awaited.
    [[nodiscard]] bool wide_open() const { return faults_.empty() && latency_.law.is_zero(); }

    [[nodiscard]] Task<Passage> enter();

    // Its two halves, for who passes often and saves the coroutine.
    /// Draws how long the way there takes.
    [[nodiscard]] Duration draw_way();
    /// What stands in the way on arrival; only where the gate is faulty().
    [[nodiscard]] Task<Passage> arrive();

    /// The error fault that made the last enter() answer `error`.
    [[nodiscard]] int error_status() const { return error_status_; }
    [[nodiscard]] const std::string& error_code() const { return error_code_; }
    [[nodiscard]] const Latency& latency() const { return latency_; }
    /// For those who enter from now on.
    void set_latency(Latency latency) { latency_ = std::move(latency); }

private:
    Context context_;
    Latency latency_;
    Random random_;
    std::list<Fault> faults_;
    Event healed_;
    int error_status_ = 0;
    std::string error_code_;
};

}  // namespace wt
