#include "edge/api/signed_access.hpp"

#include <charconv>
#include <vector>

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "edge/key_builder.hpp"
#include "edge/path_pattern.hpp"

namespace wt::edge::api {

namespace {

using Json = nlohmann::json;

template <auto Free>
struct FreedBy {
    template <class T>
    void operator()(T* made) const {
        Free(made);
    }
};

class OpenSslKey final : public VerifyingKey {
public:
    using Key = std::unique_ptr<EVP_PKEY, FreedBy<EVP_PKEY_free>>;
    explicit OpenSslKey(Key key) : key_(std::move(key)) {}

    /// With SHA-1, as the guide signs, or with SHA-256.
    [[nodiscard]] bool verifies(std::string_view text, std::string_view signature) const override {
        return verifies(text, signature, EVP_sha1()) || verifies(text, signature, EVP_sha256());
    }

private:
    [[nodiscard]] bool verifies(std::string_view text, std::string_view signature, const EVP_MD* digest) const {
        const std::unique_ptr<EVP_MD_CTX, FreedBy<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
        return EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key_.get()) == 1 &&
               EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                                signature.size(), reinterpret_cast<const unsigned char*>(text.data()),
                                text.size()) == 1;
    }

    Key key_;
};

[[nodiscard]] http::Response denied(std::string_view code, std::string_view message) {
    // Assumed: from captures.
    http::Response response;
    response.status = 403;
    response.headers.add("Server", "CloudFront");
    response.headers.add("Content-Type", "text/xml");
    response.headers.add("X-Cache", "Error from cloudfront");
    response.body = Text(
        fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{}</Code><Message>{}</Message></Error>",
                    code, message));
    return response;
}

/// Base64 with the three characters that URLs know otherwise: '+' is '-', '=' is '_', '/' is '~'.
[[nodiscard]] std::optional<std::string> decode(std::string_view text) {
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        int value = -1;
        if (c >= 'A' && c <= 'Z') value = c - 'A';
        if (c >= 'a' && c <= 'z') value = c - 'a' + 26;
        if (c >= '0' && c <= '9') value = c - '0' + 52;
        if (c == '-' || c == '+') value = 62;
        if (c == '~' || c == '/') value = 63;
        if (c == '_' || c == '=') break;
        if (value < 0) return std::nullopt;
        bits = bits << 6U | static_cast<std::uint32_t>(value);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes += static_cast<char>(bits >> static_cast<unsigned>(count) & 0xffU);
    }
    return bytes;
}

/// What the viewer shows.
struct Shown {
    std::string expires, policy, signature, key;
    [[nodiscard]] bool any() const { return !signature.empty() || !key.empty() || !policy.empty() || !expires.empty(); }
};

[[nodiscard]] std::string* member(Shown& shown, std::string_view name) {
    if (name == "Expires") return &shown.expires;
    if (name == "Policy") return &shown.policy;
    if (name == "Signature") return &shown.signature;
    return name == "Key-Pair-Id" ? &shown.key : nullptr;
}

/// Takes the arguments out of the query: they reach neither the cache nor the origin.
[[nodiscard]] Shown take_from_query(http::Request& request) {
    Shown shown;
    each_part(request.query, '&', [&](std::string_view pair) {
        const std::size_t equals = std::min(pair.find('='), pair.size());
        std::string* const to = member(shown, pair.substr(0, equals));
        if (to != nullptr) *to = pair.substr(std::min(equals + 1, pair.size()));
    });
    if (shown.any()) {
        Shown unused;
        request.query =
            Text(pick_query(request.query, [&](std::string_view name) { return member(unused, name) == nullptr; }));
    }
    return shown;
}

[[nodiscard]] Shown in_cookies(const http::Request& request) {
    Shown shown;
    each_part(request.headers.get("Cookie"), ';', [&](std::string_view pair) {
        constexpr std::string_view prefix = "CloudFront-";
        const std::size_t equals = std::min(pair.find('='), pair.size());
        if (!pair.starts_with(prefix)) return;
        std::string* const to = member(shown, pair.substr(prefix.size(), equals - std::min(equals, prefix.size())));
        if (to != nullptr) *to = pair.substr(std::min(equals + 1, pair.size()));
    });
    return shown;
}

/// The address as its viewer may have signed it: with the port, or as at AWS without.
[[nodiscard]] std::vector<std::string> addresses(const http::Request& request) {
    const std::string_view host = request.headers.get("Host");
    std::string rest = request.path.str();
    if (!request.query.empty()) rest.append("?").append(request.query);
    std::vector<std::string> all;
    for (const std::string_view name : {host, host.substr(0, host.rfind(':'))})
        all.push_back(fmt::format("{}://{}{}", request.secure ? "https" : "http", name, rest));
    return all;
}

[[nodiscard]] bool lies_in(const http::IpAddress& address, std::string_view range) {
    const std::size_t slash = std::min(range.find('/'), range.size());
    const auto network = http::IpAddress::parse(range.substr(0, slash));
    if (!network) return false;
    std::size_t bits = network->is_v4() ? 32 : 128;
    const std::string_view digits = range.substr(std::min(slash + 1, range.size()));
    if (!digits.empty()) (void)std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    bits += network->is_v4() ? 96 : 0;
    for (std::size_t bit = 0; bit < std::min<std::size_t>(bits, 128); ++bit) {
        const unsigned mask = 0x80U >> (bit % 8);
        if (((address.bytes[bit / 8] ^ network->bytes[bit / 8]) & mask) != 0) return false;
    }
    return true;
}

[[nodiscard]] std::int64_t seconds_since_epoch(Instant now) {
    return std::chrono::floor<std::chrono::seconds>(now - epoch).count();
}

/// Whether a custom policy lets the request in.
[[nodiscard]] bool allows(const std::string& policy, const http::Request& request, Instant now) {
    const Json document = Json::parse(policy, nullptr, false);
    if (!document.is_object() || !document.contains("Statement")) return false;
    const Json& list = document["Statement"];
    if (!list.is_array() || list.size() != 1 || !list[0].is_object()) return false;
    const Json& statement = list[0];
    if (const auto resource = statement.find("Resource"); resource != statement.end() && resource->is_string()) {
        bool fits = false;
        for (const std::string& address : addresses(request))
            fits = fits || matches("/" + resource->get<std::string>(), "/" + address);
        if (!fits) return false;
    }
    const auto condition = statement.find("Condition");
    if (condition == statement.end() || !condition->is_object()) return false;
    const auto value = [&](const char* test, const char* key) {
        const auto found = condition->find(test);
        return found != condition->end() && found->is_object() && found->contains(key) ? (*found)[key] : Json();
    };
    const Json until = value("DateLessThan", "AWS:EpochTime");
    const Json from = value("DateGreaterThan", "AWS:EpochTime");
    const Json range = value("IpAddress", "AWS:SourceIp");
    if (!until.is_number_integer() || seconds_since_epoch(now) >= until.get<std::int64_t>()) return false;
    if (from.is_number_integer() && seconds_since_epoch(now) <= from.get<std::int64_t>()) return false;
    return !range.is_string() || lies_in(request.client, range.get_ref<const std::string&>());
}

}  // namespace

std::shared_ptr<const VerifyingKey> VerifyingKey::read(const std::string& pem) {
    const std::unique_ptr<BIO, FreedBy<BIO_free>> bytes(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    OpenSslKey::Key key(PEM_read_bio_PUBKEY(bytes.get(), nullptr, nullptr, nullptr));
    if (key == nullptr) return nullptr;
    const int kind = EVP_PKEY_get_base_id(key.get());
    const bool rsa = kind == EVP_PKEY_RSA && EVP_PKEY_get_bits(key.get()) == 2048;
    const bool curve = kind == EVP_PKEY_EC && EVP_PKEY_get_bits(key.get()) == 256;
    if (!rsa && !curve) return nullptr;
    return std::make_shared<const OpenSslKey>(std::move(key));
}

std::optional<http::Response> SignedAccess::refuse(http::Request& request, Instant now) const {
    Shown shown = take_from_query(request);
    if (!shown.any()) shown = in_cookies(request);
    if (shown.key.empty()) return denied("MissingKey", "Missing Key-Pair-Id query parameter or cookie value");
    const auto key = keys_.find(shown.key);
    if (key == keys_.end()) return denied("InvalidKey", "Unknown Key");
    const auto signature = decode(shown.signature);
    if (!signature || signature->empty()) return denied("AccessDenied", "Access denied");
    if (!shown.policy.empty()) {
        const auto policy = decode(shown.policy);
        if (policy && key->second->verifies(*policy, *signature) && allows(*policy, request, now)) return std::nullopt;
        return denied("AccessDenied", "Access denied");
    }
    std::int64_t until = 0;
    const auto [end, error] = std::from_chars(shown.expires.data(), shown.expires.data() + shown.expires.size(), until);
    if (error != std::errc() || end != shown.expires.data() + shown.expires.size() || seconds_since_epoch(now) >= until)
        return denied("AccessDenied", "Access denied");
    for (const std::string& address : addresses(request)) {
        const std::string policy = fmt::format(
            R"({{"Statement":[{{"Resource":"{}","Condition":{{"DateLessThan":{{"AWS:EpochTime":{}}}}}}}]}})", address,
            until);
        if (key->second->verifies(policy, *signature)) return std::nullopt;
    }
    return denied("AccessDenied", "Access denied");
}

}  // namespace wt::edge::api
