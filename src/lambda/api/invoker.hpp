#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "http/message.hpp"
#include "lambda/api/records.hpp"
#include "store/store.hpp"

namespace wt::lambda::api {

/// What somebody invokes a function with.
struct Invocation {
    Text payload;                     // the event, as JSON; empty: none
    Text key = {};                    // for a scenario's function: what the event is about, such as an object's place
    std::string client_context = {};  // as JSON; empty: none
    std::string id = {};              // the request id; empty: one is drawn
    bool wants_tail = false;
    bool streams = false;             // the answer is taken piece by piece (lambda::Function)
    http::EventForm* form = nullptr;  // makes the event of a request, which is `request` then
    http::Request request = {};
};

/// Where functions are invoked by name and qualifier. A name is one of a function, a version or an alias that is there.
class Invoker {
public:
    Invoker() = default;
    Invoker(const Invoker&) = delete;
    Invoker& operator=(const Invoker&) = delete;
    virtual ~Invoker() = default;

    /// The address where it stands, as ways lead to it: all of them follow lambda::Function's contract.
    [[nodiscard]] virtual std::string address_of(const FunctionName& name) const = 0;
    [[nodiscard]] virtual Task<http::Response> invoke(FunctionName name, Invocation invocation) = 0;
    /// Puts the event into the function's queue (asynchronous invocation).
    virtual void enqueue(const FunctionName& name, Invocation invocation) = 0;
    /// The same in two steps, for an event of a change that is on its way to the disk: its row goes into `rows`, to be
    /// staged with the change, and the event begins or is dropped when it shows what became of that. None where there
    /// is no such function.
    struct Taken {
        FunctionName name;
        Invocation invocation;
        Instant received;
        std::uint64_t mark = 0;  // of its row
    };
    [[nodiscard]] virtual std::optional<Taken> take(const FunctionName& name, Invocation invocation,
                                                    std::vector<store::Change>& rows) = 0;
    virtual void begin(Taken taken) = 0;
    virtual void drop(const Taken& taken) = 0;
    /// What $LATEST does where it is data: of a scenario's function. Null for all others.
    [[nodiscard]] virtual std::shared_ptr<const FunctionConfig> does(const FunctionName& name) const = 0;
    /// Why code like this does not run here; none: it does.
    [[nodiscard]] virtual std::optional<Error> refuses(const FunctionName& name, const Version& version) const = 0;

    struct Concurrency {
        std::uint64_t limit = 0;
        std::uint64_t unreserved = 0;
    };
    /// Of the account.
    [[nodiscard]] virtual Concurrency concurrency() const = 0;
    /// Provisioned environments of a version that are ready.
    [[nodiscard]] virtual std::uint64_t ready(const FunctionName& version) const = 0;
};

}  // namespace wt::lambda::api
