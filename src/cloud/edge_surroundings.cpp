#include "cloud/edge_surroundings.hpp"

#include <algorithm>
#include <chrono>
#include <exception>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "aws/timestamp.hpp"
#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "edge/api/compile.hpp"
#include "edge/error_page.hpp"
#include "http/ids.hpp"
#include "lambda/api/names.hpp"
#include "storage/s3/api/documents.hpp"
#include "storage/s3/api/s3_shapes.hpp"

namespace wt::cloud {

namespace {

using edge::api::OriginPlace;

/// "BUCKET.s3.eu-west-1.amazonaws.com"
[[nodiscard]] std::string region_of(std::string_view domain) {
    constexpr std::string_view mark = ".s3.";
    constexpr std::string_view end = ".amazonaws.com";
    const std::size_t at = domain.find(mark);
    if (at == std::string_view::npos || !domain.ends_with(end)) return "us-east-1";
    domain.remove_prefix(at + mark.size());
    if (domain.size() <= end.size()) return "us-east-1";
    return std::string(domain.substr(0, domain.size() - end.size()));
}

/// Whether the request has passed through more distributions than CloudFront lets it.
[[nodiscard]] bool goes_in_circles(const http::Request& request) {
    constexpr std::size_t most = 2;  // CloudFront Developer Guide, "Quotas"
    std::size_t passed = 0;
    each_part(request.headers.get("Via"), ',',
              [&](std::string_view hop) { passed += hop.find(".cloudfront.net ") != std::string_view::npos ? 1 : 0; });
    return passed > most;
}

/// "2026/11/26"
[[nodiscard]] std::string stream_day(std::string day) {
    std::replace(day.begin(), day.end(), '-', '/');
    return day;
}

}  // namespace

const aws::Signer& EdgeSurroundings::signer_of(const OriginPlace& place) {
    const bool is_identity = place.signs == OriginPlace::Signs::identity;
    const std::string& who = is_identity ? place.identity : place.distribution;
    const auto known = signers_.find(who);
    if (known != signers_.end()) return known->second;
    iam::Credential credential;
    credential.access_key_id = fmt::format("CLOUDFRONT{}", signers_.size());
    credential.secret_access_key = http::request_id(secrets_).str();
    if (is_identity) {
        credential.principal = aws::user_of(
            "cloudfront", fmt::format("CloudFront Origin Access Identity {}", place.identity), place.identity);
        credential.principal.canonical_id = place.canonical_id;
    } else {
        credential.principal = aws::service("cloudfront.amazonaws.com");
        credential.principal.user_id = place.distribution;
    }
    aws::Signer signer;
    signer.access_key = credential.access_key_id;
    signer.secret = credential.secret_access_key;
    credentials_.add(std::move(credential));
    return signers_.emplace(who, std::move(signer)).first->second;
}

Task<http::Response> EdgeSurroundings::ask_bucket(std::shared_ptr<const OriginPlace> place, http::Request request) {
    const bool viewer_signed = request.headers.has("Authorization");
    const bool signs = place->signs != OriginPlace::Signs::nobody && (place->over_viewers || !viewer_signed);
    http::Request asked;
    asked.method = request.method;
    asked.path = request.path;
    asked.query = request.query;
    asked.body = request.body;
    asked.client = request.client;
    asked.secure = request.secure;
    asked.number = request.number;
    for (const http::Header& field : request.headers) {
        const bool about_signing = same_ignoring_case(field.name, "Authorization") ||
                                   same_ignoring_case(field.name.view().substr(0, 6), "X-Amz-");
        if (same_ignoring_case(field.name, "Host") || (signs && about_signing)) continue;
        asked.headers.add(field.name, field.value);
    }
    asked.headers.add("Host", Text(place->domain));
    if (signs) {
        aws::Signer signer = signer_of(*place);
        signer.region = region_of(place->domain);
        aws::sign_header(asked, signer, context_.calendar());
    }
    co_return co_await apis_(std::move(asked));
}

/// CloudFront Developer Guide, "Restrict access to an AWS Lambda function URL origin": of a body the viewer says the
/// hash, in x-amz-content-sha256; without it, or with a wrong one, Lambda refuses the request.
void EdgeSurroundings::sign_for_function(const OriginPlace& place, http::Request& request) {
    constexpr std::string_view mark = ".lambda-url.";
    const std::size_t at = place.domain.find(mark);
    if (at == std::string::npos) return;
    const std::string_view rest = std::string_view(place.domain).substr(at + mark.size());
    for (const char* name : {"X-Amz-Date", "X-Amz-Security-Token"}) request.headers.remove(name);
    aws::Signer signer = signer_of(place);
    signer.service = "lambda";
    signer.region = rest.ends_with(".on.aws") ? std::string(rest.substr(0, rest.find('.'))) : "us-east-1";
    http::Request signed_one = request;
    signed_one.body = Text();
    aws::sign_header(signed_one, signer, context_.calendar());
    request.headers = std::move(signed_one.headers);
}

Task<http::Response> EdgeSurroundings::ask_server(std::shared_ptr<const OriginPlace> place, http::Request request) {
    if (goes_in_circles(request)) co_return edge::error_page(403, edge::bad_request);
    const bool secure = place->protocol == "https-only" || (place->protocol == "match-viewer" && request.secure);
    if (edge::api::is_here(place->domain) && here_) {
        request.headers.set("Host", Text(place->domain));
        request.secure = secure;
        const bool signs = place->signs == OriginPlace::Signs::control &&
                           (place->over_viewers || !request.headers.has("Authorization"));
        if (signs) sign_for_function(*place, request);
        co_return co_await here_(std::move(request));
    }
    http::Hop* hop = nullptr;
    try {
        const int port = secure ? place->https_port : place->http_port;
        hop = &stack_.at(fmt::format("{}://{}:{}", secure ? "https" : "http", place->domain, port));
    } catch (const std::exception&) {
        hop = nullptr;  // it is no name of a host
    }
    if (hop == nullptr) co_return http::Response::broken_by(http::Delivery::nobody);
    co_return co_await hop->send(std::move(request));
}

bool EdgeSurroundings::has_web_acl(const std::string& account, const std::string& arn) {
    const auto* const found = web_acls_.find<edge::waf::api::WebAcl>(arn);
    return found != nullptr && found->place.of.account == account && found->place.scope == "CLOUDFRONT";
}

std::string EdgeSurroundings::guard(const std::string& distribution, const std::string& arn) {
    const auto* const found = arn.empty() ? nullptr : web_acls_.find<edge::waf::api::WebAcl>(arn);
    return stack_.protect_distribution(distribution, found == nullptr ? "" : found->plane);
}

std::optional<std::string> EdgeSurroundings::refuse_logs(const std::string& account, const std::string& bucket) {
    const s3::BucketRef found = stack_.s3().buckets.find(bucket);
    // Assumed: the first sentence.
    if (found == nullptr || found->settings().owner != account)
        return "The parameter Logging Bucket does not refer to a valid S3 bucket.";
    const auto controls = s3::api::document<s3::OwnershipControls>(*found, s3::api::kinds::ownership);
    const bool enforced =
        controls && !controls->rules.empty() && controls->rules.front().object_ownership == "BucketOwnerEnforced";
    if (!enforced) return std::nullopt;
    return fmt::format(
        "The S3 bucket that you specified for CloudFront logs does not enable ACL access: {}.s3.amazonaws.com", bucket);
}

std::optional<edge::api::LambdaVersion> EdgeSurroundings::find_version(const std::string& account,
                                                                       const std::string& arn) {
    const auto name = lambda::api::read_function_arn(arn);
    if (!name || name->place.account != account) return std::nullopt;
    const lambda::api::FunctionRecord* const record = functions_.find(*name);
    const lambda::api::Version* const version = record == nullptr ? nullptr : record->find_version(name->qualifier);
    if (version == nullptr || version->pending()) return std::nullopt;
    const lambda::api::FunctionConfiguration& told = version->told;
    edge::api::LambdaVersion found;
    found.timeout = std::chrono::seconds(told.timeout.value_or(3));
    found.memory = told.memory_size.value_or(128);
    found.role = told.role.value_or("");
    found.assumable = roles_.may_assume(found.role, "edgelambda.amazonaws.com");
    const std::string runtime = told.runtime.value_or("");
    const bool known = runtime.starts_with("nodejs") || runtime.starts_with("python") || record->of_scenario();
    const auto& variables = told.environment;
    const auto& architectures = told.architectures;
    found.unsupported =
        !known                                                                ? "the runtime " + runtime
        : variables && variables->variables && !variables->variables->empty() ? "environment variables"
        : told.layers && !told.layers->empty()                                ? "layers"
        : told.dead_letter_config && !told.dead_letter_config->target_arn.value_or("").empty() ? "a dead letter queue"
        : architectures && !architectures->empty() && architectures->front() != "x86_64"
            ? "the architecture " + architectures->front()
        : told.ephemeral_storage && told.ephemeral_storage->size > 512 ? "more than 512 MB of ephemeral storage"
        : record->provisioned_of(name->qualifier) > 0                  ? "provisioned concurrency"
                                                                       : "";
    return found;
}

void EdgeSurroundings::note(const std::string& account, const std::string& function,
                            const std::vector<std::string>& lines) {
    // A stream a day, as its name has it.
    const Instant now = context_.calendar();
    const std::string day = aws::iso8601(now).substr(0, std::string_view("2026-11-26").size());
    std::shared_ptr<LogLines::Stream>& stream = streams_[account + "/" + function];
    if (stream == nullptr || stream->name.substr(0, day.size()) != stream_day(day)) {
        stream = std::make_shared<LogLines::Stream>();
        stream->place = {account, "us-east-1"};
        stream->group = "/aws/cloudfront/function/" + function;
        stream->name = stream_day(day) + "/" + http::request_id(log_streams_).str();
    }
    for (const std::string& line : lines) lines_.add(stream, now, line);
}

Task<std::size_t> EdgeSurroundings::put_records(std::string stream, std::string role,
                                                std::vector<std::string> records) {
    std::vector<std::string> parts;
    each_part(stream, ':', [&](std::string_view part) { parts.emplace_back(part); });
    constexpr std::size_t region = 3;
    if (parts.size() <= region || !roles_.may_assume(role, "cloudfront.amazonaws.com")) co_return 0;
    nlohmann::json asked{{"StreamARN", stream}, {"Records", nlohmann::json::array()}};
    // Assumed: partition keys by chance, so that records go to all shards.
    for (const std::string& record : records)
        asked["Records"].push_back(
            {{"Data", base64_encode(record)}, {"PartitionKey", http::request_id(record_keys_).str()}});
    gateway::Surroundings::ServiceCall call;
    call.action.region = parts[region];
    call.action.service = "kinesis";
    call.action.operation = "PutRecords";
    call.role = std::move(role);
    call.request.method = http::Method::post;
    call.request.body = Text(asked.dump());
    const http::Response answer = co_await services_.send(std::move(call));
    if (answer.status != 200) co_return 0;
    const auto told = nlohmann::json::parse(answer.body.view(), nullptr, false);
    co_return records.size() - std::min(records.size(), told.value("FailedRecordCount", std::size_t{0}));
}

Task<bool> EdgeSurroundings::keep_log(std::string bucket, std::string key, Text object) {
    const s3::BucketRef to = stack_.s3().buckets.find(bucket);
    if (to == nullptr) co_return false;
    const auto kept = co_await stack_.s3().objects.put_text(to, std::move(key), std::move(object));
    co_return kept.ok();
}

}  // namespace wt::cloud
