#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "edge/special.hpp"

namespace wt::edge::api {

/// A public key of RSA or of the curve P-256, as PEM.
class VerifyingKey {
public:
    /// Null when the text is no such key.
    [[nodiscard]] static std::shared_ptr<const VerifyingKey> read(const std::string& pem);
    VerifyingKey(const VerifyingKey&) = delete;
    VerifyingKey& operator=(const VerifyingKey&) = delete;
    virtual ~VerifyingKey() = default;
    [[nodiscard]] virtual bool verifies(std::string_view text, std::string_view signature) const = 0;

protected:
    VerifyingKey() = default;
};

/// Lets in who shows a URL or cookies that one of the keys has signed, by a canned or a custom policy. CloudFront
/// Developer Guide, "Use signed URLs", "Use signed cookies".
class SignedAccess final : public Gatekeeper {
public:
    /// By the keys' ids.
    using Keys = std::map<std::string, std::shared_ptr<const VerifyingKey>>;
    explicit SignedAccess(Keys keys) : keys_(std::move(keys)) {}
    [[nodiscard]] std::optional<http::Response> refuse(http::Request& request, Instant now) const override;

private:
    Keys keys_;
};

}  // namespace wt::edge::api
