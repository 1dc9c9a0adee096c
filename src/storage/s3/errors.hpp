#pragma once
#include "aws/error.hpp"

/// S3's errors, each once: code, status and the text that was recorded from AWS (Amazon S3 API Reference, "Error
/// responses"; where S3 has several texts for one code, each has a row of its own).
namespace wt::s3::errors {

using aws::ErrorRow;

// Buckets.
inline constexpr ErrorRow no_such_bucket{"NoSuchBucket", 404, "The specified bucket does not exist"};
inline constexpr ErrorRow invalid_bucket_name{"InvalidBucketName", 400, "The specified bucket is not valid."};
// Assumed: the text.
inline constexpr ErrorRow invalid_bucket_namespace{
    "InvalidBucketNamespace", 400,
    "The requested bucket is an account-regional namespace bucket, but x-amz-bucket-namespace does not say so"};
inline constexpr ErrorRow bucket_already_exists{
    "BucketAlreadyExists", 409,
    "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please "
    "select a different name and try again."};
inline constexpr ErrorRow bucket_already_owned_by_you{
    "BucketAlreadyOwnedByYou", 409,
    "Your previous request to create the named bucket succeeded and you already own it."};
inline constexpr ErrorRow bucket_not_empty{"BucketNotEmpty", 409, "The bucket you tried to delete is not empty"};
inline constexpr ErrorRow bucket_not_empty_of_versions{
    "BucketNotEmpty", 409, "The bucket you tried to delete is not empty. You must delete all versions in the bucket."};
inline constexpr ErrorRow too_many_buckets{"TooManyBuckets", 400,
                                           "You have attempted to create more buckets than allowed"};
inline constexpr ErrorRow invalid_location_constraint{"InvalidLocationConstraint", 400,
                                                      "The specified location-constraint is not valid"};
inline constexpr ErrorRow illegal_location_constraint{
    "IllegalLocationConstraintException", 400,
    "The unspecified location constraint is incompatible for the region specific endpoint this request was sent to."};
inline constexpr ErrorRow invalid_bucket_owner{
    "InvalidBucketOwnerAWSAccountID", 400,
    "The value of the expected bucket owner parameter must be an AWS Account ID..."};
inline constexpr ErrorRow acl_not_supported{"AccessControlListNotSupported", 400, "The bucket does not allow ACLs"};
inline constexpr ErrorRow malformed_acl{
    "MalformedACLError", 400,
    "The XML you provided was not well-formed or did not validate against our published schema"};
inline constexpr ErrorRow illegal_versioning{"IllegalVersioningConfigurationException", 400,
                                             "The Versioning element must be specified"};
inline constexpr ErrorRow invalid_bucket_state{
    "InvalidBucketState", 409,
    "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed."};
inline constexpr ErrorRow object_lock_needs_versioning{
    "InvalidBucketState", 409, "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration"};

// Configurations that are not there.
inline constexpr ErrorRow no_such_bucket_policy{"NoSuchBucketPolicy", 404, "The bucket policy does not exist"};
inline constexpr ErrorRow no_such_cors{"NoSuchCORSConfiguration", 404, "The CORS configuration does not exist"};
inline constexpr ErrorRow no_such_lifecycle{"NoSuchLifecycleConfiguration", 404,
                                            "The lifecycle configuration does not exist"};
inline constexpr ErrorRow no_such_tag_set{"NoSuchTagSet", 404, "The TagSet does not exist"};
inline constexpr ErrorRow no_such_website{"NoSuchWebsiteConfiguration", 404,
                                          "The specified bucket does not have a website configuration"};
inline constexpr ErrorRow no_such_public_access_block{"NoSuchPublicAccessBlockConfiguration", 404,
                                                      "The public access block configuration was not found"};
inline constexpr ErrorRow no_ownership_controls{"OwnershipControlsNotFoundError", 404,
                                                "The bucket ownership controls were not found"};
inline constexpr ErrorRow no_object_lock_configuration{"ObjectLockConfigurationNotFoundError", 404,
                                                       "Object Lock configuration does not exist for this bucket"};
inline constexpr ErrorRow object_has_no_lock{"NoSuchObjectLockConfiguration", 404,
                                             "The specified object does not have a ObjectLock configuration"};
inline constexpr ErrorRow no_replication{"ReplicationConfigurationNotFoundError", 404,
                                         "The replication configuration was not found"};
inline constexpr ErrorRow no_such_configuration{"NoSuchConfiguration", 404,
                                                "The specified configuration does not exist."};

// Objects and their versions.
inline constexpr ErrorRow no_such_key{"NoSuchKey", 404, "The specified key does not exist."};
inline constexpr ErrorRow no_such_version{"NoSuchVersion", 404, "The specified version does not exist."};
inline constexpr ErrorRow key_too_long{"KeyTooLongError", 400, "Your key is too long"};
inline constexpr ErrorRow method_not_allowed{"MethodNotAllowed", 405,
                                             "The specified method is not allowed against this resource."};
inline constexpr ErrorRow not_modified{"NotModified", 304, "Not Modified"};
inline constexpr ErrorRow precondition_failed{"PreconditionFailed", 412,
                                              "At least one of the pre-conditions you specified did not hold"};
inline constexpr ErrorRow conditional_conflict{
    "ConditionalRequestConflict", 409,
    "The conditional request cannot succeed due to a conflicting operation against this resource."};
inline constexpr ErrorRow invalid_range{"InvalidRange", 416, "The requested range is not satisfiable"};
inline constexpr ErrorRow invalid_part_number{"InvalidPartNumber", 416, "The requested partnumber is not satisfiable"};
inline constexpr ErrorRow range_and_part_number{"InvalidRequest", 400,
                                                "Cannot specify both Range header and partNumber query parameter"};
inline constexpr ErrorRow invalid_object_state{"InvalidObjectState", 403,
                                               "The operation is not valid for the object's storage class"};
inline constexpr ErrorRow no_restore_of_class{"InvalidObjectState", 403,
                                              "Restore is not allowed for the object's current storage class"};
inline constexpr ErrorRow restore_in_progress{"RestoreAlreadyInProgress", 409, "Object restore is already in progress"};
inline constexpr ErrorRow metadata_too_large{"MetadataTooLarge", 400,
                                             "Your metadata headers exceed the maximum allowed metadata size"};
inline constexpr ErrorRow invalid_storage_class{"InvalidStorageClass", 400,
                                                "The storage class you specified is not valid"};
inline constexpr ErrorRow too_many_tags{"BadRequest", 400, "Object tags cannot be greater than 10"};
inline constexpr ErrorRow invalid_tag{"InvalidTag", 400, "The TagKey you have provided is invalid"};
inline constexpr ErrorRow invalid_tag_value{"InvalidTag", 400, "The TagValue you have provided is invalid"};
inline constexpr ErrorRow duplicate_tag{"InvalidTag", 400, "Cannot provide multiple Tags with the same key"};
inline constexpr ErrorRow system_tag{"InvalidTag", 400, "System tags cannot be added/updated by requester"};
inline constexpr ErrorRow invalid_version_id{"InvalidArgument", 400, "Invalid version id specified"};
inline constexpr ErrorRow needs_customer_key{
    "InvalidRequest", 400,
    "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve "
    "the object."};
inline constexpr ErrorRow unneeded_customer_key{"InvalidRequest", 400,
                                                "The encryption parameters are not applicable to this object."};
inline constexpr ErrorRow wrong_customer_key{
    "AccessDenied", 403,
    "Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key."};
inline constexpr ErrorRow other_customer_key{
    "InvalidRequest", 400, "The provided encryption parameters did not match the ones used originally."};
inline constexpr ErrorRow invalid_encryption_algorithm{
    "InvalidEncryptionAlgorithmError", 400,
    "The Encryption request you specified is not valid. Supported value: AES256."};

inline constexpr ErrorRow no_attributes{
    "InvalidRequest", 400,
    "The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty"};

// Copies.
inline constexpr ErrorRow copy_to_itself{
    "InvalidRequest", 400,
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's "
    "metadata, storage class, website redirect location or encryption attributes."};
inline constexpr ErrorRow invalid_copy_source{"InvalidArgument", 400, "Invalid copy source object key"};
inline constexpr ErrorRow copy_of_delete_marker{
    "InvalidRequest", 400, "The source of a copy request may not specifically refer to a delete marker by version id."};
inline constexpr ErrorRow copy_source_too_large{
    "InvalidRequest", 400,
    "The specified copy source is larger than the maximum allowable size for a copy source: 5368709120"};
inline constexpr ErrorRow copy_range_form{
    "InvalidArgument", 400,
    "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based "
    "offsets of the first and last bytes to copy"};
inline constexpr ErrorRow copy_range_beyond{
    "InvalidArgument", 400, "Range specified is not valid for source object of size: "};  // and the size
inline constexpr ErrorRow copy_range_outside{"InvalidRequest", 400,
                                             "The specified copy range is invalid for the source object size"};

// What is sent, and its checksums.
inline constexpr ErrorRow entity_too_large{"EntityTooLarge", 400,
                                           "Your proposed upload exceeds the maximum allowed size"};
inline constexpr ErrorRow entity_too_small{"EntityTooSmall", 400,
                                           "Your proposed upload is smaller than the minimum allowed size"};
inline constexpr ErrorRow incomplete_body{
    "IncompleteBody", 400, "You did not provide the number of bytes specified by the Content-Length HTTP header"};
inline constexpr ErrorRow missing_content_length{"MissingContentLength", 411,
                                                 "You must provide the Content-Length HTTP header."};
inline constexpr ErrorRow request_timeout{
    "RequestTimeout", 400,
    "Your socket connection to the server was not read from or written to within the timeout period."};
inline constexpr ErrorRow invalid_digest{"InvalidDigest", 400, "The Content-MD5 you specified was invalid."};
inline constexpr ErrorRow bad_content_md5{"BadDigest", 400,
                                          "The Content-MD5 you specified did not match what we received."};
inline constexpr ErrorRow bad_checksum{
    "BadDigest", 400, "The checksum you specified did not match the calculated checksum."};  // named by its algorithm
inline constexpr ErrorRow missing_md5{"InvalidRequest", 400, "Missing required header for this request: Content-MD5"};
inline constexpr ErrorRow several_checksums{
    "InvalidRequest", 400, "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed."};
inline constexpr ErrorRow unsupported_checksum{
    "InvalidRequest", 400,
    "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, "
    "CRC64NVME, MD5, SHA1, SHA256, SHA512, XXHASH128, XXHASH3, XXHASH64]"};  // Assumed: the list since 2026
inline constexpr ErrorRow malformed_trailer{
    "MalformedTrailerError", 400,
    "The request contained trailing data that was not well-formed or did not conform to our published schema."};
inline constexpr ErrorRow checksum_type_alone{
    "InvalidRequest", 400, "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header."};
inline constexpr ErrorRow other_checksum_mode{"InvalidRequest", 400,
                                              "The upload was created using the FULL_OBJECT checksum mode. The "
                                              "complete request must use the same checksum mode."};

// Multipart uploads.
inline constexpr ErrorRow no_such_upload{
    "NoSuchUpload", 404,
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or "
    "completed."};
inline constexpr ErrorRow part_number_range{"InvalidArgument", 400,
                                            "Part number must be an integer between 1 and 10000, inclusive"};
inline constexpr ErrorRow invalid_part{
    "InvalidPart", 400,
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified "
    "entity tag may not match the part's entity tag."};
inline constexpr ErrorRow invalid_part_order{
    "InvalidPartOrder", 400, "The list of parts was not in ascending order. Parts must be ordered by part number."};
inline constexpr ErrorRow no_parts{"InvalidRequest", 400, "You must specify at least one part"};

// Object Lock.
inline constexpr ErrorRow locked{"AccessDenied", 403, "Access Denied because object protected by object lock."};
inline constexpr ErrorRow bucket_without_lock{"InvalidRequest", 400, "Bucket is missing Object Lock Configuration"};
inline constexpr ErrorRow retain_until_past{"InvalidArgument", 400, "The retain until date must be in the future!"};
inline constexpr ErrorRow retention_incomplete{
    "InvalidArgument", 400, "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied"};

// Listing.
inline constexpr ErrorRow invalid_encoding{"InvalidArgument", 400, "Invalid Encoding Method specified in Request"};
inline constexpr ErrorRow invalid_token{"InvalidArgument", 400, "The continuation token provided is incorrect"};
inline constexpr ErrorRow invalid_upload_marker{"InvalidArgument", 400, "Invalid uploadId marker"};
inline constexpr ErrorRow version_marker_alone{"InvalidArgument", 400,
                                               "A version-id marker cannot be specified without a key marker."};

// Requests at large.
inline constexpr ErrorRow access_denied{"AccessDenied", 403, "Access Denied"};
inline constexpr ErrorRow access_forbidden{"AccessForbidden", 403,
                                           "CORSResponse: CORS is not enabled for this bucket."};
inline constexpr ErrorRow bad_request{"BadRequest", 400, "Insufficient information. Origin request header needed."};
inline constexpr ErrorRow invalid_argument{"InvalidArgument", 400, "Invalid Argument"};
inline constexpr ErrorRow invalid_request{"InvalidRequest", 400, "Invalid Request"};
inline constexpr ErrorRow malformed_xml{
    "MalformedXML", 400, "The XML you provided was not well-formed or did not validate against our published schema"};
inline constexpr ErrorRow missing_request_body{"MissingRequestBodyError", 400, "Request Body is empty"};
inline constexpr ErrorRow malformed_policy{"MalformedPolicy", 400,
                                           "Policies must be valid JSON and the first byte must be '{'"};
inline constexpr ErrorRow policy_without_statement{"MalformedPolicy", 400, "Missing required field Statement"};
inline constexpr ErrorRow kms_not_found{"KMS.NotFoundException", 400, "Key does not exist"};  // named by its ARN
inline constexpr ErrorRow kms_disabled{"KMS.DisabledException", 400, "Key is disabled."};     // named by its ARN
inline constexpr ErrorRow kms_invalid_key_usage{"KMS.InvalidKeyUsageException", 400,
                                                "The key is not for this."};  // named by its ARN
inline constexpr ErrorRow kms_invalid_state{"KMS.KMSInvalidStateException", 400, "Key is pending deletion."};  // ditto
inline constexpr ErrorRow invalid_access_key{"InvalidAccessKeyId", 403,
                                             "The AWS Access Key Id you provided does not exist in our records."};
inline constexpr ErrorRow expired_token{"ExpiredToken", 400, "The provided token has expired."};
inline constexpr ErrorRow invalid_token_id{"InvalidToken", 400,
                                           "The provided token is malformed or otherwise invalid."};
inline constexpr ErrorRow time_too_skewed{"RequestTimeTooSkewed", 403,
                                          "The difference between the request time and the current time is too large."};
inline constexpr ErrorRow wrong_region{"AuthorizationHeaderMalformed", 400, "The authorization header is malformed"};
inline constexpr ErrorRow operation_aborted{
    "OperationAborted", 409,
    "A conflicting conditional operation is currently in progress against this resource. Please try again."};
inline constexpr ErrorRow cross_location_logging{"CrossLocationLoggingProhibitted", 403,
                                                 "Cross S3 location logging not allowed. "};
inline constexpr ErrorRow internal_error{"InternalError", 500, "We encountered an internal error. Please try again."};
inline constexpr ErrorRow service_unavailable{"ServiceUnavailable", 503, "Service is unable to handle request."};
inline constexpr ErrorRow slow_down{"SlowDown", 503, "Please reduce your request rate."};
inline constexpr ErrorRow not_implemented{"NotImplemented", 501,
                                          "A header you provided implies functionality that is not implemented"};

}  // namespace wt::s3::errors
