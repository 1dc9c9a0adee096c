#include "identity/user_pool.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace wt::identity {

namespace {

using Json = nlohmann::json;

constexpr std::string_view alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::string_view lower_alphanumeric = "abcdefghijklmnopqrstuvwxyz0123456789";

[[nodiscard]] std::string draw(Random& random, std::string_view letters, std::size_t length) {
    std::string text;
    for (std::size_t i = 0; i < length; ++i) text += letters[random.below(letters.size())];
    return text;
}

[[nodiscard]] std::string uuid(Random& random) {
    const std::uint64_t a = random.next();
    const std::uint64_t b = random.next();
    return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", a >> 32, a >> 16 & 0xffff, a & 0xfff,
                       0x8000 | (b >> 48 & 0x3fff), b & 0xffffffffffffULL);
}

[[nodiscard]] std::int64_t whole_seconds(Duration span) {
    return std::chrono::floor<std::chrono::seconds>(span).count();
}

}  // namespace

UserPool::UserPool(const Context& context, std::string name, UserPoolConfig config,
                   std::shared_ptr<const SigningKey> key)
    : context_(context),
      config_(std::move(config)),
      key_(std::move(key)),
      random_(context.random(name + ".ids")),
      id_(config_.region + "_" + draw(random_, alphanumeric, 9)),
      client_id_(draw(random_, lower_alphanumeric, 26)),
      issuer_(fmt::format("https://cognito-idp.{}.amazonaws.com/{}", config_.region, id_)),
      sign_ins_(context.metrics.counter(name + ".sign.ins")),
      refused_(context.metrics.counter(name + ".refused")) {
    Random salts = context.random(name + ".salts");
    users_.reserve(config_.users);
    for (std::uint64_t i = 0; i < config_.users; ++i) {
        users_.push_back({fmt::format("user-{}", i), uuid(random_), Password(config_.password, salts)});
        by_name_.emplace(users_.back().name, i);
    }
}

std::optional<Error> unchangeable(const UserPoolConfig& from, const UserPoolConfig& to) {
    if (from.region == to.region && from.users == to.users && from.password == to.password) return std::nullopt;
    return Error{"where a pool is, and who is in it from the start, is settled before the start"};
}

std::optional<Error> UserPool::update(const UserPoolConfig& config) {
    if (auto refused = unchangeable(config_, config)) return refused;
    config_ = config;
    return std::nullopt;
}

const UserPool::User* UserPool::find_user(std::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : &users_[found->second];
}

AuthError UserPool::refused(std::string message) {
    refused_.add();
    return {"NotAuthorizedException", std::move(message), false};
}

std::string UserPool::payload(const User& user, const Session& session, std::string_view use, Duration validity) {
    const std::int64_t now = unix_seconds(context_.calendar());
    Json claims{{"sub", user.sub},
                {"iss", issuer_},
                {"token_use", use},
                {"auth_time", unix_seconds(session.authenticated)},
                {"iat", now},
                {"exp", now + whole_seconds(validity)},
                {"origin_jti", session.origin},
                {"jti", uuid(random_)},
                {"event_id", uuid(random_)}};
    if (use == "id") {
        claims["aud"] = client_id_;
        claims["cognito:username"] = user.name;
        claims["email"] = user.email();
        claims["email_verified"] = true;
    } else {
        claims["client_id"] = client_id_;
        claims["username"] = user.name;
        claims["scope"] = "aws.cognito.signin.user.admin";
    }
    return claims.dump();
}

Tokens UserPool::issue(const Session& session) {
    const User& user = users_[session.user];
    Tokens tokens;
    tokens.id_token = Token(key_, payload(user, session, "id", config_.id_token_ttl));
    tokens.access_token = Token(key_, payload(user, session, "access", config_.access_token_ttl));
    tokens.expires_in = config_.access_token_ttl;
    return tokens;
}

std::string UserPool::draw_refresh_token() {
    // Cognito's is an encrypted JWE, opaque to everyone else: a header that says so and four parts. Here they are
    // chance.
    std::string token = "eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ";
    for (const std::size_t letters : {342, 16, 64, 22}) token += "." + draw(random_, alphanumeric, letters);
    return token;
}

Result<Tokens, AuthError> UserPool::sign_in(std::string_view user, std::string_view password) {
    const User* known = find_user(user);
    if (known == nullptr || !known->password.is(password)) return refused("Incorrect username or password.");
    sign_ins_.add();
    Session session;
    session.user = static_cast<std::uint64_t>(known - users_.data());
    session.origin = uuid(random_);
    session.authenticated = context_.calendar();
    session.expires = context_.clock.after(refresh_token_ttl);
    Tokens tokens = issue(session);
    tokens.refresh_token = draw_refresh_token();
    sessions_.add(tokens.refresh_token, std::move(session));
    return tokens;
}

Result<Tokens, AuthError> UserPool::refresh(std::string_view refresh_token) {
    const Session* session = sessions_.find(refresh_token);
    if (session == nullptr) return refused("Invalid Refresh Token");
    if (session->expires <= context_.now()) return refused("Refresh Token has expired");
    return issue(*session);
}

Verified UserPool::verify(std::string_view token, Instant now) {
    const Claims* claims = verified_.find(token);
    if (claims == nullptr) {
        Verified checked = check_token(token, *key_, issuer_);
        if (!checked.ok()) return checked;
        claims = &verified_.add(token, std::move(*checked));
    }
    if (claims->expires <= now) {
        return AuthError{"NotAuthorizedException", "Access Token has expired", true};
    }
    return *claims;
}

std::string UserPool::jwks() const {
    const Json key{{"alg", "RS256"}, {"e", key_->exponent()}, {"kid", key_->id()},
                   {"kty", "RSA"},   {"n", key_->modulus()},  {"use", "sig"}};
    return Json{{"keys", Json::array({key})}}.dump();
}

}  // namespace wt::identity
