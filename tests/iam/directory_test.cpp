#include "iam/directory.hpp"

#include <map>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/metrics.hpp"
#include "catch.hpp"
#include "iam/authorize.hpp"
#include "iam/aws_policies.hpp"
#include "iam/directory_rows.hpp"
#include "iam/generated_ids.hpp"
#include "store/memory_store.hpp"

using namespace wt;

namespace {

/// A store that keeps rows in memory, to be loaded by the next.
class Rows final : public store::Store {
public:
    [[nodiscard]] bool keeps() const override { return true; }
    void load(std::string_view space, const std::function<void(std::string_view, std::string_view)>& visit) override {
        for (const auto& [at, row] : rows) {
            if (at.first == space) visit(at.second, row);
        }
    }
    void keep_only(const std::unordered_set<store::BlobId>&) override {}
    store::Ticket stage(std::vector<store::Change> changes, std::vector<store::BlobId>) override {
        for (store::Change& change : changes) {
            if (change.value) {
                rows[{change.space, change.key}] = *change.value;
            } else {
                rows.erase({change.space, change.key});
            }
        }
        return ++staged;
    }
    [[nodiscard]] Task<std::optional<Error>> durable(store::Ticket) override { co_return std::nullopt; }
    [[nodiscard]] bool is_durable(store::Ticket) const override { return true; }
    [[nodiscard]] Result<store::BlobId> keep(Text) override { return Error{"no blobs"}; }
    [[nodiscard]] std::unique_ptr<store::BlobWriter> write() override { return nullptr; }
    [[nodiscard]] std::optional<Text> whole(store::BlobId) override { return std::nullopt; }
    [[nodiscard]] std::shared_ptr<http::BodyStream> read(store::BlobId, std::uint64_t, std::uint64_t) override {
        return nullptr;
    }

    std::map<std::pair<std::string, std::string>, std::string> rows;
    store::Ticket staged = 0;
};

struct World {
    Clock clock{epoch};
    Metrics metrics;
    Digest digest;
    Context context{clock, 1, metrics, digest};
    iam::Credentials credentials;
};

template <class T>
T run(Task<T> task) {
    (void)task.start(std::noop_coroutine()).resume();
    return task.take();
}

constexpr std::string_view account = "123456789012";
constexpr std::string_view allow_list =
    R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:List*","Resource":"*"}})";

iam::User& add_user(iam::Directory& directory, std::string name) {
    iam::User user;
    user.name = name;
    user.id = directory.new_id("AIDA");
    return directory.at(account).users.emplace(std::move(name), std::move(user)).first->second;
}

const iam::AccessKey& add_key(iam::Directory& directory, std::string user) {
    iam::AccessKey key = directory.new_access_key();
    key.user = std::move(user);
    return directory.at(account).keys.emplace(key.id, std::move(key)).first->second;
}

}  // namespace

TEST_CASE("names differ by more than their case") {
    iam::ByName<int> names;
    names["Alice"] = 1;
    CHECK(names.contains("aLICE"));
    CHECK_FALSE(names.contains("alic"));
    CHECK_FALSE(names.emplace("ALICE", 2).second);
}

TEST_CASE("keys that were drawn here are known from others") {
    Random random(1, "keys");
    for (int i = 0; i < 50; ++i) {
        std::string id = iam::draw_access_key_id(random);
        CHECK(id.size() == 20);
        CHECK(id.starts_with("AKIA"));
        CHECK(iam::is_drawn_access_key_id(id));
        id[8] = id[8] == 'A' ? 'B' : 'A';
        CHECK_FALSE(iam::is_drawn_access_key_id(id));
    }
    CHECK_FALSE(iam::is_drawn_access_key_id("AKIAIOSFODNN7EXAMPLE"));
    CHECK_FALSE(iam::is_drawn_access_key_id("test"));
}

TEST_CASE("AWS's own policies all read, and are found by their ARNs") {
    CHECK(iam::aws_policies().size() > 100);
    for (const iam::AwsPolicy& row : iam::aws_policies()) {
        INFO(row.name);
        CHECK(iam::parse_policy(row.document(), iam::PolicyUse::identity, 131'072).ok());
        CHECK(iam::find_aws_policy(row.arn()) == &row);
        CHECK(row.id().size() == 21);
    }
    CHECK(iam::find_aws_policy("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole") != nullptr);
    CHECK(iam::find_aws_policy("arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole") == nullptr);
    CHECK(iam::find_aws_policy("arn:aws:iam::123456789012:policy/AdministratorAccess") == nullptr);
}

TEST_CASE("actions of AWS's own policies may stand in short, and are read in full") {
    iam::AwsPolicy row{};
    row.short_document = R"({"Statement":{"Action":"@s3:Get*,List*;sqs:ListQueues","Effect":"Allow"}})";
    CHECK(row.document() == R"({"Statement":{"Action":["s3:Get*","s3:List*","sqs:ListQueues"],"Effect":"Allow"}})");
    for (const char* name : {"ReadOnlyAccess", "SecurityAudit", "job-function/ViewOnlyAccess", "AdministratorAccess"}) {
        INFO(name);
        const iam::AwsPolicy* const known = iam::find_aws_policy(std::string("arn:aws:iam::aws:policy/") + name);
        REQUIRE(known != nullptr);
        CHECK(known->document().find('@') == std::string::npos);
        CHECK_FALSE(iam::policy_of(*known)->statements.empty());
    }
}

TEST_CASE("what is kept is there for the next process, and what is dropped is not") {
    Rows store;
    std::string key_id;
    std::string user_id;
    {
        World world;
        iam::Directory directory(world.context, store, world.credentials);
        iam::User& user = add_user(directory, "Ann");
        user_id = user.id;
        user.inline_policies["p"] = iam::document_of(std::string(allow_list), iam::PolicyUse::identity);
        user.attached = {"arn:aws:iam::aws:policy/AdministratorAccess"};
        user.groups = {"staff"};
        directory.keep(account, user);
        directory.keep(account, add_user(directory, "gone"));
        key_id = add_key(directory, "ann").id;
        directory.keep(account, directory.at(account).keys.at(key_id));
        iam::ManagedPolicy policy;
        policy.name = "mine";
        policy.id = directory.new_id("ANPA");
        policy.versions[2] = {iam::document_of(std::string(allow_list), iam::PolicyUse::identity), epoch + 1s};
        policy.default_version = policy.last_version = 2;
        directory.keep(account, directory.at(account).policies.emplace("mine", policy).first->second);
        directory.at(account).alias = "team";
        directory.keep_alias(account);
        CHECK_FALSE(run(directory.settle()));
        directory.drop(account, directory.at(account).users.at("gone"));
        CHECK_FALSE(run(directory.settle()));
    }
    World world;
    iam::Directory directory(world.context, store, world.credentials);
    const iam::User* const user = directory.find_user(account, "ANN");
    REQUIRE(user != nullptr);
    CHECK(user->id == user_id);
    CHECK(user->inline_policies.at("p").text == allow_list);
    CHECK(user->groups == std::vector<std::string>{"staff"});
    CHECK(directory.find_user(account, "gone") == nullptr);
    CHECK(directory.policy_at("arn:aws:iam::123456789012:policy/mine") != nullptr);
    CHECK(directory.policy_at("arn:aws:iam::123456789012:policy/x/mine") == nullptr);
    CHECK(*directory.account_of_alias("team") == account);
    REQUIRE(world.credentials.find(key_id) != nullptr);
    CHECK(world.credentials.find(key_id)->principal.arn == "arn:aws:iam::123456789012:user/Ann");
    CHECK(directory.new_id("AIDA") != user_id);

    CHECK_FALSE(run(directory.reset("999999999999")));
    CHECK(directory.find_user(account, "ann") != nullptr);
    CHECK_FALSE(run(directory.reset(account)));
    CHECK(directory.find_user(account, "ann") == nullptr);
    CHECK(world.credentials.find(key_id) == nullptr);
    CHECK(store.rows.empty());
}

TEST_CASE("a row that cannot be read ends the start with a sentence") {
    Rows good;
    {
        World world;
        iam::Directory directory(world.context, good, world.credentials);
        iam::User& user = add_user(directory, "Ann");
        user.inline_policies["p"] = iam::document_of(std::string(allow_list), iam::PolicyUse::identity);
        directory.keep(account, user);
        CHECK_FALSE(run(directory.settle()));
    }
    REQUIRE(good.rows.size() == 1);
    const std::string row = good.rows.begin()->second;
    std::string without_policy = row;
    without_policy.replace(without_policy.find("Statement"), 9, "statement");
    for (const std::string& bad :
         {row.substr(0, row.size() / 2), std::string("{}"), std::string("[]"), without_policy}) {
        Rows store;
        store.rows = good.rows;
        store.rows.begin()->second = bad;
        World world;
        INFO(bad);
        CHECK_THROWS_WITH(iam::Directory(world.context, store, world.credentials),
                          Catch::Matchers::Contains("iam.users that cannot be read"));
    }
}

TEST_CASE("a key stands for its user's policies, and for nobody when the user is another") {
    World world;
    store::MemoryStore store;
    iam::Directory directory(world.context, store, world.credentials);
    iam::User& user = add_user(directory, "ann");
    iam::Group group;
    group.name = "staff";
    group.attached = {"arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess", "arn:aws:iam::123456789012:policy/missing"};
    directory.at(account).groups.emplace("staff", group);
    user.groups = {"staff"};
    user.inline_policies["p"] = iam::document_of(std::string(allow_list), iam::PolicyUse::identity);
    directory.keep(account, add_key(directory, "ann"));
    const std::string id = directory.at(account).keys.begin()->first;
    const iam::Credential credential = *world.credentials.find(id);
    const auto standing = directory.standing_of(credential);
    CHECK(standing.exists);
    REQUIRE(standing.policies != nullptr);
    CHECK(standing.policies->identity.size() == 2);
    CHECK(standing.policies->boundary == nullptr);
    user.boundary = "arn:aws:iam::123456789012:policy/missing";
    CHECK(directory.standing_of(credential).policies->boundary->statements.empty());
    user.id = "AIDAANOTHER";
    CHECK_FALSE(directory.standing_of(credential).exists);

    iam::AccessKey& key = directory.at(account).keys.begin()->second;
    key.active = false;
    directory.keep(account, key);
    CHECK(world.credentials.find(id) == nullptr);
}
