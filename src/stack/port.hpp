#pragma once
#include <string>
#include <unordered_map>

#include "base/context.hpp"
#include "base/gate.hpp"
#include "base/hash.hpp"
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
    [[nodiscard]] static lambda::BackendReply failure(std::string error);
    [[nodiscard]] lambda::BackendReply unsupported() const;
    /// The write that a call asks for.
    [[nodiscard]] static rds::Write write_of(const lambda::BackendCall& call);
    /// The sentence for a passage that is not open.
    [[nodiscard]] std::string refusal(Passage passage) const;
    /// Opens a connection through the same gate as the calls.
    template <class Instance>
    [[nodiscard]] Task<Result<std::unique_ptr<lambda::Connection>>> connect_to(Instance& instance);

private:
    class Visit;

    Context context_;
    std::string name_;
    Gate gate_;
    http::Flow flow_;
    std::uint64_t identity_;  // in the digest
};

class RedisPort final : public Port {
public:
    RedisPort(const Context& context, std::string name, const cache::RedisConfig& config)
        : Port(context, name, config.latency), redis_(context, name, config) {}
    [[nodiscard]] cache::Redis& redis() { return redis_; }

private:
    Task<lambda::BackendReply> perform(lambda::BackendCall call, lambda::Connection* connection) override;
    cache::Redis redis_;
};

class BucketPort final : public Port {
public:
    BucketPort(const Context& context, std::string name, const s3::BucketConfig& config, s3::Service& service)
        : Port(context, name, config.latency), archive_(context, name, config, service) {}
    [[nodiscard]] s3::Archive& archive() { return archive_; }
    [[nodiscard]] const s3::Archive& archive() const { return archive_; }

private:
    Task<lambda::BackendReply> perform(lambda::BackendCall call, lambda::Connection* connection) override;
    s3::Archive archive_;
};

/// The primary. `apply` loads the records that it is handed, or else an object of a bucket: then its key is
/// "BUCKET/KEY", as in the notification, and gzip is unpacked.
class PrimaryPort final : public Port {
public:
    /// `engines` opens one when the configuration asks for it.
    PrimaryPort(const Context& context, std::string name, const rds::PrimaryConfig& config, rds::Engines* engines);
    /// Lets `apply` read from this bucket.
    void add_source(BucketPort& bucket) { sources_.push_back(&bucket); }
    [[nodiscard]] rds::Primary& primary() { return primary_; }
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
    rds::Primary primary_;
    void acknowledge(const std::vector<rds::Write>& writes);

    std::vector<BucketPort*> sources_;
    Counter& reads_;
    bool remembers_ = false;
    std::unordered_map<Text, std::uint64_t, TextHash, std::equal_to<>> acknowledged_;  // by id: the highest number
};

/// The read replicas behind one reader endpoint.
class ReplicaPort final : public Port {
public:
    ReplicaPort(const Context& context, std::string name, const rds::ReplicaConfig& config, rds::Primary& primary,
                rds::Engines* engines);
    [[nodiscard]] rds::ReplicaSet& replicas() { return replicas_; }
    [[nodiscard]] const rds::ReplicaSet& replicas() const { return replicas_; }

    [[nodiscard]] bool keeps_connections() const override { return true; }
    [[nodiscard]] Task<Result<std::unique_ptr<lambda::Connection>>> connect() override;

private:
    Task<lambda::BackendReply> perform(lambda::BackendCall call, lambda::Connection* connection) override;
    rds::ReplicaSet replicas_;
};

}  // namespace wt::stack
