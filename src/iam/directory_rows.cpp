#include "iam/directory_rows.hpp"

#include <stdexcept>

#include <nlohmann/json.hpp>

namespace wt::iam {

namespace {

using nlohmann::json;

/// No document that the API takes is longer.
constexpr std::size_t longest_document = 131'072;

[[nodiscard]] std::string written(const json& row) { return row.dump(-1, ' ', false, json::error_handler_t::replace); }

[[nodiscard]] json read(std::string_view row) { return json::parse(row.begin(), row.end()); }

[[nodiscard]] std::int64_t nanoseconds(Instant moment) { return moment.time_since_epoch().count(); }
[[nodiscard]] Instant moment(const json& row, const char* name) {
    return epoch + Duration(row.value(name, std::int64_t{0}));
}

[[nodiscard]] json tags_of(const aws::TagSet& tags) {
    json all = json::object();
    for (const auto& [key, value] : tags.all()) all[key] = value;
    return all;
}
[[nodiscard]] aws::TagSet read_tags(const json& row) {
    return aws::TagSet(row.value("tags", std::map<std::string, std::string>()));
}

[[nodiscard]] json begin(const Entity& entity) {
    return {{"name", entity.name},
            {"path", entity.path},
            {"id", entity.id},
            {"created", nanoseconds(entity.created)},
            {"tags", tags_of(entity.tags)}};
}
void read_begin(const json& row, Entity& entity) {
    entity.name = row.at("name").get<std::string>();
    entity.path = row.value("path", "/");
    entity.id = row.at("id").get<std::string>();
    entity.created = moment(row, "created");
    entity.tags = read_tags(row);
}

[[nodiscard]] json begin_holder(const PolicyHolder& holder) {
    json row = begin(holder);
    row["attached"] = holder.attached;
    json& policies = row["inline"] = json::object();
    for (const auto& [name, document] : holder.inline_policies) policies[name] = document.text;
    return row;
}
void read_holder(const json& row, PolicyHolder& holder) {
    read_begin(row, holder);
    holder.attached = row.value("attached", std::vector<std::string>());
    for (auto& [name, text] : row.value("inline", std::map<std::string, std::string>()))
        holder.inline_policies[name] = document_of(std::move(text), PolicyUse::identity);
}

}  // namespace

PolicyDocument document_of(std::string text, PolicyUse use) {
    auto parsed = parse_policy(text, use, longest_document);
    if (!parsed.ok()) throw std::runtime_error("a policy that cannot be read");
    auto policy = std::make_shared<const Policy>(std::move(*parsed));
    return {std::move(text), std::move(policy)};
}

std::string row_of(const Role& role) {
    json row = begin_holder(role);
    row["trust"] = role.trust.text;
    row["description"] = role.description;
    row["max_session"] = role.max_session;
    row["boundary"] = role.boundary;
    row["linked_service"] = role.linked_service;
    return written(row);
}

void read_row(std::string_view text, Role& role) {
    const json row = read(text);
    read_holder(row, role);
    role.trust = document_of(row.at("trust").get<std::string>(), PolicyUse::trust);
    role.description = row.value("description", "");
    role.max_session = row.value("max_session", role.max_session);
    role.boundary = row.value("boundary", "");
    role.linked_service = row.value("linked_service", "");
}

std::string row_of(const User& user) {
    json row = begin_holder(user);
    row["boundary"] = user.boundary;
    row["groups"] = user.groups;
    json& credentials = row["service_credentials"] = json::array();
    for (const ServiceCredential& each : user.service_credentials)
        credentials.push_back({{"id", each.id},
                               {"service", each.service},
                               {"user", each.service_user},
                               {"password", each.password},
                               {"active", each.active},
                               {"created", nanoseconds(each.created)}});
    json& certificates = row["certificates"] = json::array();
    for (const SigningCertificate& each : user.certificates)
        certificates.push_back(
            {{"id", each.id}, {"body", each.body}, {"active", each.active}, {"uploaded", nanoseconds(each.uploaded)}});
    return written(row);
}

void read_row(std::string_view text, User& user) {
    const json row = read(text);
    read_holder(row, user);
    user.boundary = row.value("boundary", "");
    user.groups = row.value("groups", std::vector<std::string>());
    for (const json& each : row.value("service_credentials", json::array()))
        user.service_credentials.push_back({each.at("id").get<std::string>(), each.at("service").get<std::string>(),
                                            each.at("user").get<std::string>(), each.at("password").get<std::string>(),
                                            each.at("active").get<bool>(), moment(each, "created")});
    for (const json& each : row.value("certificates", json::array()))
        user.certificates.push_back({each.at("id").get<std::string>(), each.at("body").get<std::string>(),
                                     each.at("active").get<bool>(), moment(each, "uploaded")});
}

std::string row_of(const Group& group) { return written(begin_holder(group)); }
void read_row(std::string_view text, Group& group) { read_holder(read(text), group); }

std::string row_of(const ManagedPolicy& policy) {
    json row = begin(policy);
    row["description"] = policy.description;
    row["updated"] = nanoseconds(policy.updated);
    row["default"] = policy.default_version;
    row["last"] = policy.last_version;
    json& versions = row["versions"] = json::array();
    for (const auto& [number, version] : policy.versions)
        versions.push_back(
            {{"number", number}, {"document", version.document.text}, {"created", nanoseconds(version.created)}});
    return written(row);
}

void read_row(std::string_view text, ManagedPolicy& policy) {
    const json row = read(text);
    read_begin(row, policy);
    policy.description = row.value("description", "");
    policy.updated = moment(row, "updated");
    policy.default_version = row.value("default", 1);
    policy.last_version = row.value("last", 1);
    for (const json& each : row.value("versions", json::array()))
        policy.versions[each.at("number").get<int>()] = {
            document_of(each.at("document").get<std::string>(), PolicyUse::identity), moment(each, "created")};
}

std::string row_of(const InstanceProfile& profile) {
    json row = begin(profile);
    row["role"] = profile.role;
    return written(row);
}

void read_row(std::string_view text, InstanceProfile& profile) {
    const json row = read(text);
    read_begin(row, profile);
    profile.role = row.value("role", "");
}

std::string row_of(const OidcProvider& provider) {
    return written({{"url", provider.url},
                    {"client_ids", provider.client_ids},
                    {"thumbprints", provider.thumbprints},
                    {"created", nanoseconds(provider.created)},
                    {"tags", tags_of(provider.tags)}});
}

void read_row(std::string_view text, OidcProvider& provider) {
    const json row = read(text);
    provider.url = row.at("url").get<std::string>();
    provider.client_ids = row.value("client_ids", std::vector<std::string>());
    provider.thumbprints = row.value("thumbprints", std::vector<std::string>());
    provider.created = moment(row, "created");
    provider.tags = read_tags(row);
}

std::string row_of(const AccessKey& key) {
    return written({{"id", key.id},
                    {"secret", key.secret},
                    {"user", key.user},
                    {"active", key.active},
                    {"created", nanoseconds(key.created)}});
}

void read_row(std::string_view text, AccessKey& key) {
    const json row = read(text);
    key.id = row.at("id").get<std::string>();
    key.secret = row.at("secret").get<std::string>();
    key.user = row.at("user").get<std::string>();
    key.active = row.at("active").get<bool>();
    key.created = moment(row, "created");
}

}  // namespace wt::iam
