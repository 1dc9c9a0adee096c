#pragma once
#include <memory>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "aws/anyone.hpp"
#include "aws/endpoint.hpp"
#include "base/base64.hpp"
#include "base/context.hpp"
#include "identity/cognito.hpp"

namespace wt::identity::test {

using Json = nlohmann::json;

inline constexpr Instant start = epoch + std::chrono::hours(24 * 365 * 56);

/// Making a key takes long, so all tests share two.
inline const std::shared_ptr<const SigningKey>& a_key() {
    static const auto key = std::make_shared<const SigningKey>(SigningKey::generate());
    return key;
}
inline const std::shared_ptr<const SigningKey>& another_key() {
    static const auto key = std::make_shared<const SigningKey>(SigningKey::generate());
    return key;
}

/// Puts a pool that stays where it is on the shelf.
inline void stand(Shelf<UserPool>& pools, UserPool& pool) {
    pools.put(pool.id(), std::shared_ptr<UserPool>(std::shared_ptr<void>(), &pool));
}

/// A pool called "users" under a virtual clock, and its API.
struct World {
    explicit World(UserPoolConfig config = {}, std::shared_ptr<const SigningKey> key = a_key(), std::uint64_t seed = 1)
        : context{clock, seed, metrics, digest}, pool(context, "users", std::move(config), std::move(key)) {
        stand(pools, pool);
        endpoint.add(cognito);
    }

    [[nodiscard]] Tokens sign_in(std::string_view user = "user-0") { return *pool.sign_in(user, pool.password()); }
    [[nodiscard]] http::Response answer(std::string_view operation, std::string_view body) {
        http::Request request;
        request.method = http::Method::post;
        request.headers.add("X-Amz-Target", Text("AWSCognitoIdentityProviderService." + std::string(operation)));
        request.body = Text(body);
        return aws::test::run(endpoint.handle(std::move(request)));
    }
    [[nodiscard]] Json call(std::string_view operation, const Json& input, int status = 200) {
        const http::Response reply = answer(operation, input.dump());
        return reply.status == status ? Json::parse(reply.body.view())
                                      : Json{{"status", reply.status}, {"body", reply.body.str()}};
    }
    void wait(Duration span) { clock.run_until(clock.now() + span); }

    Clock clock{start};
    Metrics metrics;
    Digest digest;
    Context context;
    UserPool pool;
    Shelf<UserPool> pools;
    Cognito cognito{pools};
    aws::test::Anyone authenticator;
    aws::Endpoint endpoint{context, authenticator};
};

/// The n-th part of a token, decoded.
inline std::string part(std::string_view token, int n) {
    for (; n > 0; --n) token.remove_prefix(token.find('.') + 1);
    return *base64url_decode(token.substr(0, token.find('.')));
}
inline Json claims(const Token& token) { return Json::parse(part(token.text(), 1)); }

/// A token of any header and payload, with a signature of `key`.
inline std::string forged(const Json& header, const Json& payload, const SigningKey& key = *a_key()) {
    const std::string message = base64url_encode(header.dump()) + "." + base64url_encode(payload.dump());
    return message + "." + base64url_encode(key.sign(message));
}

}  // namespace wt::identity::test
