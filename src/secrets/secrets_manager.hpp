#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/keys.hpp"
#include "aws/service.hpp"
#include "base/scope.hpp"
#include "secrets/catalogue.hpp"
#include "secrets/errors.hpp"
#include "secrets/secretsmanager_shapes.hpp"

namespace wt::secrets {

/// Invokes the function with the event; whether it ran without an error.
using Rotate = std::function<Task<bool>(std::string function_arn, std::string event)>;

/// Secrets Manager's API. Every answer waits until what it says is on disk. Secrets Manager API Reference, 2017-10-17.
class SecretsManager final : public aws::Service {
public:
    /// All outlive this.
    SecretsManager(const Context& context, Catalogue& catalogue, aws::Keys& keys, Rotate rotate);

    [[nodiscard]] const aws::ServiceModel& model() const override { return model_; }
    [[nodiscard]] void* instance() override { return this; }
    /// Secrets have policies of their own.
    [[nodiscard]] bool authorizes() const override { return true; }
    [[nodiscard]] Task<std::optional<aws::Error>> settle() override {
        return on_disk(catalogue_.durable(), secretsmanager_errors::internal_service);
    }
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    /// Rotates what is due, for as long as this stands.
    [[nodiscard]] Task<void> run();

    // Secrets: secret_operations.cpp
    aws::Outcome<CreateSecretResponse> create_secret(const aws::Call& call, CreateSecretRequest input);
    aws::Outcome<DescribeSecretResponse> describe_secret(const aws::Call& call, DescribeSecretRequest input);
    aws::Outcome<ListSecretsResponse> list_secrets(const aws::Call& call, ListSecretsRequest input);
    aws::Outcome<UpdateSecretResponse> update_secret(const aws::Call& call, UpdateSecretRequest input);
    aws::Outcome<DeleteSecretResponse> delete_secret(const aws::Call& call, DeleteSecretRequest input);
    aws::Outcome<RestoreSecretResponse> restore_secret(const aws::Call& call, RestoreSecretRequest input);

    // Values and versions: value_operations.cpp
    aws::Outcome<GetSecretValueResponse> get_secret_value(const aws::Call& call, GetSecretValueRequest input);
    aws::Outcome<BatchGetSecretValueResponse> batch_get_secret_value(const aws::Call& call,
                                                                     BatchGetSecretValueRequest input);
    aws::Outcome<PutSecretValueResponse> put_secret_value(const aws::Call& call, PutSecretValueRequest input);
    aws::Outcome<ListSecretVersionIdsResponse> list_secret_version_ids(const aws::Call& call,
                                                                       ListSecretVersionIdsRequest input);
    aws::Outcome<UpdateSecretVersionStageResponse> update_secret_version_stage(const aws::Call& call,
                                                                               UpdateSecretVersionStageRequest input);
    aws::Outcome<GetRandomPasswordResponse> get_random_password(const aws::Call& call, GetRandomPasswordRequest input);

    // Rotation: rotation_operations.cpp
    aws::Outcome<RotateSecretResponse> rotate_secret(const aws::Call& call, RotateSecretRequest input);
    aws::Outcome<CancelRotateSecretResponse> cancel_rotate_secret(const aws::Call& call,
                                                                  CancelRotateSecretRequest input);

    // Tags and policies: policy_operations.cpp
    aws::Outcome<aws::Nothing> tag_resource(const aws::Call& call, TagResourceRequest input);
    aws::Outcome<aws::Nothing> untag_resource(const aws::Call& call, UntagResourceRequest input);
    aws::Outcome<PutResourcePolicyResponse> put_resource_policy(const aws::Call& call, PutResourcePolicyRequest input);
    aws::Outcome<GetResourcePolicyResponse> get_resource_policy(const aws::Call& call, GetResourcePolicyRequest input);
    aws::Outcome<DeleteResourcePolicyResponse> delete_resource_policy(const aws::Call& call,
                                                                      DeleteResourcePolicyRequest input);
    aws::Outcome<ValidateResourcePolicyResponse> validate_resource_policy(const aws::Call& call,
                                                                          ValidateResourcePolicyRequest input);

private:
    /// Why the caller may not.
    [[nodiscard]] std::optional<aws::Error> refuse(const aws::Call& call, std::string_view action, const Secret& about);
    /// What a request is about, whether it is marked for deletion or not.
    [[nodiscard]] aws::Outcome<Secret*> named(const aws::Call& call, std::string_view action, const std::string& id);
    /// The same; marked ones are refused.
    [[nodiscard]] aws::Outcome<Secret*> living(const aws::Call& call, std::string_view action, const std::string& id);
    [[nodiscard]] aws::Outcome<GetSecretValueResponse> value_of(const aws::Call& call,
                                                                const GetSecretValueRequest& wanted);
    /// Why values of a secret cannot be encrypted, or decrypted, by that key; empty is AWS's own.
    enum class Crypt : bool { encrypt, decrypt };
    [[nodiscard]] std::optional<aws::Error> refuse_key(const aws::Call& call, const Secret& secret,
                                                       const std::string& key, Crypt use);
    /// A version with that value, at these stages (none: as AWS does). Its id; the same again when it is there already.
    [[nodiscard]] aws::Outcome<std::string> add_version(Secret& secret, const std::optional<std::string>& token,
                                                        Value value, const std::vector<std::string>& stages);
    [[nodiscard]] std::optional<aws::Error> add_tags(Secret& secret, const std::vector<aws::ResourceTag>& tags,
                                                     std::string_view via);
    /// Begins a rotation to that version.
    [[nodiscard]] std::optional<aws::Error> begin_rotation(Secret& secret, const std::string& version);
    [[nodiscard]] Task<void> rotate(std::string arn, std::string version);

    Context context_;
    Catalogue& catalogue_;
    aws::Keys& keys_;
    Rotate rotate_;
    aws::ServiceModel model_;
    Scope rotating_;
};

/// A value as a request says it: none, or one of the two ways.
[[nodiscard]] aws::Outcome<Value> read_value(std::optional<std::string> text, std::optional<aws::Blob> binary);

}  // namespace wt::secrets
