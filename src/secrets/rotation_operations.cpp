// Rotation: a function makes the next version in four steps, now and when it is due.
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "secrets/secrets_manager.hpp"

namespace wt::secrets {

namespace {

constexpr std::string_view steps[] = {"createSecret", "setSecret", "testSecret", "finishSecret"};

/// Between looks at what is due: a rotation begins somewhere in a window of hours on AWS.
constexpr Duration between_looks = 60s;

}  // namespace

std::optional<aws::Error> SecretsManager::begin_rotation(Secret& secret, const std::string& version) {
    const std::string pending = secret.holder(pending_stage);
    if (!pending.empty() && pending != secret.holder(current_stage) && pending != version)
        return invalid_request("A previous rotation isn't complete. That rotation will be reattempted.");
    if (!secret.versions.contains(version)) {
        if (!catalogue_.make_room(secret))
            return aws::Error(secretsmanager_errors::limit_exceeded,
                              "The secret has 100 versions that have labels or are younger than a day.");
        secret.versions[version].created = context_.calendar();
    }
    secret.attach(pending_stage, version);
    if (secret.rules) {
        if (const auto period = period_of(*secret.rules)) secret.next_rotation = context_.calendar() + *period;
    }
    catalogue_.keep(secret);
    rotating_.spawn(rotate(secret.arn(), version));
    return std::nullopt;
}

Task<void> SecretsManager::rotate(std::string arn, std::string version) {
    // What the function asks for is there when it asks.
    if (co_await catalogue_.durable()) co_return;
    for (const std::string_view step : steps) {
        const auto place = parse_secret_arn(arn);
        const Secret* const secret = catalogue_.find(place->place, arn);
        if (secret == nullptr || secret->is_marked()) co_return;
        std::string function = secret->function;
        std::string event = nlohmann::json{{"Step", step}, {"SecretId", arn}, {"ClientRequestToken", version}}.dump();
        const bool ran = co_await rotate_(std::move(function), std::move(event));
        if (!ran) co_return;
    }
}

Task<void> SecretsManager::run() {
    while (true) {
        co_await context_.clock.sleep_for(between_looks);
        std::vector<Secret*> due;
        for (const auto& [key, secret] : catalogue_.all()) {
            if (secret->rotates && !secret->is_marked() && secret->next_rotation &&
                *secret->next_rotation <= context_.calendar())
                due.push_back(secret.get());
        }
        for (Secret* const secret : due) {
            const std::string pending = secret->holder(pending_stage);
            const bool again = !pending.empty() && pending != secret->holder(current_stage);
            (void)begin_rotation(*secret, again ? pending : catalogue_.fresh_id());
        }
    }
}

aws::Outcome<RotateSecretResponse> SecretsManager::rotate_secret(const aws::Call& call, RotateSecretRequest input) {
    const auto rotate = [&]() -> aws::Outcome<RotateSecretResponse> {
        const auto found = living(call, "secretsmanager:RotateSecret", input.secret_id);
        if (!found.ok()) return found.error();
        Secret& secret = **found;
        if (!input.external_secret_rotation_metadata.empty() || input.external_secret_rotation_role_arn)
            return not_here("rotation of external secrets");
        if (!input.rotate_immediately.value_or(true)) return not_here("RotateImmediately=false");
        if (input.rotation_lambda_arn && input.rotation_lambda_arn->empty())
            return invalid_request("No Lambda rotation function ARN is associated with this secret.");
        if (!input.rotation_lambda_arn && secret.function.empty())
            return invalid_request("No Lambda rotation function ARN is associated with this secret.");
        const auto& rules = input.rotation_rules;
        if (rules && rules->automatically_after_days && rules->schedule_expression)
            return invalid_parameter("You can't specify both AutomaticallyAfterDays and ScheduleExpression.");
        if (rules && rules->schedule_expression && !period_of(*rules))
            return not_here("schedules but rate(NUMBER hours) and rate(NUMBER days)");
        if (input.rotation_lambda_arn) secret.function = *input.rotation_lambda_arn;
        if (rules) secret.rules = rules;
        secret.rotates = true;
        const std::string version = input.client_request_token ? *input.client_request_token : catalogue_.fresh_id();
        if (auto refused = begin_rotation(secret, version)) return std::move(*refused);
        RotateSecretResponse output;
        output.arn = secret.arn();
        output.name = secret.name;
        output.version_id = version;
        return output;
    };
    return rotate();
}

aws::Outcome<CancelRotateSecretResponse> SecretsManager::cancel_rotate_secret(const aws::Call& call,
                                                                              CancelRotateSecretRequest input) {
    const auto cancel = [&]() -> aws::Outcome<CancelRotateSecretResponse> {
        const auto found = living(call, "secretsmanager:CancelRotateSecret", input.secret_id);
        if (!found.ok()) return found.error();
        Secret& secret = **found;
        if (!secret.rotates)
            return invalid_request("You tried to perform the operation on a secret that's not scheduled for rotation.");
        secret.rotates = false;
        secret.next_rotation.reset();
        catalogue_.keep(secret);
        CancelRotateSecretResponse output;
        output.arn = secret.arn();
        output.name = secret.name;
        const std::string pending = secret.holder(pending_stage);
        if (!pending.empty()) output.version_id = pending;
        return output;
    };
    return cancel();
}

}  // namespace wt::secrets
