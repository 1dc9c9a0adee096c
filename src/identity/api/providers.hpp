#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/context.hpp"
#include "base/result.hpp"
#include "identity/api/issuers.hpp"
#include "identity/api/web.hpp"
#include "identity/cognito_idp_shapes.hpp"
#include "identity/saml/metadata.hpp"

namespace wt::identity {

/// Somebody as a provider elsewhere knows them.
struct FederatedIdentity {
    using Texts = std::map<std::string, std::string>;  // values as a pool's attributes write them
    std::string subject;
    std::string issuer;
    Texts claims;
    std::map<std::string, Texts> answers;  // what the claims were read from: "tokenResponse", "idToken", "userInfo"
    std::string session;                   // at the provider
};

/// The members of an object of JSON, as a pool's attributes write them: a list in brackets, nulls are none. Empty
/// where the text is no object.
[[nodiscard]] FederatedIdentity::Texts texts_in(std::string_view json);

/// What user pools ask identity providers elsewhere, from server to server: documents, tokens, claims.
class Providers {
public:
    using Details = std::map<std::string, std::string>;
    /// All outlive this.
    Providers(const Context& context, Web& web, Issuers& issuers) : context_(context), web_(web), issuers_(issuers) {}

    /// "authorize_url" and the like of an OpenID Connect provider, as its document says; none where it has none.
    [[nodiscard]] Task<std::optional<Details>> discover(std::string issuer);
    /// Who came back with that code: by the ID token, which has to be right, and by what the provider tells of them.
    struct Return {
        std::string code;
        std::string redirect_uri;
        std::string nonce;
    };
    [[nodiscard]] Task<Result<FederatedIdentity>> redeem(IdentityProviderType provider, Return given);
    /// Of a SAML provider; read again after six hours where it stands elsewhere.
    [[nodiscard]] Task<Result<saml::Metadata>> metadata(Details details);

private:
    struct Known {
        saml::Metadata metadata;
        Instant read;
    };
    [[nodiscard]] Task<Result<FederatedIdentity>> checked(Details details, std::string id_token, std::string nonce);
    /// Adds what stands at the provider's address for that.
    [[nodiscard]] Task<std::optional<Error>> add_told(Details details, std::string access_token,
                                                      FederatedIdentity& identity);

    Context context_;
    Web& web_;
    Issuers& issuers_;
    std::map<std::string, Known> known_;  // by their addresses
};

}  // namespace wt::identity
