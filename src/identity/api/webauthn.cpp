#include "identity/api/webauthn.hpp"

#include <map>
#include <optional>

#include <nlohmann/json.hpp>

#include "aws/cbor_cursor.hpp"
#include "aws/digests.hpp"
#include "base/base64.hpp"
#include "base/json_depth.hpp"
#include "identity/api/json_web_keys.hpp"

namespace wt::identity {

namespace {

using PasskeyJson = nlohmann::json;
using aws::CborCursor;

// Authenticator data: Level 2, 6.1.
constexpr std::size_t digest_bytes = 32;
constexpr std::size_t head_bytes = digest_bytes + 1 + 4;
constexpr std::size_t aaguid_bytes = 16;
constexpr unsigned person_present = 1;
constexpr unsigned person_verified = 4;
constexpr unsigned has_credential = 0x40;
constexpr std::size_t longest_id = 1023;

struct AuthenticatorData {
    unsigned flags;
    std::uint32_t count;
    std::string_view rest;
};

[[nodiscard]] unsigned byte_at(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

/// Both with the address of a page: "https://example.com" for "example.com" and what is under it.
[[nodiscard]] bool is_origin_of(std::string_view origin, std::string_view party) {
    const std::size_t scheme = origin.find("://");
    if (scheme == std::string_view::npos) return false;
    std::string_view host = origin.substr(scheme + 3);
    host = host.substr(0, host.find(':'));
    const bool local = host == "localhost" || host.ends_with(".localhost");
    if (origin.substr(0, scheme) != "https" && !(local && origin.substr(0, scheme) == "http")) return false;
    return host == party ||
           (host.size() > party.size() && host.ends_with(party) && host[host.size() - party.size() - 1] == '.');
}

[[nodiscard]] std::optional<PasskeyFault> refuse_client_data(std::string_view text, std::string_view type,
                                                             std::string_view challenge, const RelyingParty& party) {
    const PasskeyJson said = nests_deeper(text) ? PasskeyJson() : PasskeyJson::parse(text, nullptr, false);
    const auto member = [&said](const char* name) {
        const auto found = said.is_object() ? said.find(name) : said.end();
        return said.is_object() && found != said.end() && found->is_string() ? found->get<std::string>()
                                                                             : std::string();
    };
    if (member("type") != type) return PasskeyFault::malformed;
    if (challenge.empty() || !aws::equal_in_constant_time(member("challenge"), challenge))
        return PasskeyFault::challenge;
    if (!is_origin_of(member("origin"), party.id)) return PasskeyFault::origin;
    return std::nullopt;
}

[[nodiscard]] Result<AuthenticatorData, PasskeyFault> read_data(std::string_view bytes, const RelyingParty& party) {
    if (bytes.size() < head_bytes) return PasskeyFault::malformed;
    if (bytes.substr(0, digest_bytes) != aws::sha256(party.id).view()) return PasskeyFault::party;
    AuthenticatorData data{byte_at(bytes, digest_bytes), 0, bytes.substr(head_bytes)};
    for (std::size_t i = digest_bytes + 1; i < head_bytes; ++i) data.count = data.count << 8U | byte_at(bytes, i);
    if ((data.flags & person_present) == 0) return PasskeyFault::person;
    if (party.verifies && (data.flags & person_verified) == 0) return PasskeyFault::person;
    return data;
}

/// A member of a map whose keys are texts: its bytes.
[[nodiscard]] std::optional<std::string> bytes_of_member(std::string_view cbor, std::string_view wanted) {
    CborCursor cursor(cbor);
    const auto map = cursor.head();
    if (!map || map->major != CborCursor::Major::map || map->endless()) return std::nullopt;
    std::optional<std::string> found;
    for (std::uint64_t i = 0; i < map->argument; ++i) {
        const auto key = cursor.head();
        const auto name = key && key->major == CborCursor::Major::text ? cursor.string(*key) : std::nullopt;
        if (!name) return std::nullopt;
        if (*name != wanted) {
            if (!cursor.skip()) return std::nullopt;
            continue;
        }
        const auto value = cursor.head();
        if (found || !value || value->major != CborCursor::Major::bytes) return std::nullopt;
        found = cursor.string(*value);
        if (!found) return std::nullopt;
    }
    return found;
}

/// RFC 9052, 7: numbers and bytes of a key, by their labels.
struct CoseKey {
    std::map<std::int64_t, std::int64_t> numbers;
    std::map<std::int64_t, std::string> bytes;
};

[[nodiscard]] std::optional<std::int64_t> number_of(const CborCursor::Head& head) {
    constexpr std::uint64_t largest = 1U << 30U;
    if (head.argument > largest) return std::nullopt;
    if (head.major == CborCursor::Major::natural) return static_cast<std::int64_t>(head.argument);
    if (head.major == CborCursor::Major::negative) return -1 - static_cast<std::int64_t>(head.argument);
    return std::nullopt;
}

[[nodiscard]] std::optional<CoseKey> read_key(std::string_view cbor) {
    CborCursor cursor(cbor);
    const auto map = cursor.head();
    if (!map || map->major != CborCursor::Major::map || map->endless()) return std::nullopt;
    CoseKey key;
    for (std::uint64_t i = 0; i < map->argument; ++i) {
        const auto label_head = cursor.head();
        const auto label = label_head ? number_of(*label_head) : std::nullopt;
        CborCursor ahead = cursor;
        const auto value = label ? ahead.head() : std::nullopt;
        if (!value) return std::nullopt;
        if (const auto number = number_of(*value)) {
            key.numbers[*label] = *number;
        } else if (value->major == CborCursor::Major::bytes) {
            const auto text = ahead.string(*value);
            if (!text) return std::nullopt;
            key.bytes[*label] = *text;
        }
        if (!cursor.skip()) return std::nullopt;
    }
    return key;
}

/// RFC 9053 and RFC 8230, as a JSON Web Key set; empty where it is no key of ours.
[[nodiscard]] std::string web_key_of(CoseKey key) {
    constexpr std::int64_t kind = 1;
    constexpr std::int64_t algorithm = 3;
    PasskeyJson made;
    if (key.numbers[kind] == 2 && key.numbers[algorithm] == -7 && key.numbers[-1] == 1) {
        made = {{"kty", "EC"},
                {"crv", "P-256"},
                {"x", base64url_encode(key.bytes[-2])},
                {"y", base64url_encode(key.bytes[-3])}};
    } else if (key.numbers[kind] == 3 && key.numbers[algorithm] == -257) {
        made = {{"kty", "RSA"},
                {"alg", "RS256"},
                {"n", base64url_encode(key.bytes[-1])},
                {"e", base64url_encode(key.bytes[-2])}};
    } else {
        return {};
    }
    made["kid"] = "passkey";
    std::string set = PasskeyJson{{"keys", {made}}}.dump();
    const auto keys = JsonWebKeys::of(set);
    return keys && keys->has("passkey") ? set : std::string();  // not every point is on the curve
}

}  // namespace

Result<NewPasskey, PasskeyFault> read_registration(std::string_view client_data, std::string_view attestation,
                                                   std::string_view challenge, const RelyingParty& party) {
    if (auto fault = refuse_client_data(client_data, "webauthn.create", challenge, party)) return *fault;
    const auto bytes = bytes_of_member(attestation, "authData");
    if (!bytes) return PasskeyFault::malformed;
    const auto data = read_data(*bytes, party);
    if (!data.ok()) return data.error();
    std::string_view rest = data->rest;
    if ((data->flags & has_credential) == 0 || rest.size() < aaguid_bytes + 2) return PasskeyFault::malformed;
    const std::size_t size = byte_at(rest, aaguid_bytes) << 8U | byte_at(rest, aaguid_bytes + 1);
    rest.remove_prefix(aaguid_bytes + 2);
    if (size == 0 || size > longest_id || rest.size() < size) return PasskeyFault::malformed;
    NewPasskey made;
    made.id = base64url_encode(rest.substr(0, size));
    auto key = read_key(rest.substr(size));
    if (!key) return PasskeyFault::malformed;
    made.key = web_key_of(std::move(*key));
    if (made.key.empty()) return PasskeyFault::unsupported;
    made.count = data->count;
    made.verified = (data->flags & person_verified) != 0;
    return made;
}

Result<PasskeyShown, PasskeyFault> check_assertion(const PasskeyAnswer& answer, std::string_view challenge,
                                                   const RelyingParty& party, std::string_view key,
                                                   std::uint32_t count) {
    if (auto fault = refuse_client_data(answer.client_data, "webauthn.get", challenge, party)) return *fault;
    const auto data = read_data(answer.authenticator_data, party);
    if (!data.ok()) return data.error();
    const auto keys = JsonWebKeys::of(key);
    const std::string message = answer.authenticator_data + std::string(aws::sha256(answer.client_data).view());
    const bool is_right = keys && (keys->verify("passkey", "RS256", message, answer.signature) ||
                                   keys->verify("passkey", "ES256", message, answer.signature, JsonWebKeys::Form::der));
    if (!is_right) return PasskeyFault::signature;
    if ((data->count != 0 || count != 0) && data->count <= count) return PasskeyFault::count;
    PasskeyShown shown;
    shown.count = data->count;
    shown.verified = (data->flags & person_verified) != 0;
    return shown;
}

}  // namespace wt::identity
