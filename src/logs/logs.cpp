#include "logs/logs.hpp"

#include <fmt/format.h>

namespace wt::logs {

namespace {

/// A batch of 1 MiB, its characters written as \uXXXX, and what stands around 10,000 events.
constexpr std::size_t longest_body = std::size_t{8} << 20;

/// A name that is too long has a sentence of its own.
[[nodiscard]] aws::Error invalid(const aws::Violations& violations) {
    const aws::Violation& first = violations.first();
    const bool is_name = first.member->name == "logGroupName" || first.member->name == "logStreamName";
    if (is_name && first.constraint.ends_with("length less than or equal to 512"))
        return invalid_parameter("Invalid LogGroup or LogStream, both must have length less than or equal to 512.");
    return invalid_parameter(violations.message());
}

}  // namespace

const aws::ServiceModel& Logs::model() const {
    static const aws::ServiceModel model = [] {
        aws::ServiceModel logs = logs_model();
        logs.max_body = longest_body;
        logs.invalid = invalid;
        return logs;
    }();
    return model;
}

Task<std::optional<wt::Error>> Logs::reset(std::string_view account) {
    groups_.reset(account);
    records_.reset(account);
    queries_.reset(account);
    co_return co_await durable();
}

Task<std::optional<wt::Error>> Logs::durable() {
    auto problem = co_await groups_.durable();
    if (!problem) problem = co_await records_.durable();
    co_return problem;
}

aws::Error invalid_parameter(std::string message) { return aws::Error(errors::invalid_parameter, std::move(message)); }

aws::Error invalid_token() { return invalid_parameter("The specified nextToken is invalid."); }

aws::Outcome<LogGroup*> Logs::group(const aws::Call& call, std::string_view name) {
    LogGroup* const found = groups_.find(aws::account_region_of(call), name);
    if (found == nullptr) return aws::Error(errors::no_group);
    return found;
}

aws::Outcome<LogGroup*> Logs::group_by_identifier(const aws::Call& call, std::string_view identifier) {
    const auto named = read_group_name(identifier);
    // Assumed: the sentence.
    if (!named) return invalid_parameter(fmt::format("The specified log group identifier is invalid: {}", identifier));
    // There are no linked accounts, whose groups one could see.
    if (named->place && *named->place != aws::account_region_of(call)) return aws::Error(errors::no_group);
    return group(call, named->name);
}

aws::Outcome<LogGroup*> Logs::one_group(const aws::Call& call, const std::optional<std::string>& name,
                                        const std::optional<std::string>& identifier) {
    if (name && identifier)
        return aws::Error(errors::validation, "LogGroup name and LogGroup ARN are mutually exclusive parameters.");
    if (name) return group(call, *name);
    if (identifier) return group_by_identifier(call, *identifier);
    // Assumed: the sentence.
    return invalid_parameter("Either LogGroup name or LogGroup ARN must be specified.");
}

aws::Outcome<LogGroup*> Logs::named_by(const aws::Call& call, std::string_view arn) {
    const auto named = read_group_name(arn);
    // Assumed: both sentences.
    if (!named || !named->place) return invalid_parameter(fmt::format("The specified ARN is invalid: {}", arn));
    LogGroup* const found =
        *named->place == aws::account_region_of(call) ? groups_.find(*named->place, named->name) : nullptr;
    if (found == nullptr) return aws::Error(errors::no_group, "The specified resource does not exist.");
    return found;
}

aws::Outcome<LogStream*> Logs::stream(LogGroup& group, std::string_view name) {
    const auto found = group.streams.find(name);
    if (found == group.streams.end()) return aws::Error(errors::no_stream);
    return found->second.get();
}

}  // namespace wt::logs
