#include "gateway/http_api/subtypes.hpp"

#include <algorithm>

namespace wt::gateway::http_api {

namespace {

constexpr Subtype subtypes[] = {
    {"AppConfig-GetConfiguration", "appconfig", "GetConfiguration", "Application Environment Configuration ClientId",
     "ClientConfigurationVersion"},
    {"EventBridge-PutEvents", "events", "PutEvents", "Detail DetailType Source",
     "Time EventBusName Resources TraceHeader"},
    {"Kinesis-PutRecord", "kinesis", "PutRecord", "StreamName Data PartitionKey",
     "SequenceNumberForOrdering ExplicitHashKey"},
    {"SQS-DeleteMessage", "sqs", "DeleteMessage", "ReceiptHandle QueueUrl", ""},
    {"SQS-PurgeQueue", "sqs", "PurgeQueue", "QueueUrl", ""},
    {"SQS-ReceiveMessage", "sqs", "ReceiveMessage", "QueueUrl",
     "AttributeNames MaxNumberOfMessages MessageAttributeNames ReceiveRequestAttemptId VisibilityTimeout "
     "WaitTimeSeconds"},
    {"SQS-SendMessage", "sqs", "SendMessage", "QueueUrl MessageBody",
     "DelaySeconds MessageAttributes MessageDeduplicationId MessageGroupId MessageSystemAttributes"},
    {"StepFunctions-ListExecutions", "states", "ListExecutions", "StateMachineArn",
     "MaxResults NextToken StatusFilter"},
    {"StepFunctions-StartExecution", "states", "StartExecution", "StateMachineArn", "Name Input"},
    {"StepFunctions-StartSyncExecution", "states", "StartSyncExecution", "StateMachineArn", "Name Input TraceHeader"},
    {"StepFunctions-StopExecution", "states", "StopExecution", "ExecutionArn", "Cause Error"},
};

}  // namespace

const Subtype* find_subtype(std::string_view name) {
    const auto found =
        std::find_if(std::begin(subtypes), std::end(subtypes), [&](const Subtype& each) { return each.name == name; });
    return found == std::end(subtypes) ? nullptr : &*found;
}

}  // namespace wt::gateway::http_api
