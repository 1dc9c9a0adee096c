#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aws/payload.hpp"
#include "catch.hpp"
#include "storage/s3/archive.hpp"
#include "storage/s3/listing.hpp"
#include "storage/s3/service.hpp"
#include "storage/world.hpp"
#include "store/finished.hpp"
#include "store/memory_store.hpp"

namespace wt::test {

using store::finished;

/// A body in these pieces, with trailing fields.
class Pieces final : public aws::Payload {
public:
    explicit Pieces(std::vector<std::string> pieces, std::map<std::string, std::string> trailers = {})
        : pieces_(std::move(pieces)), trailers_(std::move(trailers)) {}
    explicit Pieces(std::string bytes) : pieces_{std::move(bytes)} {}

    [[nodiscard]] std::optional<std::uint64_t> length() const override { return announced; }
    [[nodiscard]] Task<Result<Text, aws::Error>> next() override {
        while (at_ < pieces_.size()) {
            if (!pieces_[at_++].empty()) co_return Text(pieces_[at_ - 1]);
        }
        if (failure) co_return *failure;
        co_return Text();
    }
    [[nodiscard]] std::optional<std::string> trailer(std::string_view name) const override {
        const auto found = trailers_.find(std::string(name));
        return found == trailers_.end() ? std::nullopt : std::optional(found->second);
    }

    std::optional<std::uint64_t> announced;
    std::optional<aws::Error> failure;  // instead of the end

private:
    std::vector<std::string> pieces_;
    std::map<std::string, std::string> trailers_;
    std::size_t at_ = 0;
};

/// S3 in memory, with one bucket in it.
struct ServiceWorld : World {
    explicit ServiceWorld(std::uint64_t seed = 1) : World(seed) {
        s3::NewBucket request;
        request.name = "bucket";
        request.owner = "111111111111";
        bucket = *finished(service.buckets.create(std::move(request)));
    }

    void set_versioning(s3::Versioning versioning) {
        REQUIRE_FALSE(finished(service.buckets.set_versioning(bucket, versioning)));
    }
    Result<s3::VersionRef, aws::Error> put(std::string key, std::string bytes, s3::WriteConditions conditions = {}) {
        s3::PutRequest request;
        request.key = std::move(key);
        request.conditions = std::move(conditions);
        return put(std::move(request), std::move(bytes));
    }
    Result<s3::VersionRef, aws::Error> put(s3::PutRequest request, std::string bytes) {
        Pieces payload(std::move(bytes));
        return finished(service.objects.put(bucket, std::move(request), payload));
    }
    Result<s3::Reading, aws::Error> read(std::string key, std::optional<std::string> version_id = {}) {
        s3::ReadRequest request;
        request.key = std::move(key);
        request.version_id = std::move(version_id);
        return finished(service.objects.get(bucket, std::move(request)));
    }
    /// The bytes, or the error's code.
    std::string get(std::string key, std::optional<std::string> version_id = {}) {
        return bytes_of(read(std::move(key), std::move(version_id)));
    }
    static std::string bytes_of(const Result<s3::Reading, aws::Error>& reading) {
        if (!reading.ok()) return std::string(reading.error().code);
        return reading->stream == nullptr ? reading->text.str() : store::bytes_of(*reading->stream);
    }
    Result<s3::Deleted, aws::Error> remove(std::string key, std::optional<std::string> version_id = {}) {
        s3::DeleteRequest request;
        request.key = std::move(key);
        request.version_id = std::move(version_id);
        return finished(service.objects.remove(bucket, std::move(request)));
    }
    [[nodiscard]] std::vector<std::string> keys() const {
        std::vector<std::string> found;
        for (const auto& object : s3::list_objects(*bucket, {}).objects) found.push_back(object->key);
        return found;
    }

    store::MemoryStore store;
    s3::Service service{context, store};
    s3::BucketRef bucket;
};

/// A bucket of the request path.
struct ArchiveWorld : World {
    s3::Archive& archive(const s3::BucketConfig& config) {
        made = std::make_unique<s3::Archive>(context, "archive", config, service);
        return *made;
    }
    store::MemoryStore store;
    s3::Service service{context, store};
    std::unique_ptr<s3::Archive> made;
};

/// A detail of an error; empty when it has none of that name.
[[nodiscard]] inline std::string member_of(const aws::Error& error, std::string_view name) {
    for (const auto& [key, value] : error.details) {
        if (key == name) return value;
    }
    return {};
}
[[nodiscard]] inline std::string header_of(const aws::Error& error, std::string_view name) {
    for (const auto& [key, value] : error.headers) {
        if (key == name) return value;
    }
    return {};
}

}  // namespace wt::test
