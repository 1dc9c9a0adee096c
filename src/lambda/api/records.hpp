#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/pace.hpp"
#include "lambda/api/code_folder.hpp"
#include "lambda/api/lambda_shapes.hpp"
#include "lambda/api/names.hpp"
#include "lambda/config.hpp"

namespace wt::iam {
struct Policy;
}

namespace wt::lambda::api {

/// One version of a function: what AWS tells of it, its code, and that of its layers in their order, which outlive
/// their removal in those who use them. Code is null where the scenario says what it does.
struct Version {
    FunctionConfiguration told;
    CodeRef code;
    std::vector<CodeRef> layers;
    /// What a version of a scenario's function does, as data: as it was when it was published. Null for all others.
    std::shared_ptr<const FunctionConfig> does;
    /// A new version becomes active, or a change comes into effect.
    std::optional<Course> changing;
    std::shared_ptr<const Version> before;  // what a change changes, until then

    /// What answers now; null: nobody yet.
    [[nodiscard]] const Version* serving() const { return changing ? before.get() : this; }
    [[nodiscard]] bool pending() const { return serving() == nullptr; }
    /// What is told of it now.
    [[nodiscard]] FunctionConfiguration seen() const;
};

/// Who may do what with a function, a version, an alias or a layer, as one document; empty: nobody else may.
/// Whole, or another one: what it says is read when it is made, for it is asked with every invocation from outside.
struct ResourcePolicy {
    ResourcePolicy() = default;
    ResourcePolicy(std::string text, std::string its_revision);
    std::string document;
    std::string revision;
    std::shared_ptr<const iam::Policy> says;  // null: the document is empty, or does not read
};
/// Lambda Developer Guide, "Lambda quotas": a resource policy of 20 KB.
inline constexpr std::size_t longest_policy = 20'480;

struct Provisioned {
    std::int32_t requested = 0;
    std::string modified;
    std::optional<Course> allocating;
    std::int32_t before = 0;  // how many there are until then

    [[nodiscard]] std::int32_t allocated() const { return allocating ? before : requested; }
};

/// Whose a function is.
enum class Origin : std::uint8_t {
    api,
    scenario,  // it was there before; a row keeps what the API has changed of it
    instead,   // the API's, made where it had removed the scenario's
    removed,   // the scenario's, which the API removed: no more of it is kept than that
};

/// What the scenario says of a function that the API can say, too.
struct Provided {
    std::int32_t memory = 0;   // MiB
    std::int32_t timeout = 0;  // seconds
    std::optional<std::int32_t> reserved;
    std::string code;  // where it lies and how it is called; empty: the function is data
};

/// A function with all that belongs to it. What hangs on a qualifier is listed by it; "" is the function itself.
struct FunctionRecord {
    template <class T>
    using ByQualifier = std::map<std::string, T, std::less<>>;

    FunctionName name;  // without a qualifier
    Origin origin = Origin::api;
    Provided provided;  // of the scenario's
    Version latest;
    std::map<std::int64_t, Version> versions;
    std::int64_t last_version = 0;
    ByQualifier<AliasConfiguration> aliases;
    ByQualifier<ResourcePolicy> policies;
    ByQualifier<FunctionEventInvokeConfig> event_invokes;
    ByQualifier<FunctionUrlConfig> urls;
    ByQualifier<Provisioned> provisioned;
    std::optional<std::int32_t> reserved;
    std::map<std::string, std::string> tags;
    std::string recursive_loop = "Terminate";
    std::string update_runtime_on = "Auto";
    std::string runtime_version_arn;

    /// What the policy of a qualifier says; null: nothing.
    [[nodiscard]] std::shared_ptr<const iam::Policy> policy_of(std::string_view qualifier) const;
    /// By "$LATEST", a number, or nothing; null when there is no such version.
    [[nodiscard]] const Version* find_version(std::string_view version) const;
    /// The version that a qualifier means, an alias's own for an alias; empty when there is none.
    [[nodiscard]] std::string version_of(std::string_view qualifier) const;
    /// How many environments of a version are always ready.
    [[nodiscard]] std::int32_t provisioned_of(std::string_view version) const;
    /// What is asked for, whether it is there yet or not.
    [[nodiscard]] std::int32_t all_provisioned() const;
    [[nodiscard]] bool of_scenario() const { return origin == Origin::scenario; }

    /// What goes on with it, and is not over.
    [[nodiscard]] std::vector<Course> courses() const;
    /// Ends what is over; false: nothing was.
    [[nodiscard]] bool settle(const Pace& pace);
    /// Becomes what was changed of it earlier, but for what the scenario says otherwise since.
    void take_up(FunctionRecord changed);
};

/// One version of a layer.
struct LayerVersion {
    LayerVersionsListItem told;
    CodeRef code;
    ResourcePolicy policy;
};
struct LayerRecord {
    LayerName name;                 // without a version
    std::int64_t last_version = 0;  // also of one that went: a number is never given twice
    std::map<std::int64_t, LayerVersion> versions;
};

struct MappingRecord {
    FunctionName function;
    EventSourceMappingConfiguration told;
    std::map<std::string, std::string> tags;
    /// On its way to what `told` says: until it is over, it goes on as it was.
    struct Passing {
        std::string state;  // "Creating"
        Course course;
    };
    std::optional<Passing> passing;

    /// What is told of it now.
    [[nodiscard]] EventSourceMappingConfiguration seen() const;
};
inline constexpr std::string_view deleting = "Deleting";  // a mapping that is gone when that is over

/// The records as rows of a store.
namespace rows {
inline constexpr std::string_view function_space = "lambda.function";     // by account, region and name
inline constexpr std::string_view layer_space = "lambda.layer";           // by account, region and name
inline constexpr std::string_view mapping_space = "lambda.event_source";  // by its id
inline constexpr std::string_view event_space = "lambda.event";           // by number

[[nodiscard]] std::string key(const aws::AccountRegion& place, std::string_view name);
[[nodiscard]] std::string write(const FunctionRecord& record);
[[nodiscard]] std::string write(const LayerRecord& record);
[[nodiscard]] std::string write(const MappingRecord& record);
// Null for what does not read. Code is looked up in `code`, which throws when it is gone.
[[nodiscard]] std::unique_ptr<FunctionRecord> read_function(std::string_view row, CodeFolder& code);
[[nodiscard]] std::unique_ptr<LayerRecord> read_layer(std::string_view row, CodeFolder& code);
[[nodiscard]] std::unique_ptr<MappingRecord> read_mapping(std::string_view row);
}  // namespace rows

}  // namespace wt::lambda::api
