#pragma once
#include <memory>
#include <string>
#include <utility>

#include "aws/authenticator.hpp"

namespace wt::aws::test {

/// A body that a request has in one piece.
class WholeBody final : public Payload {
public:
    explicit WholeBody(Text bytes) : bytes_(std::move(bytes)) {}
    [[nodiscard]] std::optional<std::uint64_t> length() const override { return bytes_.size(); }
    [[nodiscard]] Task<Result<Text, Error>> next() override { co_return std::exchange(bytes_, Text()); }
    [[nodiscard]] std::optional<std::string> trailer(std::string_view) const override { return std::nullopt; }

private:
    Text bytes_;
};

/// Lets everybody in, or nobody.
class Anyone final : public Authenticator {
public:
    [[nodiscard]] Result<Admitted, Error> admit(const Call& call, const ServiceModel&) override {
        static constexpr ErrorRow denied{"AccessDenied", 403, "Access Denied"};
        if (call.request.headers.has("X-Refused")) return Error(denied);
        return Admitted{{}, "eu-west-1", false};
    }
    [[nodiscard]] Result<Principal, Error> admit_policy(const PolicySignature&, const ServiceModel&, Instant) override {
        return Principal{};
    }
    [[nodiscard]] Result<std::shared_ptr<Payload>, Error> payload(const Call& call, const ServiceModel&) override {
        std::shared_ptr<Payload> whole = std::make_shared<WholeBody>(call.request.body);
        return whole;
    }
};

/// Runs a task that waits for nothing.
template <class T>
[[nodiscard]] T run(Task<T> task) {
    (void)task.start(std::noop_coroutine()).resume();
    return task.take();
}

}  // namespace wt::aws::test
