// What becomes of events: asynchronous invocation, and mappings of event sources.
#include <algorithm>

#include <fmt/format.h>

#include "aws/tags.hpp"
#include "http/ids.hpp"
#include "lambda/api/errors.hpp"
#include "lambda/api/event_pattern.hpp"
#include "lambda/api/lambda.hpp"
#include "lambda/api/pages.hpp"

namespace wt::lambda::api {

namespace {

/// Lambda API Reference, CreateEventSourceMapping: of streams.
constexpr std::int32_t usual_batch = 100;
constexpr std::int32_t shortest_age = 60;
/// "It may take several minutes to start polling", and as long to change (Developer Guide, "Stream polling and ...").
/// Assumed: usually a quarter of one.
constexpr Duration transition = 15s;

[[nodiscard]] std::string qualifier_of(const FunctionName& name) {
    return name.qualifier.empty() ? std::string(latest) : name.qualifier;
}

[[nodiscard]] aws::Error no_config(const FunctionName& name) {
    return not_found(
        fmt::format("The function {} doesn't have an EventInvokeConfig", name.with(qualifier_of(name)).arn()));
}

/// What a request says of destinations, both told of.
[[nodiscard]] DestinationConfig both_of(const std::optional<DestinationConfig>& said) {
    DestinationConfig told;
    told.on_success = said && said->on_success ? *said->on_success : OnSuccess();
    told.on_failure = said && said->on_failure ? *said->on_failure : OnFailure();
    return told;
}

/// The service of an ARN: "sqs".
[[nodiscard]] std::string_view service_of(std::string_view arn) {
    for (int part = 0; part < 2; ++part) arn = arn.substr(std::min(arn.find(':'), arn.size() - 1) + 1);
    return arn.substr(0, arn.find(':'));
}

template <class Input>
[[nodiscard]] std::optional<aws::Error> refuse_missing(const Input& input) {
    if (input.filter_criteria && input.filter_criteria->filters) {
        for (const Filter& filter : *input.filter_criteria->filters) {
            if (!EventPattern::of(filter.pattern.value_or("")).ok())
                return invalid_parameter("Invalid filter pattern definition.");
        }
    }
    if (input.tumbling_window_in_seconds.value_or(0) > 0) return not_there("TumblingWindowInSeconds");
    if (input.maximum_record_age_in_seconds &&
        (*input.maximum_record_age_in_seconds >= 0 && *input.maximum_record_age_in_seconds < shortest_age))
        return invalid_parameter(fmt::format("MaximumRecordAgeInSeconds is -1 or at least {}.", shortest_age));
    return std::nullopt;
}

/// What both CreateEventSourceMapping and UpdateEventSourceMapping say.
template <class Input>
void apply(const Input& input, EventSourceMappingConfiguration& to) {
    const auto set = [](auto& value, const auto& said) {
        if (said) value = said;
    };
    set(to.batch_size, input.batch_size);
    set(to.maximum_batching_window_in_seconds, input.maximum_batching_window_in_seconds);
    set(to.parallelization_factor, input.parallelization_factor);
    set(to.maximum_record_age_in_seconds, input.maximum_record_age_in_seconds);
    set(to.maximum_retry_attempts, input.maximum_retry_attempts);
    set(to.bisect_batch_on_function_error, input.bisect_batch_on_function_error);
    if (input.filter_criteria) {
        to.filter_criteria = input.filter_criteria;
        if (!to.filter_criteria->filters || to.filter_criteria->filters->empty()) to.filter_criteria.reset();
    }
    if constexpr (requires { input.function_response_types.has_value(); }) {
        set(to.function_response_types, input.function_response_types);
    } else {
        to.function_response_types = input.function_response_types;
    }
    if (input.destination_config)
        to.destination_config->on_failure = input.destination_config->on_failure.value_or(OnFailure());
    set(to.kms_key_arn, input.kms_key_arn);
    set(to.metrics_config, input.metrics_config);
    set(to.logging_config, input.logging_config);
    if (input.enabled) to.state = *input.enabled ? "Enabled" : "Disabled";
}

}  // namespace

std::optional<aws::Error> Lambda::refuse_destinations(const std::optional<DestinationConfig>& to) {
    const DestinationConfig told = both_of(to);
    for (const auto& [arn, fails] : {std::pair(told.on_success->destination.value_or(""), false),
                                     std::pair(told.on_failure->destination.value_or(""), true)}) {
        if (arn.empty()) continue;
        const std::string_view service = service_of(arn);
        if (service == "lambda") {
            const auto name = read_function_arn(arn);
            if (!name || catalogue_.find(*name) == nullptr)
                return invalid_parameter(fmt::format("The destination ARN {} is invalid.", arn));
        } else if (service == "s3" && fails) {
            if (auto refused = surroundings_.refuse_bucket(arn.substr(arn.rfind(':') + 1))) return refused;
        } else if (service == "s3") {
            return invalid_parameter(
                fmt::format("The provided destination config DestinationConfig(onSuccess={}) is "
                            "invalid: a bucket is a destination of failures.",
                            arn));
        } else {
            return not_there(fmt::format("destinations of {} ({})", service, arn));
        }
    }
    return std::nullopt;
}

std::optional<aws::Error> Lambda::refuse_failure_destination(const std::optional<DestinationConfig>& to) const {
    const std::string arn = to && to->on_failure ? to->on_failure->destination.value_or("") : std::string();
    if (arn.empty()) return std::nullopt;
    const std::string_view service = service_of(arn);
    if (service == "s3") return surroundings_.refuse_bucket(arn.substr(arn.rfind(':') + 1));
    // Assumed: the sentence.
    if (service == "lambda") return invalid_parameter(fmt::format("The destination ARN {} is invalid.", arn));
    return not_there(fmt::format("destinations of {} ({})", service, arn));
}

aws::Outcome<FunctionEventInvokeConfig> Lambda::set_event_invoke(const aws::Call& call, const Found& found,
                                                                 FunctionEventInvokeConfig config) {
    if (auto refused = refuse_destinations(config.destination_config)) return std::move(*refused);
    config.last_modified = call.now;
    config.function_arn = found.record->name.with(qualifier_of(found.name)).arn();
    config.destination_config = both_of(config.destination_config);
    found.record->event_invokes[qualifier_of(found.name)] = config;
    catalogue_.keep(*found.record);
    return config;
}

aws::Outcome<FunctionEventInvokeConfig> Lambda::put_function_event_invoke_config(
    const aws::Call& call, PutFunctionEventInvokeConfigRequest input) {
    const auto found = qualified(call, input.function_name, input.qualifier);
    if (!found.ok()) return found.error();
    if (!input.maximum_event_age_in_seconds && !input.maximum_retry_attempts && !input.destination_config)
        return invalid_parameter("You must specify at least one of error handling or destination setting.");
    FunctionEventInvokeConfig config;
    config.maximum_event_age_in_seconds = input.maximum_event_age_in_seconds;
    config.maximum_retry_attempts = input.maximum_retry_attempts;
    config.destination_config = std::move(input.destination_config);
    return set_event_invoke(call, *found, std::move(config));
}

aws::Outcome<FunctionEventInvokeConfig> Lambda::update_function_event_invoke_config(
    const aws::Call& call, UpdateFunctionEventInvokeConfigRequest input) {
    const auto found = qualified(call, input.function_name, input.qualifier);
    if (!found.ok()) return found.error();
    const auto there = found->record->event_invokes.find(qualifier_of(found->name));
    if (there == found->record->event_invokes.end()) return no_config(found->name);
    FunctionEventInvokeConfig config = there->second;
    if (input.maximum_event_age_in_seconds) config.maximum_event_age_in_seconds = input.maximum_event_age_in_seconds;
    if (input.maximum_retry_attempts) config.maximum_retry_attempts = input.maximum_retry_attempts;
    if (input.destination_config) {
        if (input.destination_config->on_success)
            config.destination_config->on_success = input.destination_config->on_success;
        if (input.destination_config->on_failure)
            config.destination_config->on_failure = input.destination_config->on_failure;
    }
    return set_event_invoke(call, *found, std::move(config));
}

aws::Outcome<FunctionEventInvokeConfig> Lambda::get_function_event_invoke_config(
    const aws::Call& call, GetFunctionEventInvokeConfigRequest input) {
    const auto found = qualified(call, input.function_name, input.qualifier);
    if (!found.ok()) return found.error();
    const auto there = found->record->event_invokes.find(qualifier_of(found->name));
    if (there == found->record->event_invokes.end()) return no_config(found->name);
    return there->second;
}

aws::Outcome<Lambda::Nothing> Lambda::delete_function_event_invoke_config(
    const aws::Call& call, DeleteFunctionEventInvokeConfigRequest input) {
    const auto found = qualified(call, input.function_name, input.qualifier);
    if (!found.ok()) return found.error();
    if (found->record->event_invokes.erase(qualifier_of(found->name)) == 0) return no_config(found->name);
    catalogue_.keep(*found->record);
    return Nothing();
}

aws::Outcome<ListFunctionEventInvokeConfigsResponse> Lambda::list_function_event_invoke_configs(
    const aws::Call& call, ListFunctionEventInvokeConfigsRequest input) {
    using Response = ListFunctionEventInvokeConfigsResponse;
    const auto found = function(call, input.function_name);
    if (!found.ok()) return found.error();
    std::map<std::string, FunctionEventInvokeConfig> configs(found->record->event_invokes.begin(),
                                                             found->record->event_invokes.end());
    auto page =
        page_of(std::move(configs), "lambda:ListFunctionEventInvokeConfigs", input.marker, input.max_items, call.now);
    if (!page.ok()) return page.error();
    Response response;
    response.function_event_invoke_configs = std::move(page->items);
    response.next_marker = std::move(page->next);
    return response;
}

aws::Outcome<EventSourceMappingConfiguration> Lambda::create_event_source_mapping(
    const aws::Call& call, CreateEventSourceMappingRequest input) {
    const auto make = [&]() -> aws::Outcome<EventSourceMappingConfiguration> {
        if (input.self_managed_event_source) return not_there("event sources of self-managed Kafka");
        if (!input.event_source_arn) return invalid_parameter("Unrecognized event source.");
        const std::string_view service = service_of(*input.event_source_arn);
        if (service != "kinesis") return not_there(fmt::format("event sources of {}", service));
        if (auto refused = refuse_missing(input)) return std::move(*refused);
        if (auto refused = refuse_failure_destination(input.destination_config)) return std::move(*refused);
        const auto found = qualified(call, input.function_name, std::nullopt);
        if (!found.ok()) return found.error();
        if (!input.starting_position)
            return invalid_parameter(
                "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member "
                "must not be null.");
        // Assumed: the sentence.
        if ((input.starting_position == "AT_TIMESTAMP") != input.starting_position_timestamp.has_value())
            return invalid_parameter("StartingPositionTimestamp belongs to the StartingPosition AT_TIMESTAMP.");
        for (const auto& [key, other] : catalogue_.mappings()) {
            if (key.first == found->name.place && other->function.arn() == found->name.arn() &&
                other->told.event_source_arn == input.event_source_arn)
                return conflict(
                    fmt::format("An event source mapping with Kinesis arn (\" {} \") and function (\" {} \") already "
                                "exists. Please "
                                "update or delete the existing mapping with UUID {}",
                                *input.event_source_arn, found->record->name.name, key.second));
        }
        MappingRecord record;
        record.function = found->name;
        aws::TagSet tags;
        if (const auto refused = tags.add(input.tags, call.via)) return invalid_parameter(refused->text);
        record.tags = tags.all();
        EventSourceMappingConfiguration& told = record.told;
        told.uuid = http::request_id(ids_).str();
        told.event_source_mapping_arn = fmt::format("arn:aws:lambda:{}:{}:event-source-mapping:{}", call.region,
                                                    found->name.place.account, *told.uuid);
        told.event_source_arn = input.event_source_arn;
        told.function_arn = found->name.arn();
        told.starting_position = input.starting_position;
        told.starting_position_timestamp = input.starting_position_timestamp;
        told.batch_size = usual_batch;
        told.maximum_batching_window_in_seconds = 0;
        told.parallelization_factor = 1;
        told.maximum_record_age_in_seconds = -1;
        told.maximum_retry_attempts = -1;
        told.bisect_batch_on_function_error = false;
        told.tumbling_window_in_seconds = 0;
        told.function_response_types.emplace();
        told.destination_config.emplace().on_failure.emplace();
        told.last_processing_result = "No records processed";
        told.state_transition_reason = "User action";
        told.state = "Enabled";
        told.last_modified = call.now;
        apply(input, told);
        if (auto refused = surroundings_.refuse_source(record)) return std::move(*refused);
        return pass(record, "Creating", [&] { catalogue_.add(std::move(record)); });
    };
    return make();
}

EventSourceMappingConfiguration Lambda::told_of(const MappingRecord& record) const {
    EventSourceMappingConfiguration told = record.seen();
    if (std::string result = surroundings_.last_result(record); !record.passing && !result.empty())
        told.last_processing_result = std::move(result);
    return told;
}

EventSourceMappingConfiguration Lambda::pass(MappingRecord& record, std::string state,
                                             const std::function<void()>& keep) {
    EventSourceMappingConfiguration answer = record.told;
    answer.state = state;
    if (const auto course = catalogue_.pace().begin(transition); course && state != record.told.state)
        record.passing = {std::move(state), *course};
    keep();
    return answer;
}

std::optional<aws::Error> Lambda::refuse_passing(const MappingRecord& record, std::string_view verb) {
    if (!record.passing) return std::nullopt;
    return error(lambda_errors::resource_in_use,
                 fmt::format("Cannot {} the event source mapping because it is in use.", verb));
}

aws::Outcome<MappingRecord*> Lambda::mapping(const aws::Call& call, const std::string& uuid) {
    for (const MappingRecord& provided : surroundings_.provided()) {
        if (provided.told.uuid == uuid) return not_there("changes of a scenario's event source mapping");
    }
    MappingRecord* const found = catalogue_.find_mapping(uuid.substr(uuid.rfind(':') + 1));
    if (found == nullptr || found->function.place != aws::account_region_of(call))
        return not_found("The resource you requested does not exist.");
    return found;
}

aws::Outcome<EventSourceMappingConfiguration> Lambda::get_event_source_mapping(const aws::Call& call,
                                                                               GetEventSourceMappingRequest input) {
    for (const MappingRecord& provided : surroundings_.provided()) {
        if (provided.told.uuid == input.uuid && provided.function.place == aws::account_region_of(call))
            return provided.told;
    }
    const auto found = mapping(call, input.uuid);
    if (!found.ok()) return found.error();
    return told_of(**found);
}

aws::Outcome<EventSourceMappingConfiguration> Lambda::update_event_source_mapping(
    const aws::Call& call, UpdateEventSourceMappingRequest input) {
    const auto change = [&]() -> aws::Outcome<EventSourceMappingConfiguration> {
        const auto there = mapping(call, input.uuid);
        if (!there.ok()) return there.error();
        if (auto refused = refuse_missing(input)) return std::move(*refused);
        if (auto refused = refuse_failure_destination(input.destination_config)) return std::move(*refused);
        if (auto refused = refuse_passing(**there, "update")) return std::move(*refused);
        MappingRecord changed = **there;
        if (input.parallelization_factor.value_or(1) != changed.told.parallelization_factor.value_or(1) &&
            input.parallelization_factor)
            return not_there("a change of the ParallelizationFactor");
        if (input.function_name) {
            const auto found = qualified(call, *input.function_name, std::nullopt);
            if (!found.ok()) return found.error();
            changed.function = found->name;
            changed.told.function_arn = found->name.arn();
        }
        apply(input, changed.told);
        changed.told.last_modified = call.now;
        if (auto refused = surroundings_.refuse_source(changed)) return std::move(*refused);
        const bool is_on = changed.told.state != "Disabled";
        const bool was_on = (*there)->told.state != "Disabled";
        std::string state = is_on ? "Updating" : "Disabled";
        if (is_on != was_on) state = is_on ? "Enabling" : "Disabling";
        return pass(changed, std::move(state), [&] {
            **there = std::move(changed);
            catalogue_.keep(**there);
        });
    };
    return change();
}

aws::Outcome<EventSourceMappingConfiguration> Lambda::delete_event_source_mapping(
    const aws::Call& call, DeleteEventSourceMappingRequest input) {
    const auto found = mapping(call, input.uuid);
    if (!found.ok()) return found.error();
    MappingRecord& record = **found;
    if (auto refused = refuse_passing(record, "delete")) return std::move(*refused);
    return pass(record, std::string(deleting), [&] {
        if (record.passing) {
            catalogue_.keep(record);
        } else {
            catalogue_.remove(record);
        }
    });
}

aws::Outcome<ListEventSourceMappingsResponse> Lambda::list_event_source_mappings(const aws::Call& call,
                                                                                 ListEventSourceMappingsRequest input) {
    using Response = ListEventSourceMappingsResponse;
    const aws::AccountRegion place = aws::account_region_of(call);
    std::optional<FunctionName> name;
    if (input.function_name) {
        auto read = read_function_name(*input.function_name, place);
        if (!read.ok()) return read.error();
        name = std::move(*read);
    }
    std::map<std::string, EventSourceMappingConfiguration> mappings;
    const auto list = [&](const MappingRecord& record, EventSourceMappingConfiguration told) {
        if (record.function.place != place) return;
        if (name && record.function.arn() != name->arn()) return;
        if (input.event_source_arn && told.event_source_arn != input.event_source_arn) return;
        std::string id = told.uuid.value_or("");
        mappings.emplace(std::move(id), std::move(told));
    };
    for (const auto& [key, record] : catalogue_.mappings()) list(*record, told_of(*record));
    for (const MappingRecord& provided : surroundings_.provided()) list(provided, provided.told);
    auto page =
        page_of(std::move(mappings), "lambda:ListEventSourceMappings", input.marker, input.max_items, call.now, 100);
    if (!page.ok()) return page.error();
    Response response;
    response.event_source_mappings = std::move(page->items);
    response.next_marker = std::move(page->next);
    return response;
}

}  // namespace wt::lambda::api
