#pragma once
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "aws/service.hpp"
#include "base/scope.hpp"
#include "identity/pools/catalogue.hpp"
#include "identity/sync/cognito_sync_shapes.hpp"
#include "identity/sync/datasets.hpp"
#include "identity/triggers.hpp"

namespace wt::identity::sync {

template <class T>
using Later = Task<Result<T, aws::Error>>;

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
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    Later<ListDatasetsResponse> list_datasets(const aws::Call& call, ListDatasetsRequest input);
    Later<DescribeDatasetResponse> describe_dataset(const aws::Call& call, DescribeDatasetRequest input);
    Later<DeleteDatasetResponse> delete_dataset(const aws::Call& call, DeleteDatasetRequest input);
    Later<ListRecordsResponse> list_records(const aws::Call& call, ListRecordsRequest input);
    Later<UpdateRecordsResponse> update_records(const aws::Call& call, UpdateRecordsRequest input);

    Later<DescribeIdentityUsageResponse> describe_identity_usage(const aws::Call& call,
                                                                 DescribeIdentityUsageRequest input);
    Later<DescribeIdentityPoolUsageResponse> describe_identity_pool_usage(const aws::Call& call,
                                                                          DescribeIdentityPoolUsageRequest input);
    Later<ListIdentityPoolUsageResponse> list_identity_pool_usage(const aws::Call& call,
                                                                  ListIdentityPoolUsageRequest input);
    Later<GetIdentityPoolConfigurationResponse> get_identity_pool_configuration(
        const aws::Call& call, GetIdentityPoolConfigurationRequest input);
    Later<SetIdentityPoolConfigurationResponse> set_identity_pool_configuration(
        const aws::Call& call, SetIdentityPoolConfigurationRequest input);
    Later<GetCognitoEventsResponse> get_cognito_events(const aws::Call& call, GetCognitoEventsRequest input);
    Later<aws::Nothing> set_cognito_events(const aws::Call& call, SetCognitoEventsRequest input);
    Later<BulkPublishResponse> bulk_publish(const aws::Call& call, BulkPublishRequest input);
    Later<GetBulkPublishDetailsResponse> get_bulk_publish_details(const aws::Call& call,
                                                                  GetBulkPublishDetailsRequest input);

private:
    [[nodiscard]] std::optional<aws::Error> refuse_pool(const aws::Call& call, const std::string& pool);
    [[nodiscard]] std::optional<aws::Error> refuse_identity(const aws::Call& call, const std::string& pool,
                                                            const std::string& identity);
    [[nodiscard]] IdentityPoolUsage usage_of(const std::string& pool);
    /// What the pool's function makes of changes, before they count.
    [[nodiscard]] Later<aws::Nothing> ask(std::string pool, DatasetEntry before, DatasetEntry& after);
    [[nodiscard]] Task<void> publish(std::string pool);
    [[nodiscard]] std::string document_of(const DatasetEntry& dataset, const std::string& operation,
                                          std::int64_t since) const;

    /// The answer, once all is on disk.
    template <class T>
    [[nodiscard]] Later<T> settled(T output) {
        std::optional<wt::Error> problem = co_await parts_.datasets.durable();
        if (problem) {
            aws::Error failed(cognito_sync_errors::internal_error, std::move(problem->message));
            co_return failed;
        }
        co_return output;
    }

    aws::ServiceModel model_ = cognito_sync_model();
    Context context_;
    Parts parts_;
    Scope publishing_;
};

}  // namespace wt::identity::sync
