// Users of a CSV file.
#include "catch.hpp"

#include <fmt/format.h>

#include "identity/imports.hpp"
#include "made.hpp"

using namespace wt;
using namespace wt::identity;
using namespace wt::identity::test;

namespace {

/// A pool with a job, and its file.
struct Job {
    explicit Job(World& of, const Json& more = Json::object())
        : world(of), made(of, merged({{"AutoVerifiedAttributes", {"email"}}}, more)) {
        id = world.call("CreateUserImportJob",
                        {{"UserPoolId", made.id},
                         {"JobName", "everybody"},
                         {"CloudWatchLogsRoleArn", "arn:aws:iam::000000000000:role/logs"}})["UserImportJob"]["JobId"];
    }
    static Json merged(Json one, const Json& more) {
        one.update(more);
        return one;
    }
    Json told() {
        return world.call("DescribeUserImportJob", {{"UserPoolId", made.id}, {"JobId", id}})["UserImportJob"];
    }
    int upload(const std::string& text, std::string query = {}) {
        const std::string url = told()["PreSignedUrl"];
        http::Request request;
        request.method = http::Method::put;
        request.query = Text(query.empty() ? url.substr(url.find('?') + 1) : query);
        request.body = Text(text);
        return aws::test::run(world.cognito.upload(std::move(request))).status;
    }
    Json start() { return world.call("StartUserImportJob", {{"UserPoolId", made.id}, {"JobId", id}}); }
    std::string refused(const char* operation) {
        return world.refused(operation, {{"UserPoolId", made.id}, {"JobId", id}});
    }

    World& world;
    Made made;
    std::string id;
};

const std::string header =
    "cognito:username,name,given_name,family_name,middle_name,nickname,preferred_username,profile,picture,website,"
    "email,email_verified,gender,birthdate,zoneinfo,locale,phone_number,phone_number_verified,address,updated_at,"
    "cognito:mfa_enabled\n";
const std::string john =
    "John,,John,Doe,,,,,,,johndoe@example.com,TRUE,,02/01/1985,,,+12345550100,TRUE,123 Any Street\\, Town,,FALSE\n";

}  // namespace

TEST_CASE("fields of a line are trimmed, and a backslash keeps a comma") {
    CHECK(csv_fields(" a , b\\,c ,,d\\") == std::vector<std::string>{"a", "b,c", "", "d\\"});
    CHECK(csv_fields("") == std::vector<std::string>{""});
}

TEST_CASE("the columns of a pool are its attributes, with those of its own") {
    World world;
    Job job(world, {{"Schema", {{{"Name", "team"}, {"AttributeDataType", "String"}}}}});
    const Json told = world.call("GetCSVHeader", {{"UserPoolId", job.made.id}})["CSVHeader"];
    CHECK(told.size() == 22);
    CHECK(told[0] == "name");
    CHECK(told[19] == "custom:team");
    CHECK(told[21] == "cognito:username");
}

TEST_CASE("a file's users stand in the pool, and set a password before they sign in") {
    World world;
    Job job(world);
    CHECK(job.told()["Status"] == "Created");
    CHECK(job.refused("StartUserImportJob").starts_with("PreconditionNotMetException: The CSV file"));
    CHECK(job.upload(header + john + "\r\nno,columns\n" + "Ann" + john.substr(4) +
                     "Eve,,,,,,,,,,eve@example.com,FALSE,,,,,,,,,\n" + "John" + john.substr(4)) == 200);
    const Json started = job.start()["UserImportJob"];
    CHECK(started["Status"] == "Pending");
    world.wait(0s);
    const Json ended = job.told();
    CHECK(ended["Status"] == "Succeeded");
    CHECK(ended["CompletionMessage"] == "Import Job Completed Successfully.");
    CHECK(ended["ImportedUsers"] == 2);
    CHECK(ended["SkippedUsers"] == 1);
    CHECK(ended["FailedUsers"] == 2);
    const std::string to = "/aws/cognito/userpools/" + job.made.id + "/people " + job.id + "/everybody: ";
    REQUIRE(world.log.size() == 5);
    CHECK(world.log[0] == to + "[SUCCEEDED] Line Number 2 - The import succeeded.");
    CHECK(world.log[1] == to + "[FAILED] Line Number 4 - The number of columns does not match that of the header.");
    CHECK(world.log[2] == to + "[SUCCEEDED] Line Number 5 - The import succeeded.");
    CHECK(world.log[3].starts_with(to + "[FAILED] Line Number 6 - The User Record does not set any of the auto "));
    CHECK(world.log[4] == to + "[SKIPPED] Line Number 7 - The user already exists.");

    const Json user = world.call("AdminGetUser", {{"UserPoolId", job.made.id}, {"Username", "John"}});
    CHECK(user["UserStatus"] == "RESET_REQUIRED");
    std::map<std::string, std::string> attributes;
    for (const Json& each : user["UserAttributes"]) attributes[each["Name"]] = each["Value"];
    CHECK(attributes["birthdate"] == "1985-02-01");
    CHECK(attributes["email_verified"] == "true");
    CHECK(attributes["address"] == "123 Any Street, Town");
    CHECK_FALSE(attributes.contains("name"));
    CHECK(world.refused("InitiateAuth", job.made.sign_in("John")) ==
          "PasswordResetRequiredException: Password reset required for the user");
    (void)world.call("ForgotPassword", {{"ClientId", job.made.app}, {"Username", "John"}});
    CHECK(world.call("ConfirmForgotPassword", {{"ClientId", job.made.app},
                                               {"Username", "John"},
                                               {"Password", "Secret-123"},
                                               {"ConfirmationCode", world.last_code("johndoe@example.com")}}) ==
          Json::object());
    CHECK(world.call("InitiateAuth", job.made.sign_in("John", "Secret-123")).contains("AuthenticationResult"));

    CHECK(job.refused("StartUserImportJob").starts_with("PreconditionNotMetException: The job"));
    CHECK(job.refused("StopUserImportJob").starts_with("PreconditionNotMetException: The job"));
    CHECK(job.upload(header + john) == 403);
}

TEST_CASE("a file with other columns ends its job, and one of which nobody is taken fails") {
    World world;
    Job other(world);
    CHECK(other.upload("cognito:username,email\nJohn,john@example.com\n") == 200);
    (void)other.start();
    world.wait(0s);
    CHECK(other.told()["Status"] == "Failed");
    CHECK(other.told()["CompletionMessage"] ==
          "The header in the CSV file does not match the header of the user pool.");
    Job none(world);
    CHECK(none.upload(header + "x\n") == 200);
    (void)none.start();
    world.wait(0s);
    CHECK(none.told()["CompletionMessage"] == "Too many users have failed or been skipped during the import.");
    CHECK(none.upload("\xff") == 403);
    CHECK(Job(world).upload("\xff") == 400);
}

TEST_CASE("what a job takes ends: its address, the time in which it may begin, and by an operation") {
    World world;
    Job job(world);
    CHECK(job.upload(header, "job=" + job.id + "&pool=" + job.made.id + "&token=guessed") == 403);
    world.wait(15min);
    CHECK(job.upload(header + john) == 403);
    world.wait(24h);
    CHECK(job.told()["Status"] == "Expired");
    Job late(world);
    CHECK(late.upload(header + john) == 200);
    const Json list = world.call("ListUserImportJobs", {{"UserPoolId", late.made.id}, {"MaxResults", 2}});
    CHECK(list["UserImportJobs"].size() == 1);
    CHECK(world.refused("DescribeUserImportJob", {{"UserPoolId", late.made.id}, {"JobId", job.id}})
              .starts_with("ResourceNotFoundException: The job"));
}

TEST_CASE("by AWS's times one job of an account is under way, and may be stopped") {
    World world(World::Api{{}, Pace::Kind::aws});
    Job job(world);
    Job next(world);
    std::string text = header;
    for (int i = 0; i < 250; ++i) text += fmt::format("john-{}", i) + john.substr(4);
    CHECK(job.upload(text) == 200);
    CHECK(next.upload(text) == 200);
    (void)job.start();
    CHECK(next.refused("StartUserImportJob").starts_with("PreconditionNotMetException: Another import job"));
    world.wait(5500ms);
    CHECK(job.told()["Status"] == "InProgress");
    CHECK(job.told()["ImportedUsers"] == 100);
    CHECK(world.call("StopUserImportJob",
                     {{"UserPoolId", job.made.id}, {"JobId", job.id}})["UserImportJob"]["Status"] == "Stopped");
    world.wait(1min);
    CHECK(job.told()["ImportedUsers"] == 100);
    CHECK(job.told()["CompletionMessage"] == "The Import Job was stopped by the developer.");
    (void)next.start();
    world.wait(1min);
    CHECK(next.told()["ImportedUsers"] == 250);
}
