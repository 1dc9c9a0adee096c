#pragma once
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "aws/accounts.hpp"
#include "aws/error.hpp"
#include "aws/principal.hpp"
#include "aws/protocol.hpp"
#include "aws/shape.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "http/message.hpp"

namespace wt::aws {

/// What an operation knows of its request besides its input. Lives as long as the request.
struct Call {
    Principal caller;
    std::string region;
    std::string request_id;
    std::string host_id;  // S3's x-amz-id-2; empty for other services
    Instant now = epoch;  // the service's calendar
    bool presigned = false;
    /// As it came.
    const http::Request& request;
    /// Its path, after the service has found what its host names.
    Text path;
    /// Its query, decoded.
    std::vector<std::pair<std::string, std::string>> query;
    /// The body of an operation that takes no payload, without its coding.
    Text body = {};
    /// What it speaks of its service's protocols.
    Protocol protocol = Protocol::json_1_1;
};

/// Where a regional service keeps what the caller has.
[[nodiscard]] inline AccountRegion account_region_of(const Call& call) { return {call.caller.account, call.region}; }

/// One request in its protocol: reads it into an input, and makes answers.
class Exchange {
public:
    Exchange() = default;
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;
    virtual ~Exchange() = default;

    /// The error that a broken or invalid input gets; nothing when `out` is good.
    [[nodiscard]] virtual std::optional<Error> read(const Structure& input, void* out) = 0;
    [[nodiscard]] virtual http::Response answer(const Structure& output, const void* value) = 0;
    [[nodiscard]] virtual http::Response refuse(const Error& error) = 0;
};

/// A row of a service's table. The types come from the method, so a row cannot lie.
struct Operation {
    std::string_view name;
    /// IAM's action: "s3:PutObject".
    std::string_view action;
    // REST only: "PUT", "/{Bucket}/{Key+}?acl", and the status of success.
    std::string_view method = "POST";
    std::string_view uri = "/";
    int status = 200;

    const Structure& (*input)() = nullptr;
    const Structure& (*output)() = nullptr;
    Task<http::Response> (*serve)(void* service, const Call& call, Exchange& exchange) = nullptr;
};

/// An operation that AWS has and we have not: it answers 501 and names itself.
struct MissingOperation {
    std::string_view name;
    std::string_view method = "POST";
    std::string_view uri = "/";
};

namespace detail {

template <class T>
struct Outcome;  // what a method returns: a Result, at once or as a Task
template <class Output>
struct Outcome<Result<Output, Error>> {
    using Value = Output;
    static constexpr bool waits = false;
};
template <class Output>
struct Outcome<Task<Result<Output, Error>>> {
    using Value = Output;
    static constexpr bool waits = true;
};

template <class Method>
struct Signature;
template <class Of, class Returned, class Taken>
struct Signature<Returned (Of::*)(const Call&, Taken)> {
    using Service = Of;
    using Input = std::remove_cvref_t<Taken>;
    using Output = typename Outcome<Returned>::Value;
    static constexpr bool waits = Outcome<Returned>::waits;
};

template <auto Method>
Task<http::Response> serve(void* service, const Call& call, Exchange& exchange) {
    using Of = Signature<decltype(Method)>;
    typename Of::Input input{};
    if (const auto error = exchange.read(shape_of(Tag<typename Of::Input>{}), &input))
        co_return exchange.refuse(*error);
    auto& self = *static_cast<typename Of::Service*>(service);
    if constexpr (Of::waits) {
        const Result<typename Of::Output, Error> result = co_await (self.*Method)(call, std::move(input));
        co_return result.ok() ? exchange.answer(shape_of(Tag<typename Of::Output>{}), &*result)
                              : exchange.refuse(result.error());
    } else {
        const Result<typename Of::Output, Error> result = (self.*Method)(call, std::move(input));
        co_return result.ok() ? exchange.answer(shape_of(Tag<typename Of::Output>{}), &*result)
                              : exchange.refuse(result.error());
    }
}

}  // namespace detail

/// Where an operation of a REST protocol is found.
struct Rest {
    std::string_view method;
    std::string_view uri;
    int status = 200;
};

/// A row for `Output Service::method(const Call&, Input)`, where Output is a Result<..., Error> or a Task of one.
template <auto Method>
[[nodiscard]] constexpr Operation operation(std::string_view name, std::string_view action, Rest rest = {"POST", "/"}) {
    using Of = detail::Signature<decltype(Method)>;
    Operation row;
    row.name = name;
    row.action = action;
    row.method = rest.method;
    row.uri = rest.uri;
    row.status = rest.status;
    row.input = []() -> const Structure& { return shape_of(Tag<typename Of::Input>{}); };
    row.output = []() -> const Structure& { return shape_of(Tag<typename Of::Output>{}); };
    row.serve = &detail::serve<Method>;
    return row;
}

}  // namespace wt::aws
