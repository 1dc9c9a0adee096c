#pragma once
#include <memory>
#include <optional>
#include <string>

#include "base/metrics.hpp"
#include "scenario/ledger.hpp"
#include "scenario/scenario.hpp"
#include "stack/stack.hpp"

namespace wt::scenario {

/// Something that must be true of a run. Looked at while the run goes on and once more when everything has come to
/// rest.
class InvariantCheck {
public:
    InvariantCheck() = default;
    InvariantCheck(const InvariantCheck&) = delete;
    InvariantCheck& operator=(const InvariantCheck&) = delete;
    virtual ~InvariantCheck() = default;

    /// A sentence that says how it is violated now; nothing while it holds.
    [[nodiscard]] virtual std::optional<std::string> look(Instant now) = 0;
    /// The same at the end, when nothing is in flight any more.
    [[nodiscard]] virtual std::optional<std::string> look_at_end(Instant now) { return look(now); }
    /// How much there was that could have violated it; none when that is nothing to count.
    [[nodiscard]] virtual std::optional<std::uint64_t> samples() const { return std::nullopt; }
};

struct Evidence {
    stack::Stack& stack;
    Metrics& metrics;
    const WriteLedger& ledger;
};

/// The check that an invariant of the scenario asks for; null for `recovers`, which is judged over
/// a window, and for a name that no check has (the reader refuses those).
[[nodiscard]] std::unique_ptr<InvariantCheck> make_check(const Invariant& invariant, const Evidence& evidence);

}  // namespace wt::scenario
