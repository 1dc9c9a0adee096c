#pragma once
#include <string>

#include "base/offload.hpp"
#include "base/result.hpp"
#include "base/task.hpp"

namespace wt::app {

/// Templates of AWS::Serverless types as CloudFormation takes them, by AWS's own translator: the Python package
/// aws-sam-translator, in a process of its own. It comes from the machine's Python, or from an environment in the
/// user's cache folder that is made when it is first needed. Nothing here knows what the transform does.
class SamTranslator {
public:
    /// Outlives this; blocking work is done there.
    explicit SamTranslator(Offload& offload) : offload_(offload) {}

    /// `request`: {"template": ..., "parameters": {...}, "region": ...}, in JSON. The template, in JSON, or a sentence.
    [[nodiscard]] Task<Result<std::string>> translate(std::string request);

private:
    Offload& offload_;
};

}  // namespace wt::app
