#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "cloud/log_lines.hpp"
#include "cloud/profiles.hpp"
#include "lambda/invocation_log.hpp"
#include "logs/log_groups.hpp"
#include "stack/stack.hpp"

namespace wt::cloud {

/// Writes what Lambda writes about each invocation: START, END and REPORT lines, into the group /aws/lambda/NAME, a
/// stream for each environment. Lines gather for half a second and go in as one batch; in the function's account and
/// region. Lambda Developer Guide, "Working with Lambda function logs".
class FunctionLogs final : public lambda::InvocationLog {
public:
    /// Listens from now on. All must outlive this.
    /// What programs do is told to the profiles, too.
    FunctionLogs(const Context& context, stack::Stack& stack, logs::LogGroups& groups, Profiles& profiles);
    ~FunctionLogs() override;

    [[nodiscard]] std::unique_ptr<lambda::EnvironmentLog> open(std::string_view function,
                                                               const lambda::FunctionConfig& config,
                                                               Instant now) override;

private:
    class Environment;
    stack::Stack& stack_;
    Profiles& profiles_;
    Random names_;
    LogLines lines_;
};

/// The last line about an invocation; with "Max Memory Used" where somebody measures it.
[[nodiscard]] std::string report_line(const lambda::InvocationReport& report);
/// "2026/11/26/[$LATEST]" and 32 hexadecimal digits.
[[nodiscard]] std::string stream_name(Instant now, Random& random, std::string_view version = "$LATEST");

}  // namespace wt::cloud
