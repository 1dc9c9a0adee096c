#include "storage/s3/api/translate.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "aws/digests.hpp"
#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "http/uri.hpp"
#include "storage/s3/api/s3_service.hpp"
#include "storage/s3/attributes.hpp"
#include "storage/s3/errors.hpp"
#include "storage/s3/header_text.hpp"
#include "storage/s3/tagging.hpp"

namespace wt::s3::api {

namespace {

struct ChecksumField {
    ChecksumAlgorithm algorithm;
    std::optional<std::string> Checksums::* field;
};
constexpr std::array checksum_fields{
    ChecksumField{ChecksumAlgorithm::crc32, &Checksums::checksum_crc32},
    ChecksumField{ChecksumAlgorithm::crc32c, &Checksums::checksum_crc32c},
    ChecksumField{ChecksumAlgorithm::crc64nvme, &Checksums::checksum_crc64nvme},
    ChecksumField{ChecksumAlgorithm::sha1, &Checksums::checksum_sha1},
    ChecksumField{ChecksumAlgorithm::sha256, &Checksums::checksum_sha256},
    ChecksumField{ChecksumAlgorithm::sha512, &Checksums::checksum_sha512},
    ChecksumField{ChecksumAlgorithm::md5, &Checksums::checksum_md5},
    ChecksumField{ChecksumAlgorithm::xxhash64, &Checksums::checksum_xxhash64},
    ChecksumField{ChecksumAlgorithm::xxhash3, &Checksums::checksum_xxhash3},
    ChecksumField{ChecksumAlgorithm::xxhash128, &Checksums::checksum_xxhash128},
};

constexpr std::string_view checksum_prefix = "x-amz-checksum-";

/// Without the wire's own "aws-chunked", which is off by now.
[[nodiscard]] std::string stored_encoding(std::string_view header) {
    std::string kept;
    each_part(header, ',', [&](std::string_view coding) {
        if (same_ignoring_case(coding, "aws-chunked")) return;
        if (!kept.empty()) kept += ',';
        kept += coding;
    });
    return kept;
}

void keep(std::string& to, const std::optional<std::string>& from) {
    if (from) to = *from;
}

void show(std::optional<std::string>& to, const std::string& from) {
    if (!from.empty()) to = from;
}

constexpr std::string_view lock_mode_field = "x-amz-object-lock-mode";
constexpr std::string_view lock_date_field = "x-amz-object-lock-retain-until-date";
constexpr std::string_view lock_hold_field = "x-amz-object-lock-legal-hold";

[[nodiscard]] std::optional<aws::Error> refuse_retention(std::optional<std::string_view> mode, bool has_date) {
    if (mode.has_value() != has_date) {
        return aws::Error(errors::retention_incomplete)
            .with("ArgumentName", std::string(mode ? lock_date_field : lock_mode_field));
    }
    if (!mode || *mode == "GOVERNANCE" || *mode == "COMPLIANCE") return std::nullopt;
    return aws::Error(errors::invalid_argument, "Unknown wormMode directive.")
        .with("ArgumentName", std::string(lock_mode_field))
        .with("ArgumentValue", std::string(*mode));
}

[[nodiscard]] aws::Error bad_argument(std::string text, std::string name, std::string value) {
    return aws::Error(errors::invalid_argument, std::move(text))
        .with("ArgumentName", std::move(name))
        .with("ArgumentValue", std::move(value));
}

/// What the header fields on encryption have against each other.
[[nodiscard]] std::optional<aws::Error> refuse(const EncryptionHeaders& encryption, const CustomerKey& customer) {
    const std::string algorithm = encryption.server_side_encryption.value_or("null");
    const bool by_customer = customer.sse_customer_algorithm || customer.sse_customer_key;
    if (by_customer && encryption.server_side_encryption) {
        return bad_argument(
            "Server Side Encryption with Customer provided key is incompatible with the encryption method specified",
            "x-amz-server-side-encryption", algorithm);
    }
    if (encryption.sse_kms_key_id && !algorithm.starts_with("aws:kms")) {
        return bad_argument(
            "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : "
            "aws:kms",
            "x-amz-server-side-encryption", algorithm);
    }
    return std::nullopt;
}

[[nodiscard]] aws::Error bad_customer_key(std::string text) {
    return aws::Error(errors::invalid_argument, std::move(text)).with("ArgumentName", "x-amz-server-side-encryption");
}

}  // namespace

aws::Outcome<std::string> customer_key_md5(const std::optional<std::string>& algorithm,
                                           const std::optional<std::string>& key, const std::optional<std::string>& md5,
                                           KeyUse use) {
    if (!algorithm && !key && !md5) return std::string();
    if (!key) {
        return bad_customer_key(
            "Requests specifying Server Side Encryption with Customer provided keys must provide an appropriate secret "
            "key.");
    }
    if (!algorithm) {
        return bad_customer_key(
            "Requests specifying Server Side Encryption with Customer provided keys must provide a valid encryption "
            "algorithm.");
    }
    if (*algorithm != "AES256") {
        return aws::Error(errors::invalid_encryption_algorithm)
            .with("ArgumentName", "x-amz-server-side-encryption")
            .with("ArgumentValue", *algorithm);
    }
    constexpr std::size_t key_bytes = 32;
    const auto secret = base64_decode(*key);
    if (!secret || secret->size() != key_bytes)
        return bad_customer_key("The secret key was invalid for the specified algorithm.");
    if (!md5 && use == KeyUse::read) return aws::Error(errors::wrong_customer_key);
    if (!md5) {
        return bad_customer_key(
            "Requests specifying Server Side Encryption with Customer provided keys must provide the client calculated "
            "MD5 of the secret key.");
    }
    std::string expected = aws::digest(aws::Algorithm::md5, *secret).base64();
    if (*md5 != expected)
        return bad_customer_key("The calculated MD5 hash of the key did not match the hash that was provided.");
    return expected;
}

aws::Outcome<Attributes> attributes_of(const ObjectHeaders& headers, const aws::Principal& owner) {
    Attributes attributes;
    const MetadataHeaders& metadata = headers.metadata;
    keep(attributes.system.content_type, metadata.content_type);
    keep(attributes.system.cache_control, metadata.cache_control);
    keep(attributes.system.content_disposition, metadata.content_disposition);
    if (metadata.content_encoding) attributes.system.content_encoding = stored_encoding(*metadata.content_encoding);
    keep(attributes.system.content_language, metadata.content_language);
    keep(attributes.system.expires, metadata.expires);
    keep(attributes.system.website_redirect, metadata.website_redirect_location);
    for (const auto& [name, value] : metadata.metadata) attributes.user.emplace(name, decoded_words(value));
    keep(attributes.storage_class, headers.storage_class);
    attributes.owner = owner.account;

    if (headers.tagging) {
        auto tags = parse_tagging_header(*headers.tagging);
        if (!tags.ok()) return tags.error();
        for (s3::Tag& tag : *tags) attributes.tags.emplace_back(std::move(tag.key), std::move(tag.value));
    }

    const CustomerKey& customer = headers.customer_key;
    if (auto error = refuse(headers.encryption, customer)) return std::move(*error);
    auto md5 = customer_key_md5(customer.sse_customer_algorithm, customer.sse_customer_key,
                                customer.sse_customer_key_md5, KeyUse::write);
    if (!md5.ok()) return md5.error();
    Encryption& encryption = attributes.encryption;
    if (!md5->empty()) {
        encryption.algorithm.clear();
        encryption.customer_algorithm = "AES256";
        encryption.customer_key_md5 = std::move(*md5);
    } else {
        keep(encryption.algorithm, headers.encryption.server_side_encryption);
        keep(encryption.kms_key_id, headers.encryption.sse_kms_key_id);
        encryption.bucket_key = headers.encryption.bucket_key_enabled.value_or(false);
    }

    const LockHeaders& lock = headers.lock;
    if (lock.object_lock_event_hold || lock.object_lock_event_hold_duration_days ||
        lock.object_lock_event_hold_duration_years)
        return not_implemented("x-amz-object-lock-event-hold");
    const std::optional<std::string_view> mode = lock.object_lock_mode;
    if (auto error = refuse_retention(mode, lock.object_lock_retain_until_date.has_value())) return *error;
    if (lock.object_lock_mode)
        attributes.retention = Retention{lock_mode(*lock.object_lock_mode), *lock.object_lock_retain_until_date};
    if (lock.object_lock_legal_hold_status) attributes.legal_hold = *lock.object_lock_legal_hold_status == "ON";
    return attributes;
}

std::optional<aws::Error> refuse_lock(const http::Headers& headers) {
    std::optional<std::string_view> mode;
    if (const Text* const said = headers.find(lock_mode_field)) mode = said->view();
    if (auto error = refuse_retention(mode, headers.has(lock_date_field))) return error;
    const Text* const hold = headers.find(lock_hold_field);
    if (hold == nullptr || *hold == "ON" || *hold == "OFF") return std::nullopt;
    return bad_argument("Legal Hold must be either of 'ON' or 'OFF'", std::string(lock_hold_field), hold->str());
}

aws::Outcome<std::optional<std::pair<ChecksumAlgorithm, std::string>>> checksum_of(const Checksums& checksums) {
    std::optional<std::pair<ChecksumAlgorithm, std::string>> found;
    for (const ChecksumField& row : checksum_fields) {
        const std::optional<std::string>& value = checksums.*row.field;
        if (!value) continue;
        if (found) return aws::Error(errors::several_checksums);
        found.emplace(row.algorithm, *value);
    }
    return found;
}

aws::Outcome<Expectations> expectations_of(const Checksums& checksums, const std::optional<std::string>& content_md5,
                                           const http::Headers& headers) {
    Expectations expectations;
    expectations.content_md5 = content_md5;
    auto given = checksum_of(checksums);
    if (!given.ok()) return given.error();
    if (*given) {
        expectations.algorithm = (*given)->first;
        expectations.checksum = (*given)->second;
    }
    bool several = false;
    each_part(headers.get("x-amz-trailer"), ',', [&](std::string_view field) {
        if (field.size() <= checksum_prefix.size() ||
            !same_ignoring_case(field.substr(0, checksum_prefix.size()), checksum_prefix))
            return;
        const auto algorithm = aws::parse_algorithm(field.substr(checksum_prefix.size()));
        several = several || expectations.algorithm;
        expectations.algorithm = algorithm;
        expectations.in_trailer = algorithm.has_value();
    });
    if (several) return aws::Error(errors::several_checksums);
    // What the SDK says it will send; its value may be in the header or behind the body.
    if (const std::string_view said = headers.get("x-amz-sdk-checksum-algorithm"); !said.empty()) {
        const auto algorithm = aws::parse_algorithm(said);
        if (!algorithm) return aws::Error(errors::unsupported_checksum);
        if (!expectations.algorithm) expectations.algorithm = algorithm;
    }
    return expectations;
}

void write_checksum(Checksums& to, const s3::Checksum& checksum) {
    for (const ChecksumField& row : checksum_fields) {
        if (row.algorithm == checksum.algorithm) to.*row.field = checksum.value;
    }
}

void write_checksum(Checksums& to, std::optional<std::string>& type, const std::optional<s3::Checksum>& checksum) {
    if (!checksum) return;
    write_checksum(to, *checksum);
    type = std::string(name_of(checksum->type));
}

void write_encryption(EncryptionHeaders& to, const Encryption& encryption) {
    show(to.server_side_encryption, encryption.algorithm);
    show(to.sse_kms_key_id, encryption.kms_key_id);
    if (encryption.bucket_key) to.bucket_key_enabled = true;
}

void write_customer_key(CustomerKeyMd5& to, const Encryption& encryption) {
    show(to.sse_customer_algorithm, encryption.customer_algorithm);
    show(to.sse_customer_key_md5, encryption.customer_key_md5);
}

void write_metadata(MetadataHeaders& to, const Attributes& attributes) {
    const SystemMetadata& system = attributes.system;
    to.content_type = system.content_type.empty() ? std::string(default_content_type) : system.content_type;
    to.content_type = latin_1(*to.content_type);
    show(to.cache_control, latin_1(system.cache_control));
    show(to.content_disposition, latin_1(system.content_disposition));
    show(to.content_encoding, latin_1(system.content_encoding));
    show(to.content_language, latin_1(system.content_language));
    show(to.expires, latin_1(system.expires));
    show(to.website_redirect_location, latin_1(system.website_redirect));
    for (const auto& [name, value] : attributes.user) to.metadata.emplace(name, encoded_word(value));
}

void write_lock(LockHeaders& to, const Attributes& attributes) {
    if (attributes.retention) {
        to.object_lock_mode = std::string(name_of(attributes.retention->mode));
        to.object_lock_retain_until_date = attributes.retention->until;
    }
    if (attributes.legal_hold) to.object_lock_legal_hold_status = *attributes.legal_hold ? "ON" : "OFF";
}

std::optional<std::string> unusual_class(const std::string& storage_class) {
    return storage_class == "STANDARD" ? std::nullopt : std::optional(storage_class);
}

std::optional<std::string> told_source(const s3::ObjectVersion& source) {
    return source.is_null_version() ? std::nullopt : std::optional(source.version_id);
}

aws::Error not_implemented(std::string_view header) {
    return aws::Error(errors::not_implemented).with("Header", std::string(header));
}

bool is_location(std::string_view name) {
    const std::span<const std::string_view> all =
        shape_of(aws::Tag<GetBucketLocationOutput>{}).members.front().facets->enumeration;
    return std::find(all.begin(), all.end(), name) != all.end();
}

std::string quoted(std::string_view etag) { return fmt::format("\"{}\"", etag); }

std::string location_of(const aws::Call& call, std::string_view bucket, std::string_view key) {
    const std::string_view host = call.request.headers.get("Host");
    const std::string_view name = host.substr(0, host.rfind(':'));
    const std::string_view scheme = call.request.secure ? "https" : "http";
    const bool has_port = name.size() < host.size() && !host.ends_with(']');
    std::string path;
    for (const char& c : key) path += c == '/' ? "/" : http::percent_encode({&c, 1});
    // The path had the bucket put in front of it: the host is the bucket's.
    if (call.path != call.request.path) return fmt::format("{}://{}/{}", scheme, host, path);
    if (parse_s3_host(host).is_s3) return fmt::format("{}://{}.{}/{}", scheme, bucket, host, path);
    if (name == "localhost" || name == "127.0.0.1" || name == "[::1]")
        return fmt::format("{}://{}.s3.localhost{}/{}", scheme, bucket, has_port ? host.substr(name.size()) : "", path);
    return fmt::format("{}://{}/{}/{}", scheme, host, bucket, path);
}

Owner owner_of(std::string_view account, const aws::Accounts& accounts) {
    Owner owner;
    owner.id = accounts.canonical_user_id(account);
    if (const std::string_view name = accounts.display_name(account); !name.empty()) owner.display_name = name;
    return owner;
}

Requester requester_of(const aws::Call& call) {
    return {call.caller.account, call.caller.user_id, call.request.client.text(), call.request_id, call.host_id};
}

aws::Outcome<CopySource> parse_copy_source(std::string_view header) {
    CopySource source;
    const std::size_t mark = header.rfind("?versionId=");
    if (mark != std::string_view::npos) {
        source.version_id = http::percent_decode(header.substr(mark + std::string_view("?versionId=").size()));
        header = header.substr(0, mark);
    }
    std::string path = http::percent_decode(header);
    if (path.starts_with('/')) path.erase(0, 1);
    const std::size_t slash = path.find('/');
    if (slash == std::string::npos || slash == 0 || slash + 1 == path.size())
        return aws::Error(errors::invalid_copy_source)
            .with("ArgumentName", "x-amz-copy-source")
            .with("ArgumentValue", "x-amz-copy-source");
    source.bucket = path.substr(0, slash);
    source.key = path.substr(slash + 1);
    return source;
}

std::string_view name_of(LockMode mode) { return mode == LockMode::governance ? "GOVERNANCE" : "COMPLIANCE"; }

LockMode lock_mode(std::string_view name) { return name == "COMPLIANCE" ? LockMode::compliance : LockMode::governance; }

bool has_digest(const aws::Call& call) {
    const http::Headers& headers = call.request.headers;
    return headers.has("Content-MD5") || headers.has("x-amz-trailer") ||
           std::any_of(all_checksum_algorithms.begin(), all_checksum_algorithms.end(),
                       [&](ChecksumAlgorithm algorithm) {
                           return headers.has(std::string(checksum_prefix) + std::string(lower_name_of(algorithm)));
                       });
}

std::optional<aws::Error> check_body(const aws::Call& call) {
    const http::Headers& headers = call.request.headers;
    if (const Text* const said = headers.find("Content-MD5")) {
        const auto bytes = base64_decode(*said);
        if (!bytes || bytes->size() != aws::digest_size(aws::Algorithm::md5)) return aws::Error(errors::invalid_digest);
        const aws::DigestValue made = aws::digest(aws::Algorithm::md5, call.body);
        if (made.view() != *bytes) return aws::Error(errors::bad_content_md5).with("CalculatedDigest", made.base64());
    }
    for (const ChecksumAlgorithm algorithm : all_checksum_algorithms) {
        const std::string name = std::string(checksum_prefix) + std::string(lower_name_of(algorithm));
        const Text* const said = headers.find(name);
        if (said == nullptr) continue;
        const std::string made = aws::digest(algorithm, call.body).base64();
        if (made != said->view()) {
            return aws::Error(errors::bad_checksum, fmt::format("The {} you specified did not match the calculated "
                                                                "checksum.",
                                                                aws::name(algorithm)));
        }
    }
    return std::nullopt;
}

std::string url_encoded(std::string_view text) {
    std::string encoded;
    while (!text.empty()) {
        const std::size_t plain = std::min(text.find_first_of("/ "), text.size());
        encoded += http::percent_encode(text.substr(0, plain));
        if (plain < text.size()) encoded += text[plain] == '/' ? '/' : '+';
        text.remove_prefix(std::min(plain + 1, text.size()));
    }
    return encoded;
}

}  // namespace wt::s3::api
