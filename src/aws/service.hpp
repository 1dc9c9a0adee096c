#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "aws/error.hpp"
#include "aws/malformed.hpp"
#include "aws/operation.hpp"
#include "aws/protocol.hpp"
#include "aws/violations.hpp"

namespace wt::aws {

/// How errors are wrapped in XML.
enum class ErrorBody : std::uint8_t { wrapped, bare };

/// An error that JSON and CBOR know by another name than XML: its shape's.
struct ErrorShape {
    std::string_view code;   // "InvalidParameterValue"
    std::string_view shape;  // "com.amazonaws.cloudwatch.v2010_08_01#InvalidParameterValueException"
};

/// What is fixed about a service: rows beside the component they act on.
struct ServiceModel {
    std::string_view name;          // botocore's: "s3", "cognito-idp"
    std::string_view signing_name;  // in a signature's scope
    Protocol protocol = Protocol::json_1_1;
    /// Further ones that a request may speak; see protocol_of().
    std::span<const Protocol> also;
    std::string_view version;        // of the API: "2006-03-01"
    std::string_view target_prefix;  // JSON and CBOR: "Firehose_20150804"
    std::string_view xmlns;
    ErrorBody errors = ErrorBody::wrapped;
    bool milliseconds = false;  // in XML timestamps
    /// Whether what it is about says which pages may use it (S3's buckets). Other services say it to those that may.
    bool own_cors = false;
    /// Whether some of its operations answer callers who have not signed, and say themselves which.
    bool takes_unsigned = false;
    /// The largest body that an operation without a payload takes; at most 1 GiB.
    std::size_t max_body = 1024 * 1024;

    /// Errors with two names. To a client that asks (`x-amzn-query-mode: true`) the field `x-amzn-query-error` then
    /// says the code (Smithy, "awsQueryCompatible").
    std::span<const ErrorShape> error_shapes;

    std::span<const Operation> operations;
    std::span<const MissingOperation> missing;

    /// The service's own words for an input that cannot be read, and for one that breaks constraints.
    Error (*malformed)(const Malformed& problem) = nullptr;
    Error (*invalid)(const Violations& violations) = nullptr;
    /// For a request that names no operation.
    Error (*unknown)(const http::Request& request) = nullptr;
};

/// A service behind the endpoint: its rows, and the object that they act on.
class Service {
public:
    Service() = default;
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;
    virtual ~Service() = default;

    [[nodiscard]] virtual const ServiceModel& model() const = 0;
    /// The object that the rows' methods are of.
    [[nodiscard]] virtual void* instance() = 0;

    /// Whether a request is the service's by its host or path, when no signature says so.
    [[nodiscard]] virtual bool claims(const http::Request& /*request*/) const { return false; }
    /// Whether a request that nobody claims is the service's: a path or a host that may name a bucket.
    [[nodiscard]] virtual bool takes_the_rest(const http::Request& /*request*/) const { return false; }
    /// Whether pages of the request's origin may send it, although they are not from this machine: by rules of what it
    /// is about, or because it tells them nothing and changes nothing.
    [[nodiscard]] virtual bool lets_in(const http::Request& /*head*/) const { return false; }
    /// Whether the request's body may be too large to be held in one piece.
    [[nodiscard]] virtual bool streams(const http::Request& /*head*/) const { return false; }
    /// The path, after an address in the host (BUCKET.s3.localhost) was put in front of it.
    [[nodiscard]] virtual Text path(const http::Request& request) const { return request.path; }
    /// Whether its operations hold callers to their policies themselves, as those that have policies of resources do.
    [[nodiscard]] virtual bool authorizes() const { return false; }
    /// The ARN of what an operation is about, "*" when it is about nothing in particular; none: what the request says
    /// is read from a table (iam/request_resource.hpp). Asked only when the caller has policies.
    [[nodiscard]] virtual std::optional<std::string> resource(const Call& /*call*/, const Operation& /*operation*/) {
        return std::nullopt;
    }
    /// What refuses a request of which only the address is known yet, whatever its input may say. The caller is known.
    [[nodiscard]] virtual std::optional<Error> refuse_unread(const Call& /*call*/, const Operation& /*operation*/) {
        return std::nullopt;
    }
    /// Answers requests that are no operation of the model and sign in their own ways or not at all: CORS preflights,
    /// browser forms, websites. None: route it.
    [[nodiscard]] virtual std::optional<Task<http::Response>> beside(const Call& /*call*/) { return std::nullopt; }
    /// Ends when all that has been said so far is on disk, else with the service's own error. An operation that returns
    /// its outcome at once is answered after this, so that nobody is told what a crash could take back; one that
    /// returns it later waits by itself for what it says.
    [[nodiscard]] virtual Task<std::optional<Error>> settle() { co_return std::nullopt; }
    /// Forgets all that an account has, or every account when `account` is empty. Nothing once that is on disk, else
    /// why it could not be.
    [[nodiscard]] virtual Task<std::optional<wt::Error>> reset(std::string_view account) = 0;
    /// A request that has been let in, before its operation reads it: what the service takes for header fields beside
    /// those that came is added, what it passes over is removed. Whether anything was added.
    virtual bool adapt(const Call& /*call*/, http::Request& /*request*/) { return false; }
    /// The last word on an answer: fields that every one carries. `status` is known.
    virtual void finish(const Call& /*call*/, http::Response& /*response*/) {}

protected:
    /// settle() of a service whose error is `failed` when the disk does not take it.
    [[nodiscard]] static Task<std::optional<Error>> on_disk(Task<std::optional<wt::Error>> durable, ErrorRow failed) {
        std::optional<wt::Error> problem = co_await std::move(durable);
        if (!problem) co_return std::nullopt;
        Error error(failed, std::move(problem->message));
        co_return error;
    }
    /// For operations that wait for more than this: the output, once the service has settled.
    template <class T>
    [[nodiscard]] Later<T> settled(T output) {
        std::optional<Error> problem = co_await settle();
        if (problem) co_return std::move(*problem);
        co_return output;
    }
};

}  // namespace wt::aws
