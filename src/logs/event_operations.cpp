#include <algorithm>

#include <fmt/format.h>

#include "aws/page_token.hpp"
#include "logs/event_reader.hpp"
#include "logs/list_page.hpp"
#include "logs/logs.hpp"

namespace wt::logs {

namespace {

[[nodiscard]] std::optional<RejectedLogEventsInfo> rejected(const Admission& admission) {
    if (!admission.too_new_from && !admission.too_old_to && !admission.expired_to) return std::nullopt;
    const auto index = [](const std::optional<std::size_t>& at) -> std::optional<std::int32_t> {
        if (!at) return std::nullopt;
        return static_cast<std::int32_t>(*at);
    };
    RejectedLogEventsInfo info;
    info.too_new_log_event_start_index = index(admission.too_new_from);
    info.too_old_log_event_end_index = index(admission.too_old_to);
    info.expired_log_event_end_index = index(admission.expired_to);
    return info;
}

[[nodiscard]] EventRange range_of(const std::optional<std::int64_t>& start, const std::optional<std::int64_t>& end,
                                  const std::optional<std::int32_t>& limit) {
    EventRange range;
    range.start = start.value_or(range.start);
    range.end = end.value_or(range.end);
    range.limit = static_cast<std::size_t>(limit.value_or(most_events_in_a_page));
    return range;
}

}  // namespace

aws::Outcome<PutLogEventsResponse> Logs::put_log_events(const aws::Call& call, PutLogEventsRequest input) {
    return put(call, input);
}
aws::Outcome<GetLogEventsResponse> Logs::get_log_events(const aws::Call& call, GetLogEventsRequest input) {
    return get(call, input);
}
aws::Outcome<FilterLogEventsResponse> Logs::filter_log_events(const aws::Call& call, FilterLogEventsRequest input) {
    return filter(call, input);
}

aws::Outcome<PutLogEventsResponse> Logs::put(const aws::Call& call, PutLogEventsRequest& input) {
    const auto in = group(call, input.log_group_name);
    if (!in.ok()) return in.error();
    const auto to = stream(**in, input.log_stream_name);
    if (!to.ok()) return to.error();
    const auto admission = admit(input.log_events, groups_.now(), (*in)->kept_days());
    if (!admission.ok()) return admission.error();
    std::vector<InputEvent>& events = input.log_events;
    events.resize(admission->end);
    events.erase(events.begin(), events.begin() + static_cast<std::ptrdiff_t>(admission->begin));
    if (!events.empty()) groups_.append(**to, std::move(events));
    PutLogEventsResponse output;
    output.next_sequence_token = sequence_token(**to);
    output.rejected_log_events_info = rejected(*admission);
    return output;
}

aws::Outcome<GetLogEventsResponse> Logs::get(const aws::Call& call, const GetLogEventsRequest& input) {
    const auto in = one_group(call, input.log_group_name, input.log_group_identifier);
    if (!in.ok()) return in.error();
    const auto from = stream(**in, input.log_stream_name);
    if (!from.ok()) return from.error();
    const auto page = read_stream(**from, range_of(input.start_time, input.end_time, input.limit), input.next_token,
                                  input.start_from_head.value_or(false) ? PageStart::head : PageStart::tail);
    if (!page) return invalid_token();
    GetLogEventsResponse output;
    for (const FoundEvent* event : page->events)
        output.events.push_back({event->first.timestamp, event->second.message, event->second.ingested});
    output.next_forward_token = page->forward;
    output.next_backward_token = page->backward;
    return output;
}

aws::Outcome<FilterLogEventsResponse> Logs::filter(const aws::Call& call, const FilterLogEventsRequest& input) {
    const auto in = one_group(call, input.log_group_name, input.log_group_identifier);
    if (!in.ok()) return in.error();
    if (!input.start_from_head.value_or(true))
        return aws::Error(errors::unwritten, "FilterLogEvents from the latest event on is not implemented.");
    // Assumed: the sentence.
    if (!input.log_stream_names.empty() && input.log_stream_name_prefix)
        return invalid_parameter("LogStream names and LogStream name prefix are mutually exclusive parameters.");
    const auto pattern = read_pattern(input.filter_pattern.value_or(""));
    if (!pattern.ok()) return pattern.error();

    std::vector<const LogStream*> streams;
    if (!input.log_stream_names.empty()) {
        for (const std::string& name : input.log_stream_names) {
            const auto found = stream(**in, name);
            if (!found.ok()) return found.error();
            if (std::find(streams.begin(), streams.end(), *found) == streams.end()) streams.push_back(*found);
        }
    } else {
        const std::string prefix = input.log_stream_name_prefix.value_or("");
        for (auto at = (*in)->streams.lower_bound(prefix); at != (*in)->streams.end() && at->first.starts_with(prefix);
             ++at)
            streams.push_back(at->second.get());
    }

    const std::string scope = fmt::format("logs:FilterLogEvents/{}", (*in)->name);
    const aws::PageTokens tokens(scope, page_token_lifetime);
    EventKey after;
    if (input.next_token) {
        const auto cursor = tokens.open(*input.next_token, call.now);
        const auto key = cursor.ok() ? read_event_id(*cursor) : std::nullopt;
        if (!key) return invalid_token();
        after = *key;
    }
    const Search found = search(streams, range_of(input.start_time, input.end_time, input.limit), *pattern, after);
    FilterLogEventsResponse output;
    for (const Search::Hit& hit : found.hits) {
        const auto& [key, event] = *hit.event;
        output.events.push_back({hit.stream->name, key.timestamp, event.message, event.ingested, event_id(key)});
    }
    if (found.next) output.next_token = tokens.seal(event_id(*found.next), call.now);
    return output;
}

}  // namespace wt::logs
