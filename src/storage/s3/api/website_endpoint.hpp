#pragma once
#include "storage/s3/api/api.hpp"
#include "storage/s3/website.hpp"

namespace wt::s3::api {

/// The bucket that a website's host names: "BUCKET.s3-website.localhost", "BUCKET.s3-website-us-east-1.amazonaws.com",
/// "BUCKET.s3-website.eu-central-1.amazonaws.com"; empty for any other host.
[[nodiscard]] std::string_view website_bucket(std::string_view host);

/// Buckets as websites: GET and HEAD for anybody whom the bucket lets read. Amazon S3 User Guide, "Website endpoints".
class WebsiteEndpoint {
public:
    /// Both must outlive this.
    WebsiteEndpoint(const Buckets& buckets, Api& api) : buckets_(buckets), api_(api) {}

    /// `call` outlives the task.
    [[nodiscard]] Task<http::Response> handle(const aws::Call& call);

private:
    [[nodiscard]] aws::Later<http::Response> fetch(const aws::Call& call, std::string bucket, std::string key);
    [[nodiscard]] Task<http::Response> refuse(const aws::Call& call, std::string bucket,
                                              WebsiteConfiguration configuration, aws::Error error);

    const Buckets& buckets_;
    Api& api_;
};

}  // namespace wt::s3::api
