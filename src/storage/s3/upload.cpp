#include "storage/s3/upload.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/base64.hpp"
#include "storage/s3/conditions.hpp"
#include "storage/s3/errors.hpp"

namespace wt::s3 {

namespace {

constexpr std::size_t most_completed = 1000;

[[nodiscard]] ChecksumType usual_type(ChecksumAlgorithm algorithm) {
    return algorithm == ChecksumAlgorithm::crc64nvme ? ChecksumType::full_object : ChecksumType::composite;
}

[[nodiscard]] std::string_view unquoted(std::string_view etag) {
    if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"') return etag.substr(1, etag.size() - 2);
    return etag;
}

/// Of a list of parts as a client named them: equal for equal lists.
[[nodiscard]] aws::DigestValue digest_of(const std::vector<NamedPart>& parts) {
    aws::Digest digest(aws::Algorithm::sha256);
    for (const NamedPart& part : parts) {
        digest.add(fmt::format("{} {}\n", part.number, unquoted(part.etag)));
    }
    return digest.finish();
}

[[nodiscard]] aws::Error not_found(const NamedPart& named, const std::string& upload) {
    return aws::Error(errors::invalid_part)
        .with("ETag", std::string(unquoted(named.etag)))
        .with("PartNumber", std::to_string(named.number))
        .with("UploadId", upload);
}

/// Why one named part cannot stand in the object; `last`: nothing follows it.
[[nodiscard]] std::optional<aws::Error> problem_of(const Upload& upload, const NamedPart& named) {
    const auto found = upload.parts.find(named.number);
    if (found == upload.parts.end() || !names_etag(named.etag, found->second.etag())) {
        return not_found(named, upload.id);
    }
    if (named.checksum) {
        const auto& [algorithm, value] = *named.checksum;
        const auto& kept = found->second.checksum;
        if (!kept || (kept->algorithm == algorithm && kept->value != value)) return not_found(named, upload.id);
        if (kept->algorithm != algorithm && upload.algorithm) {
            return aws::Error(
                errors::invalid_request,
                fmt::format("Checksum Type mismatch occurred, expected checksum Type: {}, actual checksum Type: {}",
                            lower_name_of(kept->algorithm), lower_name_of(algorithm)));
        }
    } else if (upload.checksum_type == ChecksumType::composite) {
        return aws::Error(errors::invalid_request,
                          fmt::format("The upload was created using a {} checksum. The complete request must include "
                                      "the checksum for each part. It was missing for part {} in the request.",
                                      lower_name_of(upload.stored_algorithm()), named.number));
    }
    return std::nullopt;
}

[[nodiscard]] std::optional<aws::Error> problem_of(const Upload& upload, const std::vector<NamedPart>& parts) {
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0 && parts[i].number <= parts[i - 1].number) {
            return aws::Error(errors::invalid_part_order).with("UploadId", upload.id);
        }
        if (auto problem = problem_of(upload, parts[i])) return problem;
    }
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
        const UploadedPart& part = upload.parts.at(parts[i].number);
        if (part.size >= smallest_part) continue;
        return aws::Error(errors::entity_too_small)
            .with("MinSizeAllowed", std::to_string(smallest_part))
            .with("PartNumber", std::to_string(part.number))
            .with("ProposedSize", std::to_string(part.size))
            .with("ETag", part.etag());
    }
    // UG "Checking object integrity": composite checksums need consecutive numbers; otherwise S3 fails by itself.
    if (upload.checksum_type == ChecksumType::composite && parts.back().number != static_cast<int>(parts.size())) {
        return aws::Error(errors::internal_error);
    }
    return std::nullopt;
}

[[nodiscard]] Checksum checksum_of(const Upload& upload, const std::vector<NamedPart>& named) {
    Checksum whole;
    whole.algorithm = upload.stored_algorithm();
    whole.type = upload.checksum_type;
    aws::Digest of_digests(whole.algorithm);
    std::optional<aws::DigestValue> joined;
    for (const NamedPart& each : named) {
        const UploadedPart& part = upload.parts.at(each.number);
        const aws::DigestValue own(base64_decode(part.checksum->value).value());
        if (whole.type == ChecksumType::composite) {
            of_digests.add(own.view());
        } else {
            joined = joined ? aws::joined(whole.algorithm, *joined, own, part.size) : own;
        }
    }
    whole.value = joined ? joined->base64() : fmt::format("{}-{}", of_digests.finish().base64(), named.size());
    return whole;
}

/// What can be said of a completion before its parts are looked at.
[[nodiscard]] std::optional<aws::Error> problem_of(const Upload& upload, const Completion& completion) {
    if (completion.parts.empty()) return aws::Error(errors::no_parts);
    if (!completion.checksum_type || *completion.checksum_type == upload.checksum_type) return std::nullopt;
    return aws::Error(errors::other_checksum_mode,
                      fmt::format("The upload was created using the {} checksum mode. The complete request must use "
                                  "the same checksum mode.",
                                  name_of(upload.checksum_type)));
}

[[nodiscard]] std::optional<aws::Error> problem_of(const Checksum& whole, const Completion& completion) {
    if (!completion.checksum) return std::nullopt;
    const auto& [algorithm, value] = *completion.checksum;
    if (algorithm != whole.algorithm) {
        return aws::Error(
            errors::invalid_request,
            fmt::format("Checksum Type mismatch occurred, expected checksum Type: {}, actual checksum Type: {}",
                        lower_name_of(whole.algorithm), lower_name_of(algorithm)));
    }
    const bool same = value == whole.value || (whole.type == ChecksumType::composite &&
                                               value == std::string_view(whole.value).substr(0, whole.value.find('-')));
    // Who does not say the type means the one that goes with the algorithm, which another value would belong to.
    if (same && whole.type == completion.checksum_type.value_or(usual_type(algorithm))) return std::nullopt;
    return aws::Error(errors::bad_checksum, fmt::format("The {} you specified did not match the calculated checksum.",
                                                        lower_name_of(algorithm)));
}

}  // namespace

Result<ChecksumType, aws::Error> upload_checksum_type(std::optional<ChecksumAlgorithm> algorithm,
                                                      std::optional<ChecksumType> type) {
    if (!algorithm) {
        if (type) return aws::Error(errors::checksum_type_alone);
        return ChecksumType::full_object;
    }
    if (!type) return usual_type(*algorithm);
    const bool fits = *type == ChecksumType::full_object ? aws::can_join(*algorithm)
                                                         : usual_type(*algorithm) == ChecksumType::composite;
    if (fits) return *type;
    return aws::Error(errors::invalid_request,
                      fmt::format("The {} checksum type cannot be used with the {} checksum algorithm.", name_of(*type),
                                  lower_name_of(*algorithm)));
}

Result<Assembly, aws::Error> assemble(const Upload& upload, const Completion& completion) {
    if (auto problem = problem_of(upload, completion)) return std::move(*problem);
    if (auto problem = problem_of(upload, completion.parts)) return std::move(*problem);
    Assembly whole;
    aws::Digest digests(aws::Algorithm::md5);
    for (const NamedPart& named : completion.parts) {
        const UploadedPart& part = upload.parts.at(named.number);
        whole.content.insert(whole.content.end(), part.content.begin(), part.content.end());
        whole.size += part.size;
        digests.add(part.md5.view());
        PartExtent extent{part.number, part.size, ""};
        if (upload.algorithm && part.checksum) extent.checksum = part.checksum->value;
        whole.parts.push_back(std::move(extent));
    }
    if (whole.size > largest_object) return aws::Error(errors::entity_too_large);
    if (completion.object_size && *completion.object_size != whole.size) {
        return aws::Error(errors::invalid_request,
                          fmt::format("The provided 'x-amz-mp-object-size' header value {} does not match what was "
                                      "computed: {}",
                                      *completion.object_size, whole.size));
    }
    whole.etag = fmt::format("{}-{}", digests.finish().hex(), completion.parts.size());
    whole.checksum = checksum_of(upload, completion.parts);
    if (auto problem = problem_of(*whole.checksum, completion)) return std::move(*problem);
    if (!upload.algorithm && upload.attributes.encryption.has_customer_key()) whole.checksum.reset();
    return whole;
}

void CompletedUploads::remember(std::string key, std::string id, const std::vector<NamedPart>& parts,
                                const ObjectVersion& result) {
    if (entries_.size() == most_completed) entries_.pop_front();
    auto bare = std::make_shared<ObjectVersion>(result);
    bare->content.clear();
    bare->parts.clear();
    entries_.push_back({std::move(key), std::move(id), digest_of(parts), std::move(bare)});
}

VersionRef CompletedUploads::find(const std::string& key, const std::string& id,
                                  const std::vector<NamedPart>& parts) const {
    const auto found = std::find_if(entries_.rbegin(), entries_.rend(),
                                    [&](const Entry& entry) { return entry.id == id && entry.key == key; });
    return found != entries_.rend() && found->list == digest_of(parts) ? found->result : nullptr;
}

}  // namespace wt::s3
