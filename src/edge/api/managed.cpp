// AWS's own policies: CloudFront Developer Guide, "Use managed cache policies", "... origin request policies",
// "... response headers policies".
#include "edge/api/catalogue.hpp"

namespace wt::edge::api {

namespace {

using Names = std::vector<std::string>;

// When AWS made them is nowhere said.
constexpr Instant always = epoch;

template <class List>
[[nodiscard]] List list_of(const Names& names) {
    List list;
    list.quantity = static_cast<std::int32_t>(names.size());
    if (!names.empty()) list.items = names;
    return list;
}

template <class Config>
[[nodiscard]] Kept<Config> own(std::string id, std::string name, Config config) {
    config.name = "Managed-" + name;
    // Assumed: what its ETag is.
    return {"", std::move(id), "E23ZP02F085DFQ", always, std::move(config)};
}

struct Ttls {
    std::int64_t least, usual, most;
};
enum class Encodings : std::uint8_t { as_sent, normalised };

[[nodiscard]] Kept<CachePolicyConfig> cache_policy(std::string id, std::string name, Ttls ttls, const Names& headers,
                                                   std::string cookies, std::string queries, Encodings encodings,
                                                   const Names& named = {}) {
    CachePolicyConfig config;
    config.min_ttl = ttls.least;
    config.default_ttl = ttls.usual;
    config.max_ttl = ttls.most;
    auto& key = config.parameters_in_cache_key_and_forwarded_to_origin.emplace();
    key.enable_accept_encoding_gzip = encodings == Encodings::normalised;
    key.enable_accept_encoding_brotli = encodings == Encodings::normalised;
    key.headers_config.header_behavior = headers.empty() ? "none" : "whitelist";
    if (!headers.empty()) key.headers_config.headers = list_of<Headers>(headers);
    key.cookies_config.cookie_behavior = std::move(cookies);
    key.query_strings_config.query_string_behavior = std::move(queries);
    if (!named.empty()) key.query_strings_config.query_strings = list_of<QueryStringNames>(named);
    return own(std::move(id), std::move(name), std::move(config));
}

[[nodiscard]] Kept<OriginRequestPolicyConfig> request_policy(std::string id, std::string name, std::string behavior,
                                                             const Names& headers, const std::string& rest) {
    OriginRequestPolicyConfig config;
    config.headers_config.header_behavior = std::move(behavior);
    if (!headers.empty()) config.headers_config.headers = list_of<Headers>(headers);
    config.cookies_config.cookie_behavior = rest;
    config.query_strings_config.query_string_behavior = rest;
    return own(std::move(id), std::move(name), std::move(config));
}

[[nodiscard]] ResponseHeadersPolicyCorsConfig cors(Names methods, const Names& exposed) {
    ResponseHeadersPolicyCorsConfig config;
    config.access_control_allow_origins = {1, {"*"}};
    config.access_control_allow_headers = {1, {"*"}};
    config.access_control_allow_methods.quantity = static_cast<std::int32_t>(methods.size());
    config.access_control_allow_methods.items = std::move(methods);
    if (!exposed.empty())
        config.access_control_expose_headers = list_of<ResponseHeadersPolicyAccessControlExposeHeaders>(exposed);
    return config;
}
[[nodiscard]] ResponseHeadersPolicyCorsConfig simple_cors() { return cors({"GET", "HEAD"}, {}); }
[[nodiscard]] ResponseHeadersPolicyCorsConfig preflight_cors() {
    return cors({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}, {"*"});
}

[[nodiscard]] ResponseHeadersPolicySecurityHeadersConfig security() {
    ResponseHeadersPolicySecurityHeadersConfig config;
    config.xss_protection.emplace();
    config.xss_protection->protection = true;
    config.xss_protection->mode_block = true;
    config.frame_options.emplace().frame_option = "SAMEORIGIN";
    config.referrer_policy.emplace().referrer_policy = "strict-origin-when-cross-origin";
    config.content_type_options.emplace().override = true;
    config.strict_transport_security.emplace().access_control_max_age_sec = 31536000;
    return config;
}

[[nodiscard]] Kept<ResponseHeadersPolicyConfig> response_policy(
    std::string id, std::string name, std::optional<ResponseHeadersPolicyCorsConfig> cors,
    std::optional<ResponseHeadersPolicySecurityHeadersConfig> security) {
    ResponseHeadersPolicyConfig config;
    config.cors_config = std::move(cors);
    config.security_headers_config = std::move(security);
    return own(std::move(id), std::move(name), std::move(config));
}

}  // namespace

std::vector<Kept<CachePolicyConfig>> managed_cache_policies() {
    constexpr Ttls day{1, 86400, 31536000};
    constexpr Ttls origins{0, 0, 31536000};
    constexpr auto as_sent = Encodings::as_sent;
    constexpr auto normalised = Encodings::normalised;
    const Names overrides{"Host", "Origin", "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"};
    return {
        cache_policy("4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "CachingDisabled", {0, 0, 0}, {}, "none", "none", as_sent),
        cache_policy("658327ea-f89d-4fab-a63d-7e88639e58f6", "CachingOptimized", day, {}, "none", "none", normalised),
        cache_policy("b2884449-e4de-46a7-ac36-70bc7f1ddd6d", "CachingOptimizedForUncompressedObjects", day, {}, "none",
                     "none", as_sent),
        cache_policy("83da9c7e-98b4-4e11-a168-04f0df8e2c65", "UseOriginCacheControlHeaders", origins, overrides, "all",
                     "none", normalised),
        cache_policy("4cc15a8a-d715-48a4-82b8-cc0b614638fe", "UseOriginCacheControlHeaders-QueryStrings", origins,
                     overrides, "all", "all", normalised),
        cache_policy("2e54312d-136d-493c-8eb9-b001f22f67d2", "Amplify", {2, 2, 600},
                     {"Authorization", "CloudFront-Viewer-Country", "Host"}, "all", "all", normalised),
        // Assumed: which four arguments.
        cache_policy("08627262-05a9-4f76-9ded-b50ca2e3a84f", "Elemental-MediaPackage", {0, 86400, 31536000}, {"Origin"},
                     "none", "whitelist", normalised, {"aws.manifestfilter", "start", "end", "m"}),
    };
}

std::vector<Kept<OriginRequestPolicyConfig>> managed_origin_request_policies() {
    return {
        request_policy("216adef6-5c7f-47e4-b989-5492eafa07d3", "AllViewer", "allViewer", {}, "all"),
        request_policy("b689b0a8-53d0-40ab-baf2-68738e2966ac", "AllViewerExceptHostHeader", "allExcept", {"host"},
                       "all"),
        request_policy("59781a5b-3903-41f3-afcb-af62929ccde1", "CORS-CustomOrigin", "whitelist", {"origin"}, "none"),
        request_policy("88a5eaf4-2fd4-4709-b370-b4c650ea3fcf", "CORS-S3Origin", "whitelist",
                       {"origin", "access-control-request-headers", "access-control-request-method"}, "none"),
        request_policy("acba4595-bd28-49b8-b9fe-13317c0390fa", "UserAgentRefererHeaders", "whitelist",
                       {"user-agent", "referer"}, "none"),
    };
}

std::vector<Kept<ResponseHeadersPolicyConfig>> managed_response_headers_policies() {
    return {
        response_policy("60669652-455b-4ae9-85a4-c4c02393f86c", "SimpleCORS", simple_cors(), {}),
        response_policy("5cc3b908-e619-4b99-88e5-2cf7f45965bd", "CORS-With-Preflight", preflight_cors(), {}),
        response_policy("67f7725c-6f97-4210-82d7-5512b31e9d03", "SecurityHeadersPolicy", {}, security()),
        response_policy("e61eb60c-9c35-4d20-a928-2b84e02af89c", "CORS-and-SecurityHeadersPolicy", simple_cors(),
                        security()),
        response_policy("eaab4381-ed33-4a86-88ca-d9558dc6cd63", "CORS-with-preflight-and-SecurityHeadersPolicy",
                        preflight_cors(), security()),
    };
}

}  // namespace wt::edge::api
