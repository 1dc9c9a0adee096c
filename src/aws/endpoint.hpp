#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "aws/authenticator.hpp"
#include "aws/exchange.hpp"
#include "aws/rest_routes.hpp"
#include "aws/service.hpp"
#include "base/context.hpp"

namespace wt::aws {

/// AWS's APIs on one address. Finds the service that a request is for (by the scope of its signature, X-Amz-Target, its
/// host, or what a service claims), the caller, and the operation; what is not there answers 501 and names itself.
/// Counts aws.calls and aws.errors by service and operation.
class Endpoint {
public:
    /// `authenticator` must outlive the endpoint, and so must the services.
    Endpoint(const Context& context, Authenticator& authenticator);

    void add(Service& service);

    /// Whether the request is for one of AWS's APIs, there or not.
    [[nodiscard]] bool is_for(const http::Request& head) const;
    /// Whether pages of the request's origin may send it, although they are not from this machine.
    [[nodiscard]] bool lets_in(const http::Request& head) const;
    /// 403 AccessDenied with that reason, in a form that the request's client reads.
    [[nodiscard]] http::Response refuse(const http::Request& head, std::string why);
    /// Whether the request's body should come as a stream: an object's, and what is too large to be held before it is
    /// known whether its service takes it.
    [[nodiscard]] bool streams(const http::Request& head) const;
    [[nodiscard]] Task<http::Response> handle(http::Request request);

    /// What something here asks of a service for a caller: counted, and held to the caller's policies, as a client's
    /// call is, without bytes between. The input and the answer are JSON (aws/model_json.hpp).
    struct InnerCall {
        std::string service;  // its model's name: "apigatewayv2"
        std::string operation;
        Principal caller;
        std::string region;
        std::string host;  // of addresses in answers; empty: the service's own
        std::string input;
        std::string_view via = {};  // Call::via
    };
    [[nodiscard]] Task<Result<std::string, Error>> call(InnerCall inner);
    /// The row of that operation; null where it is not there.
    [[nodiscard]] const Operation* find(std::string_view service, std::string_view operation) const;

    /// Forgets all that an account has in any service, or every account when it is empty. Nothing once that is on disk,
    /// else why it could not be.
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string account);

    /// The services in the order they were added.
    [[nodiscard]] std::vector<const ServiceModel*> models() const;

private:
    struct Counts {
        Counter& calls;
        Counter& errors;
    };
    struct Served {
        Service* service;
        RestRoutes routes;
        std::unordered_map<std::string_view, Counts> counts;  // by operation

        /// Whether one of its operations has the request's address.
        [[nodiscard]] bool takes(const http::Request& head) const;
    };
    /// What was found of an operation: one of the three.
    struct Named {
        const Operation* operation = nullptr;
        std::string_view missing;
        bool unknown = false;
        Arguments labels;
    };

    /// Space for a body that comes as a stream and is held whole.
    class Space;

    [[nodiscard]] Served* find(const http::Request& head) const;
    [[nodiscard]] Served* find_service(std::string_view name) const;
    [[nodiscard]] Named name(const Served& served, const Call& call) const;
    [[nodiscard]] Call call_of(const ServiceModel& model, const http::Request& request);
    [[nodiscard]] Task<http::Response> serve(Served& served, Call& call, http::Request& request);
    [[nodiscard]] Task<http::Response> perform(Served& served, const Call& call, Named named,
                                               std::shared_ptr<Payload> payload);
    [[nodiscard]] http::Response refuse(const ServiceModel& model, const Call& call, const Error& error) const;
    /// Before an operation is reached; counted as its error where it is known.
    [[nodiscard]] http::Response refuse(Served& served, const Call& call, const Named& named, const Error& error);
    /// A body in one piece, as far as its service takes it and there is space.
    [[nodiscard]] Task<Result<Text, Error>> whole(Payload& payload, const Call& call, const ServiceModel& model,
                                                  Space& space);
    [[nodiscard]] Served* find_for_preflight(const http::Request& head) const;
    [[nodiscard]] http::Response no_service(const http::Request& request);
    void count(Served& served, std::string_view operation, int status);

    Context context_;
    Authenticator& authenticator_;
    std::vector<std::unique_ptr<Served>> services_;
    std::uint64_t space_taken_ = 0;
    Random ids_;
};

/// The service in the scope of a request's signature, in its header or its query; empty without one.
[[nodiscard]] std::string_view signed_service(const http::Request& request);

}  // namespace wt::aws
