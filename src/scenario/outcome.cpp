#include "scenario/outcome.hpp"

#include <array>

namespace wt::scenario {

int Outcome::exit_code() const {
    if (interrupted) return exit_interrupted;
    static constexpr std::array worst_first{exit_own_fault,   exit_not_deterministic, exit_invariant,
                                            exit_no_recovery, exit_expectation,       exit_never_happened};
    for (const ExitCode code : worst_first) {
        for (const Judgement& judgement : judgements) {
            if (judgement.verdict == Verdict::fail && judgement.failure == code) return code;
        }
    }
    return exit_held;
}

}  // namespace wt::scenario
