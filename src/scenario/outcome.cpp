#include "scenario/outcome.hpp"

#include <algorithm>
#include <array>

namespace wt::scenario {

int worse(int one, int other) {
    static constexpr std::array<int, 8> worst_first{exit_interrupted,    exit_own_fault,   exit_not_deterministic,
                                                    exit_invariant,      exit_no_recovery, exit_expectation,
                                                    exit_never_happened, exit_held};
    return *std::find_if(worst_first.begin(), worst_first.end(),
                         [&](int code) { return code == one || code == other; });
}

int Outcome::exit_code() const {
    int worst = interrupted ? exit_interrupted : exit_held;
    for (const Judgement& judgement : judgements) {
        if (judgement.verdict == Verdict::fail) worst = worse(worst, judgement.failure);
    }
    return worst;
}

}  // namespace wt::scenario
