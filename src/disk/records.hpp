#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/result.hpp"
#include "base/text.hpp"
#include "disk/batch.hpp"

namespace wt::disk {

/// A folder's database, metadata.sqlite: rows and small blobs. One connection writes, on one thread at a time; the
/// other one reads, on the loop's. Write-ahead log, synchronised with every commit.
class Records {
public:
    /// Of the tables. A folder that a later one has written is refused.
    static constexpr std::uint64_t format = 1;

    /// Opens the database in `folder`, makes it when it is not there, and begins a new generation, durably. Throws a
    /// sentence for a database that cannot be read, is not ours, or is newer.
    explicit Records(const std::string& folder);
    ~Records();

    /// How often the folder was opened: 1, 2, ...
    [[nodiscard]] std::uint64_t generation() const { return generation_; }

    /// At the start, before the first commit. Throw sentences.
    void load(std::string_view space, const std::function<void(std::string_view, std::string_view)>& visit);
    void keep_only(const std::unordered_set<store::BlobId>& blobs);

    /// All of it, or nothing and why. Applying a batch again changes nothing.
    [[nodiscard]] std::optional<Error> commit(const Batch& batch);
    /// A small blob that is on disk; none when it is not there. Only on the loop's thread.
    [[nodiscard]] Result<std::optional<Text>> blob(store::BlobId id);

private:
    struct Writing;
    struct Reading;
    void begin_generation();
    [[nodiscard]] std::optional<Error> apply(const Batch& batch);

    std::unique_ptr<Writing> writing_;
    std::unique_ptr<Reading> reading_;
    std::uint64_t generation_ = 0;
};

}  // namespace wt::disk
