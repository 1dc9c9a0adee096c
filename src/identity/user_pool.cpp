#include "identity/user_pool.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "identity/base64url.hpp"

namespace wt::identity {

namespace {

using Json = nlohmann::json;

[[nodiscard]] std::string draw(Random& random, std::string_view letters, std::size_t length) {
    std::string text;
    for (std::size_t i = 0; i < length; ++i) text += letters[random.below(letters.size())];
    return text;
}

constexpr std::string_view alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::string_view lower_alphanumeric = "abcdefghijklmnopqrstuvwxyz0123456789";

[[nodiscard]] std::string uuid(Random& random) {
    const std::uint64_t a = random.next();
    const std::uint64_t b = random.next();
    return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", a >> 32, a >> 16 & 0xffff, a & 0xfff,
                       0x8000 | (b >> 48 & 0x3fff), b & 0xffffffffffffULL);
}

[[nodiscard]] AuthError not_authorized(std::string message) {
    return {"NotAuthorizedException", std::move(message), false};
}

[[nodiscard]] ApiReply error_reply(int status, const AuthError& error) {
    return {status, Json{{"__type", error.type}, {"message", error.message}}.dump(), error.type};
}

[[nodiscard]] std::optional<Json> parse_object(std::string_view text) {
    Json json = Json::parse(text, nullptr, false);
    if (!json.is_object()) return std::nullopt;
    return json;
}

/// A string member; empty when it is missing or something else.
[[nodiscard]] std::string text_of(const Json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// The operations of Cognito's identity provider that have no row here yet (botocore's model of the service names
/// them).
[[nodiscard]] bool known_operation(std::string_view name) {
    static constexpr std::string_view names[] = {"AddCustomAttributes",
                                                 "AdminAddUserToGroup",
                                                 "AdminConfirmSignUp",
                                                 "AdminCreateUser",
                                                 "AdminDeleteUser",
                                                 "AdminDisableUser",
                                                 "AdminEnableUser",
                                                 "AdminGetUser",
                                                 "AdminInitiateAuth",
                                                 "AdminListGroupsForUser",
                                                 "AdminRemoveUserFromGroup",
                                                 "AdminResetUserPassword",
                                                 "AdminRespondToAuthChallenge",
                                                 "AdminSetUserMFAPreference",
                                                 "AdminSetUserPassword",
                                                 "AdminUpdateUserAttributes",
                                                 "AdminUserGlobalSignOut",
                                                 "AssociateSoftwareToken",
                                                 "ChangePassword",
                                                 "ConfirmDevice",
                                                 "ConfirmForgotPassword",
                                                 "ConfirmSignUp",
                                                 "CreateGroup",
                                                 "CreateIdentityProvider",
                                                 "CreateResourceServer",
                                                 "CreateUserPool",
                                                 "CreateUserPoolClient",
                                                 "CreateUserPoolDomain",
                                                 "DeleteGroup",
                                                 "DeleteUser",
                                                 "DeleteUserPool",
                                                 "DeleteUserPoolClient",
                                                 "DescribeUserPool",
                                                 "DescribeUserPoolClient",
                                                 "DescribeUserPoolDomain",
                                                 "ForgotPassword",
                                                 "GetGroup",
                                                 "GetSigningCertificate",
                                                 "GetUserPoolMfaConfig",
                                                 "GlobalSignOut",
                                                 "ListGroups",
                                                 "ListUserPoolClients",
                                                 "ListUserPools",
                                                 "ListUsers",
                                                 "ListUsersInGroup",
                                                 "ResendConfirmationCode",
                                                 "RespondToAuthChallenge",
                                                 "RevokeToken",
                                                 "SetUserMFAPreference",
                                                 "SetUserPoolMfaConfig",
                                                 "SignUp",
                                                 "TagResource",
                                                 "UntagResource",
                                                 "UpdateGroup",
                                                 "UpdateUserAttributes",
                                                 "UpdateUserPool",
                                                 "UpdateUserPoolClient",
                                                 "VerifySoftwareToken",
                                                 "VerifyUserAttribute"};
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
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
    for (std::uint64_t i = 0; i < config_.users; ++i) {
        users_.push_back({fmt::format("user-{}", i), uuid(random_)});
        by_name_.emplace(users_.back().name, i);
    }
}

const UserPool::User* UserPool::find_user(std::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : &users_[found->second];
}

std::string UserPool::token(const User& user, std::string_view use, Duration validity, std::string_view origin) {
    const std::int64_t now = unix_seconds(context_.now());
    Json claims{{"sub", user.sub},      {"iss", issuer_},
                {"token_use", use},     {"auth_time", now},
                {"iat", now},           {"exp", now + std::chrono::floor<std::chrono::seconds>(validity).count()},
                {"jti", uuid(random_)}, {"origin_jti", origin}};
    if (use == "id") {
        claims["aud"] = client_id_;
        claims["cognito:username"] = user.name;
    } else {
        claims["client_id"] = client_id_;
        claims["username"] = user.name;
        claims["scope"] = "aws.cognito.signin.user.admin";
    }
    const std::string head = Json{{"kid", key_->id()}, {"alg", "RS256"}}.dump();
    const std::string message = base64url_encode(head) + "." + base64url_encode(claims.dump());
    return message + "." + base64url_encode(key_->sign(message));
}

Result<Tokens, AuthError> UserPool::sign_in(std::string_view user, std::string_view password) {
    const User* known = find_user(user);
    if (known == nullptr || password != config_.password) {
        refused_.add();
        return not_authorized("Incorrect username or password.");
    }
    sign_ins_.add();
    const std::string origin = uuid(random_);
    Tokens tokens;
    tokens.id_token = token(*known, "id", config_.id_token_ttl, origin);
    tokens.access_token = token(*known, "access", config_.access_token_ttl, origin);
    tokens.refresh_token = draw(random_, alphanumeric, 64);
    tokens.expires_in = config_.access_token_ttl;
    if (refresh_tokens_.size() >= 100'000) refresh_tokens_.clear();
    refresh_tokens_.emplace(tokens.refresh_token, known->name);
    return tokens;
}

Result<Tokens, AuthError> UserPool::refresh(std::string_view refresh_token) {
    const auto found = refresh_tokens_.find(refresh_token);
    if (found == refresh_tokens_.end()) return not_authorized("Invalid Refresh Token");
    const User& user = *find_user(found->second);
    const std::string origin = uuid(random_);
    Tokens tokens;
    tokens.id_token = token(user, "id", config_.id_token_ttl, origin);
    tokens.access_token = token(user, "access", config_.access_token_ttl, origin);
    tokens.expires_in = config_.access_token_ttl;
    return tokens;
}

Result<Claims, AuthError> UserPool::check_signature(std::string_view token) const {
    const AuthError invalid = not_authorized("Invalid Access Token");
    const std::size_t first = token.find('.');
    const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
    if (second == std::string_view::npos || token.size() > longest_token) return invalid;
    const auto head = base64url_decode(token.substr(0, first));
    const auto body = base64url_decode(token.substr(first + 1, second - first - 1));
    const auto signature = base64url_decode(token.substr(second + 1));
    if (!head || !body || !signature) return invalid;
    const auto header = parse_object(*head);
    const auto claims = parse_object(*body);
    if (!header || !claims) return invalid;
    if (text_of(*header, "alg") != "RS256" || text_of(*header, "kid") != key_->id()) return invalid;
    if (!key_->verify(token.substr(0, second), *signature)) return invalid;
    const auto expires = claims->find("exp");
    if (text_of(*claims, "iss") != issuer_ || expires == claims->end() || !expires->is_number_integer()) return invalid;
    Claims good;
    good.sub = text_of(*claims, "sub");
    good.token_use = text_of(*claims, "token_use");
    good.username = text_of(*claims, good.token_use == "id" ? "cognito:username" : "username");
    good.expires = epoch + std::chrono::seconds(expires->get<std::int64_t>());
    return good;
}

Result<Claims, AuthError> UserPool::verify(std::string_view token) {
    const std::string_view signature = token.substr(token.rfind('.') + 1);
    const auto known = verified_index_.find(signature);
    const Claims* claims = nullptr;
    if (known != verified_index_.end() && known->second->token == token) {
        verified_.splice(verified_.begin(), verified_, known->second);
        claims = &known->second->claims;
    } else {
        auto checked = check_signature(token);
        if (!checked.ok()) return checked.error();
        if (known == verified_index_.end()) {
            verified_.push_front({std::string(token), std::move(*checked)});
            const std::string_view kept = verified_.front().token;
            verified_index_.emplace(kept.substr(kept.rfind('.') + 1), verified_.begin());
            if (verified_.size() > most_verified) {
                const std::string_view oldest = verified_.back().token;
                verified_index_.erase(oldest.substr(oldest.rfind('.') + 1));
                verified_.pop_back();
            }
            claims = &verified_.front().claims;
        } else {
            return std::move(*checked);
        }
    }
    if (claims->expires <= context_.now()) {
        AuthError late = not_authorized("Access Token has expired");
        late.expired = true;
        return late;
    }
    return *claims;
}

std::string UserPool::jwks() const {
    const Json key{{"alg", "RS256"}, {"e", key_->exponent()}, {"kid", key_->id()},
                   {"kty", "RSA"},   {"n", key_->modulus()},  {"use", "sig"}};
    return Json{{"keys", Json::array({key})}}.dump();
}

ApiReply UserPool::initiate_auth(std::string_view body) {
    const auto json = parse_object(body);
    if (!json) return error_reply(400, {"SerializationException", "The request body is not a JSON object."});
    if (text_of(*json, "ClientId") != client_id_) {
        return error_reply(400, {"ResourceNotFoundException",
                                 fmt::format("User pool client {} does not exist.", text_of(*json, "ClientId"))});
    }
    const Json parameters = json->value("AuthParameters", Json::object());
    if (!parameters.is_object()) {
        return error_reply(400, {"SerializationException", "AuthParameters is not a map of strings."});
    }
    const std::string flow = text_of(*json, "AuthFlow");
    Result<Tokens, AuthError> tokens =
        AuthError{"InvalidParameterException", flow + " flow not enabled for this client"};
    if (flow == "USER_PASSWORD_AUTH") {
        for (const char* needed : {"USERNAME", "PASSWORD"}) {
            if (text_of(parameters, needed).empty()) {
                return error_reply(400,
                                   {"InvalidParameterException", fmt::format("Missing required parameter {}", needed)});
            }
        }
        tokens = sign_in(text_of(parameters, "USERNAME"), text_of(parameters, "PASSWORD"));
    } else if (flow == "REFRESH_TOKEN_AUTH" || flow == "REFRESH_TOKEN") {
        tokens = refresh(text_of(parameters, "REFRESH_TOKEN"));
    }
    if (!tokens.ok()) return error_reply(400, tokens.error());
    Json result{{"AccessToken", tokens->access_token},
                {"IdToken", tokens->id_token},
                {"ExpiresIn", std::chrono::floor<std::chrono::seconds>(tokens->expires_in).count()},
                {"TokenType", "Bearer"}};
    if (!tokens->refresh_token.empty()) result["RefreshToken"] = tokens->refresh_token;
    return {200, Json{{"AuthenticationResult", result}, {"ChallengeParameters", Json::object()}}.dump(), {}};
}

ApiReply UserPool::get_user(std::string_view body) {
    const auto json = parse_object(body);
    if (!json) return error_reply(400, {"SerializationException", "The request body is not a JSON object."});
    const auto claims = verify(text_of(*json, "AccessToken"));
    if (!claims.ok()) return error_reply(400, claims.error());
    if (claims->token_use != "access") return error_reply(400, not_authorized("Invalid Access Token"));
    const Json sub{{"Name", "sub"}, {"Value", claims->sub}};
    return {200, Json{{"Username", claims->username}, {"UserAttributes", Json::array({sub})}}.dump(), {}};
}

ApiReply UserPool::handle(std::string_view operation, std::string_view body) {
    if (operation == "InitiateAuth") return initiate_auth(body);
    if (operation == "GetUser") return get_user(body);
    if (known_operation(operation)) {
        return error_reply(
            501, {"NotImplemented", fmt::format("Windtunnel does not implement cognito-idp {} yet.", operation)});
    }
    return error_reply(400, {"UnknownOperationException", fmt::format("There is no operation {}.", operation)});
}

}  // namespace wt::identity
