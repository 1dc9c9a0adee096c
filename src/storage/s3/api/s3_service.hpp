#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "aws/exchange.hpp"
#include "aws/service.hpp"
#include "storage/s3/api/api.hpp"
#include "storage/s3/api/post_object.hpp"
#include "storage/s3/api/website_endpoint.hpp"

namespace wt::s3::api {

/// S3 behind the endpoint: its table of operations, addresses in the host (BUCKET.s3.localhost), and what is beside
/// the operations: CORS, browsers' forms, websites.
class S3Service final : public aws::Service {
public:
    /// All must outlive this.
    S3Service(s3::Service& service, const Destinations& destinations, aws::Keys& keys,
              aws::Authenticator& authenticator)
        : buckets_(service.buckets),
          api_(service, destinations, keys),
          forms_(model(), api_, authenticator),
          websites_(buckets_, api_) {}

    [[nodiscard]] const aws::ServiceModel& model() const override;
    [[nodiscard]] void* instance() override { return &api_; }
    /// The operations, for who stands beside S3 and asks it on a caller's behalf.
    [[nodiscard]] Api& api() { return api_; }
    [[nodiscard]] bool authorizes() const override { return true; }
    [[nodiscard]] bool claims(const http::Request& request) const override;
    [[nodiscard]] bool takes_the_rest(const http::Request& request) const override;
    /// What only reads, which a page cannot look into unless the bucket's CORS rules say so; and what they allow.
    [[nodiscard]] bool lets_in(const http::Request& head) const override;
    [[nodiscard]] bool streams(const http::Request& head) const override;
    [[nodiscard]] Text path(const http::Request& request) const override;
    [[nodiscard]] std::optional<aws::Error> refuse_unread(const aws::Call& call,
                                                          const aws::Operation& operation) override;
    [[nodiscard]] std::optional<Task<http::Response>> beside(const aws::Call& call) override;
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;
    bool adapt(const aws::Call& call, http::Request& request) override;
    void finish(const aws::Call& call, http::Response& response) override;

private:
    [[nodiscard]] http::Response answer_preflight(const aws::Call& call) const;

    Buckets& buckets_;
    Api api_;
    PostObject forms_;
    WebsiteEndpoint websites_;
};

/// The bucket that a host of S3's names: "BUCKET.s3.localhost", "BUCKET.s3.eu-west-1.amazonaws.com",
/// "BUCKET.s3.localhost.localstack.cloud"; empty for a host that names none. `is_s3` tells hosts of S3's that name no
/// bucket from others.
struct S3Host {
    bool is_s3 = false;
    std::string_view bucket;
};
[[nodiscard]] S3Host parse_s3_host(std::string_view host);

/// A path's first segment, and what comes after it: "/bucket/a/b" is "bucket" and "a/b", still encoded.
struct BucketAndKey {
    std::string_view bucket;
    std::string_view key;
};
[[nodiscard]] BucketAndKey split_path(std::string_view path);

}  // namespace wt::s3::api
