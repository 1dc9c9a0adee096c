#include "cloudformation/handler.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/fresh_random.hpp"
#include "cloudformation/drift.hpp"
#include "cloudformation/fill.hpp"
#include "cloudformation/fit.hpp"
#include "cloudformation/handler_properties.hpp"
#include "cloudformation/language/flaw.hpp"
#include "http/ids.hpp"

namespace wt::cloudformation {

namespace {

using language::Flaw;
using language::written;

/// Between two looks at something that is being made, and for how long.
constexpr Duration look_again = 1s;
constexpr int most_looks = 3600;

[[nodiscard]] bool says(std::string_view text, std::string_view word) {
    return text.find(word) != std::string_view::npos;
}

/// Something else is still on its way.
[[nodiscard]] bool is_busy(const aws::Error& error) {
    return says(error.message, "in progress") || says(error.message, "is currently in the following state") ||
           says(error.message, "not ACTIVE") || says(error.message, "not in available state") ||
           (says(error.code, "State") && says(error.message, "is not available"));
}

[[nodiscard]] std::string_view spoken(const std::string& service) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 18> names = {
        {{"apigateway", "ApiGateway"},
         {"apigatewayv2", "ApiGatewayV2"},
         {"cloudfront", "CloudFront"},
         {"cloudwatch", "CloudWatch"},
         {"cognito-identity", "CognitoIdentity"},
         {"cognito-idp", "CognitoIdentityProvider"},
         {"elasticache", "ElastiCache"},
         {"firehose", "Firehose"},
         {"iam", "Iam"},
         {"kinesis", "Kinesis"},
         {"kms", "Kms"},
         {"lambda", "Lambda"},
         {"logs", "CloudWatchLogs"},
         {"rds", "Rds"},
         {"s3", "S3"},
         {"secretsmanager", "SecretsManager"},
         {"ssm", "Ssm"},
         {"wafv2", "Wafv2"}}};
    for (const auto& [name, said] : names) {
        if (name == service) return said;
    }
    return service;
}

/// CloudFormation CLI User Guide, "Handler error codes".
[[nodiscard]] std::string_view handler_code(const aws::Error& error) {
    const std::string code(error.code);
    if (is_gone(error)) return "NotFound";
    if (says(code, "AlreadyExists") || says(code, "AlreadyOwned") || says(code, "Conflict") || says(code, "InUse"))
        return "AlreadyExists";
    if (says(code, "AccessDenied")) return "AccessDenied";
    if (says(code, "LimitExceeded")) return "ServiceLimitExceeded";
    if (error.status >= 500) return "GeneralServiceException";
    return "InvalidRequest";
}

[[nodiscard]] std::string key_of(const Part& part, const OrderedJson& element) {
    if (part.by.empty() || !element.is_object() || !element.contains(part.by)) return written(element);
    return written(element[part.by]);
}

/// Of the first, what the second has not, or has otherwise.
[[nodiscard]] OrderedJson changed(const OrderedJson& now, const OrderedJson& before) {
    OrderedJson made = OrderedJson::object();
    for (const auto& [name, value] : now.items()) {
        if (!before.contains(name) || before[name] != value) made[name] = value;
    }
    return made;
}

[[nodiscard]] bool differs(const Part& part, const OrderedJson& known, std::size_t from) {
    static const OrderedJson none = OrderedJson::object();
    const OrderedJson& old = known.contains("old") ? known["old"] : none;
    for (std::size_t i = from; i < part.of.size(); ++i) {
        const OrderedJson now = look_up(known, part.of[i]);
        const OrderedJson before = look_up(old, part.of[i]);
        if (now.is_discarded() != before.is_discarded() || (!now.is_discarded() && now != before)) return true;
    }
    return false;
}

/// Elements of `list` that `other` has not; with `changed` also those that differ there.
[[nodiscard]] OrderedJson elements_without(const Part& part, const OrderedJson& list, const OrderedJson& other,
                                           bool changed) {
    OrderedJson made = OrderedJson::array();
    for (const OrderedJson& each : list) {
        const auto same = std::find_if(other.begin(), other.end(), [&](const OrderedJson& known) {
            return key_of(part, known) == key_of(part, each);
        });
        if (same == other.end() || (changed && *same != each)) made.push_back(each);
    }
    return made;
}

}  // namespace

bool is_gone(const aws::Error& error) {
    const std::string code(error.code);
    return error.status == 404 || says(code, "NotFound") || says(code, "NoSuch") || says(code, "NonexistentItem");
}

Handler::Handler(const Context& context, Surroundings& surroundings, Unsupported unsupported)
    : context_(context),
      surroundings_(surroundings),
      unsupported_(unsupported),
      ids_(fresh_random(context, "cloudformation.requests")) {}

std::string Handler::reason(const std::string& service, const aws::Error& error) {
    return fmt::format(
        "Resource handler returned message: \"{} (Service: {}, Status Code: {}, Request ID: {})\" (RequestToken: {}, "
        "HandlerErrorCode: {})",
        error.message, spoken(service), error.status, http::request_id(ids_).view(), http::request_id(ids_).view(),
        handler_code(error));
}

OrderedJson Handler::known_of(const Job& job) const {
    OrderedJson known = job.properties;
    known["properties"] = job.properties;
    known["old"] = job.old;
    known["changed"] = changed(job.properties, job.old);
    if (!job.snapshot.empty()) known["snapshot"] = job.snapshot;
    if (job.goes_back) known["goes_back"] = true;
    if (job.express) known["express"] = true;
    if (!job.left_out.empty()) known["left_out"] = job.left_out;
    known["logical_id"] = job.logical_id;
    known["type"] = job.type;
    known["name"] = job.name;
    known["id"] = job.id;
    known["attributes"] = job.attributes;
    known["region"] = job.caller.region;
    known["account"] = job.caller.principal.account;
    if (job.caller.region != "us-east-1") known["location"] = job.caller.region;
    return known;
}

Task<Result<OrderedJson, Failure>> Handler::call(Caller caller, std::string service, std::string operation,
                                                 OrderedJson input) {
    const std::string text = written(input);
    for (int looks = 0;; ++looks) {
        auto answer = co_await surroundings_.call(caller, service, operation, text);
        if (answer.ok()) co_return OrderedJson::parse(*answer);
        if (!is_busy(answer.error()) || looks == most_looks) {
            Failure failure{reason(service, answer.error())};
            failure.gone = is_gone(answer.error());
            co_return failure;
        }
        co_await context_.clock.sleep_for(look_again);
    }
}

Task<Result<OrderedJson, Failure>> Handler::perform(Caller caller, const Step& step, OrderedJson known) {
    const aws::Structure* const structure = surroundings_.input_of(step.service, step.operation);
    if (structure == nullptr)
        co_return Failure{fmt::format("Windtunnel does not implement {} {} yet.", step.service, step.operation)};
    OrderedJson input = OrderedJson::object();
    try {
        const OrderedJson filled = fill(step.with, known);
        if (filled.is_object()) {
            if (filled.contains("*")) input = fitting_members(filled["*"], *structure);
            for (const auto& [name, value] : filled.items()) {
                if (name != "*") input[name] = value;
            }
        }
        input = fit(input, *structure, "#");
    } catch (const NotTaken& found) {
        Failure failure{refusal({nested_name(found, known["properties"])}, known["type"].get<std::string>())};
        failure.not_taken = found;
        co_return failure;
    } catch (const Flaw& flaw) {
        co_return Failure{fmt::format("Properties validation failed for resource {} with message:\n{}",
                                      known["logical_id"].get<std::string>(),
                                      in_its_words(flaw.what, known["properties"]))};
    }
    co_return co_await call(std::move(caller), step.service, step.operation, std::move(input));
}

Task<std::optional<Failure>> Handler::run_once(Caller caller, const Step& step, OrderedJson& known) {
    auto answer = co_await perform(caller, step, known);
    while (!answer.ok() && answer.error().not_taken && unsupported_ == Unsupported::skip &&
           leave_out(*answer.error().not_taken, known))
        answer = co_await perform(caller, step, known);
    if (!answer.ok()) {
        if (step.optional) co_return std::nullopt;
        co_return answer.error();
    }
    if (!step.save.empty()) {
        known[step.save] = std::move(*answer);
    } else if (!known.contains("made")) {
        known["made"] = std::move(*answer);
    }
    co_return std::nullopt;
}

Task<std::optional<Failure>> Handler::run(Caller caller, const std::vector<Step>& steps, OrderedJson& known) {
    for (const Step& step : steps) {
        bool wanted = true;
        OrderedJson list;
        std::optional<Failure> flawed;
        try {
            wanted = (step.when.is_null() || is_something(fill(step.when, known))) &&
                     (step.unless.is_null() || !is_something(fill(step.unless, known)));
            if (!step.each.is_null()) list = fill(step.each, known);
        } catch (const Flaw& flaw) {
            flawed = Failure{flaw.what};
        }
        if (flawed) co_return flawed;
        if (!wanted) continue;
        if (step.each.is_null()) {
            if (auto failed = co_await run_once(caller, step, known)) co_return failed;
            continue;
        }
        for (std::size_t i = 0; list.is_array() && i < list.size(); ++i) {
            known["each"] = list[i];
            if (auto failed = co_await run_once(caller, step, known)) co_return failed;
        }
    }
    co_return std::nullopt;
}

Task<std::optional<Failure>> Handler::put(Caller caller, const Part& part, OrderedJson& known) {
    if (!part.each) {
        if (!differs(part, known, 0)) co_return std::nullopt;
        const bool there = !look_up(known, part.of.front()).is_discarded();
        const bool was_there = !look_up(known["old"], part.of.front()).is_discarded();
        if (!there && !was_there) co_return std::nullopt;
        co_return co_await run(caller, there ? part.put : part.drop, known);
    }
    const OrderedJson now = list_at(known, part.of.front());
    const OrderedJson before = list_at(known["old"], part.of.front());
    if (!part.stays.empty()) {
        if (known.contains("goes_back")) co_return std::nullopt;
        if (!elements_without(part, before, now, true).empty()) co_return Failure{part.stays};
    }
    const OrderedJson gone = elements_without(part, before, now, false);
    for (std::size_t i = 0; i < gone.size(); ++i) {
        known["each"] = gone[i];
        if (auto failed = co_await run(caller, part.drop, known)) co_return failed;
    }
    const OrderedJson come = differs(part, known, 1) ? now : elements_without(part, now, before, true);
    for (std::size_t i = 0; i < come.size(); ++i) {
        known["each"] = come[i];
        if (auto failed = co_await run(caller, part.put, known)) co_return failed;
    }
    co_return std::nullopt;
}

Task<std::optional<Failure>> Handler::wait_until_ready(Caller caller, const ResourceType& type, OrderedJson& known) {
    for (int looks = 0; looks < most_looks; ++looks) {
        for (const Step& step : type.read) {
            auto answer = co_await perform(caller, step, known);
            if (!answer.ok()) co_return answer.error();
            known["read"] = std::move(*answer);
        }
        if (type.ready_path.is_null() || known.contains("express")) co_return std::nullopt;
        const OrderedJson status = fill(type.ready_path, known);
        const std::string text = status.is_string() ? status.get<std::string>() : "";
        if (std::find(type.ready_when.begin(), type.ready_when.end(), text) != type.ready_when.end())
            co_return std::nullopt;
        if (std::find(type.failed_when.begin(), type.failed_when.end(), text) != type.failed_when.end())
            co_return Failure{
                fmt::format("Resource handler returned message: \"{} is {}\" (HandlerErrorCode: "
                            "NotStabilized)",
                            known["id"].get<std::string>(), text)};
        co_await context_.clock.sleep_for(look_again);
    }
    co_return Failure{"Exceeded attempts to wait"};
}

Task<std::optional<Failure>> Handler::wait_until_gone(Caller caller, const ResourceType& type, OrderedJson& known) {
    for (int looks = 0; looks < most_looks; ++looks) {
        const auto answer = co_await perform(caller, type.read.front(), known);
        if (!answer.ok() && answer.error().gone) co_return std::nullopt;
        if (!answer.ok()) co_return answer.error();
        co_await context_.clock.sleep_for(look_again);
    }
    co_return Failure{"Exceeded attempts to wait"};
}

Task<Result<Made, Failure>> Handler::finish(Caller caller, const ResourceType& type, OrderedJson& known) {
    if (auto failed = co_await wait_until_ready(std::move(caller), type, known)) {
        failed->id = known["id"].get<std::string>();
        co_return std::move(*failed);
    }
    Made made;
    made.id = known["id"].get<std::string>();
    made.ref = made.id;
    if (!type.ref.is_null()) made.ref = fill(type.ref, known).get<std::string>();
    OrderedJson attributes = fill(type.attributes, known);
    if (attributes.is_object()) made.attributes = std::move(attributes);
    if (known.contains("left_out")) made.left_out = known["left_out"].get<std::vector<std::string>>();
    co_return made;
}

Task<std::optional<Failure>> Handler::fetch_body(Job& job) {
    if (!job.properties.contains("BodyS3Location")) co_return std::nullopt;
    const OrderedJson at = job.properties["BodyS3Location"];
    if (at.contains("Version")) co_return Failure{refusal({"BodyS3Location.Version"}, job.type)};
    const auto text = co_await surroundings_.object(job.caller, at.value("Bucket", ""), at.value("Key", ""));
    if (!text.ok()) co_return Failure{reason("s3", text.error())};
    std::optional<Failure> failed;
    try {
        job.properties["Body"] = language::read_template(*text);
    } catch (const Flaw& flaw) {
        failed = Failure{flaw.what};
    }
    co_return failed;
}

Task<Result<Made, Failure>> Handler::create(const ResourceType& type, Job job) {
    if (auto failed = co_await fetch_body(job)) co_return std::move(*failed);
    OrderedJson known = known_of(job);
    // Operations that make and change alike would take over what is there.
    if (!type.look.empty() && type.id.is_null() && job.properties.contains(type.name_property)) {
        Job other = job;
        other.id = job.name;
        const auto there = co_await actual(type, std::move(other));
        if (there.ok())
            co_return Failure{fmt::format(
                "Resource handler returned message: \"Resource of type '{}' with identifier '{}' already exists.\" "
                "(RequestToken: {}, HandlerErrorCode: AlreadyExists)",
                type.name, job.name, http::request_id(ids_).view())};
    }
    if (auto failed = co_await run(job.caller, type.create, known)) {
        failed->id = known.contains("made") && type.id.is_null() ? job.name : "";
        if (known.contains("made") && !type.id.is_null()) {
            const OrderedJson id = fill(type.id, known);
            if (id.is_string()) failed->id = id.get<std::string>();
        }
        co_return std::move(*failed);
    }
    const OrderedJson id = type.id.is_null() ? OrderedJson(job.name) : fill(type.id, known);
    known["id"] = id.is_string() ? id.get<std::string>() : written(id);
    auto made = co_await finish(job.caller, type, known);
    if (!made.ok()) co_return made;
    known["attributes"] = made->attributes;
    bool more = false;
    for (const Part& part : type.parts) {
        if (part.in_create) continue;
        if (auto failed = co_await put(job.caller, part, known)) {
            failed->id = made->id;
            co_return std::move(*failed);
        }
        more = true;
    }
    if (more && !type.read.empty()) co_return co_await finish(job.caller, type, known);
    co_return made;
}

Task<Result<Made, Failure>> Handler::update(const ResourceType& type, Job job) {
    if (auto failed = co_await fetch_body(job)) {
        failed->id = job.id;
        co_return std::move(*failed);
    }
    OrderedJson known = known_of(job);
    const auto is_of_part = [&](const std::string& name) {
        return std::any_of(type.parts.begin(), type.parts.end(), [&](const Part& part) {
            return std::find(part.of.begin(), part.of.end(), name) != part.of.end();
        });
    };
    bool rest_differs = false;
    OrderedJson differing = changed(job.properties, job.old);
    differing.update(changed(job.old, job.properties));
    for (const auto& [name, value] : differing.items()) {
        const bool is_fixed = std::find(type.fixed.begin(), type.fixed.end(), name) != type.fixed.end();
        if (is_fixed && !job.old.empty() && !job.goes_back)
            co_return Failure{fmt::format("Updates are not allowed for property - {}.", name), job.id};
        if (!is_of_part(name)) rest_differs = true;
    }
    if (rest_differs) {
        if (auto failed = co_await run(job.caller, type.update, known)) {
            failed->id = job.id;
            co_return std::move(*failed);
        }
    }
    for (const Part& part : type.parts) {
        if (auto failed = co_await put(job.caller, part, known)) {
            failed->id = job.id;
            co_return std::move(*failed);
        }
    }
    known.erase("made");
    co_return co_await finish(job.caller, type, known);
}

Task<Result<Made, Failure>> Handler::adopt(const ResourceType& type, Job job) {
    OrderedJson known = known_of(job);
    // Steps without a name for their answers would give creation's.
    known["made"] = OrderedJson::object();
    if (auto failed = co_await look(job.caller, type, known)) co_return std::move(*failed);
    co_return co_await finish(job.caller, type, known);
}

Task<std::optional<Failure>> Handler::look(Caller caller, const ResourceType& type, OrderedJson& known) {
    if (auto failed = co_await run(std::move(caller), type.look, known)) co_return failed;
    if (type.there.is_null() || is_something(fill(type.there, known))) co_return std::nullopt;
    Failure missing{"It is not there."};
    missing.gone = true;
    co_return missing;
}

Task<Result<OrderedJson, Failure>> Handler::actual(const ResourceType& type, Job job) {
    OrderedJson known = known_of(job);
    known["made"] = OrderedJson::object();
    OrderedJson read = OrderedJson::object();
    for (const Step& step : type.read) {
        auto answer = co_await perform(job.caller, step, known);
        if (!answer.ok()) co_return answer.error();
        known["read"] = *answer;
        read.update(*answer);
    }
    if (auto failed = co_await look(job.caller, type, known)) co_return std::move(*failed);
    for (const Step& step : type.look) {
        if (!step.save.empty() && known.contains(step.save) && known[step.save].is_object())
            read.update(known[step.save]);
    }
    // Names without a sign are the template's own: what is there now does not stand under them.
    for (const auto& [name, value] : job.properties.items()) known.erase(name);
    OrderedJson seen = OrderedJson::object();
    std::optional<Failure> flawed;
    try {
        for (const auto& [name, value] : job.properties.items()) {
            if (std::find(type.unseen.begin(), type.unseen.end(), name) != type.unseen.end()) continue;
            OrderedJson now;
            if (type.actual.contains(name)) {
                now = fill(type.actual[name], known);
                if (now.is_discarded()) now = nullptr;
            } else {
                now = found_by_name(read, name);
                if (now.is_discarded()) continue;
            }
            seen[name] = std::move(now);
        }
    } catch (const Flaw& flaw) {
        flawed = Failure{flaw.what};
    }
    if (flawed) co_return std::move(*flawed);
    co_return seen;
}

Task<std::optional<Failure>> Handler::remove(const ResourceType& type, Job job) {
    OrderedJson known = known_of(job);
    for (const Part& part : type.parts) {
        if (!part.at_delete) continue;
        const OrderedJson list = part.each ? list_at(known, part.of.front()) : OrderedJson::array({nullptr});
        if (!part.each && look_up(known, part.of.front()).is_discarded()) continue;
        for (std::size_t i = 0; i < list.size(); ++i) {
            known["each"] = list[i];
            const auto failed = co_await run(job.caller, part.drop, known);
            if (failed && !failed->gone) co_return failed;
        }
    }
    const auto failed = co_await run(job.caller, type.remove, known);
    if (failed && !failed->gone) co_return failed;
    if (failed || type.ready_path.is_null() || job.express) co_return std::nullopt;
    co_return co_await wait_until_gone(job.caller, type, known);
}

}  // namespace wt::cloudformation
