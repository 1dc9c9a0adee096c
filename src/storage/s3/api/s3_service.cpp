#include "storage/s3/api/s3_service.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "http/uri.hpp"
#include "storage/s3/api/documents.hpp"
#include "storage/s3/api/request_fields.hpp"
#include "storage/s3/api/s3_shapes.hpp"
#include "storage/s3/api/translate.hpp"
#include "storage/s3/errors.hpp"

namespace wt::s3::api {

namespace {

[[nodiscard]] aws::Error malformed(const aws::Malformed& problem) {
    using What = aws::Malformed::What;
    switch (problem.what) {
        case What::body: return aws::Error(errors::malformed_xml);
        case What::missing: return aws::Error(errors::missing_request_body);
        case What::value: break;
    }
    const bool whole_number = problem.member == "max-keys" || problem.member == "max-uploads" ||
                              problem.member == "max-parts" || problem.member == "part-number-marker";
    if (problem.member == "partNumber") {
        return aws::Error(errors::part_number_range)
            .with("ArgumentName", problem.member)
            .with("ArgumentValue", problem.value);
    }
    const std::string text = whole_number
                                 ? fmt::format("Provided {} not an integer or within integer range", problem.member)
                                 : problem.reason;
    return aws::Error(errors::invalid_argument, text)
        .with("ArgumentName", problem.member)
        .with("ArgumentValue", problem.value);
}

[[nodiscard]] aws::Error invalid(const aws::Violations& violations) {
    const aws::Violation& first = violations.first();
    const aws::Member& member = *first.member;
    if (member.name == "Policy" && first.missing) return aws::Error(errors::malformed_policy);
    if (first.place.starts_with("grants.") && (member.name == "Permission" || member.name == "Type"))
        return aws::Error(errors::malformed_acl);
    if (member.location == aws::Location::body) return aws::Error(errors::malformed_xml);
    const std::string where(member.location_name);
    if (member.name == "ObjectAttributes") {
        if (first.missing || first.value.empty()) return aws::Error(errors::no_attributes);
        return aws::Error(errors::invalid_argument, "Invalid attribute name specified.")
            .with("ArgumentName", where)
            .with("ArgumentValue", first.value);
    }
    if (first.missing && member.location == aws::Location::header) {
        return aws::Error(errors::invalid_request, fmt::format("Missing required header for this request: {}", where));
    }
    if (member.name == "StorageClass")
        return aws::Error(errors::invalid_storage_class).with("StorageClassRequested", first.value);
    if (member.name == "ChecksumAlgorithm") return aws::Error(errors::unsupported_checksum);
    if (member.name == "ServerSideEncryption") {
        return aws::Error(errors::invalid_argument, "The encryption method specified is not supported")
            .with("ArgumentName", where)
            .with("ArgumentValue", first.value);
    }
    if (member.name == "ObjectOwnership") {
        return aws::Error(errors::invalid_argument, fmt::format("Invalid {} header: {}", where, first.value))
            .with("ArgumentName", where);
    }
    if (member.name == "EncodingType") {
        return aws::Error(errors::invalid_encoding).with("ArgumentName", where).with("ArgumentValue", first.value);
    }
    return aws::Error(errors::invalid_argument, first.value.empty() ? first.text : "Invalid Argument")
        .with("ArgumentName", where)
        .with("ArgumentValue", first.value);
}

[[nodiscard]] aws::Error unknown(const http::Request& request) {
    if (request.method == http::Method::post && split_path(request.path).key.empty() && request.query.empty()) {
        return aws::Error(errors::precondition_failed)
            .with("Condition", "Bucket POST must be of the enclosure-type multipart/form-data");
    }
    return aws::Error(errors::method_not_allowed)
        .with("Method", std::string(http::method_name(request)))
        .with("ResourceType", split_path(request.path).key.empty() ? "BUCKET" : "OBJECT");
}

/// "localhost" and another name of it.
constexpr std::array<std::string_view, 2> local_domains{".localhost", ".localhost.localstack.cloud"};

[[nodiscard]] std::string_view without_port(std::string_view host) { return host.substr(0, host.rfind(':')); }

[[nodiscard]] bool ends_with(std::string_view host, std::string_view end) {
    return host.size() > end.size() && same_ignoring_case(host.substr(host.size() - end.size()), end);
}

/// "BUCKET.localhost": SDKs put the bucket before any endpoint that is no address. Empty where the first label names
/// another service.
[[nodiscard]] std::string_view bucket_before_endpoint(std::string_view host) {
    host = without_port(host);
    for (const std::string_view domain : local_domains) {
        if (!ends_with(host, domain)) continue;
        const std::string_view name = host.substr(0, host.size() - domain.size());
        constexpr std::array<std::string_view, 3> others{".cloudfront", ".execute-api", ".lambda-url"};
        const auto is_other = [&](std::string_view other) { return ends_with(name, other); };
        return std::none_of(others.begin(), others.end(), is_other) ? name : std::string_view();
    }
    return {};
}

/// ListObjectsV2.
[[nodiscard]] bool lists_objects(const aws::Call& call) {
    return std::find(call.query.begin(), call.query.end(), std::pair<std::string, std::string>("list-type", "2")) !=
           call.query.end();
}

[[nodiscard]] Task<http::Response> ready(http::Response response) { co_return response; }

}  // namespace

const aws::ServiceModel& S3Service::model() const {
    static const aws::ServiceModel model = [] {
        aws::ServiceModel s3 = s3_model();
        s3.takes_unsigned = true;
        s3.own_cors = true;
        s3.errors = aws::ErrorBody::bare;
        s3.milliseconds = true;
        s3.max_body = 2 * 1024 * 1024;  // ten thousand parts with their checksums, or a thousand long keys
        s3.malformed = malformed;
        s3.invalid = invalid;
        s3.unknown = unknown;
        return s3;
    }();
    return model;
}

S3Host parse_s3_host(std::string_view host) {
    host = without_port(host);
    S3Host found;
    const auto is_under = [&](std::string_view domain) { return ends_with(host, domain); };
    if (std::none_of(local_domains.begin(), local_domains.end(), is_under) && !is_under(".amazonaws.com")) return found;
    // "s3", "s3.eu-west-1", "s3-eu-west-1", "s3.dualstack.eu-west-1", with a bucket in front or without.
    for (std::size_t at = 0; at != std::string_view::npos;) {
        const std::string_view rest = host.substr(at);
        if (rest.starts_with("s3.") || rest.starts_with("s3-")) {
            found.is_s3 = true;
            if (at > 0) found.bucket = host.substr(0, at - 1);
            return found;
        }
        const std::size_t dot = host.find('.', at);
        at = dot == std::string_view::npos ? dot : dot + 1;
    }
    return found;
}

BucketAndKey split_path(std::string_view path) {
    if (path.starts_with('/')) path.remove_prefix(1);
    const std::size_t slash = std::min(path.find('/'), path.size());
    return {path.substr(0, slash), path.substr(std::min(slash + 1, path.size()))};
}

bool S3Service::claims(const http::Request& request) const {
    const std::string_view host = request.headers.get("Host");
    if (parse_s3_host(host).is_s3 || !website_bucket(host).empty()) return true;
    // A signature of version 2, or a bucket that anybody may address by its path.
    if (request.query.view().find("AWSAccessKeyId=") != std::string_view::npos ||
        request.headers.get("Authorization").starts_with("AWS "))
        return true;
    return buckets_.find(http::percent_decode(split_path(request.path).bucket)) != nullptr;
}

bool S3Service::takes_the_rest(const http::Request& request) const {
    if (!bucket_before_endpoint(request.headers.get("Host")).empty()) return true;
    const BucketAndKey names = split_path(request.path);
    // A form sent to "/" is another service's, and what begins with "_" no bucket's name.
    if (names.bucket.empty()) return request.method == http::Method::get || request.method == http::Method::head;
    return !names.bucket.starts_with('_');
}

bool S3Service::lets_in(const http::Request& head) const {
    if (head.method == http::Method::get || head.method == http::Method::head || head.method == http::Method::options)
        return true;
    auto asked = cross_origin(head);
    if (!asked) return false;
    asked->method = http::method_name(head);
    const BucketRef bucket = buckets_.find(http::percent_decode(split_path(path(head)).bucket));
    if (bucket == nullptr) return false;
    const auto rules = document<CorsConfiguration>(*bucket, kinds::cors);
    return rules && match(*rules, *asked) != nullptr;
}

bool S3Service::streams(const http::Request& head) const {
    return head.method == http::Method::put || head.method == http::Method::post;
}

Text S3Service::path(const http::Request& request) const {
    const std::string_view host = request.headers.get("Host");
    std::string_view bucket = parse_s3_host(host).bucket;
    if (bucket.empty() && !parse_s3_host(host).is_s3) bucket = bucket_before_endpoint(host);
    if (bucket.empty()) return request.path;
    return Text(fmt::format("/{}{}", bucket, request.path.view()));
}

std::optional<aws::Error> S3Service::refuse_unread(const aws::Call& call, const aws::Operation& operation) {
    // The SDKs' name for everywhere: a client that signs with it is told where that is.
    if (call.region == "aws-global") {
        return aws::Error(errors::wrong_region,
                          "The authorization header is malformed; the region 'aws-global' is wrong; expecting "
                          "'us-east-1'")
            .with("Region", "us-east-1");
    }
    const std::string bucket = http::percent_decode(split_path(call.path).bucket);
    if (bucket.empty() || operation.name == "CreateBucket") return std::nullopt;
    if (buckets_.find(bucket) == nullptr) return aws::Error(errors::no_such_bucket).with("BucketName", bucket);
    if (operation.name == "PutBucketAccelerateConfiguration" && bucket.find('.') != std::string::npos) {
        return aws::Error(errors::invalid_request,
                          "S3 Transfer Acceleration is not supported for buckets with periods (.) in their names");
    }
    return refuse_lock(call.request.headers);
}

std::optional<Task<http::Response>> S3Service::beside(const aws::Call& call) {
    if (!website_bucket(call.request.headers.get("Host")).empty()) return websites_.handle(call);
    if (call.request.method == http::Method::options) return ready(answer_preflight(call));
    if (PostObject::is_one(call)) return forms_.handle(call);
    return std::nullopt;
}

http::Response S3Service::answer_preflight(const aws::Call& call) const {
    const BucketAndKey names = split_path(call.path);
    const auto refused = [&](const aws::Error& error) {
        aws::WireExchange exchange(model(), nullptr, call, aws::Incoming{{}, {}, call.request.headers, {}, {}});
        return exchange.refuse(error);
    };
    const BucketRef bucket = buckets_.find(http::percent_decode(names.bucket));
    if (bucket == nullptr) return refused(preflight_without_bucket(call.request));
    const auto rules = document<CorsConfiguration>(*bucket, kinds::cors);
    auto fields = preflight(rules ? &*rules : nullptr, call.request,
                            names.key.empty() ? CorsResource::bucket : CorsResource::object);
    if (!fields.ok()) return refused(fields.error());
    http::Response response;
    response.headers = std::move(*fields);
    response.headers.add("x-amz-request-id", Text(call.request_id));
    response.headers.add("x-amz-id-2", Text(call.host_id));
    return response;
}

Task<std::optional<wt::Error>> S3Service::reset(std::string_view account) {
    auto problem = co_await buckets_.reset(std::string(account));
    if (problem) co_return wt::Error{problem->message};
    co_return std::nullopt;
}

bool S3Service::adapt(const aws::Call& call, http::Request& request) {
    const std::size_t before = request.headers.size();
    if (call.presigned) take_from_query(call, request);
    const bool any = request.headers.size() > before;
    drop_broken_dates(request);
    return any;
}

void S3Service::finish(const aws::Call& call, http::Response& response) {
    response.headers.add("Server", "AmazonS3");
    if (response.status == 200 && response.headers.has("Content-Range")) response.status = 206;
    const BucketAndKey names = split_path(call.path);
    const BucketRef bucket = buckets_.find(http::percent_decode(names.bucket));
    const bool head = call.request.method == http::Method::head;
    // An answer that has a body but for its method.
    if (head && names.key.empty() && response.status == 200 && !response.headers.has("Content-Type"))
        response.headers.add("Content-Type", "application/xml");
    if (bucket != nullptr && !response.headers.has("x-amz-bucket-region") && (head || lists_objects(call)))
        response.headers.add("x-amz-bucket-region", Text(region_of(*bucket)));
    if (call.request.method == http::Method::options || bucket == nullptr) return;
    const auto asked = cross_origin(call.request);
    if (!asked) return;
    const auto rules = document<CorsConfiguration>(*bucket, kinds::cors);
    const CorsRule* const rule = rules ? match(*rules, *asked) : nullptr;
    if (rule != nullptr) add_cors_headers(response.headers, *rule, *asked);
}

}  // namespace wt::s3::api
