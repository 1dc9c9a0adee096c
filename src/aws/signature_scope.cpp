#include "aws/signature_scope.hpp"

#include <fmt/format.h>

namespace wt::aws {

namespace {

/// How far the clocks of client and service may be apart.
constexpr Duration s3_skew = 15min;     // S3 API Reference, "Authenticating Requests"
constexpr Duration query_skew = 15min;  // observed of STS and SNS: "(... - 15 min.)"
constexpr Duration json_skew = 5min;    // observed of DynamoDB and Lambda: "(... - 5 min.)"

/// S3 tells the first thing that is wrong.
[[nodiscard]] std::optional<Error> check_s3_scope(const Signed& said, const SignatureRules& rules) {
    const Credential& credential = said.credential;
    const auto malformed = [&said](const std::string& sentence) {
        if (said.form == SignatureForm::header) return malformed_header(sentence);
        return malformed_query("Error parsing the X-Amz-Credential parameter; " + sentence);
    };
    if (credential.date != said.time.date()) {
        const std::string sentence =
            fmt::format("Invalid credential date \"{}\". This date is not the same as X-Amz-Date: \"{}\".",
                        credential.date, said.time.date());
        // Assumed: the query's error has the sentence alone, as compatible stores tell it.
        return said.form == SignatureForm::header ? malformed_header(sentence) : malformed_query(sentence);
    }
    if (!rules.region.empty() && credential.region != rules.region) {
        return malformed(fmt::format("the region '{}' is wrong; expecting '{}'", credential.region, rules.region))
            .with("Region", std::string(rules.region));
    }
    if (credential.service != rules.service) {
        return malformed(fmt::format("incorrect service \"{}\". This endpoint belongs to \"{}\".", credential.service,
                                     rules.service));
    }
    if (credential.terminator != sigv4_terminator) {
        return malformed(
            fmt::format("incorrect terminal \"{}\". This endpoint uses \"aws4_request\".", credential.terminator));
    }
    return std::nullopt;
}

/// "(20150830T123600Z - 5 min.)"
[[nodiscard]] std::string limit(Instant now, char sign, Duration skew) {
    return fmt::format("({} {} {} min.)", AmzDate(now).text(), sign,
                       std::chrono::duration_cast<std::chrono::minutes>(skew).count());
}

[[nodiscard]] std::optional<Error> check_s3_time(const Signed& said, Instant now) {
    const Instant signed_at = said.time.moment();
    const bool early = signed_at > now + s3_skew;
    if (said.form == SignatureForm::query) {
        if (early) return access_denied("Request is not valid yet");
        const Duration good_for = said.expires.value_or(Duration::zero());
        if (now <= signed_at + good_for) return std::nullopt;
        return access_denied("Request has expired")
            .with("X-Amz-Expires", fmt::format("{}", good_for / 1s))
            .with("Expires", iso_date(signed_at + good_for))
            .with("ServerTime", iso_date(now));
    }
    if (!early && signed_at >= now - s3_skew) return std::nullopt;
    constexpr ErrorRow skewed = {"RequestTimeTooSkewed", 403,
                                 "The difference between the request time and the current time is too large."};
    return Error(skewed)
        .with("RequestTime", std::string(said.time.text()))
        .with("ServerTime", iso_date(now))
        .with("MaxAllowedSkewMilliseconds", fmt::format("{}", s3_skew / 1ms));
}

}  // namespace

std::optional<Error> check_scope(const Signed& said, const SignatureRules& rules) {
    if (rules.dialect == Dialect::s3) return check_s3_scope(said, rules);
    // All others tell everything that is wrong at once.
    const Credential& credential = said.credential;
    std::string sentence;
    const auto add = [&sentence](const std::string& more) {
        if (!sentence.empty()) sentence += ' ';
        sentence += more;
    };
    if (!rules.region.empty() && credential.region != rules.region) {
        add(fmt::format("Credential should be scoped to a valid region, not '{}'.", credential.region));
    }
    if (credential.service != rules.service) {
        add(fmt::format("Credential should be scoped to correct service: '{}'.", rules.service));
    }
    if (credential.terminator != sigv4_terminator) {
        add(fmt::format("Credential should be scoped with a valid terminator: 'aws4_request', not '{}'.",
                        credential.terminator));
    }
    if (credential.date != said.time.date()) {
        add(
            fmt::format("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
                        "'{}' != '{}', from '{}'.",
                        credential.date, said.time.date(), said.time.text()));
    }
    if (sentence.empty()) return std::nullopt;
    return signature_mismatch(rules.dialect, std::move(sentence));
}

std::optional<Error> check_time(const Signed& said, Dialect dialect, Instant now) {
    if (dialect == Dialect::s3) return check_s3_time(said, now);
    const Duration skew = dialect == Dialect::query ? query_skew : json_skew;
    const Instant signed_at = said.time.moment();
    if (signed_at < now - skew) {
        return signature_mismatch(dialect,
                                  fmt::format("Signature expired: {} is now earlier than {} {}", said.time.text(),
                                              AmzDate(now - skew).text(), limit(now, '-', skew)));
    }
    if (signed_at > now + skew) {
        return signature_mismatch(
            dialect, fmt::format("Signature not yet current: {} is still later than {} {}", said.time.text(),
                                 AmzDate(now + skew).text(), limit(now, '+', skew)));
    }
    return std::nullopt;
}

}  // namespace wt::aws
