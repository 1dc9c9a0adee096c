#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/token_bucket.hpp"
#include "stack/architecture.hpp"
#include "stack/port.hpp"
#include "storage/dynamodb/table.hpp"

namespace wt::stack {

/// The way to somebody else's service over HTTP. Beyond its limit it answers 429, and as often as it is told 503: for a
/// handler both are failures, and an API's route passes them on.
class ServicePort final : public Port {
public:
    ServicePort(const Context& context, const std::string& name, const ServiceConfig& config);
    void update(const ServiceConfig& config);

private:
    Task<lambda::BackendReply> perform(lambda::BackendCall call, lambda::Connection* connection) override;
    [[nodiscard]] std::optional<TokenBucket> limit() const;
    [[nodiscard, gnu::cold]] lambda::BackendReply answered(int status, std::string_view reason) const;

    Context own_;
    ServiceConfig config_;
    std::optional<TokenBucket> limit_;
    Random draws_;
    Counter& calls_;
    Counter& throttled_;
    Counter& errors_;
};

/// The way to a DynamoDB table.
class TablePort final : public Port {
public:
    TablePort(const Context& context, const std::string& name, const dynamodb::TableConfig& config)
        : Port(context, name, config.latency), table_(context, name, config) {}
    [[nodiscard]] dynamodb::Table& table() { return table_; }
    [[nodiscard]] Kind kind() const override { return Kind::store; }

private:
    Task<lambda::BackendReply> perform(lambda::BackendCall call, lambda::Connection* connection) override;
    dynamodb::Table table_;
};

/// RDS Proxy: environments connect to it, as many as there are, and their statements share few connections to the
/// database. A statement that finds none free waits for one, and fails after the borrow timeout. A session that is
/// pinned keeps its connection for as long as the environment lives (Amazon RDS User Guide, "Avoiding pinning an RDS
/// Proxy"). The primary's port outlives it.
class ProxyPort final : public Port {
public:
    ProxyPort(const Context& context, const std::string& name, const rds::ProxyConfig& config, std::uint64_t places,
              PrimaryPort& database);
    void update(const rds::ProxyConfig& config, std::uint64_t places);

    [[nodiscard]] bool keeps_connections() const override { return true; }
    [[nodiscard]] Task<Result<std::unique_ptr<lambda::Connection>>> connect() override;
    [[nodiscard]] Kind kind() const override { return Kind::store; }

private:
    using Own = std::unique_ptr<lambda::Connection>;
    struct Session;

    Task<lambda::BackendReply> perform(lambda::BackendCall call, lambda::Connection* connection) override;

    Context own_;
    rds::ProxyConfig config_;
    std::uint64_t places_now_;
    PrimaryPort& database_;
    Semaphore places_;
    std::vector<Own> idle_;  // open to the database, in nobody's hands
    Random draws_;
    Counter& borrows_;
    Counter& timeouts_;
    Gauge& borrowed_;
    Gauge& pinned_;
    Histogram& wait_;
};

}  // namespace wt::stack
