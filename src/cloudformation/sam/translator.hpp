#pragma once
#include <deque>
#include <memory>
#include <string>
#include <utility>

#include "base/offload.hpp"
#include "base/result.hpp"
#include "base/sync.hpp"
#include "base/task.hpp"

namespace wt::cloudformation {

/// Templates of AWS::Serverless types as CloudFormation takes them, by AWS's own translator: the Python package
/// aws-sam-translator, in a process of its own. It comes from the machine's Python, or from an environment in the
/// user's cache folder that is made when it is first needed. Nothing here knows what the transform does.
class SamPython {
public:
    /// `request`: {"template": ..., "parameters": {...}, "region": ...}, in JSON. The template, in JSON, or a sentence.
    /// Blocks for as long as the process takes. One call at a time.
    [[nodiscard]] Result<std::string> translate(const std::string& request);

private:
    /// So many translations are kept: a change set that is executed asks for the one it was made from, each run of a
    /// sweep for the same.
    static constexpr std::size_t most_kept = 8;

    std::string python_;                                    // that has the translator; empty: not known yet
    std::deque<std::pair<std::string, std::string>> kept_;  // requests, and the templates they gave
};

/// The same for a server's loop.
class SamTranslator {
public:
    /// Both outlive this; blocking work is done in `offload`.
    SamTranslator(Offload& offload, Clock& clock) : offload_(offload), one_(clock, 1) {}

    /// As SamPython.
    [[nodiscard]] Task<Result<std::string>> translate(std::string request);

private:
    Offload& offload_;
    Semaphore one_;  // so that an environment is made once, and one process of Python runs
    std::shared_ptr<SamPython> python_ = std::make_shared<SamPython>();  // whoever waits may go before the work is done
};

}  // namespace wt::cloudformation
