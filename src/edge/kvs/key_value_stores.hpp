#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "aws/service.hpp"
#include "edge/api/catalogue.hpp"
#include "edge/kvs/cloudfront_keyvaluestore_shapes.hpp"

namespace wt::edge::kvs {

/// What is in key value stores: CloudFront KeyValueStore API Reference, 2022-07-26. Functions see a change with the
/// answer.
class KeyValueStores final : public aws::Service {
public:
    /// Outlives this.
    explicit KeyValueStores(api::Catalogue& catalogue) : catalogue_(catalogue) {
        constexpr std::size_t largest_update = 4 * 1024 * 1024;
        model_.max_body = largest_update;
    }

    [[nodiscard]] const aws::ServiceModel& model() const override { return model_; }
    [[nodiscard]] void* instance() override { return this; }
    [[nodiscard]] bool claims(const http::Request& request) const override;
    [[nodiscard]] std::optional<std::string> resource(const aws::Call& call, const aws::Operation& operation) override;
    [[nodiscard]] Task<std::optional<aws::Error>> settle() override;
    /// CloudFront forgets them.
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    aws::Outcome<DescribeKeyValueStoreResponse> describe_key_value_store(const aws::Call& call,
                                                                         DescribeKeyValueStoreRequest input);
    aws::Outcome<GetKeyResponse> get_key(const aws::Call& call, GetKeyRequest input);
    aws::Outcome<ListKeysResponse> list_keys(const aws::Call& call, ListKeysRequest input);
    aws::Outcome<PutKeyResponse> put_key(const aws::Call& call, PutKeyRequest input);
    aws::Outcome<DeleteKeyResponse> delete_key(const aws::Call& call, DeleteKeyRequest input);
    aws::Outcome<UpdateKeysResponse> update_keys(const aws::Call& call, UpdateKeysRequest input);

private:
    [[nodiscard]] aws::Outcome<const api::KeyValueStoreRecord*> find(const aws::Call& call,
                                                                     const std::string& arn) const;
    /// All of it or nothing.
    template <class Output>
    [[nodiscard]] aws::Outcome<Output> change(const aws::Call& call, UpdateKeysRequest what);

    aws::ServiceModel model_ = cloudfront_keyvaluestore_model();
    api::Catalogue& catalogue_;
};

}  // namespace wt::edge::kvs
