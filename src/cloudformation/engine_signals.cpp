#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "cloudformation/engine.hpp"
#include "cloudformation/members.hpp"

/// Wait conditions: what signals them, and what they make of it.
namespace wt::cloudformation {

using language::written;

namespace {

constexpr std::int64_t longest_condition = 43'200;
constexpr std::int64_t usual_policy_seconds = 300;

/// "PT1H30M15S" in seconds. CloudFormation Template Reference, "CreationPolicy attribute": the ISO 8601 form.
[[nodiscard]] std::optional<std::int64_t> seconds_of(const std::string& text) {
    if (!text.starts_with("PT")) return std::nullopt;
    std::int64_t total = 0;
    std::int64_t number = -1;
    for (const char c : text.substr(2)) {
        if (c >= '0' && c <= '9' && number < longest_condition) {
            number = std::max<std::int64_t>(number, 0) * 10 + (c - '0');
        } else if (number >= 0 && (c == 'H' || c == 'M' || c == 'S')) {
            total += number * (c == 'H' ? 3600 : c == 'M' ? 60 : 1);
            number = -1;
        } else {
            return std::nullopt;
        }
    }
    return number >= 0 ? std::nullopt : std::optional(total);
}

/// That a resource waits, as long as this stands.
class Waits {
public:
    using Places = std::map<std::pair<std::string, std::string>, std::string>;
    Waits(Places& places, const Places::key_type& place, const std::string& token) : places_(places), place_(place) {
        places_[place_] = token;
    }
    Waits(const Waits&) = delete;
    Waits& operator=(const Waits&) = delete;
    ~Waits() { places_.erase(place_); }

private:
    Places& places_;
    Places::key_type place_;
};

}  // namespace

bool Engine::signal(const StackRecord& stack, const std::string& logical, const std::string& unique_id, bool success) {
    const auto found = waiting_.find({stack.id(), logical});
    if (found == waiting_.end()) return false;
    OrderedJson answer{
        {"Status", success ? "SUCCESS" : "FAILURE"}, {"UniqueId", unique_id}, {"Reason", ""}, {"Data", ""}};
    return callbacks_.answer(found->second, std::move(answer));
}

Task<Result<Made, Failure>> Engine::await_policy(StackRef stack, Job job) {
    const OrderedJson said = job.creation_policy["ResourceSignal"];
    const auto count = static_cast<std::size_t>(std::max<std::int64_t>(number_at(said, "Count", 1), 1));
    std::int64_t seconds = usual_policy_seconds;
    if (const std::string text = text_at(said, "Timeout"); !text.empty()) {
        const auto read = seconds_of(text);
        if (!read || *read > longest_condition)
            co_return Failure{
                fmt::format("CreationPolicy: {} is no duration of at most 12 hours in ISO 8601 form (PT15M)", text)};
        seconds = *read;
    }
    const Instant deadline = context_.clock.after(std::chrono::seconds(seconds));
    const std::string token = callbacks_.open();
    const Waits waits(waiting_, {stack->id(), job.logical_id}, token);
    std::set<std::string> ids;
    std::string failed;
    for (std::size_t seen = 0; ids.size() < count && failed.empty();) {
        const auto answers = co_await callbacks_.wait(token, seen + 1, deadline);
        if (answers.size() == seen) break;
        for (; seen < answers.size() && failed.empty(); ++seen) {
            const std::string id = text_at(answers[seen], "UniqueId");
            const std::string what =
                fmt::format("Received {} signal with UniqueId {}", text_at(answers[seen], "Status"), id);
            if (text_at(answers[seen], "Status") == "FAILURE") failed = what;
            if (failed.empty() && ids.insert(id).second)
                event(*stack, stack->resources.at(job.logical_id), "CREATE_IN_PROGRESS", what, "");
        }
    }
    callbacks_.close(token);
    if (!failed.empty()) co_return Failure{std::move(failed)};
    if (ids.size() < count)
        co_return Failure{
            fmt::format("Failed to receive {} resource signal(s) within the specified duration", count - ids.size())};
    Made made;
    made.id = made.ref = job.name;
    made.attributes["Data"] = "{}";
    co_return made;
}

Task<Result<Made, Failure>> Engine::await_signals(StackRef stack, Job job) {
    if (job.creation_policy.is_object() && job.creation_policy.contains("ResourceSignal"))
        co_return co_await await_policy(std::move(stack), std::move(job));
    const std::string token = Callbacks::token_in(text_at(job.properties, "Handle"));
    if (!callbacks_.is_open(token)) co_return Failure{"The Handle is no address of a wait condition handle."};
    const auto count = static_cast<std::size_t>(std::max<std::int64_t>(number_at(job.properties, "Count", 1), 1));
    const std::int64_t seconds = number_at(job.properties, "Timeout", longest_condition);
    if (seconds < 0 || seconds > longest_condition)  // Assumed: the sentence
        co_return Failure{fmt::format("Timeout must be between 0 and {} seconds, not {}", longest_condition, seconds)};
    const Instant deadline = context_.clock.after(std::chrono::seconds(seconds));
    const Waits waits(waiting_, {stack->id(), job.logical_id}, token);
    OrderedJson data = OrderedJson::object();
    // One id is one signal, however often it comes. CloudFormation User Guide, "Wait condition signal JSON format".
    for (std::size_t seen = 0; data.size() < count;) {
        const auto answers = co_await callbacks_.wait(token, seen + 1, deadline);
        if (answers.size() == seen) break;
        for (; seen < answers.size(); ++seen) {
            const OrderedJson& each = answers[seen];
            if (text_at(each, "UniqueId").empty()) continue;  // Assumed: a signal without one is none
            if (text_at(each, "Status") == "FAILURE")
                co_return Failure{fmt::format("WaitCondition received failed message: '{}' for uniqueId: {}",
                                              text_at(each, "Reason"), text_at(each, "UniqueId"))};
            if (!data.contains(text_at(each, "UniqueId"))) data[text_at(each, "UniqueId")] = text_at(each, "Data");
        }
    }
    if (data.size() < count)
        co_return Failure{
            fmt::format("WaitCondition timed out. Received {} conditions when expecting {}", data.size(), count)};
    Made made;
    made.id = made.ref = job.name;
    made.attributes["Data"] = written(data);
    co_return made;
}

}  // namespace wt::cloudformation
