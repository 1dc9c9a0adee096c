#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/accounts.hpp"
#include "aws/rows.hpp"
#include "parameters/ssm_shapes.hpp"
#include "store/store.hpp"

namespace wt::parameters {

/// A parameter with the versions that are kept of it.
struct ParameterRecord {
    aws::AccountRegion place;
    std::string name;
    std::vector<ParameterHistory> versions;  // the oldest first; never empty
    std::map<std::string, std::string> tags;

    [[nodiscard]] const ParameterHistory& latest() const { return versions.back(); }
    [[nodiscard]] std::string arn() const;
};
const aws::Structure& shape_of(aws::Tag<ParameterRecord>);

/// Every account's parameters, with a row in the store for each. Knows no request.
class ParameterStore {
public:
    /// Reads what an earlier process left; throws std::runtime_error, with a sentence, when it cannot. The store
    /// outlives this.
    explicit ParameterStore(store::Store& store);
    ParameterStore(const ParameterStore&) = delete;
    ParameterStore& operator=(const ParameterStore&) = delete;

    /// Null when there is none; valid until it is removed.
    [[nodiscard]] ParameterRecord* find(const aws::AccountRegion& place, const std::string& name);
    /// By name.
    [[nodiscard]] std::map<std::string, const ParameterRecord*> all(const aws::AccountRegion& place) const;
    ParameterRecord& add(ParameterRecord record);
    /// After a change.
    void keep(const ParameterRecord& record);
    void remove(const aws::AccountRegion& place, const std::string& name);
    void reset(std::string_view account);
    /// As Rows::durable().
    [[nodiscard]] Task<std::optional<wt::Error>> durable() { return rows_.durable(); }

private:
    using Key = std::pair<aws::AccountRegion, std::string>;
    aws::Rows rows_;
    std::map<Key, ParameterRecord> parameters_;
};

}  // namespace wt::parameters
