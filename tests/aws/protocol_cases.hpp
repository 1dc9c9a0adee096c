#pragma once
// Cases of a protocol in the form in which botocore has them, read backwards: a serialized request must make the
// parameters, and a result the bytes of the response.
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace wt::aws::test {

struct CaseOutcome {
    std::string id;
    std::string problem;  // empty: it holds
    std::string skipped;  // why it says nothing of a server; empty when it was run
};

/// Every case of a file's text.
[[nodiscard]] std::vector<CaseOutcome> run_cases(const std::string& text);

}  // namespace wt::aws::test
