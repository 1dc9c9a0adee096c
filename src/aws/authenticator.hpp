#pragma once
#include <memory>
#include <optional>
#include <string>

#include "aws/error.hpp"
#include "aws/payload.hpp"
#include "aws/post_policy.hpp"
#include "aws/principal.hpp"
#include "aws/rest.hpp"
#include "aws/service.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "http/message.hpp"

namespace wt::aws {

/// What a caller wants of a service. Refers to what outlives the question.
struct Wanted {
    const ServiceModel& model;
    const Operation& operation;
    const Arguments& labels;  // of its path
    /// What it is about, where the service says so (Service::resource).
    std::optional<std::string> resource;
};

/// Decides whom a request speaks for.
class Authenticator {
public:
    Authenticator() = default;
    Authenticator(const Authenticator&) = delete;
    Authenticator& operator=(const Authenticator&) = delete;
    virtual ~Authenticator() = default;

    struct Admitted {
        Principal caller;
        std::string region;  // of the signature's scope; "us-east-1" without one
        bool presigned = false;
    };
    /// Checks the signature, or that there is none. Asks nothing of the body, nor of the
    /// caller that `call` may name.
    [[nodiscard]] virtual Result<Admitted, Error> admit(const Call& call, const ServiceModel& model) = 0;
    /// Who signed the policy of a browser's form.
    [[nodiscard]] virtual Result<Principal, Error> admit_policy(const PolicySignature& said, const ServiceModel& model,
                                                                Instant now) = 0;
    /// The request's body without its coding, checked on the way against what the request says of it. The call must
    /// have been admitted, and its request outlive the payload.
    [[nodiscard]] virtual Result<std::shared_ptr<Payload>, Error> payload(const Call& call,
                                                                          const ServiceModel& model) = 0;
    /// The error of a caller whose own policies do not allow what it wants. Asked only of callers who have policies.
    [[nodiscard]] virtual std::optional<Error> authorize(const Call& /*call*/, const Wanted& /*wanted*/) {
        return std::nullopt;
    }
};

}  // namespace wt::aws
