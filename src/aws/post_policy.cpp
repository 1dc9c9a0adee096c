#include "aws/post_policy.hpp"

#include "aws/signature_scope.hpp"

namespace wt::aws {

namespace {

constexpr Duration key_lifetime = std::chrono::days(7);
constexpr Duration skew = 15min;

[[nodiscard]] Error policy_mismatch(std::string_view access_key, std::string_view policy, std::string_view signature) {
    Error error = signature_mismatch(Dialect::s3);
    error.details = {{"AWSAccessKeyId", std::string(access_key)},
                     {"StringToSign", std::string(policy)},
                     {"SignatureProvided", std::string(signature)},
                     {"StringToSignBytes", bytes_of(policy)}};
    return error;
}

}  // namespace

std::optional<Error> verify_post_policy(const PolicySignature& said, const SignatureRules& rules,
                                        std::optional<std::string_view> secret, SigningKeys& keys, Instant now) {
    const auto credential = parse_credential(said.credential);
    if (!credential || credential->access_key.empty()) {
        return malformed_query(
            "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "
            "\"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
    }
    const auto time = AmzDate::parse(said.date);
    if (!time) {
        return invalid_argument("X-Amz-Date must be formatted via ISO8601 Long format.", "X-Amz-Date", said.date);
    }
    Signed claim;
    claim.form = SignatureForm::query;
    claim.credential = *credential;
    claim.time = *time;
    if (auto error = check_scope(claim, rules)) return error;
    if (time->moment() > now + skew) return access_denied("Request is not valid yet");
    if (now > time->moment() + key_lifetime) return access_denied("Invalid according to Policy: Policy expired.");
    if (!secret) return std::nullopt;
    const DigestValue right = hmac(Algorithm::sha256, keys.key(*secret, *credential).view(), said.policy);
    if (equal_in_constant_time(right.hex(), said.signature)) return std::nullopt;
    return policy_mismatch(credential->access_key, said.policy, said.signature);
}

std::optional<Error> verify_post_policy_v2(std::string_view policy, std::string_view access_key,
                                           std::string_view signature, std::optional<std::string_view> secret) {
    if (!secret) return std::nullopt;
    if (equal_in_constant_time(hmac(Algorithm::sha1, *secret, policy).base64(), signature)) return std::nullopt;
    return policy_mismatch(access_key, policy, signature);
}

}  // namespace wt::aws
