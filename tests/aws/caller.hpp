#pragma once
#include <string>
#include <string_view>

#include "aws/anyone.hpp"

namespace wt::aws::test {

/// Says whose a request is, and of which region, by its fields X-Account and X-Region; without an account nobody's.
class Caller final : public Authenticator {
public:
    [[nodiscard]] Result<Admitted, Error> admit(const Call& call, const ServiceModel&) override {
        static constexpr ErrorRow denied{"AccessDenied", 403, "Access Denied"};
        if (!call.request.headers.has("X-Account")) return Error(denied);
        const std::string_view region = call.request.headers.get("X-Region");
        return Admitted{root_of(call.request.headers.get("X-Account")), std::string(region), false};
    }
    [[nodiscard]] Result<Principal, Error> admit_policy(const PolicySignature&, const ServiceModel&, Instant) override {
        return Principal{};
    }
    [[nodiscard]] Result<std::shared_ptr<Payload>, Error> payload(const Call& call, const ServiceModel&) override {
        std::shared_ptr<Payload> whole = std::make_shared<WholeBody>(call.request.body);
        return whole;
    }
};

}  // namespace wt::aws::test
