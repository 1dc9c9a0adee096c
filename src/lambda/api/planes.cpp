#include "lambda/api/planes.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "aws/timestamp.hpp"
#include "base/fresh_random.hpp"
#include "base/json_depth.hpp"
#include "http/event_form.hpp"
#include "http/ids.hpp"
#include "lambda/alias.hpp"
#include "lambda/api/settings.hpp"

namespace wt::lambda::api {

namespace {

using OrderedJson = nlohmann::ordered_json;

[[nodiscard]] Bytes mebibytes(std::int64_t count) { return Bytes{static_cast<std::uint64_t>(count) << 20U}; }

/// As it stands, without a look at what stands there.
[[nodiscard]] const FunctionRecord* record_of(const Catalogue& catalogue, const FunctionName& name) {
    const auto found = catalogue.functions().find({name.place, name.name});
    return found == catalogue.functions().end() ? nullptr : found->second.get();
}

/// `config`: what counts where nothing is said.
[[nodiscard]] AsyncConfig async_of(const FunctionRecord& record, const std::string& qualifier, AsyncConfig config) {
    const auto said = record.event_invokes.find(qualifier.empty() ? std::string(latest) : qualifier);
    if (said == record.event_invokes.end()) return config;
    config.retries = said->second.maximum_retry_attempts.value_or(config.retries);
    if (said->second.maximum_event_age_in_seconds)
        config.maximum_age = std::chrono::seconds(*said->second.maximum_event_age_in_seconds);
    return config;
}

/// What a function's configuration says that the API says, too.
void set(FunctionRecord& record, const FunctionConfig& config) {
    record.latest.told.memory_size = static_cast<std::int32_t>(config.memory.count >> 20U);
    record.latest.told.timeout =
        static_cast<std::int32_t>(std::chrono::ceil<std::chrono::seconds>(config.timeout).count());
    record.reserved.reset();
    if (config.reserved) record.reserved = static_cast<std::int32_t>(*config.reserved);
}

/// A payload as it stands in a document: JSON as it is, unless it is nested too deep, anything else as a text.
[[nodiscard]] OrderedJson json_of(const Text& payload) {
    OrderedJson json = OrderedJson::parse(nests_deeper(payload) ? "" : payload.view(), nullptr, false);
    if (json.is_discarded()) json = payload.str();
    return json;
}

}  // namespace

std::shared_ptr<const UserCode> user_code_of(const FunctionName& name, const Version& version) {
    const FunctionConfiguration& told = version.told;
    auto code = std::make_shared<UserCode>();
    code->runtime = told.runtime.value_or("");
    code->handler = told.handler.value_or("");
    code->folder = version.code->folder;
    code->watched = version.code->watched;
    for (const CodeRef& layer : version.layers) code->layers.push_back(layer->folder);
    if (told.environment && told.environment->variables) code->variables = *told.environment->variables;
    if (told.ephemeral_storage) code->ephemeral_storage = mebibytes(told.ephemeral_storage->size);
    code->role = told.role.value_or("");
    code->version = told.version.value_or(std::string(latest));
    code->account = name.place.account;
    code->region = name.place.region;
    code->arn = name.with("").arn();
    if (told.architectures && !told.architectures->empty()) code->architecture = told.architectures->front();
    if (told.logging_config) {
        code->json_logs = told.logging_config->log_format == "JSON";
        code->application_log_level = told.logging_config->application_log_level.value_or("");
        code->system_log_level = told.logging_config->system_log_level.value_or("");
        code->log_group = told.logging_config->log_group.value_or("");
    }
    auto kept = std::make_shared<std::vector<CodeRef>>(version.layers);
    kept->push_back(version.code);
    code->kept = std::move(kept);
    return code;
}

Planes::Planes(const Context& context, Parts parts)
    : context_(context),
      parts_(std::move(parts)),
      ids_(fresh_random(context, "lambda.events")),
      waiting_(parts_.catalogue) {
    parts_.functions.shelf().watch([this](const std::string& name, const lambda::Function* now) { note(name, now); });
    parts_.catalogue.perform_on(*this);
}

void Planes::resume() {
    for (auto& [number, left] : waiting_.take_left()) {
        const bool is_there = record_of(parts_.catalogue, left.function) != nullptr;
        if (is_there || !left.bucket.empty()) waiting_.go_on(number, left);
        if (!left.bucket.empty()) {
            telling_.spawn(bring(number, left.function, left.bucket, left.event.key.str(), left.event.body));
        } else if (is_there) {
            queue(left.function).resume(std::move(left.event), left.progress);
        }
        // What is left waits for its function, if the scenario lacks that for now.
    }
}

FunctionRecord Planes::record_of_scenario(const FunctionName& name, const FunctionConfig& config) {
    FunctionRecord record;
    record.name = name;
    record.origin = Origin::scenario;
    set(record, config);
    record.provided = {*record.latest.told.memory_size, *record.latest.told.timeout, record.reserved, {}};
    CreateFunctionRequest as;
    as.runtime = "provided.al2023";
    as.handler = "bootstrap";
    if (const auto& code = config.code) {
        as.runtime = code->runtime;
        as.handler = code->handler;
        record.provided.code = fmt::format("{} {} {}", code->folder, code->runtime, code->handler);
    }
    as.role = fmt::format("arn:aws:iam::{}:role/{}", name.place.account, name.name);
    as.memory_size = record.latest.told.memory_size;
    as.timeout = record.latest.told.timeout;
    FunctionConfiguration& told = record.latest.told;
    told.function_name = name.name;
    told.function_arn = name.arn();
    apply(as, told);
    told.description = "made by the scenario";
    told.code_size = 0;
    told.code_sha256 = "";
    told.state = "Active";
    told.last_update_status = "Successful";
    return record;
}

/// A function that somebody else made is the scenario's.
void Planes::note(const std::string& name, const lambda::Function* now) {
    if (standing_now_) return;
    const FunctionName place{parts_.usual, name, {}};
    if (now == nullptr) return parts_.catalogue.withdraw(place);
    // One of the same name that the API made earlier stands aside: at its ARN there is one function.
    if (const FunctionRecord* known = record_of(parts_.catalogue, place);
        known != nullptr && known->origin != Origin::instead)
        return;
    provided_.insert_or_assign(name, now->config());
    FunctionRecord record = record_of_scenario(place, now->config());
    record.latest.told.last_modified = last_modified(context_.calendar());
    record.latest.told.revision_id = parts_.catalogue.new_revision();
    if (parts_.catalogue.provide(std::move(record))) return;
    standing_now_ = true;
    (void)parts_.functions.remove(name);
    standing_now_ = false;
}

void Planes::look_at(FunctionRecord& record) {
    const lambda::Function* const there = parts_.functions.find(record.name.name);
    // Until a change has come into effect, there stands what was before.
    if (there != nullptr && !record.latest.changing) set(record, there->config());
}

void Planes::stand(const FunctionRecord& record) {
    const bool is_ours = std::exchange(standing_now_, true);
    if (record.of_scenario() && parts_.functions.find(record.name.name) == nullptr)
        (void)parts_.functions.create(record.name.name, provided_.find(record.name.name)->second);
    Standing& standing = standing_[record.name.arn()];
    stand_version(standing, record, std::string(latest));
    for (const auto& [number, version] : record.versions) stand_version(standing, record, std::to_string(number));
    for (auto made = standing.versions.begin(); made != standing.versions.end();) {
        const auto name = read_function_arn(made->first);
        if (!name || record.find_version(name->qualifier) != nullptr) {
            ++made;
            continue;
        }
        (void)parts_.functions.remove(made->first);
        made = standing.versions.erase(made);
    }
    reserve(standing, record);
    stand_aliases(standing, record);
    for (auto& [qualifier, waiting] : standing.queues)
        waiting->update(async_of(record, qualifier, usual_async(record)));
    standing_now_ = is_ours;
}

void Planes::stand_version(Standing& standing, const FunctionRecord& record, const std::string& number) {
    const Version* const serving = record.find_version(number)->serving();
    if (serving == nullptr) return;
    const Version& version = *serving;
    const std::string address = address_of(record.name.with(number));
    const lambda::Function* const there = parts_.functions.find(address);
    FunctionConfig config;
    if (record.of_scenario()) {
        // What it does is the scenario's to say; a version goes on as it was when it was published.
        config = (there != nullptr ? there : parts_.functions.find(record.name.name))->config();
        config.code = provided_.find(record.name.name)->second.code;
        if (number != latest && config.code == nullptr && version.does != nullptr &&
            parts_.functions.knows_backends_of(*version.does))
            config = *version.does;
        if (number == latest) {
            config.reserved.reset();
            if (record.reserved) config.reserved = static_cast<std::uint64_t>(*record.reserved);
        }
    }
    if (version.code != nullptr) {
        Made& made = (record.of_scenario() && number == latest ? standing.latest : standing.versions[address]);
        if (made.user_code == nullptr || made.code != version.code || !same_version(made.told, version.told))
            made = {version.told, version.code, user_code_of(record.name, version)};
        config.code = made.user_code;
    }
    config.memory = mebibytes(version.told.memory_size.value_or(128));
    config.timeout = std::chrono::seconds(version.told.timeout.value_or(3));
    if (number != latest) {
        config.reserved.reset();
        config.provisioned = static_cast<std::uint64_t>(record.provisioned_of(number));
        standing.versions.try_emplace(address);
    }
    if (there == nullptr) {
        (void)parts_.functions.create(address, std::move(config));
    } else if (there->config() != config) {
        (void)parts_.functions.update(address, std::move(config));
    }
}

void Planes::reserve(Standing& standing, const FunctionRecord& record) {
    if (record.of_scenario()) return;  // its own pool has it
    if (record.reserved) {
        const auto concurrency = static_cast<std::uint64_t>(*record.reserved);
        if (standing.reservation == nullptr) {
            standing.reservation = std::make_shared<Reservation>(parts_.account, concurrency);
        } else if (standing.reservation->part().limit() != concurrency) {
            standing.reservation->set(concurrency, context_.now());
        }
    } else {
        standing.reservation = nullptr;
    }
    for (const auto& [address, made] : standing.versions)
        parts_.functions.find(address)->take_from(standing.reservation);
}

void Planes::stand_aliases(Standing& standing, const FunctionRecord& record) {
    std::set<std::string> before = std::exchange(standing.aliases, {});
    const auto stand_alias = [&](const std::string& address,
                                 const std::vector<std::pair<std::string, double>>& shares) {
        std::vector<Alias::Target> targets;
        for (const auto& [version, share] : shares)
            targets.push_back({http::Way(parts_.at(address_of(record.name.with(version)))), version, share});
        Random chance = context_.random(address);
        parts_.at(address).lead_to(std::make_shared<Alias>(chance, address, std::move(targets)));
        before.erase(address);
        standing.aliases.insert(address);
    };
    if (record.of_scenario()) stand_alias(record.name.arn(), {{std::string(latest), 1}});
    // Who points at the scenario's by its name finds what was made in its place.
    if (record.origin == Origin::instead) stand_alias(record.name.name, {{std::string(latest), 1}});
    for (const auto& [name, alias] : record.aliases) {
        std::vector<std::pair<std::string, double>> shares;
        double rest = 1;
        if (alias.routing_config && alias.routing_config->additional_version_weights) {
            for (const auto& [version, weight] : *alias.routing_config->additional_version_weights) {
                shares.emplace_back(version, weight);
                rest -= weight;
            }
        }
        shares.emplace_back(alias.function_version.value_or(""), rest);
        stand_alias(record.name.with(name).arn(), shares);
    }
    for (const std::string& gone : before) parts_.at(gone).lead_to(nullptr);
}

void Planes::leave(const FunctionRecord& record) {
    const auto found = standing_.find(record.name.arn());
    if (found == standing_.end()) return;
    const bool is_ours = std::exchange(standing_now_, true);
    for (const auto& [address, made] : found->second.versions) (void)parts_.functions.remove(address);
    if (record.of_scenario()) (void)parts_.functions.remove(record.name.name);
    for (const std::string& address : found->second.aliases) parts_.at(address).lead_to(nullptr);
    standing_.erase(found);
    waiting_.forget(record.name);
    standing_now_ = is_ours;
}

std::string Planes::address_of(const FunctionName& name) const {
    if (!name.qualifier.empty() && name.qualifier != latest) return name.arn();
    const FunctionRecord* const record = record_of(parts_.catalogue, name);
    return record != nullptr && record->of_scenario() ? name.name : name.with("").arn();
}

Task<http::Response> Planes::invoke(FunctionName name, Invocation invocation) {
    http::Hop& hop = parts_.at(address_of(name));
    http::Request request = std::move(invocation.request);
    if (invocation.form != nullptr) {
        request.form = invocation.form;
    } else {
        request.method = http::Method::post;
        request.body = std::move(invocation.payload);
        request.path_parameter = std::move(invocation.key);
    }
    request.route = "*";
    http::Headers& fields = request.form != nullptr ? request.form->fields : request.headers;
    const auto say = [&](std::string_view field, std::string_view value) {
        if (!value.empty()) fields.set(Text(field), Text(value));
    };
    say("Lambda-Runtime-Invoked-Function-Arn", name.arn());
    say("Lambda-Runtime-Client-Context", invocation.client_context);
    say("Lambda-Runtime-Aws-Request-Id", invocation.id);
    if (invocation.wants_tail) say("X-Amz-Log-Type", "Tail");
    if (invocation.streams) say(http::transfer_mode, http::transfer_stream);
    co_return co_await hop.send(std::move(request));
}

AsyncConfig Planes::usual_async(const FunctionRecord& record) const {
    const lambda::Function* const there = record.of_scenario() ? parts_.functions.find(record.name.name) : nullptr;
    return there != nullptr ? there->config().async : AsyncConfig();
}

void Planes::note_failure(const FunctionName& name, const http::Response& response) {
    const FunctionRecord* const record = record_of(parts_.catalogue, name);
    if (record == nullptr || !response.headers.has("X-Amz-Function-Error")) return;
    const lambda::Function* const there = record->of_scenario() ? parts_.functions.find(name.name) : nullptr;
    // What a scenario says of a function that is data is nothing to be told.
    const bool is_data = there != nullptr && there->config().code == nullptr;
    if (!is_data) parts_.functions.tell_of_failed_event(name.name, response.body.view());
}

AsyncQueue& Planes::queue(const FunctionName& name) {
    std::unique_ptr<AsyncQueue>& known = standing_[name.with("").arn()].queues[name.qualifier];
    if (known == nullptr) {
        const FunctionRecord& record = *record_of(parts_.catalogue, name);
        known = std::make_unique<AsyncQueue>(
            context_, parts_.at(address_of(name)), async_of(record, name.qualifier, usual_async(record)),
            [this, name](const lambda::Event& event, const AsyncEnd& end) { ended(name, event, end); },
            [this, name](const lambda::Event& event, const AsyncProgress& progress, const http::Response& response) {
                note_failure(name, response);
                waiting_.move_on(event.mark, progress);
            });
    }
    return *known;
}

WaitingEvent Planes::waiting_of(Taken& taken) {
    WaitingEvent waiting{taken.name, {}, {}, {}};
    if (taken.invocation.id.empty()) taken.invocation.id = http::request_id(ids_).view();
    waiting.event.key = taken.invocation.key;
    waiting.event.body = taken.invocation.payload;
    waiting.event.id = Text(taken.invocation.id);
    waiting.event.context = Text(taken.invocation.client_context);
    waiting.event.mark = taken.mark;
    waiting.progress.received = waiting.progress.due = taken.received;
    return waiting;
}

void Planes::enqueue(const FunctionName& name, Invocation invocation) {
    if (record_of(parts_.catalogue, name) == nullptr) return;
    const WaitingEvents::Step step(waiting_);
    Taken taken{name, std::move(invocation), context_.now(), 0};
    taken.mark = waiting_.add(waiting_of(taken));
    begin(std::move(taken));
}

std::optional<Invoker::Taken> Planes::take(const FunctionName& name, Invocation invocation,
                                           std::vector<store::Change>& rows) {
    if (record_of(parts_.catalogue, name) == nullptr) return std::nullopt;
    Taken taken{name, std::move(invocation), context_.now(), 0};
    taken.mark = waiting_.add(waiting_of(taken), rows);
    return taken;
}

void Planes::begin(Taken taken) {
    const FunctionRecord* const record = record_of(parts_.catalogue, taken.name);
    if (record == nullptr) return drop(taken);
    WaitingEvent waiting = waiting_of(taken);
    if (record->reserved != 0) return queue(taken.name).invoke(std::move(waiting.event));
    // Nobody will ever take it.
    const http::Response none;
    ended(taken.name, waiting.event, {"ZeroReservedConcurrency", 0, none});
}

void Planes::ended(const FunctionName& name, const lambda::Event& event, const AsyncEnd& end) {
    note_failure(name, end.response);
    // What comes of it is there before it is gone.
    const WaitingEvents::Step step(waiting_);
    waiting_.remove(event.mark);
    const FunctionRecord* const record = record_of(parts_.catalogue, name);
    if (record == nullptr) return;
    const auto said = record->event_invokes.find(name.qualifier.empty() ? std::string(latest) : name.qualifier);
    if (said == record->event_invokes.end() || !said->second.destination_config) return;
    const DestinationConfig& to = *said->second.destination_config;
    std::string destination;
    if (end.succeeded()) {
        if (to.on_success) destination = to.on_success->destination.value_or("");
    } else if (to.on_failure) {
        destination = to.on_failure->destination.value_or("");
    }
    if (destination.empty()) return;
    // Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations".
    OrderedJson document{{"version", "1.0"},
                         {"timestamp", aws::iso8601(context_.calendar(), aws::Fraction::milliseconds)},
                         {"requestContext",
                          {{"requestId", std::string(event.id.view())},
                           {"functionArn", name.with(name.qualifier.empty() ? latest : name.qualifier).arn()},
                           {"condition", std::string(end.condition)},
                           {"approximateInvokeCount", end.attempts}}},
                         {"requestPayload", json_of(event.body)}};
    if (end.attempts > 0 && !end.response.broken() && !end.response.headers.has("x-amzn-ErrorType")) {
        const std::string_view version = end.response.headers.get("X-Amz-Executed-Version");
        document["responseContext"] = {
            {"statusCode", 200}, {"executedVersion", version.empty() ? std::string(latest) : std::string(version)}};
        if (!end.succeeded()) document["responseContext"]["functionError"] = "Unhandled";
        document["responsePayload"] = json_of(end.response.body);
    }
    tell(destination, name, Text(document.dump(-1, ' ', false, OrderedJson::error_handler_t::replace)), event);
}

void Planes::tell(const std::string& destination, const FunctionName& about, const Text& document,
                  const lambda::Event& event) {
    if (const auto function = read_function_arn(destination)) {
        const FunctionRecord* const to = record_of(parts_.catalogue, *function);
        const iam::Resource target{function->arn(), function->place.account,
                                   to == nullptr ? nullptr : to->policy_of(function->qualifier)};
        if (!parts_.surroundings.may(role_of(about), "lambda:InvokeFunction", target)) return;
        Invocation invocation;
        invocation.payload = document;
        return enqueue(*function, std::move(invocation));
    }
    const std::string time = aws::iso8601(context_.calendar());
    const std::string key = fmt::format("aws/lambda/async/{}/{}/{}/{}/{}-{}", about.name, time.substr(0, 4),
                                        time.substr(5, 2), time.substr(8, 2), time, event.id.view());
    const std::string bucket = destination.substr(destination.rfind(':') + 1);
    lambda::Event record;
    record.key = Text(key);
    record.body = document;
    telling_.spawn(bring(waiting_.add({about, std::move(record), {}, bucket}), about, bucket, key, document));
}

std::string Planes::role_of(const FunctionName& name) const {
    const FunctionRecord* const record = record_of(parts_.catalogue, name);
    return record == nullptr ? std::string() : record->latest.told.role.value_or("");
}

Task<void> Planes::bring(std::uint64_t number, FunctionName about, std::string bucket, std::string key, Text record) {
    std::string role = role_of(about);
    co_await parts_.surroundings.put(std::move(role), std::move(bucket), std::move(key), std::move(record));
    waiting_.remove(number);
}

std::shared_ptr<const FunctionConfig> Planes::does(const FunctionName& name) const {
    const FunctionRecord* const record = record_of(parts_.catalogue, name);
    if (record == nullptr || !record->of_scenario() || record->latest.code != nullptr) return nullptr;
    const lambda::Function* const there = parts_.functions.find(name.name);
    if (there == nullptr || there->config().code != nullptr || !there->config().profile.empty()) return nullptr;
    return std::make_shared<const FunctionConfig>(there->config());
}

std::optional<Error> Planes::refuses(const FunctionName& name, const Version& version) const {
    FunctionConfig config;
    config.code = user_code_of(name, version);
    return parts_.functions.refuses(config);
}

Invoker::Concurrency Planes::concurrency() const { return {parts_.account.limit(), parts_.account.unreserved()}; }

std::uint64_t Planes::ready(const FunctionName& version) const {
    const lambda::Function* const there = parts_.functions.find(address_of(version));
    return there == nullptr ? 0 : there->ready();
}

}  // namespace wt::lambda::api
