#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/error.hpp"
#include "base/context.hpp"
#include "base/task.hpp"
#include "lambda/api/records.hpp"
#include "store/store.hpp"

namespace wt::lambda::api {

/// Whoever makes functions stand of what the catalogue says, and mappings read.
class Stage {
public:
    Stage() = default;
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;
    virtual ~Stage() = default;
    /// The function is, or has become, what the record says: each of its versions.
    virtual void stand(const FunctionRecord& record) = 0;
    virtual void leave(const FunctionRecord& record) = 0;
    virtual void follow(const MappingRecord& record) = 0;
    virtual void stop(const MappingRecord& record) = 0;
    /// What a fault or a test has made of a scenario's function meanwhile goes into its record.
    virtual void look_at(FunctionRecord& record) = 0;
};

/// Lambda's resources of every account: functions with their versions, aliases and all that hangs on them, layers, and
/// event source mappings. Held in memory and loaded at the start; who changes a record says so, which stages its row
/// and brings the change before the stage in one step. A function is one row: after a crash it is as it was before a
/// change, or after it. What takes its time ends here, whether the program was started anew meanwhile or not. Knows no
/// limits and no errors of the API: those are the operations'.
class Catalogue {
public:
    /// Loads what the store has; throws std::runtime_error, with a sentence, when it cannot be read. All outlive this.
    Catalogue(const Context& context, store::Store& store, CodeFolder& code, Pace& pace);
    Catalogue(const Catalogue&) = delete;
    Catalogue& operator=(const Catalogue&) = delete;

    /// From now on changes come before `stage`, and at once all that is there. It outlives the last of them.
    void perform_on(Stage& stage);

    // By names; a qualifier or a version is passed over. Null when there is none. Valid until the next await.
    [[nodiscard]] FunctionRecord* find(const FunctionName& name);
    [[nodiscard]] LayerRecord* find(const LayerName& name);
    [[nodiscard]] const LayerVersion* find_version(const LayerName& name);
    [[nodiscard]] MappingRecord* find_mapping(std::string_view uuid);

    /// One that the scenario has, as it says it. What was changed of it in an earlier run counts on, but for what the
    /// scenario says otherwise since then; nothing is staged. False: it does not stand, because the API has removed it.
    [[nodiscard]] bool provide(FunctionRecord record);
    /// The scenario has it no more.
    void withdraw(const FunctionName& name);

    /// A new one; there is none of that name.
    FunctionRecord& add(FunctionRecord record);
    LayerRecord& add(LayerRecord record);
    MappingRecord& add(MappingRecord record);
    // After a change.
    void keep(const FunctionRecord& record);
    void keep(const LayerRecord& record);
    void keep(const MappingRecord& record);
    /// A layer without versions stays for its number: functions that use one keep its code.
    void remove(const FunctionRecord& record);
    void remove(const MappingRecord& record);

    using Key = std::pair<aws::AccountRegion, std::string>;
    template <class Record>
    using Records = std::map<Key, std::unique_ptr<Record>>;
    [[nodiscard]] const Records<FunctionRecord>& functions() const { return functions_; }
    [[nodiscard]] const Records<LayerRecord>& layers() const { return layers_; }
    [[nodiscard]] const Records<MappingRecord>& mappings() const { return mappings_; }

    [[nodiscard]] std::string new_revision();
    [[nodiscard]] CodeFolder& code() { return code_; }

    [[nodiscard]] const Pace& pace() const { return pace_; }

    // Events on their way (WaitingEvents), whose rows lie beside these: an answer waits for both.
    [[nodiscard]] bool keeps() const { return store_.keeps(); }
    void stage_events(std::vector<store::Change> changes) { ticket_ = store_.stage(std::move(changes)); }
    /// Those of earlier runs, by key. Once.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> take_events() { return std::move(events_); }

    /// Waits until all that was changed is on disk; the error that a client gets when it will not be.
    [[nodiscard]] Task<std::optional<aws::Error>> durable();
    /// Forgets all that an account has, or every account when it is empty; what a scenario brought is as it says again.
    void reset(std::string_view account);

private:
    /// Ends, when it is time, what began at `since` or later.
    void follow(const FunctionRecord& record, Instant since);
    void follow(const MappingRecord& record);
    /// Ends what is over.
    void settle_function(const Key& key);
    void settle_mapping(const Key& key);
    void stage(std::string_view space, const std::string& key, std::optional<std::string> row);

    Clock& clock_;
    store::Store& store_;
    CodeFolder& code_;
    Pace& pace_;
    Random random_;
    Stage* performed_on_ = nullptr;
    Records<FunctionRecord> functions_;
    std::map<Key, FunctionRecord> provided_;  // as the scenario says it
    std::map<Key, FunctionRecord> asleep_;    // what earlier runs changed of a scenario that has not provided it yet
    Records<LayerRecord> layers_;
    Records<MappingRecord> mappings_;
    std::vector<std::pair<std::string, std::string>> events_;
    store::Ticket ticket_ = 0;
};

}  // namespace wt::lambda::api
