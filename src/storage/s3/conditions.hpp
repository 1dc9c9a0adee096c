#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "aws/error.hpp"
#include "base/time.hpp"
#include "storage/s3/object.hpp"

namespace wt::s3 {

/// The conditions of a GET, a HEAD or a copy's source, as the headers say them.
struct ReadConditions {
    std::optional<std::string> if_match;       // ETags, with quotes or without; "*"
    std::optional<std::string> if_none_match;  // the same
    std::optional<Instant> if_modified_since;
    std::optional<Instant> if_unmodified_since;
    [[nodiscard]] bool any() const { return if_match || if_none_match || if_modified_since || if_unmodified_since; }
};
/// An If-Modified-Since that lies in the future counts as none (RFC 9110, 13.1.3).
void drop_future(ReadConditions& conditions, Instant now);

/// The conditions of a PUT, a copy, the end of a multipart upload, and (If-Match alone) of a DELETE.
struct WriteConditions {
    std::optional<std::string> if_match;
    std::optional<std::string> if_none_match;
    [[nodiscard]] bool any() const { return if_match || if_none_match; }
};

/// Whether a header's list of ETags names this one.
[[nodiscard]] bool names_etag(std::string_view header, std::string_view etag);

/// Why an object of that ETag is not given: 412 PreconditionFailed, or 304 NotModified. If-Match has the word over
/// If-Unmodified-Since, and If-None-Match over If-Modified-Since (API "GetObject").
[[nodiscard]] std::optional<aws::Error> refusal(const ReadConditions& conditions, std::string_view etag,
                                                Instant last_modified);
/// The same for a copy's source, where everything is 412 and the condition's name begins with x-amz-copy-source-.
[[nodiscard]] std::optional<aws::Error> copy_refusal(const ReadConditions& conditions, std::string_view etag,
                                                     Instant last_modified);

/// Why a write is not done, seen the current version (null: none; a delete marker counts as none). Its ETag is known.
[[nodiscard]] std::optional<aws::Error> refusal(const WriteConditions& conditions, const std::string& key,
                                                const ObjectVersion* current);
/// What can be said of a write's conditions before its bytes come: 501 for what S3 does not take.
[[nodiscard]] std::optional<aws::Error> unsupported(const WriteConditions& conditions);
/// Why a current version is not deleted.
[[nodiscard]] std::optional<aws::Error> delete_refusal(const std::string& if_match, const std::string& key,
                                                       const ObjectVersion* current);

}  // namespace wt::s3
