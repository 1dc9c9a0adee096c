#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aws/accounts.hpp"
#include "base/context.hpp"
#include "store/store.hpp"

namespace wt::logs {

/// A query that somebody saved.
struct QueryDefinition {
    std::string id;
    std::string name;
    std::string text;
    std::string language;  // "CWLI"
    std::vector<std::string> groups;
    std::int64_t modified = 0;  // milliseconds since 1970

    struct Parameter {
        std::string name;
        std::optional<std::string> default_value;
        std::optional<std::string> description;
    };
    std::vector<Parameter> parameters;
};

/// Who else may write to the account's groups: kept and told. Of the account by its name, or of a group by its ARN.
struct ResourcePolicy {
    std::string name;
    std::string document;
    std::string resource;       // the group's ARN; empty: the account's
    std::int64_t updated = 0;   // milliseconds since 1970
    std::int64_t revision = 0;  // counts changes of a group's
};

/// What accounts have besides groups. Each change is one step in memory and stages its row.
class AccountRecords {
public:
    /// Reads what an earlier process left; throws std::runtime_error, with a sentence, when it cannot. `store` outlives
    /// this.
    explicit AccountRecords(store::Store& store);
    AccountRecords(const AccountRecords&) = delete;
    AccountRecords& operator=(const AccountRecords&) = delete;

    template <class T>
    using Kept = std::map<std::pair<aws::AccountRegion, std::string>, T>;
    /// By id.
    [[nodiscard]] const Kept<QueryDefinition>& definitions() const { return definitions_; }
    /// By name, or by the group's ARN.
    [[nodiscard]] const Kept<ResourcePolicy>& policies() const { return policies_; }

    void put(const aws::AccountRegion& place, QueryDefinition definition);
    void put(const aws::AccountRegion& place, ResourcePolicy policy);
    void remove_definition(const aws::AccountRegion& place, const std::string& id);
    void remove_policy(const aws::AccountRegion& place, const std::string& key);
    /// Drops everything that an account has; every account's when it is empty.
    void reset(std::string_view account);

    /// Waits until everything so far is on disk. Nothing on success, else why not.
    [[nodiscard]] Task<std::optional<Error>> durable();

private:
    void stage(std::string_view space, const std::string& key, std::optional<std::string> row);

    store::Store& store_;
    Kept<QueryDefinition> definitions_;
    Kept<ResourcePolicy> policies_;
    store::Ticket ticket_ = 0;
};

}  // namespace wt::logs
