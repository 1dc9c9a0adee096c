#include "aws/endpoint.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "aws/cbor.hpp"
#include "aws/model_json.hpp"
#include "aws/payload_reader.hpp"
#include "aws/query.hpp"
#include "aws/request_of.hpp"
#include "aws/unpack.hpp"
#include "base/ascii.hpp"
#include "base/fresh_random.hpp"
#include "http/ids.hpp"
#include "http/uri.hpp"

namespace wt::aws {

namespace {

constexpr ErrorRow unwritten{"NotImplemented", 501, "Not implemented."};
constexpr ErrorRow too_large{"RequestEntityTooLarge", 413, ""};
constexpr ErrorRow denied{"AccessDenied", 403, ""};
constexpr ErrorRow no_space{"ServiceUnavailable", 503, "Too many large requests at once. Please try again."};
constexpr ErrorRow too_large_in_json{"RequestEntityTooLargeException", 413, ""};

/// A body of this size and less is handed over whole, by a listener that limits how much of them it holds.
constexpr std::uint64_t held_by_listener = 8 * 1024 * 1024;
/// Of larger ones, so much is held here at once.
constexpr std::uint64_t most_space = 256 * 1024 * 1024;

[[nodiscard]] bool is_large(const http::Request& head) {
    const Text* const said = head.headers.find("Content-Length");
    if (said == nullptr)  // in chunks, nobody knows how many
        return head.method == http::Method::post || head.method == http::Method::put ||
               head.method == http::Method::patch;
    std::uint64_t length = 0;
    const std::string_view digits = *said;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
    return error != std::errc() || length > held_by_listener;
}

/// A browser's question before it sends what a page wants to send (Fetch, "CORS-preflight request").
[[nodiscard]] bool is_preflight(const http::Request& head) {
    return head.method == http::Method::options && head.headers.has("Origin") &&
           head.headers.has("Access-Control-Request-Method");
}

/// What services other than S3 say to pages. Assumed from Cognito's and DynamoDB's answers for all.
void let_pages_read(const http::Request& request, http::Response& response) {
    if (!request.headers.has("Origin")) return;
    response.headers.add("Access-Control-Allow-Origin", "*");
    response.headers.add("Access-Control-Expose-Headers", "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date");
}

[[nodiscard]] http::Response answer_preflight(const http::Request& request) {
    http::Response response;
    let_pages_read(request, response);
    response.headers.add("Access-Control-Allow-Methods", Text(request.headers.get("Access-Control-Request-Method")));
    if (const Text* const names = request.headers.find("Access-Control-Request-Headers"))
        response.headers.add("Access-Control-Allow-Headers", *names);
    response.headers.add("Access-Control-Max-Age", "172800");
    return response;
}

constexpr std::string_view s3_control = "s3control";

/// S3 Control signs as S3 does. Its host tells it, or its path with the account beside it.
[[nodiscard]] bool is_s3_control(const http::Request& head) {
    const std::string_view host = head.headers.get("Host");
    return host.find(".s3-control.") != std::string_view::npos || host.starts_with("s3-control.") ||
           (head.path.starts_with("/v20180820/") && head.headers.has("x-amz-account-id"));
}

/// The service that the request itself names; empty when it does not.
[[nodiscard]] std::string_view named_service(const http::Request& head) {
    return is_s3_control(head) ? s3_control : signed_service(head);
}

[[nodiscard]] bool is_named(const ServiceModel& model, std::string_view named) {
    return (model.name == s3_control ? s3_control : model.signing_name) == named;
}

constexpr std::string_view sigv4a = "AWS4-ECDSA-P256-SHA256";

/// "KEY/20261127/us-east-1/s3/aws4_request", with '/' as "%2F" in a query, to "s3".
/// SigV4A's scope has no region.
[[nodiscard]] std::string_view service_of_scope(std::string_view scope, std::string_view slash, bool without_region) {
    for (int part = without_region ? 1 : 0; part < 3; ++part) {
        const std::size_t at = scope.find(slash);
        if (at == std::string_view::npos) return {};
        scope.remove_prefix(at + slash.size());
    }
    return scope.substr(0, scope.find(slash));
}

[[nodiscard]] Error larger_than_taken(const Call& call, const ServiceModel& model) {
    return Error(speaks_xml(call.protocol) ? too_large : too_large_in_json,
                 fmt::format("The request body is larger than {} bytes.", model.max_body));
}

/// What an unknown service's refusal is written by, so that its client can read it: a target is JSON's, a form the
/// query protocol's, and of the REST services these few speak XML.
[[nodiscard]] ServiceModel stranger(std::string_view name, const http::Request& request) {
    ServiceModel model;
    model.name = model.signing_name = name;
    constexpr std::string_view in_xml[] = {"s3", "s3express", "s3-outposts", "cloudfront", "route53"};
    if (is_rpc_v2_cbor(request)) {
        model.protocol = Protocol::rpc_v2_cbor;
    } else if (request.headers.has("X-Amz-Target")) {
        model.protocol = Protocol::json_1_1;
    } else if (request.headers.get("Content-Type").starts_with("application/x-www-form-urlencoded")) {
        model.protocol = Protocol::query;
    } else if (std::find(std::begin(in_xml), std::end(in_xml), name) != std::end(in_xml)) {
        model.protocol = Protocol::rest_xml;
        model.errors = name.starts_with("s3") ? ErrorBody::bare : ErrorBody::wrapped;
    } else {
        model.protocol = Protocol::rest_json;
    }
    return model;
}

/// "Firehose_20150804.PutRecord", or what else names the operation: CBOR's path, a form's Action, or method and path.
[[nodiscard]] std::string wanted_of(std::string_view scope, const http::Request& request) {
    if (const std::string_view target = request.headers.get("X-Amz-Target"); !target.empty())
        return std::string(target);
    if (const auto address = is_rpc_v2_cbor(request) ? parse_rpc_path(request.path) : std::nullopt)
        return fmt::format("{}.{}", address->service, address->operation);
    const QueryForm form = parse_form(request.body.empty() ? request.query.view() : request.body.view());
    if (const auto action = form.find("Action"); action != form.end())
        return fmt::format("{} {}", scope, action->second);
    return fmt::format("{} ({} {})", scope, http::method_name(request), request.path.view());
}

}  // namespace

std::string_view signed_service(const http::Request& request) {
    const std::string_view authorization = request.headers.get("Authorization");
    if (authorization.starts_with("AWS4-")) {
        const std::size_t credential = authorization.find("Credential=");
        if (credential == std::string_view::npos) return {};
        return service_of_scope(authorization.substr(credential, authorization.find(',', credential) - credential), "/",
                                authorization.starts_with(sigv4a));
    }
    constexpr std::string_view name = "X-Amz-Credential=";
    const std::size_t at = request.query.view().find(name);
    if (at == std::string_view::npos) return {};
    std::string_view scope = request.query.view().substr(at + name.size());
    scope = scope.substr(0, scope.find('&'));
    const bool without_region =
        request.query.view().find(fmt::format("X-Amz-Algorithm={}", sigv4a)) != std::string_view::npos;
    for (const std::string_view slash : {"%2F", "%2f", "/"}) {
        if (const std::string_view service = service_of_scope(scope, slash, without_region); !service.empty())
            return service;
    }
    return {};
}

Endpoint::Endpoint(const Context& context, Authenticator& authenticator)
    : context_(context),
      authenticator_(authenticator),
      // What outlives the server is named by them: events, records.
      ids_(fresh_random(context, "aws.request_ids")) {}

void Endpoint::add(Service& service) {
    const ServiceModel& model = service.model();
    WT_ASSERT(model.malformed != nullptr && model.invalid != nullptr && model.unknown != nullptr);
    services_.push_back(std::make_unique<Served>(Served{&service, RestRoutes(model), {}}));
}

Task<std::optional<wt::Error>> Endpoint::reset(std::string account) {
    std::optional<wt::Error> problem;
    for (const auto& served : services_) {
        auto failed = co_await served->service->reset(account);
        if (failed && !problem) problem = std::move(failed);
    }
    co_return problem;
}

std::vector<const ServiceModel*> Endpoint::models() const {
    std::vector<const ServiceModel*> models;
    for (const auto& served : services_) models.push_back(&served->service->model());
    return models;
}

Endpoint::Served* Endpoint::find(const http::Request& head) const {
    const auto first = [this](auto matches) -> Served* {
        const auto found = std::find_if(services_.begin(), services_.end(),
                                        [&](const auto& served) { return matches(*served->service); });
        return found == services_.end() ? nullptr : found->get();
    };
    const std::string_view scope = named_service(head);
    const std::string_view target = head.headers.get("X-Amz-Target");
    const std::string_view prefix = target.substr(0, target.find('.'));
    const auto targeted = [&](const Service& service) { return service.model().target_prefix == prefix; };
    if (!scope.empty()) {
        Served* found = nullptr;
        for (const auto& served : services_) {
            if (!is_named(served->service->model(), scope)) continue;
            // Several services may sign with one name: DynamoDB and its streams do, and both of API Gateway's.
            const bool better = found != nullptr && (target.empty() ? !found->takes(head) : !targeted(*found->service));
            if (found == nullptr || better) found = served.get();
        }
        if (found != nullptr) return found;
        // Whom the request names otherwise says that it is signed for another service; AWS goes by the address alone.
        if (!target.empty()) return first(targeted);
        return first([&](const Service& service) { return service.claims(head); });
    }
    if (!target.empty()) return first(targeted);
    if (const auto address = is_rpc_v2_cbor(head) ? parse_rpc_path(head.path) : std::nullopt)
        return first([&](const Service& service) { return service.model().target_prefix == address->service; });
    if (is_preflight(head)) return find_for_preflight(head);
    if (Served* const owner = first([&](const Service& service) { return service.claims(head); })) return owner;
    return first([&](const Service& service) { return service.takes_the_rest(head); });
}

/// A preflight is not signed and has no target. The service matters only where it has rules of its own.
Endpoint::Served* Endpoint::find_for_preflight(const http::Request& head) const {
    const std::string_view method = head.headers.get("Access-Control-Request-Method");
    for (const auto& served : services_) {
        const ServiceModel& model = served->service->model();
        if (!model.own_cors && is_rest(model.protocol) && served->routes.find(method, head.path, {}, head.headers))
            return served.get();
    }
    for (const auto& served : services_) {
        if (served->service->claims(head) || served->service->takes_the_rest(head)) return served.get();
    }
    return nullptr;
}

bool Endpoint::Served::takes(const http::Request& head) const {
    if (!is_rest(service->model().protocol)) return true;
    const Arguments query = http::parse_query(head.query);
    return routes.find(http::method_name(head), service->path(head), query, head.headers).has_value();
}

bool Endpoint::is_for(const http::Request& head) const {
    return !named_service(head).empty() || is_preflight(head) || head.headers.has("X-Amz-Target") ||
           is_rpc_v2_cbor(head) || find(head) != nullptr;
}

bool Endpoint::streams(const http::Request& head) const {
    const Served* const served = find(head);
    return is_large(head) || (served != nullptr && served->service->streams(head));
}

bool Endpoint::lets_in(const http::Request& head) const {
    const Served* const served = find(head);
    return served != nullptr && served->service->lets_in(head);
}

http::Response Endpoint::refuse(const http::Request& head, std::string why) {
    const Served* const served = find(head);
    const ServiceModel model = served != nullptr ? served->service->model() : stranger(named_service(head), head);
    return refuse(model, call_of(model, head), Error(denied, std::move(why)));
}

class Endpoint::Space {
public:
    explicit Space(std::uint64_t& all) : all_(all) {}
    Space(const Space&) = delete;
    Space& operator=(const Space&) = delete;
    ~Space() { all_ -= taken_; }
    /// Once: until the end of its life.
    [[nodiscard]] bool take(std::uint64_t size) {
        if (size > most_space - all_) return false;
        all_ += taken_ = size;
        return true;
    }

private:
    std::uint64_t& all_;
    std::uint64_t taken_ = 0;
};

Task<Result<Text, Error>> Endpoint::whole(Payload& payload, const Call& call, const ServiceModel& model, Space& space) {
    const std::uint64_t length = payload.length().value_or(model.max_body);
    if (call.request.stream != nullptr && length <= model.max_body && !space.take(length)) co_return Error(no_space);
    Error refusal = larger_than_taken(call, model);
    co_return co_await collect(payload, model.max_body, std::move(refusal));
}

Task<http::Response> Endpoint::handle(http::Request request) {
    Served* const served = find(request);
    const bool own_cors = served != nullptr && served->service->model().own_cors;
    if (is_preflight(request) && !own_cors) co_return answer_preflight(request);
    if (served == nullptr) {
        http::Response refused = no_service(request);
        let_pages_read(request, refused);
        co_return refused;
    }
    Space space(space_taken_);
    if (request.stream != nullptr && !served->service->streams(request)) {
        // The signature is of the body's digest, so the body comes first.
        const ServiceModel& model = served->service->model();
        const Call call = call_of(model, request);
        auto payload = open_payload(request, Signed(), std::nullopt);
        Result<Text, Error> body = payload.ok() ? Result<Text, Error>(Text()) : payload.error();
        if (payload.ok()) body = co_await whole(**payload, call, model, space);
        if (!body.ok()) {
            http::Response refused = refuse(model, call, body.error());
            let_pages_read(request, refused);
            co_return refused;
        }
        request.body = std::move(*body);
        request.stream = {};
    }
    Call call = call_of(served->service->model(), request);
    call.path = served->service->path(request);
    call.query = http::parse_query(request.query);
    http::Response response = co_await serve(*served, call, request);
    served->service->finish(call, response);
    if (!own_cors) let_pages_read(request, response);
    co_return response;
}

Call Endpoint::call_of(const ServiceModel& model, const http::Request& request) {
    const bool is_s3 = model.errors == ErrorBody::bare;
    Call call{{}, "us-east-1", {}, {}, context_.calendar(), false, request, {}, {}, {}, protocol_of(model, request)};
    call.request_id = is_s3 ? http::s3_request_id(ids_).str() : http::request_id(ids_).str();
    if (is_s3) call.host_id = http::s3_host_id(ids_).str();
    return call;
}

Task<http::Response> Endpoint::serve(Served& served, Call& call, http::Request& request) {
    Service& service = *served.service;
    const ServiceModel& model = service.model();
    if (auto task = service.beside(call)) co_return co_await std::move(*task);

    // Found without the body, where that can be: a REST operation's may be streamed, and who is refused is counted too.
    Named named;
    const bool in_body = call.protocol == Protocol::query;
    if (!in_body) named = name(served, call);

    auto admitted = authenticator_.admit(call, model);
    if (!admitted.ok()) co_return refuse(served, call, named, admitted.error());
    call.caller = std::move(admitted->caller);
    call.region = std::move(admitted->region);
    call.presigned = admitted->presigned;

    // What is not there needs no body.
    if (!in_body && named.operation == nullptr) co_return co_await perform(served, call, std::move(named), nullptr);

    auto payload = authenticator_.payload(call, model);
    if (!payload.ok()) co_return refuse(served, call, named, payload.error());

    // The signature was over what came. A field may make it another operation (CopyObject is a PutObject with one
    // more).
    if (service.adapt(call, request) && !in_body) named = name(served, call);

    if (named.operation != nullptr && is_rest(call.protocol)) {
        const Member* const whole = named.operation->input().payload;
        if (whole != nullptr && whole->type->kind == Kind::payload)
            co_return co_await perform(served, call, std::move(named), std::move(*payload));
    }
    Space space(space_taken_);
    Result<Text, Error> body = co_await whole(**payload, call, model, space);
    if (!body.ok()) co_return refuse(served, call, named, body.error());
    call.body = std::move(*body);
    if (auto problem = unpack(call, model)) co_return refuse(served, call, named, *problem);
    if (in_body) named = name(served, call);
    co_return co_await perform(served, call, std::move(named), nullptr);
}

Endpoint::Named Endpoint::name(const Served& served, const Call& call) const {
    const ServiceModel& model = served.service->model();
    Named named;
    if (is_rest(call.protocol)) {
        auto match = served.routes.find(http::method_name(call.request), call.path, call.query, call.request.headers);
        named.unknown = !match;
        if (!match) return named;
        named.operation = match->operation;
        if (match->missing != nullptr) named.missing = match->missing->name;
        named.labels = std::move(match->labels);
        return named;
    }
    std::string_view wanted;
    QueryForm form;
    if (call.protocol == Protocol::query) {
        form = parse_form(call.body.empty() ? call.request.query : call.body);
        if (const auto action = form.find("Action"); action != form.end()) wanted = action->second;
    } else if (call.protocol == Protocol::rpc_v2_cbor && !has_cbor_target(call.request)) {
        const auto address = parse_rpc_path(call.request.path);
        if (address && address->service == model.target_prefix) wanted = address->operation;
    } else {
        const std::string_view target = call.request.headers.get("X-Amz-Target");
        const std::size_t dot = std::min(target.find('.'), target.size());
        if (target.substr(0, dot) == model.target_prefix) wanted = target.substr(std::min(dot + 1, target.size()));
    }
    const auto is_it = [&](const auto& row) { return row.name == wanted; };
    const auto operation = std::find_if(model.operations.begin(), model.operations.end(), is_it);
    const auto missing = std::find_if(model.missing.begin(), model.missing.end(), is_it);
    if (operation != model.operations.end()) {
        named.operation = &*operation;
    } else if (missing != model.missing.end()) {
        named.missing = missing->name;
    } else {
        named.unknown = true;
    }
    return named;
}

Task<http::Response> Endpoint::perform(Served& served, const Call& call, Named named,
                                       std::shared_ptr<Payload> payload) {
    const ServiceModel& model = served.service->model();
    if (named.unknown) co_return refuse(model, call, model.unknown(call.request));
    if (named.operation == nullptr) {
        count(served, named.missing, unwritten.status);
        co_return refuse(
            model, call,
            Error(unwritten, fmt::format("Windtunnel does not implement {} {} yet.", model.name, named.missing)));
    }
    if (call.caller.policies != nullptr && !served.service->authorizes()) {
        const Wanted wanted{model, *named.operation, named.labels, served.service->resource(call, *named.operation)};
        if (const auto error = authenticator_.authorize(call, wanted)) co_return refuse(served, call, named, *error);
    }
    if (const auto error = served.service->refuse_unread(call, *named.operation))
        co_return refuse(served, call, named, *error);
    Incoming incoming{std::move(named.labels), call.query, call.request.headers, call.body, std::move(payload)};
    if (call.protocol == Protocol::query && incoming.body.empty()) incoming.body = call.request.query;
    WireExchange exchange(model, named.operation, call, std::move(incoming));
    http::Response response = co_await aws::serve(*named.operation, *served.service, call, exchange);
    count(served, named.operation->name, response.status);
    co_return response;
}

http::Response Endpoint::refuse(const ServiceModel& model, const Call& call, const Error& error) const {
    WireExchange exchange(model, nullptr, call, Incoming{{}, {}, call.request.headers, {}, {}});
    return exchange.refuse(error);
}

http::Response Endpoint::refuse(Served& served, const Call& call, const Named& named, const Error& error) {
    if (named.operation != nullptr) count(served, named.operation->name, error.status);
    return refuse(served.service->model(), call, error);
}

http::Response Endpoint::no_service(const http::Request& request) {
    const std::string_view scope = named_service(request);
    const ServiceModel model = stranger(scope, request);
    return refuse(model, call_of(model, request),
                  Error(unwritten, fmt::format("Windtunnel does not implement {} yet.", wanted_of(scope, request))));
}

Endpoint::Served* Endpoint::find_service(std::string_view name) const {
    for (const auto& served : services_) {
        if (served->service->model().name == name) return served.get();
    }
    return nullptr;
}

const Operation* Endpoint::find(std::string_view service, std::string_view operation) const {
    const Served* const served = find_service(service);
    if (served == nullptr) return nullptr;
    for (const Operation& row : served->service->model().operations) {
        if (row.name == operation) return &row;
    }
    return nullptr;
}

Task<Result<std::string, Error>> Endpoint::call(InnerCall inner) {
    Served* const served = find_service(inner.service);
    const Operation* const operation = find(inner.service, inner.operation);
    if (operation == nullptr)
        co_return Error(unwritten,
                        fmt::format("Windtunnel does not implement {} {} yet.", inner.service, inner.operation));
    Service& service = *served->service;
    const ServiceModel& model = service.model();
    const std::unique_ptr<void, void (*)(void*)> input(operation->make(), operation->drop);
    Violations violations;
    if (const auto problem = read_model_json(inner.input, operation->input(), input.get(), violations))
        co_return model.malformed(*problem);
    if (!violations.empty()) co_return model.invalid(violations);

    http::Request request = request_of(model, *operation, input.get(), inner.region);
    if (!inner.host.empty()) {
        request.headers.set("Host", Text(inner.host));
        request.secure = false;  // addresses in answers are such as clients reach without trusting our authority
    }
    Call call = call_of(model, request);
    call.caller = std::move(inner.caller);
    call.region = inner.region;
    call.via = inner.via;
    call.path = service.path(request);
    call.query = http::parse_query(request.query);
    call.body = request.body;
    const Named named = name(*served, call);
    if (call.caller.policies != nullptr && !service.authorizes()) {
        const Wanted wanted{model, *operation, named.labels, service.resource(call, *operation)};
        if (auto error = authenticator_.authorize(call, wanted)) co_return std::move(*error);
    }
    if (auto error = service.refuse_unread(call, *operation)) co_return std::move(*error);
    Started started = operation->start(service.instance(), call, input.get());
    std::optional<Error> error = co_await finish(started, service);
    count(*served, operation->name, error ? error->status : operation->status);
    if (error) co_return std::move(*error);
    std::string answer;
    write_model_json(answer, operation->output(), started.output());
    co_return answer;
}

void Endpoint::count(Served& served, std::string_view operation, int status) {
    auto found = served.counts.find(operation);
    if (found == served.counts.end()) {
        const Labels labels{{"operation", std::string(operation)},
                            {"service", std::string(served.service->model().name)}};
        found = served.counts
                    .emplace(operation, Counts{context_.metrics.counter("aws.calls", labels),
                                               context_.metrics.counter("aws.errors", labels)})
                    .first;
    }
    found->second.calls.add();
    if (status >= 400) found->second.errors.add();
}

}  // namespace wt::aws
