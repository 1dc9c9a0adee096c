#pragma once
#include <vector>

#include "storage/s3/api/common_shapes.hpp"
#include "storage/s3/api/enumerations.hpp"

/// The rows of the groups of members in common_shapes.hpp, for whichever shape T derives from the group.
namespace wt::s3::api {

using namespace enumerations;

template <class T>
std::vector<aws::Member> checksum_headers() {
    std::vector<aws::Member> rows;
    rows.push_back(aws::member<&T::checksum_crc32, T>("ChecksumCRC32").header("x-amz-checksum-crc32"));
    rows.push_back(aws::member<&T::checksum_crc32c, T>("ChecksumCRC32C").header("x-amz-checksum-crc32c"));
    rows.push_back(aws::member<&T::checksum_crc64nvme, T>("ChecksumCRC64NVME").header("x-amz-checksum-crc64nvme"));
    rows.push_back(aws::member<&T::checksum_sha1, T>("ChecksumSHA1").header("x-amz-checksum-sha1"));
    rows.push_back(aws::member<&T::checksum_sha256, T>("ChecksumSHA256").header("x-amz-checksum-sha256"));
    rows.push_back(aws::member<&T::checksum_sha512, T>("ChecksumSHA512").header("x-amz-checksum-sha512"));
    rows.push_back(aws::member<&T::checksum_md5, T>("ChecksumMD5").header("x-amz-checksum-md5"));
    rows.push_back(aws::member<&T::checksum_xxhash64, T>("ChecksumXXHASH64").header("x-amz-checksum-xxhash64"));
    rows.push_back(aws::member<&T::checksum_xxhash3, T>("ChecksumXXHASH3").header("x-amz-checksum-xxhash3"));
    rows.push_back(aws::member<&T::checksum_xxhash128, T>("ChecksumXXHASH128").header("x-amz-checksum-xxhash128"));
    return rows;
}

template <class T>
std::vector<aws::Member> checksum_elements() {
    std::vector<aws::Member> rows;
    rows.push_back(aws::member<&T::checksum_crc32, T>("ChecksumCRC32"));
    rows.push_back(aws::member<&T::checksum_crc32c, T>("ChecksumCRC32C"));
    rows.push_back(aws::member<&T::checksum_crc64nvme, T>("ChecksumCRC64NVME"));
    rows.push_back(aws::member<&T::checksum_sha1, T>("ChecksumSHA1"));
    rows.push_back(aws::member<&T::checksum_sha256, T>("ChecksumSHA256"));
    rows.push_back(aws::member<&T::checksum_sha512, T>("ChecksumSHA512"));
    rows.push_back(aws::member<&T::checksum_md5, T>("ChecksumMD5"));
    rows.push_back(aws::member<&T::checksum_xxhash64, T>("ChecksumXXHASH64"));
    rows.push_back(aws::member<&T::checksum_xxhash3, T>("ChecksumXXHASH3"));
    rows.push_back(aws::member<&T::checksum_xxhash128, T>("ChecksumXXHASH128"));
    return rows;
}

template <class T>
std::vector<aws::Member> customer_key_headers() {
    std::vector<aws::Member> rows;
    rows.push_back(aws::member<&T::sse_customer_algorithm, T>("SSECustomerAlgorithm")
                       .header("x-amz-server-side-encryption-customer-algorithm"));
    rows.push_back(
        aws::member<&T::sse_customer_key, T>("SSECustomerKey").header("x-amz-server-side-encryption-customer-key"));
    rows.push_back(aws::member<&T::sse_customer_key_md5, T>("SSECustomerKeyMD5")
                       .header("x-amz-server-side-encryption-customer-key-MD5"));
    return rows;
}

template <class T>
std::vector<aws::Member> customer_key_md5_headers() {
    std::vector<aws::Member> rows;
    rows.push_back(aws::member<&T::sse_customer_algorithm, T>("SSECustomerAlgorithm")
                       .header("x-amz-server-side-encryption-customer-algorithm"));
    rows.push_back(aws::member<&T::sse_customer_key_md5, T>("SSECustomerKeyMD5")
                       .header("x-amz-server-side-encryption-customer-key-MD5"));
    return rows;
}

template <class T>
std::vector<aws::Member> encryption_headers() {
    std::vector<aws::Member> rows;
    rows.push_back(aws::member<&T::server_side_encryption, T>("ServerSideEncryption")
                       .header("x-amz-server-side-encryption")
                       .one_of(server_side_encryption_values));
    rows.push_back(
        aws::member<&T::sse_kms_key_id, T>("SSEKMSKeyId").header("x-amz-server-side-encryption-aws-kms-key-id"));
    rows.push_back(aws::member<&T::bucket_key_enabled, T>("BucketKeyEnabled")
                       .header("x-amz-server-side-encryption-bucket-key-enabled"));
    return rows;
}

template <class T>
std::vector<aws::Member> acl_headers() {
    std::vector<aws::Member> rows;
    rows.push_back(aws::member<&T::acl, T>("ACL").header("x-amz-acl").one_of(object_acls));
    rows.push_back(aws::member<&T::grant_full_control, T>("GrantFullControl").header("x-amz-grant-full-control"));
    rows.push_back(aws::member<&T::grant_read, T>("GrantRead").header("x-amz-grant-read"));
    rows.push_back(aws::member<&T::grant_read_acp, T>("GrantReadACP").header("x-amz-grant-read-acp"));
    rows.push_back(aws::member<&T::grant_write_acp, T>("GrantWriteACP").header("x-amz-grant-write-acp"));
    return rows;
}

template <class T>
std::vector<aws::Member> metadata_headers() {
    std::vector<aws::Member> rows;
    rows.push_back(aws::member<&T::cache_control, T>("CacheControl").header("Cache-Control"));
    rows.push_back(aws::member<&T::content_disposition, T>("ContentDisposition").header("Content-Disposition"));
    rows.push_back(aws::member<&T::content_encoding, T>("ContentEncoding").header("Content-Encoding"));
    rows.push_back(aws::member<&T::content_language, T>("ContentLanguage").header("Content-Language"));
    rows.push_back(aws::member<&T::content_type, T>("ContentType").header("Content-Type"));
    rows.push_back(aws::member<&T::expires, T>("Expires").header("Expires"));
    rows.push_back(aws::member<&T::website_redirect_location, T>("WebsiteRedirectLocation")
                       .header("x-amz-website-redirect-location"));
    rows.push_back(aws::member<&T::metadata, T>("Metadata").header_map("x-amz-meta-"));
    return rows;
}

template <class T>
std::vector<aws::Member> lock_headers() {
    std::vector<aws::Member> rows;
    rows.push_back(aws::member<&T::object_lock_mode, T>("ObjectLockMode")
                       .header("x-amz-object-lock-mode")
                       .one_of(object_lock_mode_values));
    rows.push_back(aws::member<&T::object_lock_retain_until_date, T>("ObjectLockRetainUntilDate")
                       .header("x-amz-object-lock-retain-until-date")
                       .format(aws::TimeFormat::iso8601));
    rows.push_back(aws::member<&T::object_lock_legal_hold_status, T>("ObjectLockLegalHoldStatus")
                       .header("x-amz-object-lock-legal-hold")
                       .one_of(object_lock_legal_hold_status_values));
    return rows;
}

}  // namespace wt::s3::api
