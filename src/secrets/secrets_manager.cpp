#include "secrets/secrets_manager.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "aws/tags.hpp"
#include "iam/resource_access.hpp"

namespace wt::secrets {

namespace {

constexpr std::string_view missing = "Secrets Manager can't find the specified secret.";
constexpr std::string_view marked =
    "You can't perform this operation on the secret because it was marked for deletion.";

/// Of 20 values, in base64.
constexpr std::size_t longest_body = std::size_t{2} * 1024 * 1024;

[[nodiscard]] std::string in_use(const std::string& token, const Secret& secret) {
    return fmt::format(
        "You can't use ClientRequestToken {} because that value is already in use for a version of secret {}.", token,
        secret.arn());
}

}  // namespace

SecretsManager::SecretsManager(const Context& context, Catalogue& catalogue, aws::Keys& keys, Rotate rotate)
    : context_(context),
      catalogue_(catalogue),
      keys_(keys),
      rotate_(std::move(rotate)),
      model_(secretsmanager_model()) {
    model_.max_body = longest_body;
}

/// Secrets Manager User Guide, "Secret encryption and decryption": whoever writes a value needs both, who reads it one.
/// API Reference, "EncryptionFailure", "DecryptionFailure".
std::optional<aws::Error> SecretsManager::refuse_key(const aws::Call& call, const Secret& secret,
                                                     const std::string& key, Crypt use) {
    if (key.empty()) return std::nullopt;
    const std::map<std::string, std::string> about{{"SecretARN", secret.arn()}};
    for (const std::string_view action : {"GenerateDataKey", "Decrypt"}) {
        if (use == Crypt::decrypt && action != "Decrypt") continue;
        const auto usable = keys_.usable(call, key, {"secretsmanager", action, secret.place, about, {}});
        if (usable.ok()) continue;
        if (usable.error().why == aws::KeyFault::Why::access_denied) return aws::Error(access_denied);
        if (use == Crypt::decrypt)
            return aws::Error(secretsmanager_errors::decryption_failure,
                              "Secrets Manager can't decrypt the protected secret text using the provided KMS key.");
        return aws::Error(secretsmanager_errors::encryption_failure,
                          "Secrets Manager can't encrypt the protected secret text using the provided KMS key. Check "
                          "that the KMS key is available, enabled, and not in an invalid state.");
    }
    return std::nullopt;
}

Task<std::optional<wt::Error>> SecretsManager::reset(std::string_view account) {
    catalogue_.reset(account);
    co_return co_await catalogue_.durable();
}

aws::Outcome<Value> read_value(std::optional<std::string> text, std::optional<aws::Blob> binary) {
    if (text && binary)
        return invalid_parameter(
            "You can't specify both a binary secret value and a string secret value in the same "
            "secret.");
    return Value{std::move(text), std::move(binary)};
}

std::optional<aws::Error> SecretsManager::refuse(const aws::Call& call, std::string_view action, const Secret& about) {
    std::vector<std::pair<std::string, std::string>> more{{"secretsmanager:SecretId", about.arn()},
                                                          {"secretsmanager:Name", about.name}};
    for (const auto& [key, value] : about.tags) {
        more.emplace_back("secretsmanager:ResourceTag/" + key, value);
        more.emplace_back("aws:ResourceTag/" + key, value);
    }
    return iam::refuse(call, model_, action, {about.arn(), about.place.account, catalogue_.policy_of(about.policy)},
                       more);
}

aws::Outcome<Secret*> SecretsManager::named(const aws::Call& call, std::string_view action, const std::string& id) {
    const aws::AccountRegion here = aws::account_region_of(call);
    Secret* const found = catalogue_.find(here, id);
    if (found != nullptr && found->place.region == call.region) {
        if (auto refused = refuse(call, action, *found)) return std::move(*refused);
        return found;
    }
    // Policies see what it would be called.
    const auto arn = parse_secret_arn(id);
    Secret nobody;
    nobody.place = arn ? arn->place : here;
    nobody.name = arn ? arn->rest : id;
    nobody.suffix = "??????";
    if (auto refused = refuse(call, action, nobody)) return std::move(*refused);
    return not_found(std::string(missing));
}

aws::Outcome<Secret*> SecretsManager::living(const aws::Call& call, std::string_view action, const std::string& id) {
    auto found = named(call, action, id);
    if (found.ok() && (*found)->is_marked()) return invalid_request(std::string(marked));
    return found;
}

aws::Outcome<std::string> SecretsManager::add_version(Secret& secret, const std::optional<std::string>& token,
                                                      Value value, const std::vector<std::string>& stages) {
    const std::string id = token ? *token : catalogue_.fresh_id();
    const auto known = secret.versions.find(id);
    if (known == secret.versions.end()) {
        if (!catalogue_.make_room(secret))
            // Assumed: the sentence.
            return aws::Error(secretsmanager_errors::limit_exceeded,
                              "The secret has 100 versions that have labels or are younger than a day.");
        secret.versions[id].created = context_.calendar();
    } else if (const auto there = secret.values.find(id); there != secret.values.end()) {
        if (there->second != value) return exists(in_use(id, secret));
        return id;
    }
    catalogue_.put_value(secret, id, std::move(value));
    if (secret.holder(current_stage).empty() && (stages.empty() || known == secret.versions.end()))
        secret.attach(current_stage, id);
    for (const std::string& stage : stages) secret.attach(stage, id);
    if (stages.empty()) secret.attach(current_stage, id);
    secret.changed = context_.calendar();
    return id;
}

std::optional<aws::Error> SecretsManager::add_tags(Secret& secret, const std::vector<aws::ResourceTag>& tags,
                                                   std::string_view via) {
    aws::TagSet all(secret.tags);
    if (const auto fault = all.add(tags, via)) return invalid_parameter(fault->text);
    secret.tags = all.all();
    return std::nullopt;
}

}  // namespace wt::secrets
