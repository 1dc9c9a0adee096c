#include "catch.hpp"

#include "lambda/api/policies.hpp"
#include "world.hpp"

using namespace wt;
using namespace wt::lambda::api;
using namespace wt::lambda::api::test;

using http::Method;

TEST_CASE("another account invokes a function, a version or an alias when its policy lets it") {
    World world;
    world.make("f");
    const std::string policy = world.all + "/f/policy";
    const std::string function = world.arn("f");
    const auto as_another = [&](const std::string& name) {
        world.account = "444455556666";
        const int status = world.invoke(name).status;
        world.account = "111122223333";
        return status;
    };
    CHECK(as_another(function) == 403);
    const Json grant{{"StatementId", "one"}, {"Action", "lambda:InvokeFunction"}, {"Principal", "444455556666"}};
    const Json statement = Json::parse(world.post(policy, grant)["Statement"].get<std::string>());
    CHECK(statement == Json{{"Sid", "one"},
                            {"Effect", "Allow"},
                            {"Principal", {{"AWS", "arn:aws:iam::444455556666:root"}}},
                            {"Action", "lambda:InvokeFunction"},
                            {"Resource", function}});
    CHECK(world.message(world.post(policy, grant)).starts_with("The statement id (one) provided already exists."));
    CHECK(as_another(function) == 200);
    world.post(world.all + "/f/versions");
    world.post(world.all + "/f/aliases", {{"Name", "live"}, {"FunctionVersion", "1"}});
    CHECK(as_another(function + ":live") == 403);
    world.post(policy + "?Qualifier=live", grant);
    CHECK(as_another(function + ":live") == 200);
    CHECK(as_another(function + ":1") == 403);
    // What else it might do.
    world.account = "444455556666";
    CHECK(world.get(world.all + "/" + function)["type"] == "AccessDeniedException");
    world.account = "111122223333";
    CHECK(Json::parse(world.get(policy)["Policy"].get<std::string>())["Statement"].size() == 1);
    CHECK(world.remove(policy + "/other")["type"] == "ResourceNotFoundException");
    CHECK(world.send(Method::del, policy + "/one").status == 204);
    CHECK(as_another(function) == 403);
    CHECK(world.get(policy)["status"] == 404);
    CHECK(world.message(world.post(policy + "?Qualifier=%24LATEST", grant)) ==
          "We currently do not support adding policies for $LATEST.");
}

TEST_CASE("a service invokes on behalf of the resource and the account that the policy names") {
    World world;
    world.make("f");
    world.post(world.all + "/f/policy", {{"StatementId", "s3"},
                                         {"Action", "lambda:InvokeFunction"},
                                         {"Principal", "s3.amazonaws.com"},
                                         {"SourceArn", "arn:aws:s3:::mine"},
                                         {"SourceAccount", "111122223333"}});
    FunctionRecord& record = *world.catalogue->find(FunctionName{{world.account, world.region}, "f", {}});
    const Target target{record.name.arn(), world.account, record.policy_of("")};
    CHECK(may_invoke({"s3.amazonaws.com", "arn:aws:s3:::mine", "111122223333"}, target));
    CHECK_FALSE(may_invoke({"s3.amazonaws.com", "arn:aws:s3:::other", "111122223333"}, target));
    CHECK_FALSE(may_invoke({"s3.amazonaws.com", "arn:aws:s3:::mine", "444455556666"}, target));
    CHECK_FALSE(may_invoke({"events.amazonaws.com", "arn:aws:s3:::mine", "111122223333"}, target));
}

TEST_CASE("a policy is put as one document, too") {
    World world;
    world.make("f");
    const std::string path = "/2026-07-09/resource-policy/" + world.arn("f");
    CHECK(world.get(path)["status"] == 404);
    const std::string document =
        R"({"Version":"2012-10-17","Statement":{"Sid":"a","Effect":"Allow","Principal":{"AWS":"444455556666"},)"
        R"("Action":"lambda:*","Resource":"*"}})";
    const Json put = world.put(path, {{"Policy", document}});
    CHECK(world.get(path)["Policy"] == document);
    CHECK(world.put(path, {{"Policy", "{"}})["status"] == 400);
    world.account = "444455556666";
    CHECK(world.get(world.all + "/" +
                    ("arn:aws:lambda:eu-central-1:111122223333:function:f"))["Configuration"]["FunctionName"] == "f");
    world.account = "111122223333";
    // A statement goes to the others.
    world.post(world.all + "/f/policy",
               {{"StatementId", "b"}, {"Action", "lambda:InvokeFunction"}, {"Principal", "*"}});
    CHECK(Json::parse(world.get(path)["Policy"].get<std::string>())["Statement"].size() == 2);
    CHECK(world.send(Method::del, path + "?RevisionId=" + put["RevisionId"].get<std::string>()).status == 412);
    CHECK(world.send(Method::del, path).status == 204);
}

TEST_CASE("layers have versions, which others use where they are let") {
    World world;
    const std::string layers = "/2018-10-31/layers";
    const Json content{{"Content", {{"ZipFile", base64_encode(zip_of({{"python/x.py", "1"}}))}}},
                       {"CompatibleRuntimes", {"python3.12"}}};
    const Json first = world.post(layers + "/l/versions", content);
    const std::string arn = first["LayerVersionArn"];
    CHECK(arn == "arn:aws:lambda:eu-central-1:111122223333:layer:l:1");
    CHECK(world.post(layers + "/l/versions", content)["Version"] == 2);
    CHECK(world.get(layers + "/l/versions")["LayerVersions"][0]["Version"] == 2);
    CHECK(world.get(layers + "?CompatibleRuntime=nodejs22.x")["Layers"].empty());
    CHECK(world.get(layers + "?CompatibleRuntime=python3.12")["Layers"][0]["LatestMatchingVersion"]["Version"] == 2);
    CHECK(world.get(layers + "?find=LayerVersion&Arn=" + arn)["Version"] == 1);
    CHECK(world.make("f", {{"Layers", {arn}}})["Layers"][0]["Arn"] == arn);
    CHECK(world.message(world.make("g", {{"Layers", {arn, arn}}})).starts_with("Two different versions of the same"));
    CHECK(world.message(world.make("g", {{"Layers", {arn.substr(0, arn.size() - 1) + "9"}}}))
              .ends_with("does not exist."));

    world.account = "444455556666";
    CHECK(world.make("f", {{"Layers", {arn}}})["type"] == "AccessDeniedException");
    CHECK(world.get(layers + "/" + arn.substr(0, arn.size() - 2) + "/versions/1")["type"] == "AccessDeniedException");
    world.account = "111122223333";
    world.post(layers + "/l/versions/1/policy",
               {{"StatementId", "all"}, {"Action", "lambda:GetLayerVersion"}, {"Principal", "*"}});
    world.account = "444455556666";
    CHECK(world.make("f", {{"Layers", {arn}}})["FunctionName"] == "f");
    world.account = "111122223333";
    CHECK(world.get(layers + "/l/versions/1/policy").contains("Policy"));
    CHECK(world.send(Method::del, layers + "/l/versions/1/policy/all").status == 204);
    CHECK(world.get(layers + "/l/versions/1/policy")["status"] == 404);
    CHECK(world.send(Method::del, layers + "/l/versions/1").status == 204);
    CHECK(world.get(layers + "/l/versions/1")["status"] == 404);
}
