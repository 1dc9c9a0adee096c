#include "iam/authenticator.hpp"

#include "aws/payload_reader.hpp"
#include "aws/signature.hpp"
#include "iam/authorize.hpp"
#include "iam/generated_ids.hpp"
#include "iam/request_resource.hpp"

namespace wt::iam {

namespace {

[[nodiscard]] aws::Dialect dialect_of(aws::Protocol protocol, const aws::ServiceModel& model) {
    switch (protocol) {
        case aws::Protocol::query: return aws::Dialect::query;
        case aws::Protocol::json_1_0:
        case aws::Protocol::rpc_v2_cbor:
        case aws::Protocol::json_1_1: return aws::Dialect::json;
        case aws::Protocol::rest_json: return aws::Dialect::rest_json;
        case aws::Protocol::rest_xml: break;
    }
    // S3 Control signs as S3 does. Assumed: and is refused in S3's words.
    return model.signing_name == "s3" ? aws::Dialect::s3 : aws::Dialect::query;
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

std::optional<std::string_view> KeyAuthenticator::secret_of(std::string_view access_key, Instant now) const {
    const Credential* const known = mode_ == AuthMode::off ? nullptr : credentials_.find(access_key);
    if (known == nullptr || known->expired(now)) return std::nullopt;
    return known->secret_access_key;
}

Result<aws::Principal, aws::Error> KeyAuthenticator::caller_of(const Credential* known, std::string_view access_key,
                                                               aws::Dialect dialect) const {
    const aws::Accounts& accounts = credentials_.accounts();
    aws::Principal caller = known == nullptr ? aws::root_of(accounts.of_key(access_key)) : known->principal;
    caller.access_key = access_key;
    if (caller.canonical_id.empty()) caller.canonical_id = accounts.said_canonical_user_id(caller.account);
    if (mode_ == AuthMode::off) return caller;
    if (known == nullptr) {
        if (mode_ == AuthMode::strict || is_drawn_access_key_id(access_key))
            return aws::unknown_access_key(dialect, access_key);
        return caller;
    }
    if (identities_ == nullptr || !known->limited()) return caller;
    Identities::Standing standing = identities_->standing_of(*known);
    if (!standing.exists) return aws::unknown_access_key(dialect, access_key);
    caller.policies = std::move(standing.policies);
    return caller;
}

Result<KeyAuthenticator::Admitted, aws::Error> KeyAuthenticator::admit(const aws::Call& call,
                                                                       const aws::ServiceModel& model) {
    const http::Request& request = call.request;
    Admitted admitted;
    admitted.region = credentials_.accounts().usual_region();
    const aws::Dialect dialect = dialect_of(call.protocol, model);
    const Result<aws::Signed, aws::Error> said = aws::read_signature(request, dialect);
    if (mode_ == AuthMode::off && (!said.ok() || said->form == aws::SignatureForm::none)) {
        admitted.caller = aws::root_of(credentials_.accounts().usual());
        return admitted;
    }
    if (!said.ok()) return said.error();
    if (said->form == aws::SignatureForm::none) {
        // A service that came from the query protocol keeps its code, whatever it speaks now.
        if (!model.takes_unsigned)
            return aws::missing_signature(model.error_shapes.empty() ? dialect : aws::Dialect::query);
        return admitted;
    }

    const std::string_view access_key = said->credential.access_key;
    const Credential* const known = credentials_.find(access_key);
    if (!said->credential.region.empty()) admitted.region = said->credential.region;
    admitted.presigned = said->form == aws::SignatureForm::query || said->form == aws::SignatureForm::query_v2;
    auto caller = caller_of(known, access_key, dialect);
    if (!caller.ok()) return caller.error();
    admitted.caller = std::move(*caller);
    if (mode_ == AuthMode::off) return admitted;

    if (known != nullptr && known->expired(call.now)) return aws::expired_token(dialect);
    if (known != nullptr && said->session_token.view() != known->session_token) return aws::invalid_token(dialect);
    const aws::SignatureRules rules{dialect, model.signing_name, {}, bucket_in_host(call), held_to_clock_};
    if (auto error = aws::verify(request, *said, rules, secret_of(access_key, call.now), keys_, call.now))
        return std::move(*error);
    if (identities_ != nullptr && known != nullptr && known->identity)
        identities_->note_use(access_key, model.signing_name, admitted.region, call.now);
    return admitted;
}

std::optional<aws::Error> KeyAuthenticator::authorize(const aws::Call& call, const aws::Wanted& wanted) {
    if (!call.caller.policies) return std::nullopt;
    RequestContext context;
    describe_call(context, call);
    const std::string resource = wanted.resource ? *wanted.resource : resource_of(call, wanted);
    const AccessRequest request{call.caller, wanted.operation.action, resource, context};
    const Ruling ruling = iam::authorize(request);
    if (ruling.allowed()) return std::nullopt;
    return not_authorized(call.protocol, wanted.model, denial_text(ruling, request, resource.empty() ? "*" : resource));
}

aws::Error not_authorized(aws::Protocol protocol, const aws::ServiceModel& model, std::string text) {
    static constexpr aws::ErrorRow in_xml{"AccessDenied", 403, "Access Denied"};
    static constexpr aws::ErrorRow in_json{"AccessDeniedException", 400, "Access Denied"};
    static constexpr aws::ErrorRow in_rest_json{"AccessDeniedException", 403, "Access Denied"};
    switch (dialect_of(protocol, model)) {
        case aws::Dialect::json: return {in_json, std::move(text)};
        case aws::Dialect::rest_json: return {in_rest_json, std::move(text)};
        default: return {in_xml, std::move(text)};
    }
}

Result<aws::Principal, aws::Error> KeyAuthenticator::admit_policy(const aws::PolicySignature& said,
                                                                  const aws::ServiceModel& model, Instant now) {
    const aws::Dialect dialect = dialect_of(model.protocol, model);
    const bool by_version_2 = !said.version_2_key.empty();
    const std::string_view access_key =
        by_version_2 ? said.version_2_key : said.credential.substr(0, said.credential.find('/'));
    const Credential* const known = credentials_.find(access_key);
    auto principal = caller_of(known, access_key, dialect);
    if (!principal.ok() || mode_ == AuthMode::off) return principal;
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
    Result<aws::Signed, aws::Error> said = aws::read_signature(call.request, dialect_of(call.protocol, model));
    if (!said.ok()) said = aws::Signed();
    std::optional<aws::ChunkSignatures> signatures;
    if (said->form != aws::SignatureForm::none)
        signatures = aws::chunk_signatures(*said, secret_of(said->credential.access_key, call.now), keys_);
    auto opened = aws::open_payload(call.request, *said, std::move(signatures));
    if (!opened.ok()) return opened.error();
    return std::shared_ptr<aws::Payload>(std::move(*opened));
}

}  // namespace wt::iam
