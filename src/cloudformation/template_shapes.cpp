// Conversions of CloudFront, Cognito and Secrets Manager, whose operations take other shapes than templates have.
#include "cloudformation/template_shapes.hpp"

#include <fmt/format.h>

#include "cloudformation/language/flaw.hpp"

namespace wt::cloudformation {

namespace {

using language::Flaw;

void default_member(OrderedJson& of, const char* name, OrderedJson value) {
    if (!of.contains(name)) of[name] = std::move(value);
}

void move_member(OrderedJson& of, const char* from, const char* to) {
    if (!of.contains(from)) return;
    OrderedJson value = of[from];
    of.erase(from);
    of[to] = std::move(value);
}

/// CachedMethods stand in AllowedMethods; cookies are always told.
void shape_behavior(OrderedJson& behavior) {
    if (behavior.contains("CachedMethods")) {
        OrderedJson methods = OrderedJson::object();
        methods["Items"] = behavior.contains("AllowedMethods") ? behavior["AllowedMethods"]
                                                               : OrderedJson(OrderedJson::array({"HEAD", "GET"}));
        methods["CachedMethods"] = behavior["CachedMethods"];
        behavior["AllowedMethods"] = std::move(methods);
        behavior.erase("CachedMethods");
    }
    if (behavior.contains("ForwardedValues") && behavior["ForwardedValues"].is_object())
        default_member(behavior["ForwardedValues"], "Cookies", OrderedJson{{"Forward", "none"}});
}

void shape_origin(OrderedJson& origin) {
    move_member(origin, "OriginCustomHeaders", "CustomHeaders");
    if (origin.contains("S3OriginConfig")) default_member(origin["S3OriginConfig"], "OriginAccessIdentity", "");
    if (!origin.contains("CustomOriginConfig")) return;
    default_member(origin["CustomOriginConfig"], "HTTPPort", 80);
    default_member(origin["CustomOriginConfig"], "HTTPSPort", 443);
}

[[nodiscard]] OrderedJson parsed_secret(const OrderedJson& text) {
    OrderedJson secret = OrderedJson::parse(text.is_string() ? text.get<std::string>() : "", nullptr, false);
    if (!secret.is_object()) throw Flaw{"The secret's value is not a JSON object."};  // Assumed: the sentence
    return secret;
}

void take(OrderedJson& to, const char* name, const OrderedJson& of, const char* member) {
    if (of.contains(member) && !of[member].is_null()) to[name] = of[member];
}

}  // namespace

OrderedJson distribution_config(const OrderedJson& said) {
    if (!said.contains("config")) throw Flaw{"#: required key [DistributionConfig] not found"};
    OrderedJson config = said["config"];
    config["CallerReference"] = said["reference"];
    default_member(config, "Comment", "");
    move_member(config, "IPV6Enabled", "IsIPV6Enabled");
    default_member(config, "HttpVersion", "http1.1");
    if (config.contains("CNAMEs")) {
        OrderedJson& aliases = config["Aliases"];
        if (aliases.is_null()) aliases = OrderedJson::array();
        for (const OrderedJson& each : config["CNAMEs"]) aliases.push_back(each);
        config.erase("CNAMEs");
    }
    if (config.contains("DefaultCacheBehavior")) shape_behavior(config["DefaultCacheBehavior"]);
    if (config.contains("CacheBehaviors")) {
        for (OrderedJson& each : config["CacheBehaviors"]) shape_behavior(each);
    }
    if (config.contains("Origins")) {
        for (OrderedJson& each : config["Origins"]) shape_origin(each);
    }
    if (config.contains("Logging")) {
        OrderedJson& logging = config["Logging"];
        logging["Enabled"] = true;
        default_member(logging, "IncludeCookies", false);
        default_member(logging, "Prefix", "");
    }
    if (config.contains("Restrictions") && config["Restrictions"].contains("GeoRestriction"))
        move_member(config["Restrictions"]["GeoRestriction"], "Locations", "Items");
    return config;
}

OrderedJson disabled_config(OrderedJson config) {
    config["Enabled"] = false;
    return config;
}

OrderedJson role_mappings(const OrderedJson& said) {
    OrderedJson made = OrderedJson::object();
    for (const auto& [key, each] : said.items()) {
        OrderedJson mapping = each;
        std::string provider = key;
        if (mapping.contains("IdentityProvider")) {
            provider = mapping["IdentityProvider"].get<std::string>();
            mapping.erase("IdentityProvider");
        }
        made[provider] = std::move(mapping);
    }
    return made;
}

OrderedJson drawn_secret(const OrderedJson& said) {
    if (!said.contains("drawn")) return OrderedJson(OrderedJson::value_t::discarded);
    const OrderedJson as = said.contains("as") ? said["as"] : OrderedJson::object();
    if (as.contains("SecretStringTemplate") != as.contains("GenerateStringKey"))
        throw Flaw{"SecretStringTemplate and GenerateStringKey must be specified together."};  // Assumed
    if (!as.contains("SecretStringTemplate")) return said["drawn"];
    OrderedJson secret = parsed_secret(as["SecretStringTemplate"]);
    secret[as["GenerateStringKey"].get<std::string>()] = said["drawn"];
    return language::written(secret);
}

OrderedJson secret_of_nothing(const OrderedJson& text) {
    OrderedJson secret = parsed_secret(text);
    for (const char* const name : {"engine", "host", "port", "dbname", "dbInstanceIdentifier", "dbClusterIdentifier"})
        secret.erase(name);
    return language::written(secret);
}

OrderedJson secret_of_target(const OrderedJson& said) {
    OrderedJson secret = OrderedJson::parse(
        secret_of_nothing(said.contains("secret") ? said["secret"] : OrderedJson()).get<std::string>());
    if (said.contains("instance")) {
        const OrderedJson& instance = said["instance"];
        take(secret, "engine", instance, "Engine");
        if (instance.contains("Endpoint")) {
            take(secret, "host", instance["Endpoint"], "Address");
            take(secret, "port", instance["Endpoint"], "Port");
        }
        take(secret, "dbname", instance, "DBName");
        take(secret, "dbInstanceIdentifier", instance, "DBInstanceIdentifier");
    } else if (said.contains("cluster")) {
        const OrderedJson& cluster = said["cluster"];
        take(secret, "engine", cluster, "Engine");
        take(secret, "host", cluster, "Endpoint");
        take(secret, "port", cluster, "Port");
        take(secret, "dbname", cluster, "DatabaseName");
        take(secret, "dbClusterIdentifier", cluster, "DBClusterIdentifier");
    } else {
        throw Flaw{fmt::format("Windtunnel does not implement targets of the type {} yet.",
                               said.contains("type") ? language::written(said["type"]) : "null")};
    }
    return language::written(secret);
}

}  // namespace wt::cloudformation
