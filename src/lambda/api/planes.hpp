#pragma once
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "base/context.hpp"
#include "base/scope.hpp"
#include "http/tier.hpp"
#include "lambda/api/catalogue.hpp"
#include "lambda/api/invoker.hpp"
#include "lambda/api/surroundings.hpp"
#include "lambda/api/waiting_events.hpp"
#include "lambda/async_queue.hpp"
#include "lambda/functions.hpp"

namespace wt::lambda::api {

/// Makes functions stand as the catalogue says. Each version is a function of lambda::Functions, at the address of its
/// ARN; $LATEST at the ARN without a qualifier. They share what is reserved for them. At an alias's ARN stands what
/// leads to its versions, and at the ARN of a scenario's function what leads there. So whoever has a way to an ARN has
/// a way to the function, and the queue of events that wait for it is its own.
class Planes final : public Stage, public Invoker {
public:
    struct Parts {
        Catalogue& catalogue;
        lambda::Functions& functions;
        AccountConcurrency& account;
        Surroundings& surroundings;
        aws::AccountRegion usual;  // whose the scenario's functions are
        std::function<http::Hop&(std::string_view address)> at;
    };
    /// All parts outlive this. What is in the catalogue stands from now on, and what the scenario made is in it.
    Planes(const Context& context, Parts parts);

    /// What earlier runs left in the queues goes on. Once, when programs can call this server.
    void resume();

    void stand(const FunctionRecord& record) override;
    void leave(const FunctionRecord& record) override;
    void follow(const MappingRecord& record) override { parts_.surroundings.follow(record, *this); }
    void stop(const MappingRecord& record) override { parts_.surroundings.stop(record); }
    void look_at(FunctionRecord& record) override;

    [[nodiscard]] std::string address_of(const FunctionName& name) const override;
    [[nodiscard]] Task<http::Response> invoke(FunctionName name, Invocation invocation) override;
    void enqueue(const FunctionName& name, Invocation invocation) override;
    [[nodiscard]] std::optional<Taken> take(const FunctionName& name, Invocation invocation,
                                            std::vector<store::Change>& rows) override;
    void begin(Taken taken) override;
    void drop(const Taken& taken) override { waiting_.remove(taken.mark); }
    [[nodiscard]] std::shared_ptr<const FunctionConfig> does(const FunctionName& name) const override;
    [[nodiscard]] std::optional<Error> refuses(const FunctionName& name, const Version& version) const override;
    [[nodiscard]] Concurrency concurrency() const override;
    [[nodiscard]] std::uint64_t ready(const FunctionName& version) const override;

private:
    /// What a version's code was made of: as long as nothing of it differs, its environments stay.
    struct Made {
        FunctionConfiguration told;
        CodeRef code;
        std::shared_ptr<const UserCode> user_code;
    };
    /// What stands of one function.
    struct Standing {
        std::map<std::string, Made> versions;  // by address
        Made latest;                           // of a scenario's function, where the API has given it code
        std::set<std::string> aliases;         // addresses
        std::shared_ptr<Reservation> reservation;
        std::map<std::string, std::unique_ptr<AsyncQueue>> queues;  // by qualifier
    };

    void note(const std::string& name, const lambda::Function* now);
    /// What of the scenario's was not the API's to change.
    [[nodiscard]] static FunctionRecord record_of_scenario(const FunctionName& name, const FunctionConfig& config);
    void stand_version(Standing& standing, const FunctionRecord& record, const std::string& number);
    void reserve(Standing& standing, const FunctionRecord& record);
    void stand_aliases(Standing& standing, const FunctionRecord& record);
    /// What becomes of events, where the API has not said it.
    [[nodiscard]] AsyncConfig usual_async(const FunctionRecord& record) const;
    [[nodiscard]] AsyncQueue& queue(const FunctionName& name);
    /// What an event's function answered, where it failed: whoever runs programs tells of it.
    void note_failure(const FunctionName& name, const http::Response& response);
    /// The event as it waits, with an id from now on.
    [[nodiscard]] WaitingEvent waiting_of(Taken& taken);
    [[nodiscard]] Task<void> bring(std::uint64_t number, FunctionName about, std::string bucket, std::string key,
                                   Text record);
    /// As which it acts; empty: it has gone.
    [[nodiscard]] std::string role_of(const FunctionName& name) const;
    void ended(const FunctionName& name, const lambda::Event& event, const AsyncEnd& end);
    void tell(const std::string& destination, const FunctionName& about, const Text& document,
              const lambda::Event& event);

    Context context_;
    Parts parts_;
    Random ids_;
    std::map<std::string, Standing, std::less<>> standing_;  // by the function's ARN
    /// The scenario's functions as they were when they came, by name.
    std::map<std::string, FunctionConfig, std::less<>> provided_;
    bool standing_now_ = false;  // what comes to stand is ours
    WaitingEvents waiting_;
    Scope telling_;
};

/// A version as lambda::Functions takes it.
[[nodiscard]] std::shared_ptr<const UserCode> user_code_of(const FunctionName& name, const Version& version);

}  // namespace wt::lambda::api
