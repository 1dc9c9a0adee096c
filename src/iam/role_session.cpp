#include "iam/role_session.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "base/hash.hpp"
#include "iam/generated_ids.hpp"

namespace wt::iam {

namespace {

constexpr aws::ErrorRow validation_error{"ValidationError", 400, ""};
constexpr aws::ErrorRow assume_role_denied{"AccessDenied", 403, ""};

[[nodiscard]] std::string drawn(Random& random, std::string_view alphabet, std::size_t size) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) text += alphabet[random.below(alphabet.size())];
    return text;
}

/// Inputs that are held against what the API's model says of them; each violation is a clause of the message.
class Violations {
public:
    void check(bool holds, std::string_view value, std::string_view member, std::string_view constraint) {
        if (holds) return;
        clauses_.push_back(
            fmt::format("Value '{}' at '{}' failed to satisfy constraint: Member must {}", value, member, constraint));
    }
    void length(std::string_view value, std::string_view member, std::size_t shortest, std::size_t longest) {
        check(value.size() >= shortest, value, member,
              fmt::format("have length greater than or equal to {}", shortest));
        check(value.size() <= longest, value, member, fmt::format("have length less than or equal to {}", longest));
    }
    void duration(std::optional<std::int64_t> asked, SessionLength length) {
        if (!asked) return;
        const std::string value = std::to_string(*asked);
        check(*asked >= length.shortest, value, "durationSeconds",
              fmt::format("have value greater than or equal to {}", length.shortest));
        check(*asked <= length.longest, value, "durationSeconds",
              fmt::format("have value less than or equal to {}", length.longest));
    }
    [[nodiscard]] std::optional<aws::Error> error() const {
        if (clauses_.empty()) return std::nullopt;
        return aws::Error(validation_error, fmt::format("{} validation error{} detected: {}", clauses_.size(),
                                                        clauses_.size() == 1 ? "" : "s", fmt::join(clauses_, "; ")));
    }

private:
    std::vector<std::string> clauses_;
};

[[nodiscard]] bool consists_of(std::string_view text, std::string_view others) {
    return std::all_of(text.begin(), text.end(),
                       [&](char c) { return is_word_character(c) || others.find(c) != std::string_view::npos; });
}

}  // namespace

std::optional<RoleName> parse_role_arn(std::string_view arn) {
    constexpr std::string_view begin = "arn:aws:iam::";
    constexpr std::string_view kind = ":role/";
    if (!arn.starts_with(begin) || arn.size() > 2048) return std::nullopt;
    const std::string_view account = arn.substr(begin.size()).substr(0, 12);
    const std::string_view rest = arn.substr(std::min(begin.size() + 12, arn.size()));
    const std::string_view name = rest.substr(rest.rfind('/') + 1);
    if (!aws::is_account_id(account) || !rest.starts_with(kind) || name.empty() || name.size() > 64)
        return std::nullopt;
    if (!consists_of(name, "+=,.@-")) return std::nullopt;
    return RoleName{std::string(arn), std::string(account), std::string(name)};
}

std::string unique_id(std::string_view prefix, std::string_view arn) {
    std::string id(prefix);
    const std::uint64_t parts[] = {hash_bytes(arn, 1), hash_bytes(arn, 2)};
    for (std::size_t i = 0; i < 17; ++i) id += base32[(parts[i / 12] >> (5 * (i % 12))) & 31U];
    return id;
}

std::optional<aws::Error> refuse(const RoleSessionInput& input) {
    Violations violations;
    violations.length(input.role_arn, "roleArn", 20, 2048);
    violations.check(consists_of(input.session_name, "+=,.@-"), input.session_name, "roleSessionName",
                     "satisfy regular expression pattern: [\\w+=,.@-]*");
    violations.length(input.session_name, "roleSessionName", 2, 64);
    violations.duration(input.duration_seconds, assume_role_length);
    if (input.external_id) violations.length(*input.external_id, "externalId", 2, 1224);
    if (auto error = violations.error()) return error;
    if (!parse_role_arn(input.role_arn)) {
        return aws::Error(validation_error, fmt::format("{} is invalid", input.role_arn));
    }
    return std::nullopt;
}

std::optional<aws::Error> refuse_duration(std::optional<std::int64_t> duration_seconds, SessionLength length) {
    Violations violations;
    violations.duration(duration_seconds, length);
    return violations.error();
}

aws::Principal session_of(const RoleName& role, std::string_view session_name) {
    aws::Principal principal;
    principal.kind = aws::PrincipalKind::assumed_role;
    principal.account = role.account;
    principal.arn = fmt::format("arn:aws:sts::{}:assumed-role/{}/{}", role.account, role.name, session_name);
    principal.user_id = fmt::format("{}:{}", unique_id("AROA", role.arn), session_name);
    principal.role_arn = role.arn;
    return principal;
}

aws::Error may_not_assume(const aws::Principal& caller, std::string_view role_arn) {
    return {assume_role_denied, fmt::format("User: {} is not authorized to perform: sts:AssumeRole on resource: {}",
                                            caller.anonymous() ? "anonymous" : caller.arn, role_arn)};
}

Credential temporary_credential(Random& random, aws::Principal principal, Instant expiration, std::size_t token_size) {
    constexpr std::string_view begin = "IQoJb3JpZ2luX2Vj";  // as all of AWS's
    constexpr std::string_view end = "==";
    Credential credential;
    credential.access_key_id = "ASIA" + drawn(random, base32, 16);
    credential.secret_access_key = drawn(random, base64, 40);
    const std::size_t body = std::max(token_size, least_session_token) - begin.size() - end.size();
    credential.session_token = fmt::format("{}{}{}", begin, drawn(random, base64, body), end);
    credential.expiration = expiration;
    credential.principal = std::move(principal);
    return credential;
}

}  // namespace wt::iam
