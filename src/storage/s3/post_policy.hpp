#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/error.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "storage/s3/form_parser.hpp"

namespace wt::s3 {

/// How large a file a policy allows, in bytes; both bounds are allowed.
struct SizeRange {
    std::uint64_t least = 0;
    std::uint64_t most = UINT64_MAX;
};
/// 400 EntityTooLarge or EntityTooSmall.
[[nodiscard]] std::optional<aws::Error> refuse_size(std::uint64_t size, const SizeRange& range);

/// The policy that a form carries, held against its other fields: Base64 of JSON with an expiration and conditions (eq,
/// starts-with, content-length-range, {"field": "value"}). Its signature is not looked at: that is one over the field's
/// text as it was sent. 403 AccessDenied "Invalid according to Policy: ..." when it has expired, when a condition does
/// not hold, and for a field that no condition names (but x-amz-signature, file, policy and x-ignore-...); 400
/// InvalidPolicyDocument when it is no policy. `bucket` is the one of the URL, and a field that needs a condition; the
/// key has the file's name in it already. Amazon S3 API Reference, "Creating a POST policy".
[[nodiscard]] Result<SizeRange, aws::Error> check_post_policy(std::string_view policy, const PostForm& form,
                                                              std::string_view bucket, Instant now);

/// 400 InvalidArgument for a form without that field, in S3's words.
[[nodiscard]] aws::Error missing_field(std::string_view name);
/// The first field that a form lacks: "key", and for one that is signed X-Amz-Algorithm, X-Amz-Credential, X-Amz-Date,
/// X-Amz-Signature, or AWSAccessKeyId, Signature; and Policy. 403 AccessDenied for a policy that nobody has signed.
[[nodiscard]] std::optional<aws::Error> refuse_missing_fields(const PostForm& form);
/// Whether the form claims to come from somebody; otherwise it is anonymous.
[[nodiscard]] bool is_signed(const PostForm& form);

/// The object's key, with the file's name for "${filename}"; 400 for none, and for more than 1024 bytes.
[[nodiscard]] Result<std::string, aws::Error> key_of(const PostForm& form);

/// The header fields of PutObject that the form's fields stand for, their names in lower case: "acl" is x-amz-acl.
[[nodiscard]] std::vector<FormField> headers_of(const PostForm& form);

/// How a successful upload is answered: 200, 201 (with a PostResponse) or 204 as success_action_status says, or 303 to
/// success_action_redirect with bucket, key and ETag.
struct PostAnswer {
    int status = 204;
    std::string location;
    std::string body;  // XML, of 201 only
};
/// `etag` with its quotes, `location` the object's URL.
[[nodiscard]] PostAnswer post_answer(const PostForm& form, std::string_view bucket, std::string_view key,
                                     std::string_view etag, std::string_view location);

}  // namespace wt::s3
