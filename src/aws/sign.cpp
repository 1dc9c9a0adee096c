#include "aws/sign.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "aws/amz_date.hpp"
#include "aws/canonical_request.hpp"
#include "aws/content_sha256.hpp"
#include "aws/signature.hpp"
#include "base/ascii.hpp"
#include "base/assert.hpp"

namespace wt::aws {

namespace {

/// What proxies and listeners change on the way.
constexpr std::array<std::string_view, 10> never_signed = {
    "authorization", "connection",        "expect",  "keep-alive", "proxy-connection", "te",
    "trailer",       "transfer-encoding", "upgrade", "user-agent"};

[[nodiscard]] bool is_s3(const Signer& signer) { return signer.service == "s3"; }

[[nodiscard]] std::string signed_headers(const http::Headers& headers) {
    std::vector<std::string> names;
    for (const http::Header& field : headers) {
        std::string name = lowered(field.name);
        if (std::ranges::find(never_signed, name) == never_signed.end()) names.push_back(std::move(name));
    }
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return fmt::format("{}", fmt::join(names, ";"));
}

[[nodiscard]] std::string signature(const http::Request& request, const Signer& signer, const AmzDate& time,
                                    std::string_view names, std::string_view payload_hash) {
    CanonicalForm form;
    form.path = is_s3(signer) ? PathForm::once : PathForm::twice;
    form.signed_headers = names;
    form.payload_hash = payload_hash;
    const std::string who = credential_of(signer, time.moment());
    const Credential credential = *parse_credential(who);
    const DigestValue key = derive_signing_key(signer.secret, credential);
    const std::string canonical = canonical_request(request, form);
    return hmac(Algorithm::sha256, key.view(), string_to_sign(time, credential.scope, canonical)).hex();
}

}  // namespace

std::string credential_of(const Signer& signer, Instant now) {
    return fmt::format("{}/{}/{}/{}/{}", signer.access_key, AmzDate(now).date(), signer.region, signer.service,
                       sigv4_terminator);
}

void sign_header(http::Request& request, const Signer& signer, Instant now) {
    const AmzDate time(now);
    request.headers.remove("authorization");
    request.headers.set("X-Amz-Date", Text(time.text()));
    if (!signer.session_token.empty()) request.headers.set("X-Amz-Security-Token", Text(signer.session_token));
    std::string hash;
    if (const Text* given = request.headers.find("x-amz-content-sha256")) {
        hash = given->str();
    } else {
        hash = sha256(request.body).hex();
        if (is_s3(signer)) request.headers.set("x-amz-content-sha256", Text(hash));
    }
    const std::string names = signed_headers(request.headers);
    request.headers.set("Authorization", Text(fmt::format("{} Credential={}, SignedHeaders={}, Signature={}",
                                                          sigv4_algorithm, credential_of(signer, now), names,
                                                          signature(request, signer, time, names, hash))));
}

void sign_query(http::Request& request, const Signer& signer, Instant now, Duration lifetime) {
    const AmzDate time(now);
    std::string query = request.query.str();
    const auto add = [&query](std::string_view name, std::string_view value) {
        if (!query.empty()) query += '&';
        query += name;
        query += '=';
        append_encoded(query, value);
    };
    const std::string names = signed_headers(request.headers);
    add("X-Amz-Algorithm", sigv4_algorithm);
    add("X-Amz-Credential", credential_of(signer, now));
    add("X-Amz-Date", time.text());
    add("X-Amz-Expires", fmt::format("{}", lifetime / 1s));
    add("X-Amz-SignedHeaders", names);
    if (!signer.session_token.empty()) add("X-Amz-Security-Token", signer.session_token);
    request.query = Text(query);
    const std::string hash = is_s3(signer) ? std::string(unsigned_payload) : sha256(request.body).hex();
    add("X-Amz-Signature", signature(request, signer, time, names, hash));
    request.query = Text(query);
}

std::string sign_post_policy(std::string_view policy, const Signer& signer, Instant now) {
    const std::string who = credential_of(signer, now);
    return hmac(Algorithm::sha256, derive_signing_key(signer.secret, *parse_credential(who)).view(), policy).hex();
}

}  // namespace wt::aws
