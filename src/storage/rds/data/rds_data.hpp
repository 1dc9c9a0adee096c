#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/service.hpp"
#include "storage/rds/api/catalogue.hpp"
#include "storage/rds/data/rds_data_shapes.hpp"

namespace wt::rds::data {

/// The RDS Data API over clusters of Aurora in the embedded engine. RDS Data Service API Reference, 2018-08-01.
class RdsData final : public aws::Service {
public:
    /// All outlive this.
    RdsData(const Context& context, api::Catalogue& catalogue, secrets::Catalogue& secrets);

    [[nodiscard]] const aws::ServiceModel& model() const override { return model_; }
    [[nodiscard]] void* instance() override { return this; }
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view /*account*/) override {
        co_return std::nullopt;
    }

    aws::Outcome<ExecuteStatementResponse> execute_statement(const aws::Call& call, ExecuteStatementRequest input);
    aws::Outcome<BatchExecuteStatementResponse> batch_execute_statement(const aws::Call& call,
                                                                        BatchExecuteStatementRequest input);
    aws::Outcome<BeginTransactionResponse> begin_transaction(const aws::Call& call, BeginTransactionRequest input);
    aws::Outcome<CommitTransactionResponse> commit_transaction(const aws::Call& call, CommitTransactionRequest input);
    aws::Outcome<RollbackTransactionResponse> rollback_transaction(const aws::Call& call,
                                                                   RollbackTransactionRequest input);

private:
    using Name = std::optional<std::string>;
    /// The cluster that a request means, when it takes requests and the secret lets in.
    [[nodiscard]] aws::Outcome<const api::ClusterRecord*> cluster(const aws::Call& call, const std::string& arn,
                                                                  const std::string& secret, const Name& database,
                                                                  const Name& schema);
    /// Where the statement runs: its transaction's connection, or the cluster's.
    [[nodiscard]] aws::Outcome<sql::Connection*> connection(const api::ClusterRecord& cluster, const Name& transaction);

    Context context_;
    api::Catalogue& catalogue_;
    secrets::Catalogue& secrets_;
    aws::ServiceModel model_;
    Random ids_;
};

}  // namespace wt::rds::data
