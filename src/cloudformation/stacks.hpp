#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "aws/accounts.hpp"
#include "aws/rows.hpp"
#include "base/context.hpp"
#include "base/hash.hpp"
#include "cloudformation/cloudformation_shapes.hpp"
#include "store/store.hpp"

namespace wt::cloudformation {

/// What a stack is made of: a template and what it is given.
struct StackSource {
    std::string template_text;
    std::map<std::string, std::string> parameters;  // those that were given
    std::vector<Tag> tags;
    std::vector<std::string> capabilities;
    std::vector<std::string> notification_arns;
    std::string role_arn;
};
const aws::Structure& shape_of(aws::Tag<StackSource>);

/// One resource of a stack, as its last operation left it.
struct ResourceRecord {
    std::string logical_id;
    std::string type;
    std::string name;  // that was made for it, or its own
    std::string id;    // physical; empty: there is none yet
    std::string ref;
    std::string status;
    std::string reason;
    Instant updated;
    std::string properties = "{}";  // as they were made, in JSON
    std::string said;               // the same with their dynamic references; empty: they have none
    std::string attributes = "{}";
    std::string metadata;
    std::string deletion_policy;
    std::string replace_policy;
    std::int64_t order = 0;  // the later, the sooner it is deleted
    /// While an update lasts: its row before that, or "new".
    std::string before;
    std::optional<StackResourceDrift> drift;  // as it was last looked at
    std::string nested;                       // of a nested stack: the row of what it is made of

    /// As templates and clients know them: what a dynamic reference stands for may be a secret.
    [[nodiscard]] const std::string& told_properties() const { return said.empty() ? properties : said; }
    [[nodiscard]] bool stands() const { return status.ends_with("_COMPLETE") && !status.starts_with("DELETE"); }
};
const aws::Structure& shape_of(aws::Tag<ResourceRecord>);

struct ChangeSetRecord {
    DescribeChangeSetOutput told;
    StackSource source;
    bool creates = false;
    bool delete_on_failure = false;
    bool only_imports = false;
    std::map<std::string, std::string> imports;  // ids of resources that are there already, by logical id
    std::string operation;
    std::vector<OperationEvent> problems;  // what its validation found, and how it ended; the oldest first
};
const aws::Structure& shape_of(aws::Tag<ChangeSetRecord>);

/// What a client began with a token of its own.
struct Attempt {
    std::string token;      // empty: the client gave none
    std::string request;    // which operation, and a digest of what it said
    std::string operation;  // the id of what it began; empty: nothing yet
};
const aws::Structure& shape_of(aws::Tag<Attempt>);

/// Of a request of the operation of that name.
template <class Input>
[[nodiscard]] Attempt attempt_of(std::string_view operation, const Input& input) {
    if (!input.client_request_token) return {};
    return {*input.client_request_token, fmt::format("{} {:016x}", operation, hash_bytes(aws::row_of(input))), {}};
}

/// A stack of an account. Held by whoever works at it, also after it has gone.
struct StackRecord {
    aws::AccountRegion place;
    StackDescription told;
    StackSource source;
    std::optional<StackSource> before;  // while an update lasts
    std::optional<StackDescription> told_before;
    std::string policy;  // the stack policy's document
    std::string on_failure;
    std::string host;                                                 // by which its client reached this server
    std::vector<std::string> imports;                                 // the exports of other stacks that it uses
    std::vector<std::string> retained;                                // by the deletion that is under way
    std::string operation;                                            // what is being done to it, or was last
    std::vector<DescribeStackDriftDetectionStatusOutput> detections;  // of drift, the oldest first
    /// What is left of replaced resources until the update is over: rows of ResourceRecord.
    std::vector<std::string> replaced;
    /// What validation found wrong before something was made or changed, the oldest first.
    std::vector<OperationEvent> problems;
    std::vector<Attempt> attempts;  // the oldest first

    // Rows of their own.
    std::map<std::string, ResourceRecord> resources;
    std::vector<StackEvent> events;                      // the oldest first
    std::map<std::string, ChangeSetRecord> change_sets;  // by name

    [[nodiscard]] const std::string& id() const { return *told.stack_id; }
    [[nodiscard]] const std::string& name() const { return told.stack_name; }
    [[nodiscard]] bool is_gone() const { return told.stack_status == "DELETE_COMPLETE"; }
    [[nodiscard]] bool is_busy() const { return told.stack_status.ends_with("_IN_PROGRESS") && !is_in_review(); }
    [[nodiscard]] bool is_in_review() const { return told.stack_status == "REVIEW_IN_PROGRESS"; }
    [[nodiscard]] const Output* exported(std::string_view name) const;
    /// What was begun by that token. Null: nothing.
    [[nodiscard]] const Attempt* begun_by(std::string_view token) const;
};
const aws::Structure& shape_of(aws::Tag<StackRecord>);

using StackRef = std::shared_ptr<StackRecord>;

/// Every account's stacks, with their rows in the store. Knows no request and makes no resource.
class Stacks {
public:
    /// Reads what an earlier process left; throws std::runtime_error, with a sentence, when it cannot. Both outlive
    /// this.
    Stacks(const Context& context, store::Store& store);
    Stacks(const Stacks&) = delete;
    Stacks& operator=(const Stacks&) = delete;

    /// By name, those that are there; by ARN, also those that are gone. Null: there is none.
    [[nodiscard]] StackRef find(const aws::AccountRegion& place, std::string_view name_or_id) const;
    /// The stack of that name or ARN, gone or not, with which something was begun by the token. Null: there is none.
    [[nodiscard]] StackRef begun_by(const aws::AccountRegion& place, std::string_view name_or_id,
                                    std::string_view token) const;
    /// In the order in which they were made.
    [[nodiscard]] std::vector<StackRef> all() const;
    [[nodiscard]] std::vector<StackRef> all(const aws::AccountRegion& place) const;
    /// The stack that exports that name, and its output.
    [[nodiscard]] std::pair<StackRef, const Output*> exporter(const aws::AccountRegion& place,
                                                              std::string_view name) const;
    /// The stack that has a change set, and the change set's name, by its ARN. Null: there is none.
    [[nodiscard]] std::pair<StackRef, std::string> with_change_set(const aws::AccountRegion& place,
                                                                   std::string_view id) const;
    /// The names of the stacks that use an export.
    [[nodiscard]] std::vector<std::string> importers(const aws::AccountRegion& place, std::string_view name) const;
    StackRef add(StackRecord stack);
    void remove(const StackRecord& stack);

    // Each stages a row.
    void keep(const StackRecord& stack);
    void keep(const StackRecord& stack, const ResourceRecord& resource);
    void keep(const StackRecord& stack, const ChangeSetRecord& set);
    void drop(StackRecord& stack, const std::string& logical_id);
    void drop_change_set(StackRecord& stack, const std::string& name);
    void add_event(StackRecord& stack, StackEvent event);

    void reset(std::string_view account);
    /// As Rows::durable().
    [[nodiscard]] Task<std::optional<wt::Error>> durable() { return rows_.durable(); }

    /// What keeps a stack's past bounded; the oldest goes. AWS keeps events for 90 days.
    static constexpr std::size_t most_events = 10'000;
    static constexpr std::size_t most_gone = 1'000;
    static constexpr std::size_t most_detections = 20;
    static constexpr std::size_t most_problems = 1'000;
    static constexpr std::size_t most_attempts = 100;  // Assumed: AWS does not say for how long a token is known

private:
    [[nodiscard]] StackRef owner_of(std::string_view& key) const;
    void load(store::Store& store);
    void forget_oldest();

    Context context_;
    aws::Rows rows_;
    std::map<std::string, StackRef, std::less<>> by_id_;
};

}  // namespace wt::cloudformation
