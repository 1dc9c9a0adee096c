#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "base/result.hpp"
#include "identity/api/json_web_keys.hpp"
#include "identity/api/web.hpp"

namespace wt::identity {

/// Issuers of tokens elsewhere: their keys are found by OpenID Connect Discovery 1.0, over http and https, and kept for
/// a while; a token by a key that is not among them has them read again. Limits: API Gateway quotas for HTTP APIs.
class Issuers {
public:
    /// The web outlives this.
    Issuers(const Context& context, Web& web) : context_(context), web_(web) {}

    struct Issued {
        std::string issuer;
        std::string text;
        std::vector<std::string> algorithms;  // that may have signed it: "RS256"
        Duration keys_last;                   // how long an issuer's keys are kept
        std::string keys = {};                // where they are published; empty: where the issuer's document says
    };
    struct Checked {
        enum class Verdict : std::uint8_t { accepted, refused, expired };
        Verdict verdict = Verdict::refused;
        std::string why = {};     // for the caller
        std::string claims = {};  // JSON, of one that is accepted
    };
    /// Form, algorithm, key, signature, issuer and times of a token.
    [[nodiscard]] Task<Checked> check(Issued token, Instant now);
    /// The text of an issuer's document; none where it has none.
    [[nodiscard]] Task<std::optional<std::string>> discover(std::string issuer);

private:
    struct Known {
        JsonWebKeys keys;
        Instant read;
    };
    /// Reads an issuer's keys; why it could not, in the caller's words.
    [[nodiscard]] Task<std::optional<Error>> read(std::string issuer, std::string keys);
    /// What stands at a URL, of at most so many bytes; none where nobody says it in time.
    [[nodiscard]] Task<std::optional<std::string>> fetch(std::string url, std::size_t most);

    Context context_;
    Web& web_;
    std::map<std::string, Known> known_;  // by issuer, or where they are published
};

}  // namespace wt::identity
