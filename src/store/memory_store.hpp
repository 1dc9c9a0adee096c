#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/block_pool.hpp"
#include "store/store.hpp"
#include "store/streams.hpp"

namespace wt::store {

/// Keeps blobs in memory and no rows at all: everything is as durable as the process. A blob is its Texts, handed in
/// and out without a copy; but many spaces at the end of a piece, with which bodies are filled up, are held once for
/// all blobs. What all blobs may take together is limited, by their sizes.
class MemoryStore final : public Store {
public:
    static constexpr std::uint64_t default_limit = std::uint64_t{8} << 30;
    /// What a blob counts beside its bytes, so that empty ones are not free.
    static constexpr std::uint64_t blob_overhead = 128;

    /// For as many as fit into the machine.
    static constexpr std::uint64_t no_limit = std::uint64_t{1} << 62U;

    /// `limit`: bytes of all blobs, `blob_overhead` each included.
    explicit MemoryStore(std::uint64_t limit = default_limit) : meter_(std::make_shared<Meter>(Meter{limit})) {}

    [[nodiscard]] bool keeps() const override { return false; }
    void load(std::string_view space, const std::function<void(std::string_view, std::string_view)>& visit) override;
    void keep_only(const std::unordered_set<BlobId>& blobs) override;
    Ticket stage(std::vector<Change> changes, std::vector<BlobId> dropped) override;
    [[nodiscard]] Task<std::optional<Error>> durable(Ticket ticket) override;
    [[nodiscard]] bool is_durable(Ticket /*ticket*/) const override { return true; }
    [[nodiscard]] Result<BlobId> keep(Text bytes) override;
    [[nodiscard]] std::unique_ptr<BlobWriter> write() override;
    [[nodiscard]] std::optional<Text> whole(BlobId blob) override;
    [[nodiscard]] std::shared_ptr<http::BodyStream> read(BlobId blob, std::uint64_t offset,
                                                         std::uint64_t size) override;

    /// What counts against the limit now: blobs, those on their way in, and large ones that were dropped while streams
    /// still read them.
    [[nodiscard]] std::uint64_t used() const { return meter_->used; }

private:
    struct Meter {
        std::uint64_t limit;
        std::uint64_t used = 0;
        [[nodiscard]] bool try_take(std::uint64_t bytes) {
            if (bytes > limit - used) return false;
            used += bytes;
            return true;
        }
        [[nodiscard]] Error full() const;
    };
    /// A share of the limit that is given back with whatever holds it.
    class Share {
    public:
        explicit Share(std::shared_ptr<Meter> meter) : meter_(std::move(meter)) {}
        Share(Share&& other) noexcept : meter_(std::move(other.meter_)), bytes_(std::exchange(other.bytes_, 0)) {}
        Share& operator=(Share&&) = delete;
        Share(const Share&) = delete;
        Share& operator=(const Share&) = delete;
        ~Share() {
            if (bytes_ > 0) meter_->used -= bytes_;
        }
        [[nodiscard]] bool try_grow(std::uint64_t bytes) {
            if (!meter_->try_take(bytes)) return false;
            bytes_ += bytes;
            return true;
        }
        [[nodiscard]] Error full() const { return meter_->full(); }

    private:
        std::shared_ptr<Meter> meter_;
        std::uint64_t bytes_ = 0;
    };
    /// A blob in several pieces; shared with those who read it.
    struct Large {
        Pieces pieces;
        Share share;
    };
    struct Blob {
        Text bytes;  // of a blob in one piece
        std::shared_ptr<const Large> large;
    };
    class Writer;
    static constexpr std::size_t spaces = std::size_t{64} << 10U;

    // Several maps instead of one, so that none of them makes everybody wait while it grows.
    static constexpr std::size_t parts = 64;
    using Part = std::unordered_map<BlobId, Blob, std::hash<BlobId>, std::equal_to<>,
                                    PoolAllocator<std::pair<const BlobId, Blob>>>;
    [[nodiscard]] Part& part_of_blob(BlobId blob) { return blobs_[blob % parts]; }
    BlobId add(Blob blob);
    /// The same bytes; spaces at the end of a piece in pieces that blobs share.
    [[nodiscard]] std::vector<Text> without_filling(std::vector<Text> pieces);
    void drop(BlobId blob);
    /// Null when it was dropped.
    [[nodiscard]] const Blob* find(BlobId blob);

    std::shared_ptr<Meter> meter_;
    Text spaces_;  // `spaces` of them, once there is something to fill
    std::array<Part, parts> blobs_;
    BlobId last_ = 0;
    Ticket staged_ = 0;
};

}  // namespace wt::store
