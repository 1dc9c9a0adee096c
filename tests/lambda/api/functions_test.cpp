#include <fstream>

#include "catch.hpp"

#include "world.hpp"

using namespace wt;
using namespace wt::lambda::api::test;

using http::Method;

TEST_CASE("a function is made of a package, told of, invoked, changed and removed") {
    World world;
    const Json made = world.make("f", {{"Description", "d"}, {"Environment", {{"Variables", {{"ANSWER", "1"}}}}}});
    CHECK(made["FunctionArn"] == world.arn("f"));
    CHECK(made["State"] == "Pending");
    CHECK(made["Version"] == "$LATEST");
    CHECK(made["Timeout"] == 3);
    CHECK(made["MemorySize"] == 128);
    CHECK(made["LastModified"].get<std::string>().ends_with("+0000"));
    const Json got = world.get(world.all + "/f");
    CHECK(got["Configuration"]["State"] == "Active");
    CHECK(got["Configuration"]["LastUpdateStatus"] == "Successful");
    CHECK(got["Configuration"]["CodeSha256"] == made["CodeSha256"]);
    CHECK(got["Code"]["RepositoryType"] == "S3");
    CHECK(world.get(world.all + "/f/configuration?Qualifier=%24LATEST")["FunctionArn"] == world.arn("f:$LATEST"));

    const http::Response answer = world.invoke("f", R"({"a":1})");
    CHECK(answer.status == 200);
    CHECK(answer.body.view() == "1");
    CHECK(answer.headers.get("X-Amz-Executed-Version") == "$LATEST");
    CHECK_FALSE(answer.headers.has("X-Amz-Function-Error"));
    CHECK(world.programs.events == std::vector<std::string>{R"($LATEST {"a":1})"});
    CHECK(world.programs.arns == std::vector<std::string>{world.arn("f")});

    const Json updated =
        world.put(world.all + "/f/configuration", {{"Environment", {{"Variables", {{"ANSWER", "2"}}}}}});
    CHECK(updated["LastUpdateStatus"] == "InProgress");
    CHECK(updated["Description"] == "d");
    CHECK(world.invoke("f").body.view() == "2");
    CHECK(world.programs.started == 2);

    CHECK(world.send(Method::del, world.all + "/f").status == 204);
    CHECK(world.message(world.get(world.all + "/f")) == "Function not found: " + world.arn("f"));
    CHECK(world.invoke("f").status == 404);
}

TEST_CASE("what keeps a function's environments is that nothing of it changes") {
    World world;
    world.make("f");
    world.invoke("f");
    CHECK(world.programs.started == 1);
    world.post("/2017-03-31/tags/" + world.arn("f"), {{"Tags", {{"team", "blue"}}}});
    world.put("/2017-10-31/functions/f/concurrency", {{"ReservedConcurrentExecutions", 5}});
    world.post(world.all + "/f/policy",
               {{"StatementId", "s"}, {"Action", "lambda:InvokeFunction"}, {"Principal", "s3.amazonaws.com"}});
    world.post(world.all + "/f/versions");
    world.invoke("f");
    CHECK(world.programs.started == 1);
    const std::string other = base64_encode(zip_of({{"app.py", "y"}}));
    world.put(world.all + "/f/code", {{"ZipFile", other}, {"DryRun", true}});
    world.invoke("f");
    CHECK(world.programs.started == 1);
    world.put(world.all + "/f/code", {{"ZipFile", other}});
    world.invoke("f");
    CHECK(world.programs.started == 2);
}

TEST_CASE("a function that cannot be is refused in AWS's words, and nothing of it is there") {
    World world;
    const auto refused = [&](const Json& more) { return world.message(world.make("f", more)); };
    CHECK(refused({{"Runtime", nullptr}}) ==
          "Runtime and Handler are mandatory parameters for functions created with deployment packages.");
    CHECK(refused({{"Runtime", "python2.7"}}).find("no longer supported for creating") != std::string::npos);
    CHECK(refused({{"Runtime", "cobol85"}})
              .starts_with("Value cobol85 at 'runtime' failed to satisfy constraint: Member must satisfy enum value"));
    CHECK(refused({{"Runtime", "ruby3.4"}}) == "there is no Ruby here");
    CHECK(refused({{"Role", "arn:aws:iam::111122223333:role/bad"}}) ==
          "The role defined for the function cannot be assumed by Lambda.");
    CHECK(refused({{"Code", {{"ZipFile", base64_encode("no zip")}}}}) ==
          "Could not unzip uploaded file. Please check your file, then try to upload again.");
    CHECK(refused({{"Code", {{"S3Bucket", "code"}, {"S3Key", "none"}}}}) ==
          "Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not "
          "exist.");
    CHECK(refused({{"Code", Json::object()}}) == "Please provide a source for function code.");
    CHECK(refused({{"Environment", {{"Variables", {{"AWS_REGION", "x"}}}}}}).ends_with("in this request: AWS_REGION"));
    CHECK(refused({{"Environment", {{"Variables", {{"LONG", std::string(4096, 'x')}}}}}})
              .find("exceeded the 4KB limit. String measured: {\"LONG\":") != std::string::npos);
    CHECK(refused({{"MemorySize", 10'241}}).find("less than or equal to 10240") != std::string::npos);
    CHECK(refused({{"Timeout", 1801}}).find("less than or equal to 1800") != std::string::npos);
    CHECK(refused({{"Layers", {world.region}}}).find("regular expression") != std::string::npos);
    const Json image = world.make("f", {{"PackageType", "Image"}, {"Code", {{"ImageUri", "x"}}}});
    CHECK(image["status"] == 501);
    CHECK(world.get(world.all)["Functions"].empty());
    world.make("f");
    const Json again = world.make("f");
    CHECK(again["message"] == "Function already exist: f");
    CHECK(again["status"] == 409);
}

TEST_CASE("code comes from a bucket, or is a folder that is watched") {
    World world;
    world.around.package = zip_of({{"app.py", "from a bucket"}});
    CHECK(world.make("a", {{"Code", {{"S3Bucket", "code"}, {"S3Key", "app.zip"}}}})["CodeSize"] ==
          world.around.package.size());
    const Json watched = world.make("b", {{"Code", {{"S3Bucket", "hot-reload"}, {"S3Key", world.folder.path}}}});
    CHECK(watched["State"] == "Pending");
    CHECK(world.functions->find(world.arn("b"))->config().code->folder == world.folder.path);
    CHECK(world.functions->find(world.arn("b"))->config().code->watched);
    CHECK(world.message(world.make("c", {{"Code", {{"S3Bucket", "hot-reload"}, {"S3Key", "here"}}}}))
              .find("is the path of a folder") != std::string::npos);

    // A package that lies on the machine is taken as it is.
    const std::string file = world.folder.path + "/app.zip";
    std::ofstream(file, std::ios::binary) << world.around.package;
    CHECK(world.make("d", {{"Code", {{"S3Bucket", "hot-reload"}, {"S3Key", file}}}})["CodeSize"] ==
          world.around.package.size());
    CHECK(!world.functions->find(world.arn("d"))->config().code->watched);
    std::ofstream(file, std::ios::binary) << "no zip";
    CHECK(world.message(world.make("e", {{"Code", {{"S3Bucket", "hot-reload"}, {"S3Key", file}}}}))
              .find("Could not unzip") != std::string::npos);
}

TEST_CASE("a change that says another revision than the one that is there is refused") {
    World world;
    const std::string revision = world.make("f")["RevisionId"];
    CHECK(world.put(world.all + "/f/configuration", {{"Timeout", 4}, {"RevisionId", "other"}})["status"] == 412);
    const Json changed = world.put(world.all + "/f/configuration", {{"Timeout", 4}, {"RevisionId", revision}});
    CHECK(changed["Timeout"] == 4);
    CHECK(changed["RevisionId"] != revision);
    CHECK(world.post(world.all + "/f/versions", {{"RevisionId", revision}})["status"] == 412);
    CHECK(world.message(world.post(world.all + "/f/versions", {{"CodeSha256", "x"}}))
              .starts_with("CodeSHA256 (x) is different from current CodeSHA256 in $LATEST ("));
}

TEST_CASE("functions are listed by name, in pages, with all their versions where that is asked for") {
    World world;
    for (const char* name : {"b", "a", "c"}) world.make(name);
    world.post(world.all + "/b/versions");
    std::vector<std::string> names;
    std::string query = "?MaxItems=2";
    for (int page = 0; page < 2; ++page) {
        const Json answer = world.get(world.all + query);
        for (const Json& each : answer["Functions"]) names.push_back(each["FunctionName"]);
        CHECK(answer.contains("NextMarker") == (page == 0));
        if (page == 0) query += "&Marker=" + answer["NextMarker"].get<std::string>();
    }
    CHECK(names == std::vector<std::string>{"a", "b", "c"});
    const Json all = world.get(world.all + "?FunctionVersion=ALL");
    CHECK(all["Functions"].size() == 4);
    CHECK(all["Functions"][2]["FunctionArn"] == world.arn("b:1"));
    CHECK_FALSE(all["Functions"][0].contains("State"));
    CHECK(world.get(world.all + "?Marker=x")["status"] == 400);
    world.region = "eu-west-1";
    CHECK(world.get(world.all)["Functions"].empty());
}

TEST_CASE("what was answered is there after a start, and what the disk does not take is not answered") {
    World world;
    const Json made = world.make("f", {{"Tags", {{"a", "b"}}}, {"Publish", true}});
    world.post(world.all + "/f/aliases", {{"Name", "live"}, {"FunctionVersion", "1"}});
    world.post("/2018-10-31/layers/l/versions", {{"Content", {{"ZipFile", base64_encode(zip_of({{"x", "y"}}))}}}});
    world.put(world.all + "/f/configuration", {{"Layers", {"arn:aws:lambda:eu-central-1:111122223333:layer:l:1"}}});
    world.remove("/2018-10-31/layers/l/versions/1");
    const Json before = world.get(world.all + "/f");
    world.open();
    Json after = world.get(world.all + "/f");
    after["Code"]["Location"] = before["Code"]["Location"];
    CHECK(after == before);
    CHECK(world.invoke("f:live", "7").body.view() == "7");
    CHECK(world.get(world.all + "/f/versions")["Versions"].size() == 2);
    // Numbers go on, and the layer that is gone is still the function's.
    CHECK(world.functions->find(world.arn("f"))->config().code->layers.size() == 1);
    CHECK(world.post("/2018-10-31/layers/l/versions",
                     {{"Content", {{"ZipFile", base64_encode(zip_of({{"x", "y"}}))}}}})["Version"] == 2);
    world.store.broken = true;
    CHECK(world.put(world.all + "/f/configuration", {{"Timeout", 9}})["status"] == 500);
    world.store.broken = false;
    (void)world.wait_for([](World& of) -> Task<http::Response> {
        (void)co_await of.service->reset("");
        co_return http::Response();
    }(world));
    CHECK(world.get(world.all)["Functions"].empty());
    world.open();
    CHECK(world.get(world.all)["Functions"].empty());
    CHECK(world.get("/2018-10-31/layers")["Layers"].empty());
}

TEST_CASE("a scenario's functions are in the account, and what is set of them traffic meets") {
    World world;
    world.scenario["reader"] = {};
    world.open();
    const Json told = world.get(world.all + "/reader");
    CHECK(told["Configuration"]["FunctionArn"] == world.arn("reader"));
    CHECK(told["Configuration"]["Runtime"] == "provided.al2023");
    world.put(world.all + "/reader/configuration", {{"Timeout", 7}, {"MemorySize", 512}});
    world.put("/2017-10-31/functions/reader/concurrency", {{"ReservedConcurrentExecutions", 3}});
    const lambda::FunctionConfig& config = world.functions->find("reader")->config();
    CHECK(config.timeout == 7s);
    CHECK(config.memory.count == std::uint64_t{512} << 20U);
    CHECK(config.reserved == 3);
    // The other way round, too.
    lambda::FunctionConfig faulty = config;
    faulty.reserved = 1;
    (void)world.functions->update("reader", faulty);
    CHECK(world.get(world.all + "/reader")["Concurrency"]["ReservedConcurrentExecutions"] == 1);
    world.remove("/2017-10-31/functions/reader/concurrency");
    CHECK_FALSE(world.functions->find("reader")->config().reserved);
    CHECK(world.invoke("reader").status == 200);
    CHECK(world.at(world.arn("reader")).flow().in == 0);
    CHECK(world.put(world.all + "/reader/code", {{"ZipFile", "eA=="}})["status"] == 400);
    CHECK(world.make("reader")["status"] == 409);
}

TEST_CASE("versions stand as they were published, and aliases lead to them by their weights") {
    World world;
    world.make("f", {{"Environment", {{"Variables", {{"ANSWER", "1"}}}}}});
    const Json first = world.post(world.all + "/f/versions", {{"Description", "one"}});
    CHECK(first["Version"] == "1");
    CHECK(first["FunctionArn"] == world.arn("f:1"));
    CHECK(world.post(world.all + "/f/versions")["Version"] == "1");
    world.put(world.all + "/f/configuration", {{"Environment", {{"Variables", {{"ANSWER", "2"}}}}}});
    CHECK(world.post(world.all + "/f/versions")["Version"] == "2");
    CHECK(world.invoke("f:1").body.view() == "1");
    CHECK(world.invoke("f:2").headers.get("X-Amz-Executed-Version") == "2");
    CHECK(world.invoke("f:3").status == 404);

    const std::string aliases = world.all + "/f/aliases";
    const Json live = world.post(aliases, {{"Name", "live"}, {"FunctionVersion", "1"}});
    CHECK(live["AliasArn"] == world.arn("f:live"));
    CHECK(world.message(world.post(aliases, {{"Name", "live"}, {"FunctionVersion", "1"}})) ==
          "Alias already exists: " + world.arn("f:live"));
    CHECK(world.message(world.post(aliases, {{"Name", "7"}, {"FunctionVersion", "1"}})).find("'name'") !=
          std::string::npos);
    CHECK(world.message(world.post(aliases, {{"Name", "x"}, {"FunctionVersion", "9"}})) ==
          "Function not found: " + world.arn("f:9"));
    CHECK(world.invoke("f:live").body.view() == "1");
    CHECK(world.programs.arns.back() == world.arn("f:live"));
    CHECK(world.get(world.all + "/f?Qualifier=live")["Configuration"]["FunctionArn"] == world.arn("f:live"));
    CHECK(world.message(world.remove(world.all + "/f?Qualifier=1")).find("pointed by an alias") != std::string::npos);

    world.put(aliases + "/live", {{"RoutingConfig", {{"AdditionalVersionWeights", {{"2", 0.25}}}}}});
    int second = 0;
    constexpr int asked = 400;
    for (int i = 0; i < asked; ++i) second += world.invoke("f:live").headers.get("X-Amz-Executed-Version") == "2";
    CHECK(second > asked / 8);
    CHECK(second < asked / 2);
    world.put(aliases + "/live", {{"FunctionVersion", "2"}, {"RoutingConfig", Json::object()}});
    CHECK(world.invoke("f:live").headers.get("X-Amz-Executed-Version") == "2");
    CHECK_FALSE(world.get(aliases + "/live").contains("RoutingConfig"));
    CHECK(world.message(world.put(
              aliases + "/live",
              {{"FunctionVersion", "$LATEST"}, {"RoutingConfig", {{"AdditionalVersionWeights", {{"1", 0.5}}}}}})) ==
          "$LATEST is not supported for an alias pointing to more than 1 version");
    CHECK(world.get(aliases)["Aliases"].size() == 1);
    CHECK(world.send(Method::del, aliases + "/live").status == 204);
    CHECK(world.send(Method::del, aliases + "/live").status == 204);
    CHECK(world.message(world.get(aliases + "/live")) == "Cannot find alias arn: " + world.arn("f:live"));
    CHECK(world.invoke("f:live").status == 404);
    CHECK(world.send(Method::del, world.all + "/f?Qualifier=1").status == 204);
    CHECK(world.invoke("f:1").status == 404);
    CHECK(world.message(world.remove(world.all + "/f?Qualifier=%24LATEST")) ==
          "$LATEST version cannot be deleted without deleting the function.");
}

TEST_CASE("what is reserved for a function is shared by its versions, and no more than the account has") {
    World world;
    world.make("f");
    world.post(world.all + "/f/versions");
    world.put("/2017-10-31/functions/f/concurrency", {{"ReservedConcurrentExecutions", 1}});
    CHECK(world.account_concurrency.unreserved() == 999);
    world.programs.work = 200ms;
    Scope scope;
    http::Request held;
    held.method = Method::post;
    scope.spawn([](http::Hop& hop, http::Request request) -> Task<void> {
        (void)co_await hop.send(std::move(request));
    }(world.at(world.arn("f:1")), std::move(held)));
    const http::Response refused = world.invoke("f");
    CHECK(refused.status == 429);
    CHECK(refused.headers.get("x-amzn-ErrorType") == "TooManyRequestsException");
    CHECK(Json::parse(refused.body.view())["Reason"] == "ReservedFunctionConcurrentInvocationLimitExceeded");
    world.clock.run_until(world.clock.now() + 1s);
    CHECK(world.invoke("f").status == 200);
    CHECK(world.message(world.put("/2017-10-31/functions/f/concurrency", {{"ReservedConcurrentExecutions", 901}})) ==
          "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below "
          "its minimum value of [100].");
    CHECK(world.get("/2016-08-19/account-settings")["AccountLimit"]["UnreservedConcurrentExecutions"] == 999);
    CHECK(world.send(Method::del, "/2017-10-31/functions/f/concurrency").status == 204);
    CHECK(world.account_concurrency.unreserved() == 1000);
    world.put("/2017-10-31/functions/f/concurrency", {{"ReservedConcurrentExecutions", 0}});
    CHECK(world.invoke("f").status == 429);
    world.remove(world.all + "/f");
    world.clock.run_until(world.clock.now() + 5s);
    CHECK(world.account_concurrency.unreserved() == 1000);
}

TEST_CASE("provisioned environments are of a version, and are told of when they are ready") {
    World world;
    world.make("f");
    world.post(world.all + "/f/versions");
    const std::string path = "/2019-09-30/functions/f/provisioned-concurrency?Qualifier=";
    const Json wanted{{"ProvisionedConcurrentExecutions", 2}};
    CHECK(world.message(world.put(path + "%24LATEST", wanted)) ==
          "Provisioned Concurrency Configs cannot be applied to unpublished function versions.");
    CHECK(world.get(path + "1")["type"] == "ProvisionedConcurrencyConfigNotFoundException");
    CHECK(world.put(path + "1", wanted)["Status"] == "IN_PROGRESS");
    world.clock.run_until(world.clock.now() + 1s);
    const Json ready = world.get(path + "1");
    CHECK(ready["Status"] == "READY");
    CHECK(ready["AllocatedProvisionedConcurrentExecutions"] == 2);
    CHECK(world.account_concurrency.unreserved() == 998);
    CHECK(world.message(world.put("/2017-10-31/functions/f/concurrency", {{"ReservedConcurrentExecutions", 1}}))
              .find("should not be lower") != std::string::npos);
    CHECK(
        world.get("/2019-09-30/functions/f/provisioned-concurrency?List=ALL")["ProvisionedConcurrencyConfigs"].size() ==
        1);
    CHECK(world.send(Method::del, path + "1").status == 204);
    CHECK(world.account_concurrency.unreserved() == 1000);
}
