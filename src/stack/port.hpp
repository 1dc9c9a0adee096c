#pragma once
#include <cstddef>
#include <string>
#include <unordered_map>

#include "base/context.hpp"
#include "base/gate.hpp"
#include "base/hash.hpp"
#include "base/shelf.hpp"
#include "http/tier.hpp"
#include "lambda/backend.hpp"
#include "storage/cache/redis.hpp"
#include "storage/rds/primary.hpp"
#include "storage/rds/replica_set.hpp"
#include "storage/rds/write.hpp"
#include "storage/s3/archive.hpp"

namespace wt::stack {

/// The way from a function to a backend, as Hop is the way to a tier: the network's latency, injected faults and
/// counting stand here, once, and the backend behind knows nothing of them. In its Flow, `answered` is done,
/// `passed_on` is a key that was not there, `refused` is a failure.
class Port : public lambda::Backend {
public:
    Port(const Context& context, std::string name, Latency latency);

    [[nodiscard]] std::string_view name() const override { return name_; }
    [[nodiscard]] Task<lambda::BackendReply> call(lambda::BackendCall call, lambda::Connection* connection) final;

    [[nodiscard]] Gate& gate() { return gate_; }
    [[nodiscard]] const Gate& gate() const { return gate_; }
    [[nodiscard]] const http::Flow& flow() const { return flow_; }

protected:
    [[nodiscard]] virtual Task<lambda::BackendReply> perform(lambda::BackendCall call,
                                                             lambda::Connection* connection) = 0;
    /// How long the call took that is answered now, with its way.
    virtual void took(const lambda::BackendReply&, Duration) {}
    /// A call is on its way: what it will look at may be brought nearer meanwhile. Changes nothing.
    virtual void expect(const lambda::BackendCall&, const lambda::Connection*) const {}
    [[nodiscard, gnu::cold]] static lambda::BackendReply failure(std::string error);
    [[nodiscard, gnu::cold]] lambda::BackendReply unsupported() const;
    [[nodiscard]] Clock& clock() const { return context_.clock; }
    /// The write that a call asks for.
    [[nodiscard]] static rds::Write write_of(const lambda::BackendCall& call);
    /// The sentence for a passage that is not open.
    [[nodiscard, gnu::cold]] std::string refusal(Passage passage) const;
    /// When nobody stands behind it: what the name's resolver says.
    [[nodiscard, gnu::cold]] std::string unresolved() const;
    /// Opens a connection through the same gate as the calls.
    template <class Instance>
    [[nodiscard]] Task<Result<std::unique_ptr<lambda::Connection>>> connect_to(const std::shared_ptr<Instance>& place);

private:
    class Visit;

    Context context_;
    std::string name_;
    Gate gate_;
    http::Flow flow_;
    std::uint64_t identity_;  // in the digest
};

/// Goes through a gate; whether that led anywhere. The gate outlives it.
[[nodiscard]] Task<bool> is_open(Gate& gate);

/// What stands under a component's name, or else what the API has made there since: under its ARN.
template <class Resource>
class Standing {
public:
    using Place = typename Shelf<Resource>::Place;
    Standing(const Place& own, const Place& instead) : own_(own), instead_(instead) {}
    [[nodiscard]] const Place& now() const { return own_ != nullptr ? own_ : instead_; }
    Resource* operator->() const { return now().get(); }
    bool operator==(std::nullptr_t) const { return now() == nullptr; }

private:
    const Place& own_;
    const Place& instead_;
};

/// The way to a cache, whether it is there or not.
class RedisPort final : public Port {
public:
    using Stands = Standing<cache::Redis>;
    RedisPort(const Context& context, std::string name, Latency latency, const Stands& stands)
        : Port(context, std::move(name), std::move(latency)), stands_(stands) {}
    [[nodiscard]] Kind kind() const override { return Kind::cache; }

private:
    Task<lambda::BackendReply> perform(lambda::BackendCall call, lambda::Connection* connection) override;
    /// Asks the server that holds the keys.
    [[nodiscard]] Task<lambda::BackendReply> ask(lambda::BackendCall call);
    Stands stands_;
};

class BucketPort final : public Port {
public:
    BucketPort(const Context& context, std::string name, const s3::BucketConfig& config, s3::Service& service)
        : Port(context, name, config.latency), archive_(context, name, config, service) {}
    [[nodiscard]] bool takes_padding() const override { return true; }
    [[nodiscard]] s3::Archive& archive() { return archive_; }
    [[nodiscard]] const s3::Archive& archive() const { return archive_; }

private:
    Task<lambda::BackendReply> perform(lambda::BackendCall call, lambda::Connection* connection) override;
    Text spaces_;  // a piece of what pads objects
    s3::Archive archive_;
};

/// The way to a primary, whether it is there or not. `apply` loads the records that it is handed, or else an object of
/// a bucket: then its key is "BUCKET/KEY", as in the notification, and gzip is unpacked.
class PrimaryPort final : public Port {
public:
    using Place = Shelf<rds::Primary>::Place;
    PrimaryPort(const Context& context, std::string name, Latency latency, const Place& stands);
    /// Lets `apply` read from this bucket.
    void add_source(BucketPort& bucket) { sources_.push_back(&bucket); }
    /// How many statements only read: with the reference architecture, none.
    [[nodiscard]] const Counter& reads() const { return reads_; }
    void remember_acknowledged() { remembers_ = true; }
    [[nodiscard]] std::uint64_t acknowledged_but_gone() const;

    [[nodiscard]] bool keeps_connections() const override { return true; }
    [[nodiscard]] Task<Result<std::unique_ptr<lambda::Connection>>> connect() override;

private:
    Task<lambda::BackendReply> perform(lambda::BackendCall call, lambda::Connection* connection) override;
    Task<lambda::BackendReply> load(lambda::BackendCall call, lambda::Connection* connection);
    Task<lambda::BackendReply> apply(Text records, lambda::Connection* connection);
    void acknowledge(const std::vector<rds::Write>& writes);

    const Place& stands_;
    std::vector<BucketPort*> sources_;
    Counter& reads_;
    bool remembers_ = false;
    std::unordered_map<Text, std::uint64_t, TextHash, std::equal_to<>> acknowledged_;  // by id: the highest number
};

/// The way to the read replicas behind one reader endpoint, whether they are there or not.
class ReplicaPort final : public Port {
public:
    using Place = Shelf<rds::ReplicaSet>::Place;
    ReplicaPort(const Context& context, std::string name, Latency latency, const Place& stands)
        : Port(context, std::move(name), std::move(latency)), stands_(stands) {}

    [[nodiscard]] bool keeps_connections() const override { return true; }
    [[nodiscard]] Task<Result<std::unique_ptr<lambda::Connection>>> connect() override;

private:
    Task<lambda::BackendReply> perform(lambda::BackendCall call, lambda::Connection* connection) override;
    void expect(const lambda::BackendCall& call, const lambda::Connection* connection) const override;
    const Place& stands_;
};

}  // namespace wt::stack
