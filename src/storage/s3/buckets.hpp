#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "aws/error.hpp"
#include "base/context.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "storage/s3/bucket.hpp"

namespace wt::s3 {

struct NewBucket {
    std::string name;
    std::string region = "us-east-1";
    std::string owner;         // account
    bool object_lock = false;  // versioning is then enabled, too
    /// The configurations that it begins with.
    std::map<std::string, std::string, std::less<>> documents;
};

struct BucketListRequest {
    std::string owner;
    std::string prefix;
    std::string region;        // empty: all
    std::string after;         // the name that the page before ended with
    std::size_t max = 10'000;  // 1 to 10,000
};
struct BucketPage {
    std::vector<BucketRef> buckets;  // by name
    bool truncated = false;
};

/// Every bucket of every account, by its global name. Loads at construction what an earlier process left in the store;
/// throws std::runtime_error, with a sentence, when it cannot be read.
class Buckets {
public:
    /// UG "General purpose bucket quotas, limitations, and restrictions".
    static constexpr std::size_t most_per_account = 10'000;

    /// `store` outlives this, and everything that reads an object.
    Buckets(const Context& context, store::Store& store);
    Buckets(const Buckets&) = delete;
    Buckets& operator=(const Buckets&) = delete;
    ~Buckets();

    /// A new bucket; in us-east-1 also one that the owner has already, as it is. Else BucketAlreadyOwnedByYou,
    /// BucketAlreadyExists, InvalidBucketName, TooManyBuckets.
    [[nodiscard]] Task<Result<BucketRef, aws::Error>> create(NewBucket request);
    /// The bucket of that name, made if need be, whatever the naming rules say: for components of an architecture.
    [[nodiscard]] BucketRef provide(const std::string& name, const std::string& owner);
    /// Deletes an empty bucket, with its uploads. Nothing on success.
    [[nodiscard]] Task<std::optional<aws::Error>> remove(BucketRef bucket);
    /// Empties and removes every bucket of an account, or of all when it is empty. Those that were provided stay,
    /// empty.
    [[nodiscard]] Task<std::optional<aws::Error>> reset(std::string account);
    /// Null when there is none.
    [[nodiscard]] BucketRef find(std::string_view name) const;
    /// Or NoSuchBucket.
    [[nodiscard]] Result<BucketRef, aws::Error> at(std::string_view name) const;
    [[nodiscard]] BucketPage list(const BucketListRequest& request) const;

    /// Keeps a configuration document; no document: removes it.
    [[nodiscard]] Task<std::optional<aws::Error>> set_document(BucketRef bucket, std::string kind,
                                                               std::optional<std::string> document);
    /// Refused while an Object Lock configuration is present, when it would suspend.
    [[nodiscard]] Task<std::optional<aws::Error>> set_versioning(BucketRef bucket, Versioning versioning);
    /// Turns Object Lock on for good, and says what new objects are locked for; the bucket is versioned.
    [[nodiscard]] Task<std::optional<aws::Error>> set_object_lock(BucketRef bucket,
                                                                  std::optional<DefaultRetention> retention);

    /// Who learns of every object event of every bucket, also of those to come.
    void watch(EventListener listener);

    [[nodiscard]] const std::map<std::string, BucketRef, std::less<>>& all() const { return buckets_; }
    [[nodiscard]] const Context& context() const { return context_; }
    [[nodiscard]] const std::shared_ptr<Journal>& journal() const { return journal_; }

private:
    void load();
    [[nodiscard]] BucketRef add(BucketSettings settings);

    Context context_;
    std::shared_ptr<Journal> journal_;
    std::map<std::string, BucketRef, std::less<>> buckets_;
    std::map<std::string, std::size_t, std::less<>> owned_;  // by account
    std::set<std::string, std::less<>> provided_;
    std::vector<EventListener> listeners_;
};

}  // namespace wt::s3
