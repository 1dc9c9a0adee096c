#include "identity/api/issuers.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "base/json_depth.hpp"

namespace wt::identity {

namespace {

using IssuedJson = nlohmann::json;
using Verdict = Issuers::Checked::Verdict;

// API Gateway quotas: "Quotas for configuring and running an HTTP API".
constexpr Duration issuer_patience = 1500ms;
constexpr std::size_t largest_document = 60'000;
constexpr std::size_t largest_keys = 150'000;
constexpr std::size_t longest_token = 16 * 1024;
/// How soon keys are read again for a token by a key that is not among them. Assumed.
constexpr Duration read_again_after = 1s;

[[nodiscard]] IssuedJson object_of(std::string_view text) {
    IssuedJson json = nests_deeper(text) ? IssuedJson() : IssuedJson::parse(text, nullptr, false);
    return json.is_object() ? json : IssuedJson();
}

[[nodiscard]] std::string text_in(const IssuedJson& json, const char* name) {
    const auto found = json.is_object() ? json.find(name) : json.end();
    return json.is_object() && found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// A moment in whole or broken seconds since 1970; none where the claim is missing.
[[nodiscard]] std::optional<double> seconds_in(const IssuedJson& claims, const char* name) {
    const auto found = claims.find(name);
    return found != claims.end() && found->is_number() ? std::optional(found->get<double>()) : std::nullopt;
}

// What a caller reads of a refusal, all assumed.
[[nodiscard]] Issuers::Checked refused(std::string why) { return {Verdict::refused, std::move(why)}; }

/// RFC 7519, 4.1.
[[nodiscard]] Issuers::Checked check_times(const IssuedJson& claims, Instant now) {
    const double moment = std::chrono::duration<double>(now.time_since_epoch()).count();
    const auto exp = seconds_in(claims, "exp");
    if (!exp) return refused("the token does not have an expiry");
    if (*exp <= moment) return {Verdict::expired, "the token has expired"};
    if (seconds_in(claims, "nbf").value_or(0) > moment) return refused("the token is not valid yet");
    if (seconds_in(claims, "iat").value_or(0) > moment) return refused("the token was issued in the future");
    return {Verdict::accepted};
}

}  // namespace

Task<std::optional<std::string>> Issuers::fetch(std::string url, std::size_t most) {
    http::Request request;
    request.headers.add("Accept", "application/json");
    const auto answer = co_await web_.ask(std::move(url), std::move(request), issuer_patience);
    if (!answer || answer->status != 200 || answer->body.size() > most) co_return std::nullopt;
    co_return answer->body.str();
}

Task<std::optional<std::string>> Issuers::discover(std::string issuer) {
    const std::string_view slash = issuer.ends_with('/') ? "" : "/";
    co_return co_await fetch(fmt::format("{}{}.well-known/openid-configuration", issuer, slash), largest_document);
}

Task<std::optional<Error>> Issuers::read(std::string issuer, std::string keys) {
    std::string by = keys.empty() ? issuer : keys;
    if (keys.empty()) {
        const auto document = co_await discover(std::move(issuer));
        if (document) keys = text_in(object_of(*document), "jwks_uri");
    }
    if (keys.empty()) co_return Error{"OIDC discovery endpoint communication error"};
    const auto text = co_await fetch(std::move(keys), largest_keys);
    auto set = text ? JsonWebKeys::of(*text) : std::nullopt;
    if (!set) co_return Error{"JWKS endpoint communication error"};
    known_.insert_or_assign(std::move(by), Known{std::move(*set), context_.now()});
    co_return std::nullopt;
}

Task<Issuers::Checked> Issuers::check(Issued token, Instant now) {
    const std::string& text = token.text;
    const std::size_t first = text.find('.');
    const std::size_t second = first == std::string::npos ? first : text.find('.', first + 1);
    if (second == std::string::npos || text.find('.', second + 1) != std::string::npos || text.size() > longest_token)
        co_return refused("the token is malformed");
    const IssuedJson head = object_of(base64url_decode(text.substr(0, first)).value_or(""));
    const IssuedJson claims = object_of(base64url_decode(text.substr(first + 1, second - first - 1)).value_or(""));
    const auto signature = base64url_decode(text.substr(second + 1));
    if (!head.is_object() || !claims.is_object() || !signature) co_return refused("the token is malformed");
    const std::string algorithm = text_in(head, "alg");
    if (std::find(token.algorithms.begin(), token.algorithms.end(), algorithm) == token.algorithms.end())
        co_return refused(fmt::format("signing method {} is invalid", algorithm));
    if (text_in(claims, "iss") != token.issuer) co_return refused("the token does not have a valid issuer");
    const std::string key = text_in(head, "kid");
    const std::string by = token.keys.empty() ? token.issuer : token.keys;
    const auto known = known_.find(by);
    const Duration age = known == known_.end() ? token.keys_last : context_.now() - known->second.read;
    const bool misses = known != known_.end() && !known->second.keys.has(key) && age >= read_again_after;
    if (age >= token.keys_last || misses) {
        std::optional<Error> problem = co_await read(token.issuer, token.keys);
        // Keys that were good are better than none.
        if (problem && (age >= token.keys_last || known_.find(by) == known_.end()))
            co_return refused(std::move(problem->message));
    }
    const JsonWebKeys& keys = known_.at(by).keys;
    if (!keys.has(key)) co_return refused(fmt::format("the key {} is not one of the issuer's", key));
    if (!keys.verify(key, algorithm, std::string_view(text).substr(0, second), *signature))
        co_return refused("signature verification failed");
    Checked checked = check_times(claims, now);
    checked.claims = claims.dump(-1, ' ', false, IssuedJson::error_handler_t::replace);
    co_return checked;
}

}  // namespace wt::identity
