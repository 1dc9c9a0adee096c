#include "iam/request_resource.hpp"

#include <optional>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "aws/query.hpp"
#include "base/json_depth.hpp"

namespace wt::iam {

namespace {

using nlohmann::json;

/// `form` is what stands behind "arn:aws:SERVICE:REGION:ACCOUNT:", with the member's value for "{}", and that of others
/// for "{NAME}"; empty: the member is an ARN. A value that is an ARN already is taken as it is.
struct MemberRow {
    std::string_view service;  // by its signing name
    std::string_view member;
    std::string_view form;
};

constexpr MemberRow member_rows[] = {
    {"cloudformation", "StackName", "stack/{}/*"},
    {"cognito-identity", "IdentityPoolId", "identitypool/{}"},
    {"cognito-identity", "ResourceArn", ""},
    {"cognito-idp", "UserPoolId", "userpool/{}"},
    {"cognito-idp", "ResourceArn", ""},
    {"cognito-sync", "DatasetName", "identitypool/{IdentityPoolId}/identity/{IdentityId}/dataset/{}"},
    {"cognito-sync", "IdentityId", "identitypool/{IdentityPoolId}/identity/{}"},
    {"cognito-sync", "IdentityPoolId", "identitypool/{}"},
    {"dynamodb", "TableName", "table/{}"},
    {"dynamodb", "StreamArn", ""},
    {"dynamodb", "ResourceArn", ""},
    {"elasticache", "ReplicationGroupId", "replicationgroup:{}"},
    {"elasticache", "CacheClusterId", "cluster:{}"},
    {"elasticache", "ServerlessCacheName", "serverlesscache:{}"},
    {"firehose", "DeliveryStreamName", "deliverystream/{}"},
    {"kinesis", "StreamARN", ""},
    {"kinesis", "StreamName", "stream/{}"},
    {"kinesis", "ConsumerARN", ""},
    {"kms", "KeyId", "key/{}"},
    {"lambda", "FunctionName", "function:{}"},
    {"logs", "logGroupName", "log-group:{}:log-stream:"},
    {"logs", "logGroupIdentifier", "log-group:{}:log-stream:"},
    {"logs", "resourceArn", ""},
    {"monitoring", "AlarmName", "alarm:{}"},
    {"rds", "DBInstanceIdentifier", "db:{}"},
    {"rds", "DBClusterIdentifier", "cluster:{}"},
    {"secretsmanager", "SecretId", ""},
    {"sns", "TopicArn", ""},
    {"sns", "TargetArn", ""},
    {"sqs", "QueueUrl", "{}"},
    {"sqs", "QueueName", "{}"},
    {"states", "stateMachineArn", ""},
    {"states", "executionArn", ""},
};

// All of an identity's, where one of them is not named.
constexpr MemberRow identity_datasets{"cognito-sync", "IdentityId",
                                      "identitypool/{IdentityPoolId}/identity/{}/dataset/*"};

/// What a request says under a name, wherever its protocol puts it.
class Said {
public:
    Said(const aws::Call& call, const aws::Wanted& wanted) : labels_(wanted.labels) {
        const std::string_view body = call.body;
        if (call.protocol == aws::Protocol::query) {
            form_ = aws::parse_form(body.empty() ? call.request.query.view() : body);
        } else if (!body.empty() && call.protocol != aws::Protocol::rest_xml) {
            constexpr std::size_t deepest = 100;
            if (!nests_deeper(body, deepest)) json_ = json::parse(body.begin(), body.end(), nullptr, false);
        }
    }

    [[nodiscard]] std::optional<std::string> find(std::string_view name) const {
        for (const auto& [label, value] : labels_) {
            if (label == name) return value;
        }
        if (const auto found = form_.find(name); found != form_.end()) return found->second;
        if (!json_.is_object()) return std::nullopt;
        const auto found = json_.find(name);
        if (found == json_.end() || !found->is_string()) return std::nullopt;
        return found->get<std::string>();
    }

private:
    const aws::Arguments& labels_;
    aws::QueryForm form_;
    json json_;
};

[[nodiscard]] std::string arn(const aws::Call& call, const MemberRow& row, const Said& said, std::string_view value) {
    if (value.starts_with("arn:")) return std::string(value);
    // "http://sqs.us-east-1.amazonaws.com/ACCOUNT/NAME"
    if (row.member == "QueueUrl") value = value.substr(value.rfind('/') + 1);
    std::string resource(row.form);
    const std::size_t at = resource.find("{}");
    if (at == std::string::npos) return {};
    resource.replace(at, 2, value);
    for (std::size_t open = resource.find('{'); open != std::string::npos; open = resource.find('{', open + 1)) {
        const std::size_t close = resource.find('}', open);
        if (close == std::string::npos) break;
        const auto other = said.find(std::string_view(resource).substr(open + 1, close - open - 1));
        if (other) resource.replace(open, close - open + 1, *other);
    }
    const std::string_view service = row.service == "monitoring" ? "cloudwatch" : row.service;
    return fmt::format("arn:aws:{}:{}:{}:{}", service, call.region, call.caller.account, resource);
}

}  // namespace

std::string resource_of(const aws::Call& call, const aws::Wanted& wanted) {
    const std::string_view service = wanted.model.signing_name;
    if (service == "apigateway") return fmt::format("arn:aws:apigateway:{}::{}", call.region, call.path.view());
    // Not looked into.
    if (call.protocol == aws::Protocol::rpc_v2_cbor) return {};
    std::optional<Said> said;
    for (const MemberRow& row : member_rows) {
        if (row.service != service) continue;
        if (!said) {
            said.emplace(call, wanted);
            const auto identity = said->find(identity_datasets.member);
            if (service == identity_datasets.service && wanted.operation.name == "ListDatasets" && identity)
                return arn(call, identity_datasets, *said, *identity);
        }
        if (const auto value = said->find(row.member)) return arn(call, row, *said, *value);
    }
    return said ? "*" : "";
}

}  // namespace wt::iam
