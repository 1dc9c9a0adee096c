#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/task.hpp"
#include "base/text.hpp"
#include "lambda/config.hpp"

namespace wt::lambda {

/// What a function asks of a backend.
struct BackendCall {
    Operation operation = Operation::get;
    Text key;    // the item's id; for `apply` the key of the object to load
    Text value;  // what is set, inserted, updated or put
    /// So many spaces follow `value`, where the backend takes_padding(): a large object is none in memory.
    std::uint64_t padding = 0;
    std::uint64_t request_number = 0;
    bool removes = false;  // a record that is put says that the item goes
    bool by_size = false;  // whoever asks waits for its bytes, where a backend's take time
};

struct BackendReply {
    enum class Outcome : std::uint8_t { done, missing, failed };
    Outcome outcome = Outcome::done;
    Text value;         // what was found
    std::string error;  // why it failed: an error code and a sentence, as the backend says it
    int status = 0;     // of a service over HTTP that answered with a failure: 429, 503
};

/// What an execution environment keeps open to a backend while it is warm: a database connection. Closed when
/// destroyed.
class Connection {
public:
    Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    virtual ~Connection() = default;
};

/// A backend as a function sees it: a capability that it was handed. The stack puts the real tiers behind it, with the
/// network's latency and the injected faults in the way.
class Backend {
public:
    Backend() = default;
    Backend(const Backend&) = delete;
    Backend& operator=(const Backend&) = delete;
    virtual ~Backend() = default;

    [[nodiscard]] virtual std::string_view name() const = 0;
    /// What it is to a handler: one goes on without its cache; what it keeps is stored, and what it hands over
    /// accepted.
    enum class Kind : std::uint8_t { stream, store, cache };
    [[nodiscard]] virtual Kind kind() const { return Kind::stream; }
    [[nodiscard]] virtual bool takes_padding() const { return false; }
    /// True when environments open a connection at INIT and keep it.
    [[nodiscard]] virtual bool keeps_connections() const { return false; }
    [[nodiscard]] virtual Task<Result<std::unique_ptr<Connection>>> connect() {
        co_return std::unique_ptr<Connection>();
    }
    /// `connection` is what connect() gave, null where keeps_connections() is false.
    [[nodiscard]] virtual Task<BackendReply> call(BackendCall call, Connection* connection) = 0;
};

}  // namespace wt::lambda
