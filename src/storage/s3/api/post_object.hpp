#pragma once
#include "aws/authenticator.hpp"
#include "storage/s3/api/api.hpp"
#include "storage/s3/form_parser.hpp"

namespace wt::s3::api {

/// A browser's upload: a form that is posted to a bucket, with a policy instead of a signature over the request. Amazon
/// S3 API Reference, "POST Object".
class PostObject {
public:
    /// All must outlive this.
    PostObject(const aws::ServiceModel& model, Api& api, aws::Authenticator& authenticator)
        : model_(model), api_(api), authenticator_(authenticator) {}

    /// Whether a request is one.
    [[nodiscard]] static bool is_one(const aws::Call& call);
    /// `call` outlives the task.
    [[nodiscard]] Task<http::Response> handle(const aws::Call& call);

private:
    [[nodiscard]] aws::Later<http::Response> put(const aws::Call& call);
    [[nodiscard]] aws::Outcome<aws::Principal> sender(const aws::Call& call, const PostForm& form) const;

    const aws::ServiceModel& model_;
    Api& api_;
    aws::Authenticator& authenticator_;
};

}  // namespace wt::s3::api
