#include "storage/s3/notification.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "storage/s3/event_message.hpp"

using namespace wt;
using Strings = std::vector<std::string>;

namespace {

const std::string function_arn = "arn:aws:lambda:us-east-1:111111111111:function:load";
const std::string queue_arn = "arn:aws:sqs:us-east-1:111111111111:jobs";

s3::LambdaFunctionConfiguration function(Strings events, std::vector<s3::FilterRule> rules = {}) {
    s3::LambdaFunctionConfiguration one;
    one.lambda_function_arn = function_arn;
    one.events = std::move(events);
    if (!rules.empty()) {
        one.filter.emplace();
        one.filter->key.emplace();
        one.filter->key->filter_rules = std::move(rules);
    }
    return one;
}
s3::QueueConfiguration queue(Strings events, std::string arn = queue_arn) {
    s3::QueueConfiguration one;
    one.queue_arn = std::move(arn);
    one.events = std::move(events);
    return one;
}
s3::NotificationConfiguration of(std::vector<s3::LambdaFunctionConfiguration> functions,
                                 std::vector<s3::QueueConfiguration> queues = {}) {
    s3::NotificationConfiguration configuration;
    configuration.lambda_function_configurations = std::move(functions);
    configuration.queue_configurations = std::move(queues);
    return configuration;
}
std::string refusal(const s3::NotificationConfiguration& configuration) {
    const auto error = s3::refuse(configuration, "us-east-1");
    return error ? error->message : "";
}

}  // namespace

TEST_CASE("a configuration names events and destinations that there are") {
    CHECK(refusal({}).empty());
    CHECK(refusal(of({function({"s3:ObjectCreated:*", "s3:ObjectRemoved:Delete"})})).empty());
    CHECK(refusal(of({function({"s3:ObjectCreated"})})) == "The event is not supported for notifications");
    CHECK(s3::refuse(of({function({})}), "us-east-1")->code == "MalformedXML");
    CHECK(refusal(of({}, {queue({"s3:ObjectCreated:*"}, "jobs")})) == "The ARN could not be parsed");
    CHECK(refusal(of({}, {queue({"s3:ObjectCreated:*"}, function_arn)}))
              .starts_with(
                  "The ARN failed to satisfy constraint: Member must satisfy regular expression pattern: ^arn:aws"));
    CHECK(refusal(of({}, {queue({"s3:ObjectCreated:*"}, queue_arn + ".fifo")})) ==
          "FIFO SQS queues are not supported.");
    CHECK(refusal(of({}, {queue({"s3:ObjectCreated:*"}, "arn:aws:sqs:eu-west-1:111111111111:jobs")})) ==
          "The notification destination service region is not valid for the bucket location constraint");
    s3::LambdaFunctionConfiguration aliased = function({"s3:ObjectCreated:*"});
    aliased.lambda_function_arn += ":live";
    CHECK(refusal(of({aliased})).empty());
    CHECK(refusal(of(std::vector(101, function({"s3:ObjectCreated:*"})))) ==
          "Too many configurations submitted. The maximum number of configurations is 100");
}

TEST_CASE("a filter has one prefix and one suffix") {
    const auto with = [](std::vector<s3::FilterRule> rules) {
        return of({function({"s3:ObjectCreated:*"}, std::move(rules))});
    };
    CHECK(refusal(with({{"Prefix", "a"}, {"suffix", "b"}})).empty());
    CHECK(refusal(with({{"infix", "a"}})) == "filter rule name must be either prefix or suffix");
    CHECK(refusal(with({{"prefix", "a"}, {"PREFIX", "b"}})) == "Cannot specify more than one prefix rule in a filter.");
    CHECK(refusal(with({{"suffix", "a"}, {"suffix", "b"}})) == "Cannot specify more than one suffix rule in a filter.");
    CHECK(refusal(with({{"suffix", std::string(1025, 'a')}})) ==
          "Size of filter rule value cannot exceed 1024 bytes in UTF-8 representation");
}

TEST_CASE("two configurations do not share an event of one object") {
    const std::string overlap =
        "Configurations overlap. Configurations on the same bucket cannot share a common event type.";
    CHECK(refusal(of({function({"s3:ObjectCreated:Put"})}, {queue({"s3:ObjectCreated:*"})})) == overlap);
    CHECK(refusal(of({function({"s3:ObjectCreated:Put", "s3:ObjectCreated:*"})})) == overlap);
    CHECK(refusal(of({function({"s3:ObjectCreated:Put"})}, {queue({"s3:ObjectCreated:Copy"})})).empty());
    const auto two = [](std::vector<s3::FilterRule> a, std::vector<s3::FilterRule> b) {
        return of({function({"s3:ObjectCreated:*"}, std::move(a)), function({"s3:ObjectCreated:*"}, std::move(b))});
    };
    CHECK(refusal(two({{"prefix", "a/"}}, {{"prefix", "b/"}})).empty());
    CHECK(refusal(two({{"suffix", ".jpg"}}, {{"suffix", ".png"}})).empty());
    CHECK(refusal(two({{"prefix", "a/"}}, {{"prefix", "a/b"}})).starts_with("Configuration is ambiguously defined."));
    CHECK(refusal(two({{"prefix", "a/"}}, {{"suffix", ".jpg"}})).starts_with("Configuration is ambiguously defined."));
    CHECK(refusal(two({{"prefix", "a/"}, {"suffix", ".jpg"}}, {{"prefix", "a/"}, {"suffix", ".png"}})).empty());
}

TEST_CASE("ids are unique, and given where there is none") {
    s3::NotificationConfiguration configuration =
        of({function({"s3:ObjectCreated:*"})}, {queue({"s3:ObjectRemoved:*"})});
    configuration.queue_configurations[0].id = "mine";
    Random random(1, "s3.notification.ids");
    s3::name_configurations(configuration, random);
    CHECK(configuration.lambda_function_configurations[0].id->size() == 48);
    CHECK(configuration.queue_configurations[0].id == "mine");
    configuration.lambda_function_configurations[0].id = "mine";
    CHECK(refusal(configuration) == "Same ID used for multiple configurations. IDs must be unique.");
}

TEST_CASE("those learn of an event whose filters its key passes") {
    s3::NotificationConfiguration configuration =
        of({function({"s3:ObjectCreated:*"}, {{"prefix", "in+box/"}, {"suffix", ".jpg"}})},
           {queue({"s3:ObjectRemoved:Delete"})});
    configuration.lambda_function_configurations[0].id = "pictures";
    const auto count = [&](std::string_view event, std::string_view key) {
        return s3::destinations(configuration, event, key).size();
    };
    CHECK(count("s3:ObjectCreated:Put", "in box/a.jpg") == 1);
    CHECK(count("s3:ObjectCreated:Put", "in box/a.png") == 0);
    CHECK(count("s3:ObjectCreated:Put", "in+box/a.jpg") == 0);
    CHECK(count("s3:ObjectRemoved:Delete", "x") == 1);
    CHECK(count("s3:ObjectRemoved:DeleteMarkerCreated", "x") == 0);
    const auto found = s3::destinations(configuration, "s3:ObjectCreated:Copy", "in box/a.jpg");
    CHECK(found.at(0).id == "pictures");
    CHECK(found.at(0).arn == function_arn);
    CHECK(found.at(0).kind == s3::DestinationKind::function);
    CHECK(s3::destinations(configuration).size() == 2);
}

TEST_CASE("destinations that cannot be used are listed in the error") {
    const aws::Error error = s3::unusable({{queue_arn, "The destination queue does not exist"}});
    CHECK(error.code == "InvalidArgument");
    CHECK(error.message == "Unable to validate the following destination configurations");
    CHECK(error.details ==
          std::vector<std::pair<std::string, std::string>>{{"ArgumentName1", queue_arn},
                                                           {"ArgumentValue1", "The destination queue does not exist"}});
}

TEST_CASE("a message has AWS's form, member by member") {
    aws::Principal caller;
    caller.kind = aws::PrincipalKind::assumed_role;
    caller.account = "111111111111";
    caller.user_id = "AROAEXAMPLE:session";
    s3::EventMessage event{"s3:ObjectCreated:Put",
                           epoch + 1767323045s + 678ms,
                           "us-east-1",
                           caller,
                           "10.0.0.1",
                           "C3D13FE58DE4C810",
                           "abc+def=",
                           "b1",
                           "111111111111",
                           "dir/a b+c.txt",
                           9,
                           "437b930db84b8079c2dd804a71936b5f",
                           std::nullopt,
                           "0055AED6DCD90281E5"};
    const std::string message = s3::notification_message(event, "cfg1");
    const std::size_t id = message.find("\"ownerIdentity\":{\"principalId\":\"") + 32;
    const std::string owner = message.substr(id, 14);
    CHECK(owner[0] == 'A');
    CHECK(message == R"({"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1",)"
                     R"("eventTime":"2026-01-02T03:04:05.678Z","eventName":"ObjectCreated:Put",)"
                     R"("userIdentity":{"principalId":"AWS:AROAEXAMPLE:session"},)"
                     R"("requestParameters":{"sourceIPAddress":"10.0.0.1"},)"
                     R"("responseElements":{"x-amz-request-id":"C3D13FE58DE4C810","x-amz-id-2":"abc+def="},)"
                     R"("s3":{"s3SchemaVersion":"1.0","configurationId":"cfg1",)"
                     R"("bucket":{"name":"b1","ownerIdentity":{"principalId":")" +
                         owner +
                         R"("},"arn":"arn:aws:s3:::b1"},)"
                         R"("object":{"key":"dir/a+b%2Bc.txt","size":9,"eTag":"437b930db84b8079c2dd804a71936b5f",)"
                         R"("sequencer":"0055AED6DCD90281E5"}}}]})");

    event.name = "s3:ObjectRemoved:DeleteMarkerCreated";
    event.size.reset();
    event.etag.reset();
    event.version_id = "v1";
    CHECK(s3::notification_message(event, "cfg1")
              .find(R"("object":{"key":"dir/a+b%2Bc.txt","versionId":"v1","sequencer")") != std::string::npos);
    event.name = "s3:ObjectTagging:Put";
    CHECK(s3::notification_message(event, "cfg1").find(R"("eventVersion":"2.3")") != std::string::npos);
}

TEST_CASE("EventBridge gets the same in its own form") {
    const aws::Principal caller = aws::root_of("111111111111");
    s3::EventMessage event{"s3:ObjectCreated:Put",
                           epoch + 1767323045s,
                           "us-east-1",
                           caller,
                           "10.0.0.1",
                           "R",
                           "x",
                           "b1",
                           "111111111111",
                           "a b",
                           4,
                           "8d77",
                           std::nullopt,
                           "00"};
    CHECK(
        s3::event_bridge_message(event, "u-u-i-d") ==
        R"({"version":"0","id":"u-u-i-d","detail-type":"Object Created","source":"aws.s3","account":"111111111111",)"
        R"("time":"2026-01-02T03:04:05Z","region":"us-east-1","resources":["arn:aws:s3:::b1"],)"
        R"("detail":{"version":"0","bucket":{"name":"b1"},"object":{"key":"a b","size":4,"etag":"8d77","sequencer":"00"},)"
        R"("request-id":"R","requester":"111111111111","source-ip-address":"10.0.0.1","reason":"PutObject"}})");
    event.name = "s3:ObjectRemoved:DeleteMarkerCreated";
    const std::string deleted = s3::event_bridge_message(event, "u-u-i-d");
    CHECK(deleted.find(R"("detail-type":"Object Deleted")") != std::string::npos);
    CHECK(deleted.find(R"("reason":"DeleteObject","deletion-type":"Delete Marker Created")") != std::string::npos);
}

TEST_CASE("a destination is tested when it is configured") {
    CHECK(s3::test_message("b1", epoch + 1767323045s + 678ms, "5582815E1AEA5ADF", "x==") ==
          R"({"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2026-01-02T03:04:05.678Z","Bucket":"b1",)"
          R"("RequestId":"5582815E1AEA5ADF","HostId":"x=="})");
}

TEST_CASE("sequencers grow with time and number") {
    const std::string first = s3::sequencer(epoch + 1767323045s, 1);
    CHECK(first.size() == 18);
    CHECK(first < s3::sequencer(epoch + 1767323045s, 2));
    CHECK(s3::sequencer(epoch + 1767323045s, 4095) < s3::sequencer(epoch + 1767323045s + 1us, 0));
    CHECK(s3::sequencer(epoch + 1767323045s + 999'999us, 4095) < s3::sequencer(epoch + 1767323046s, 0));
}

TEST_CASE("a key that is no UTF-8 makes a message all the same") {
    const aws::Principal caller;
    const s3::EventMessage event{"s3:ObjectCreated:Put", epoch, "r", caller, "", "", "", "b", "1", "\xff\"", 1, "e",
                                 std::nullopt,           "0"};
    CHECK(s3::notification_message(event, "c").find(R"("key":"%FF%22")") != std::string::npos);
    CHECK(s3::event_bridge_message(event, "c").find(R"(\"")") != std::string::npos);
}
