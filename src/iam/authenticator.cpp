#include "iam/authenticator.hpp"

#include "aws/payload_reader.hpp"
#include "aws/signature.hpp"

namespace wt::iam {

namespace {

[[nodiscard]] aws::Dialect dialect_of(const aws::ServiceModel& model) {
    switch (model.protocol) {
        case aws::Protocol::query: return aws::Dialect::query;
        case aws::Protocol::json_1_0:
        case aws::Protocol::json_1_1: return aws::Dialect::json;
        case aws::Protocol::rest_json: return aws::Dialect::rest_json;
        case aws::Protocol::rest_xml: break;
    }
    return model.errors == aws::ErrorBody::bare ? aws::Dialect::s3 : aws::Dialect::query;
}

/// The bucket that the host names: what the service has put in front of the path.
[[nodiscard]] std::string_view bucket_in_host(const aws::Call& call) {
    const std::string_view path = call.path;
    const std::size_t own = call.request.path.size();
    return path.size() > own + 1 ? path.substr(1, path.size() - own - 1) : std::string_view();
}

}  // namespace

std::optional<AuthMode> parse_auth_mode(std::string_view name) {
    if (name == "off") return AuthMode::off;
    if (name == "lenient") return AuthMode::lenient;
    if (name == "strict") return AuthMode::strict;
    return std::nullopt;
}

aws::Principal KeyAuthenticator::caller_of(std::string_view access_key, const Credential* known) const {
    const aws::Accounts& accounts = credentials_.accounts();
    aws::Principal principal = known == nullptr ? aws::root_of(accounts.of_key(access_key)) : known->principal;
    principal.access_key = access_key;
    principal.canonical_id = accounts.said_canonical_user_id(principal.account);
    return principal;
}

std::optional<std::string_view> KeyAuthenticator::secret_of(std::string_view access_key, Instant now) const {
    const Credential* const known = mode_ == AuthMode::off ? nullptr : credentials_.find(access_key);
    if (known == nullptr || known->expired(now)) return std::nullopt;
    return known->secret_access_key;
}

Result<KeyAuthenticator::Admitted, aws::Error> KeyAuthenticator::admit(const aws::Call& call,
                                                                       const aws::ServiceModel& model) {
    const http::Request& request = call.request;
    Admitted admitted;
    admitted.region = credentials_.accounts().usual_region();
    const aws::Dialect dialect = dialect_of(model);
    const Result<aws::Signed, aws::Error> said = aws::read_signature(request, dialect);
    if (mode_ == AuthMode::off && (!said.ok() || said->form == aws::SignatureForm::none)) {
        admitted.caller = aws::root_of(credentials_.accounts().usual());
        return admitted;
    }
    if (!said.ok()) return said.error();
    if (said->form == aws::SignatureForm::none) return admitted;

    const std::string_view access_key = said->credential.access_key;
    const Credential* const known = credentials_.find(access_key);
    if (!said->credential.region.empty()) admitted.region = said->credential.region;
    admitted.presigned = said->form != aws::SignatureForm::header;
    admitted.caller = caller_of(access_key, known);
    if (mode_ == AuthMode::off) return admitted;

    if (known == nullptr && mode_ == AuthMode::strict) return aws::unknown_access_key(dialect, access_key);
    if (known != nullptr && known->expired(call.now)) return aws::expired_token(dialect);
    if (known != nullptr && said->session_token.view() != known->session_token) return aws::invalid_token(dialect);
    const aws::SignatureRules rules{dialect, model.signing_name, {}, bucket_in_host(call), held_to_clock_};
    if (auto error = aws::verify(request, *said, rules, secret_of(access_key, call.now), keys_, call.now))
        return std::move(*error);
    return admitted;
}

Result<aws::Principal, aws::Error> KeyAuthenticator::admit_policy(const aws::PolicySignature& said,
                                                                  const aws::ServiceModel& model, Instant now) {
    const aws::Dialect dialect = dialect_of(model);
    const bool by_version_2 = !said.version_2_key.empty();
    const std::string_view access_key =
        by_version_2 ? said.version_2_key : said.credential.substr(0, said.credential.find('/'));
    const Credential* const known = credentials_.find(access_key);
    aws::Principal principal = caller_of(access_key, known);
    if (mode_ == AuthMode::off) return principal;
    if (known == nullptr && mode_ == AuthMode::strict) return aws::unknown_access_key(dialect, access_key);
    if (known != nullptr && known->expired(now)) return aws::expired_token(dialect);
    const aws::SignatureRules rules{dialect, model.signing_name, {}, {}, held_to_clock_};
    const auto secret = secret_of(access_key, now);
    auto error = by_version_2 ? aws::verify_post_policy_v2(said.policy, access_key, said.signature, secret)
                              : aws::verify_post_policy(said, rules, secret, keys_, now);
    if (error) return std::move(*error);
    return principal;
}

Result<std::shared_ptr<aws::Payload>, aws::Error> KeyAuthenticator::payload(const aws::Call& call,
                                                                            const aws::ServiceModel& model) {
    Result<aws::Signed, aws::Error> said = aws::read_signature(call.request, dialect_of(model));
    if (!said.ok()) said = aws::Signed();
    std::optional<aws::ChunkSignatures> signatures;
    if (said->form != aws::SignatureForm::none)
        signatures = aws::chunk_signatures(*said, secret_of(said->credential.access_key, call.now), keys_);
    auto opened = aws::open_payload(call.request, *said, std::move(signatures));
    if (!opened.ok()) return opened.error();
    return std::shared_ptr<aws::Payload>(std::move(*opened));
}

}  // namespace wt::iam
