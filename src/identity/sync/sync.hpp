#pragma once
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "aws/service.hpp"
#include "base/scope.hpp"
#include "identity/api/triggers.hpp"
#include "identity/pools/catalogue.hpp"
#include "identity/sync/cognito_sync_shapes.hpp"
#include "identity/sync/datasets.hpp"

namespace wt::identity::sync {

/// Cognito Sync (cognito-sync 2014-06-30): datasets of identities, which devices bring to one state by counts of their
/// records. A write that knows an older count of a record than there is conflicts, and nothing of it is done.
class Sync final : public aws::Service {
public:
    /// Puts data into a stream of the place as that role; why it could not.
    struct StreamPut {
        aws::AccountRegion place;
        std::string stream;
        std::string role;
        std::string key;
        std::string data;
    };
    using Streams = std::function<Task<std::optional<wt::Error>>(StreamPut)>;
    struct Parts {
        Datasets& datasets;
        pools::Catalogue& pools;
        Triggers& triggers;
        Streams streams;
    };
    /// All of it outlives this.
    Sync(const Context& context, Parts parts);

    [[nodiscard]] const aws::ServiceModel& model() const override { return model_; }
    [[nodiscard]] void* instance() override { return this; }
    [[nodiscard]] Task<std::optional<aws::Error>> settle() override {
        return on_disk(parts_.datasets.durable(), cognito_sync_errors::internal_error);
    }
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    aws::Outcome<ListDatasetsResponse> list_datasets(const aws::Call& call, ListDatasetsRequest input);
    aws::Outcome<DescribeDatasetResponse> describe_dataset(const aws::Call& call, DescribeDatasetRequest input);
    aws::Outcome<DeleteDatasetResponse> delete_dataset(const aws::Call& call, DeleteDatasetRequest input);
    aws::Outcome<ListRecordsResponse> list_records(const aws::Call& call, ListRecordsRequest input);
    aws::Later<UpdateRecordsResponse> update_records(const aws::Call& call, UpdateRecordsRequest input);

    aws::Outcome<DescribeIdentityUsageResponse> describe_identity_usage(const aws::Call& call,
                                                                        DescribeIdentityUsageRequest input);
    aws::Outcome<DescribeIdentityPoolUsageResponse> describe_identity_pool_usage(
        const aws::Call& call, DescribeIdentityPoolUsageRequest input);
    aws::Outcome<ListIdentityPoolUsageResponse> list_identity_pool_usage(const aws::Call& call,
                                                                         ListIdentityPoolUsageRequest input);
    aws::Outcome<GetIdentityPoolConfigurationResponse> get_identity_pool_configuration(
        const aws::Call& call, GetIdentityPoolConfigurationRequest input);
    aws::Outcome<SetIdentityPoolConfigurationResponse> set_identity_pool_configuration(
        const aws::Call& call, SetIdentityPoolConfigurationRequest input);
    aws::Outcome<GetCognitoEventsResponse> get_cognito_events(const aws::Call& call, GetCognitoEventsRequest input);
    aws::Outcome<aws::Nothing> set_cognito_events(const aws::Call& call, SetCognitoEventsRequest input);
    aws::Outcome<BulkPublishResponse> bulk_publish(const aws::Call& call, BulkPublishRequest input);
    aws::Outcome<GetBulkPublishDetailsResponse> get_bulk_publish_details(const aws::Call& call,
                                                                         GetBulkPublishDetailsRequest input);

private:
    [[nodiscard]] std::optional<aws::Error> refuse_pool(const aws::Call& call, const std::string& pool);
    [[nodiscard]] std::optional<aws::Error> refuse_identity(const aws::Call& call, const std::string& pool,
                                                            const std::string& identity);
    [[nodiscard]] IdentityPoolUsage usage_of(const std::string& pool);
    /// What the pool's function makes of changes, before they count.
    [[nodiscard]] aws::Later<aws::Nothing> ask(std::string pool, DatasetEntry before, DatasetEntry& after);
    [[nodiscard]] Task<void> publish(std::string pool);
    [[nodiscard]] std::string document_of(const DatasetEntry& dataset, const std::string& operation,
                                          std::int64_t since) const;

    aws::ServiceModel model_ = cognito_sync_model();
    Context context_;
    Parts parts_;
    Scope publishing_;
};

}  // namespace wt::identity::sync
