#include "edge/api/compile.hpp"

#include <algorithm>
#include <initializer_list>
#include <iterator>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "edge/api/monitoring.hpp"
#include "edge/api/signed_access.hpp"
#include "edge/functions/lambda_edge.hpp"
#include "http/uri.hpp"

namespace wt::edge::api {

namespace {

using Which = edge::OriginRequestPolicy::Which;

template <class List>
[[nodiscard]] std::vector<std::string> names(const std::optional<List>& list) {
    if (!list || !list->items) return {};
    return *list->items;
}

[[nodiscard]] Duration in_seconds(std::int64_t ttl) {
    constexpr std::int64_t hundred_years = 3'153'600'000;
    return std::chrono::seconds(std::clamp<std::int64_t>(ttl, 0, hundred_years));
}

/// "none", "whitelist", "allExcept", "all" as three members.
void take(const std::string& behavior, std::vector<std::string> listed, Which& which, std::vector<std::string>& to) {
    which = behavior == "all" || behavior == "allViewer" || behavior == "allViewerAndWhitelistCloudFront" ? Which::all
            : behavior == "whitelist" ? Which::listed
            : behavior == "allExcept" ? Which::others
                                      : Which::none;
    to = std::move(listed);
}

void compile_key(const CachePolicyConfig& policy, edge::Behavior& to) {
    to.cache.min_ttl = in_seconds(policy.min_ttl);
    to.cache.default_ttl = in_seconds(policy.default_ttl.value_or(86400));
    to.cache.max_ttl = in_seconds(policy.max_ttl.value_or(31536000));
    const auto& said = policy.parameters_in_cache_key_and_forwarded_to_origin;
    if (!said) return;
    to.gzip = said->enable_accept_encoding_gzip;
    to.brotli = said->enable_accept_encoding_brotli.value_or(false);
    edge::CacheKey& key = to.cache.key;
    key.headers = names(said->headers_config.headers);
    const std::string& cookies = said->cookies_config.cookie_behavior;
    key.other_cookies = cookies == "all" || cookies == "allExcept";
    if (cookies != "all") key.cookies = names(said->cookies_config.cookies);
    const std::string& queries = said->query_strings_config.query_string_behavior;
    key.query = queries == "all";
    key.other_queries = queries == "allExcept";
    if (queries != "all") key.queries = names(said->query_strings_config.query_strings);
}

void compile_forwarding(const OriginRequestPolicyConfig& policy, edge::OriginRequestPolicy& to) {
    take(policy.headers_config.header_behavior, names(policy.headers_config.headers), to.headers, to.listed_headers);
    take(policy.cookies_config.cookie_behavior, names(policy.cookies_config.cookies), to.cookies, to.listed_cookies);
    take(policy.query_strings_config.query_string_behavior, names(policy.query_strings_config.query_strings), to.query,
         to.listed_queries);
}

/// The settings that behaviours had before there were policies. CloudFront Developer Guide, "Cache behavior settings".
template <class Said>
void compile_legacy(const Said& said, edge::Behavior& to) {
    const ForwardedValues values = said.forwarded_values.value_or(ForwardedValues());
    to.cache.min_ttl = in_seconds(said.min_ttl.value_or(0));
    to.cache.default_ttl = in_seconds(said.default_ttl.value_or(86400));
    to.cache.max_ttl = in_seconds(said.max_ttl.value_or(31536000));
    edge::CacheKey& key = to.cache.key;
    key.headers = names(values.headers);
    const auto all = std::find(key.headers.begin(), key.headers.end(), "*");
    edge::OriginRequestPolicy& forward = to.forward;
    if (all != key.headers.end()) {
        // Then nothing is kept.
        key.headers.clear();
        to.cache.min_ttl = to.cache.default_ttl = to.cache.max_ttl = Duration::zero();
        forward.headers = Which::all;
    } else {
        forward.headers = Which::others;
        forward.listed_headers = {"Accept", "Accept-Charset", "Accept-Language", "Authorization",
                                  "Host",   "Referer",        "User-Agent"};
    }
    const std::vector<std::string> queries = names(values.query_string_cache_keys);
    key.query = values.query_string && queries.empty();
    key.queries = queries;
    forward.query = values.query_string ? Which::all : Which::none;
    key.other_cookies = values.cookies.forward == "all";
    key.cookies = names(values.cookies.whitelisted_names);
    forward.cookies = Which::none;
    to.gzip = said.compress.value_or(false);
}

[[nodiscard]] std::vector<http::Method> methods(const std::vector<std::string>& said) {
    std::vector<http::Method> list;
    for (const std::string& name : said) {
        if (const auto method = http::parse_method(name)) list.push_back(*method);
    }
    return list;
}

[[nodiscard]] ResponseHeaders::Over over(bool said) {
    return said ? ResponseHeaders::Over::replaces : ResponseHeaders::Over::origins_stays;
}

void compile_security(const ResponseHeadersPolicySecurityHeadersConfig& said, ResponseHeaders& to) {
    if (const auto& xss = said.xss_protection) {
        std::string value = xss->protection ? "1" : "0";
        if (xss->mode_block.value_or(false)) value += "; mode=block";
        if (xss->report_uri) value += "; report=" + *xss->report_uri;
        to.fields.push_back({"X-XSS-Protection", value, over(xss->override)});
    }
    if (const auto& frame = said.frame_options)
        to.fields.push_back({"X-Frame-Options", frame->frame_option, over(frame->override)});
    if (const auto& referrer = said.referrer_policy)
        to.fields.push_back({"Referrer-Policy", referrer->referrer_policy, over(referrer->override)});
    if (const auto& csp = said.content_security_policy)
        to.fields.push_back({"Content-Security-Policy", csp->content_security_policy, over(csp->override)});
    if (const auto& type = said.content_type_options)
        to.fields.push_back({"X-Content-Type-Options", "nosniff", over(type->override)});
    if (const auto& hsts = said.strict_transport_security) {
        std::string value = fmt::format("max-age={}", hsts->access_control_max_age_sec);
        if (hsts->include_subdomains.value_or(false)) value += "; includeSubDomains";
        if (hsts->preload.value_or(false)) value += "; preload";
        to.fields.push_back({"Strict-Transport-Security", value, over(hsts->override)});
    }
}

[[nodiscard]] std::shared_ptr<const ResponseHeaders> compile_response(const ResponseHeadersPolicyConfig& policy) {
    auto made = std::make_shared<ResponseHeaders>();
    if (const auto& said = policy.cors_config) {
        ResponseHeaders::Cors& cors = (made->cors = ResponseHeaders::Cors()).value();
        cors.origins = said->access_control_allow_origins.items;
        cors.headers = said->access_control_allow_headers.items;
        cors.methods = said->access_control_allow_methods.items;
        if (cors.methods == std::vector<std::string>{"ALL"})
            cors.methods = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"};
        cors.exposed = names(said->access_control_expose_headers);
        cors.credentials = said->access_control_allow_credentials;
        cors.max_age = said->access_control_max_age_sec;
        cors.over = over(said->origin_override);
    }
    if (policy.security_headers_config) compile_security(*policy.security_headers_config, *made);
    if (policy.custom_headers_config && policy.custom_headers_config->items) {
        for (const auto& field : *policy.custom_headers_config->items)
            made->fields.push_back({field.header, field.value, over(field.override)});
    }
    if (policy.remove_headers_config && policy.remove_headers_config->items) {
        for (const auto& field : *policy.remove_headers_config->items) made->removed.push_back(field.header);
    }
    made->server_timing = policy.server_timing_headers_config && policy.server_timing_headers_config->enabled;
    return made;
}

[[nodiscard]] std::shared_ptr<const Gatekeeper> gatekeeper(const std::vector<std::string>& groups,
                                                           const std::string& account, Catalogue& catalogue) {
    SignedAccess::Keys keys;
    for (const std::string& id : groups) {
        const auto* group = catalogue.find<KeyGroupConfig>(account, id);
        if (group == nullptr) continue;
        for (const std::string& key : group->config.items) {
            const auto* known = catalogue.find<PublicKeyConfig>(account, key);
            auto read = known == nullptr ? nullptr : VerifyingKey::read(known->config.encoded_key);
            if (read != nullptr) keys.emplace(key, std::move(read));
        }
    }
    return std::make_shared<const SignedAccess>(std::move(keys));
}

/// CloudFront Functions and Lambda functions where they stand.
template <class Said>
void compile_functions(const DistributionRecord& record, const Said& said, Catalogue& catalogue, const Ground& ground,
                       SpecialBehavior& to) {
    for (const FunctionAssociation& each : said.function_associations.value_or(FunctionAssociations())
                                               .items.value_or(std::vector<FunctionAssociation>())) {
        const FunctionRecord* const record_of = catalogue.functions().find_arn(record.account, each.function_arn);
        if (record_of == nullptr || !record_of->live) continue;
        functions::Function made = catalogue.functions().compile(*record_of, *record_of->live);
        made.audience = ground.reports.of(*record_of);
        (each.event_type == "viewer-request" ? to.on_request : to.on_response) =
            std::make_shared<functions::CloudFrontFunction>(std::move(made));
    }
    std::vector<edge::LambdaAssociation> lambdas;
    for (const LambdaFunctionAssociation& each :
         said.lambda_function_associations.value_or(LambdaFunctionAssociations())
             .items.value_or(std::vector<LambdaFunctionAssociation>())) {
        if (const auto trigger = functions::parse_trigger(each.event_type))
            lambdas.push_back({*trigger, each.lambda_function_arn, each.include_body.value_or(false)});
    }
    const functions::LambdaGround around{
        [&](std::string_view address) { return http::Way(ground.place(address)); },
        [&](std::string_view address) { return ground.reports.of_lambda(std::string(address)); }};
    functions::associate(lambdas, ground.clock, around, to);
}

/// What functions of its behaviours may choose among.
[[nodiscard]] std::shared_ptr<const OriginChoice::Parts> choice_of(const DistributionRecord& record,
                                                                   Catalogue& catalogue, const Ground& ground) {
    auto parts = std::make_shared<OriginChoice::Parts>(
        OriginChoice::Parts{{}, {}, record.id, ground.around, ground.clock, ground.place});
    for (const Origin& origin : record.config.origins.items)
        parts->places.emplace(origin.id, compile(record, origin, catalogue));
    if (record.config.origin_groups && record.config.origin_groups->items) {
        for (const OriginGroup& group : *record.config.origin_groups->items)
            parts->firsts.emplace(group.id, group.members.items.at(0).origin_id);
    }
    return parts;
}

[[nodiscard]] std::string told_first(const DistributionRecord& record, const std::string& target,
                                     const OriginChoice::Parts& choice) {
    const auto group = choice.firsts.find(target);
    const std::string& id = group == choice.firsts.end() ? target : group->second;
    const auto& origins = record.config.origins.items;
    const auto found = std::find_if(origins.begin(), origins.end(), [&](const Origin& one) { return one.id == id; });
    return found == origins.end() ? "{}" : told_of(*found, choice.places.at(id));
}

template <class Said>
void compile_behavior(const DistributionRecord& record, const Said& said, Catalogue& catalogue, const Ground& ground,
                      const std::shared_ptr<const OriginChoice::Parts>& choice, edge::Behavior& to) {
    to.origin = origin_address(record.id, said.target_origin_id);
    to.allowed = {http::Method::get, http::Method::head};
    if (said.allowed_methods) {
        to.allowed = methods(said.allowed_methods->items);
        const auto& cached = said.allowed_methods->cached_methods;
        to.cache_options =
            cached && std::find(cached->items.begin(), cached->items.end(), "OPTIONS") != cached->items.end();
    }
    if (said.cache_policy_id) {
        to.forward.headers = to.forward.query = to.forward.cookies = Which::none;
        if (const auto* policy = catalogue.find<CachePolicyConfig>(record.account, *said.cache_policy_id))
            compile_key(policy->config, to);
        const auto* forward =
            catalogue.find<OriginRequestPolicyConfig>(record.account, said.origin_request_policy_id.value_or(""));
        if (forward != nullptr) compile_forwarding(forward->config, to.forward);
    } else {
        compile_legacy(said, to);
    }
    to.compress = said.compress.value_or(false) && (to.gzip || to.brotli);
    const auto lists_host = [](const std::vector<std::string>& headers) {
        return std::any_of(headers.begin(), headers.end(),
                           [](const std::string& name) { return same_ignoring_case(name, "Host"); });
    };
    const bool listed = lists_host(to.forward.listed_headers);
    const bool sent = lists_host(to.cache.key.headers) || to.forward.headers == Which::all ||
                      (to.forward.headers == Which::listed && listed) ||
                      (to.forward.headers == Which::others && !listed);
    to.forward.drops_host = !sent;
    for (const auto& error : record.config.custom_error_responses&& record.config.custom_error_responses->items
                                 ? *record.config.custom_error_responses->items
                                 : std::vector<CustomErrorResponse>()) {
        if (error.error_caching_min_ttl)
            to.cache.error_ttls.emplace_back(error.error_code, in_seconds(*error.error_caching_min_ttl));
    }
    SpecialBehavior special;
    using Scheme = SpecialBehavior::Scheme;
    special.scheme = said.viewer_protocol_policy == "redirect-to-https" ? Scheme::redirect_to_https
                     : said.viewer_protocol_policy == "https-only"      ? Scheme::https_only
                                                                        : Scheme::any;
    const auto* headers =
        catalogue.find<ResponseHeadersPolicyConfig>(record.account, said.response_headers_policy_id.value_or(""));
    if (headers != nullptr) special.headers = compile_response(headers->config);
    if (said.trusted_key_groups && said.trusted_key_groups->enabled)
        special.gatekeeper = gatekeeper(names(said.trusted_key_groups), record.account, catalogue);
    compile_functions(record, said, catalogue, ground, special);
    if (special.on_request != nullptr || special.on_origin_request != nullptr)
        special.origins = std::make_shared<const OriginChoice>(choice, said.target_origin_id,
                                                               told_first(record, said.target_origin_id, *choice));
    to.special = std::make_shared<const SpecialBehavior>(std::move(special));
}

/// Where a distribution's viewers may be answered: a few of CloudFront's places for each of its price classes, of which
/// viewers find the first unless they say another (Viewers).
[[nodiscard]] std::vector<PointOfPresence> places_of(std::string_view price_class) {
    std::vector<PointOfPresence> places;
    const auto add = [&](std::initializer_list<const char*> names) {
        for (const char* name : names) {
            PointOfPresence& place = places.emplace_back();
            place.name = name;
            place.weight = places.size() == 1 ? 1 : 0.001;
        }
    };
    add({"IAD", "SFO", "DUB", "FRA"});
    if (price_class != "PriceClass_100") add({"BOM", "NRT", "SIN", "CPT"});
    if (price_class != "PriceClass_100" && price_class != "PriceClass_200") add({"GRU", "SYD"});
    return places;
}

}  // namespace

std::string origin_address(const std::string& distribution, const std::string& origin) {
    return fmt::format("{}/origins/{}", distribution, http::percent_encode(origin));
}

std::string bucket_of(std::string_view domain) {
    for (const std::string_view mark : {".s3.", ".s3-"}) {
        const std::size_t at = domain.find(mark);
        const bool aws = domain.ends_with(".amazonaws.com") || domain.ends_with(".localhost");
        if (at != std::string_view::npos && aws && domain.find("s3-website") == std::string_view::npos)
            return std::string(domain.substr(0, at));
    }
    return {};
}

bool is_here(std::string_view domain) {
    static constexpr std::string_view ours[] = {".amazonaws.com", ".on.aws", ".cloudfront.net", ".localhost",
                                                ".localhost.localstack.cloud"};
    return std::any_of(std::begin(ours), std::end(ours), [&](std::string_view end) { return domain.ends_with(end); });
}

std::string log_bucket_of(std::string_view domain) {
    constexpr std::string_view end = ".s3.amazonaws.com";
    return domain.ends_with(end) ? std::string(domain.substr(0, domain.size() - end.size())) : std::string();
}

std::optional<LogPlace> log_place(const DistributionRecord& record) {
    const LoggingConfig& said = record.config.logging.value();
    if (!said.enabled.value_or(false)) return std::nullopt;
    LogPlace place;
    place.distribution = record.id;
    place.bucket = log_bucket_of(said.bucket.value_or(""));
    place.prefix = said.prefix.value_or("");
    if (!place.prefix.empty() && place.prefix.back() != '/') place.prefix += '/';
    place.cookies = said.include_cookies.value_or(false);
    return place;
}

edge::DistributionConfig compile(const DistributionRecord& record, Catalogue& catalogue, const Ground& ground) {
    const DistributionConfig& said = record.config;
    edge::DistributionConfig config;
    const auto choice = choice_of(record, catalogue, ground);
    compile_behavior(record, said.default_cache_behavior, catalogue, ground, choice, config);
    for (const CacheBehavior& each : said.cache_behaviors&& said.cache_behaviors->items
                                         ? *said.cache_behaviors->items
                                         : std::vector<CacheBehavior>()) {
        edge::Behavior& behavior = config.behaviors.emplace_back();
        behavior.path = each.path_pattern;
        compile_behavior(record, each, catalogue, ground, choice, behavior);
    }
    Duration slowest{0};
    for (const Origin& origin : said.origins.items) {
        slowest = std::max(slowest, compile(record, origin, catalogue).timeout);
        config.origin_attempts = std::clamp(origin.connection_attempts.value_or(3), 1, 3);
    }
    // An origin group has its own time for the first of its members.
    config.origin_timeout = said.origin_groups && said.origin_groups->quantity > 0 ? 2 * slowest : slowest;
    SpecialDistribution whole;
    whole.enabled = said.enabled;
    whole.root_object = said.default_root_object.value_or("");
    for (const auto& error : said.custom_error_responses&& said.custom_error_responses->items
                                 ? *said.custom_error_responses->items
                                 : std::vector<CustomErrorResponse>()) {
        ErrorPage page;
        page.status = error.error_code;
        page.path = error.response_page_path.value_or("");
        const std::string code = error.response_code.value_or("");
        for (const char digit : code) page.becomes = 10 * page.becomes + (digit - '0');
        whole.error_pages.push_back(std::move(page));
    }
    if (said.restrictions && said.restrictions->geo_restriction.restriction_type != "none") {
        edge::GeoRestriction& geo = whole.geo.emplace();
        geo.allows = said.restrictions->geo_restriction.restriction_type == "whitelist";
        geo.countries = names(std::optional(said.restrictions->geo_restriction));
    }
    whole.witness = ground.witness;
    whole.rollout = ground.rollout;
    whole.staging = said.staging.value_or(false);
    whole.monitored = is_monitored(record);
    config.whole = std::make_shared<const SpecialDistribution>(std::move(whole));
    config.pops = places_of(said.price_class.value_or(""));
    const std::string tag_field = said.cache_tag_config ? said.cache_tag_config->header_name : "";
    config.cache.tag_field = tag_field;
    for (edge::Behavior& behavior : config.behaviors) behavior.cache.tag_field = tag_field;
    config.id = record.id;
    config.domain = record.domain;
    config.aliases = names(said.aliases);
    return config;
}

OriginPlace compile(const DistributionRecord& record, const Origin& origin, Catalogue& catalogue) {
    OriginPlace place;
    place.domain = origin.domain_name;
    place.path = origin.origin_path.value_or("");
    place.distribution = record.arn();
    place.timeout = std::chrono::seconds(30);
    if (origin.custom_headers && origin.custom_headers->items) {
        for (const auto& field : *origin.custom_headers->items)
            place.headers.emplace_back(field.header_name, field.header_value);
    }
    if (const auto& custom = origin.custom_origin_config) {
        place.http_port = custom->http_port;
        place.https_port = custom->https_port;
        place.protocol = custom->origin_protocol_policy;
        place.timeout = std::chrono::seconds(custom->origin_read_timeout.value_or(30));
    }
    const auto& in_vpc = origin.vpc_origin_config;
    const VpcOriginRecord* const vpc =
        in_vpc ? catalogue.find_vpc_origin(record.account, in_vpc->vpc_origin_id) : nullptr;
    if (vpc != nullptr) {
        place.http_port = vpc->config.http_port;
        place.https_port = vpc->config.https_port;
        place.protocol = vpc->config.origin_protocol_policy;
        place.timeout = std::chrono::seconds(in_vpc->origin_read_timeout.value_or(30));
    }
    if (origin.s3_origin_config) {
        place.bucket = bucket_of(origin.domain_name);
        const std::string& identity = origin.s3_origin_config->origin_access_identity;
        const std::size_t slash = identity.rfind('/');
        const auto* known = catalogue.find<CloudFrontOriginAccessIdentityConfig>(
            record.account, slash == std::string::npos ? identity : identity.substr(slash + 1));
        if (known != nullptr) {
            place.signs = OriginPlace::Signs::identity;
            place.identity = known->id;
            place.canonical_id = canonical_id(known->id);
        }
    }
    const auto* control =
        catalogue.find<OriginAccessControlConfig>(record.account, origin.origin_access_control_id.value_or(""));
    if (control != nullptr && control->config.signing_behavior != "never") {
        place.signs = OriginPlace::Signs::control;
        place.over_viewers = control->config.signing_behavior != "no-override";
    }
    return place;
}

}  // namespace wt::edge::api
