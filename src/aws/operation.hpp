#pragma once
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "aws/accounts.hpp"
#include "aws/outcome.hpp"
#include "aws/principal.hpp"
#include "aws/protocol.hpp"
#include "aws/shape.hpp"
#include "aws/started.hpp"
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
    /// The service that asks for its caller, as policies name it ("cloudformation.amazonaws.com"); empty: nobody does.
    /// IAM User Guide, "aws:CalledVia".
    std::string_view via = {};
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
    // An input, and the method that takes it.
    void* (*make)() = nullptr;
    void (*drop)(void* input) = nullptr;
    Started (*start)(void* service, const Call& call, void* input) = nullptr;
};

class Service;

/// Waits for what an operation's method returned; for what it said at once, until the service has settled. Then there
/// is an output, or an error is told. Both outlive it.
[[nodiscard]] Task<std::optional<Error>> finish(Started& started, Service& service);

/// One request served by the operation's method.
[[nodiscard]] Task<http::Response> serve(const Operation& operation, Service& service, const Call& call,
                                         Exchange& exchange);

/// An operation that AWS has and we have not: it answers 501 and names itself.
struct MissingOperation {
    std::string_view name;
    std::string_view method = "POST";
    std::string_view uri = "/";
    std::string_view action = {};   // IAM's; empty where it is not known
    std::string_view queries = {};  // REST: of its query, what tells it from another of its address
};

namespace detail {

template <class T>
struct Given;  // what a method returns
template <class Of>
struct Given<Outcome<Of>> {
    using Output = Of;
    static constexpr const Started::Way& way = Returned<Of>::there;
};
template <class Of>
struct Given<Later<Of>> {
    using Output = Of;
    static constexpr const Started::Way& way = Returned<Of>::begun;
};

template <class Method>
struct Signature;
template <class Of, class Back, class Taken>
struct Signature<Back (Of::*)(const Call&, Taken)> {
    using Service = Of;
    using Input = std::remove_cvref_t<Taken>;
    using Output = typename Given<Back>::Output;
    static constexpr const Started::Way& way = Given<Back>::way;
};

template <class T>
const Structure& shape() {
    return shape_of(Tag<T>{});
}
template <class Input>
void* make() {
    return new Input();  // NOLINT
}
template <class Input>
void drop(void* input) {
    delete static_cast<Input*>(input);  // NOLINT
}
template <auto Method>
Started start(void* service, const Call& call, void* input) {
    using Of = Signature<decltype(Method)>;
    auto& self = *static_cast<typename Of::Service*>(service);
    auto& taken = *static_cast<typename Of::Input*>(input);
    return Started(Of::way, new Returned<typename Of::Output>((self.*Method)(call, std::move(taken))));  // NOLINT
}

}  // namespace detail

/// Where an operation of a REST protocol is found.
struct Rest {
    std::string_view method;
    std::string_view uri;
    int status = 200;
};

/// A row for `Output Service::method(const Call&, Input)`, where Output is an Outcome or comes Later.
template <auto Method>
[[nodiscard]] constexpr Operation operation(std::string_view name, std::string_view action, Rest rest = {"POST", "/"}) {
    using Of = detail::Signature<decltype(Method)>;
    Operation row;
    row.name = name;
    row.action = action;
    row.method = rest.method;
    row.uri = rest.uri;
    row.status = rest.status;
    row.input = &detail::shape<typename Of::Input>;
    row.output = &detail::shape<typename Of::Output>;
    row.make = &detail::make<typename Of::Input>;
    row.drop = &detail::drop<typename Of::Input>;
    row.start = &detail::start<Method>;
    return row;
}

}  // namespace wt::aws
