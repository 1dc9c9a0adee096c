#include "store/memory_store.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"
#include "store/gathering.hpp"
#include "store/limit_text.hpp"

namespace wt::store {

/// Gathers what is written; the store has the blob from finish() on.
class MemoryStore::Writer final : public BlobWriter {
public:
    explicit Writer(MemoryStore& store) : store_(store), share_(store.meter_) {}

    [[nodiscard]] Task<std::optional<Error>> write(Text piece) override {
        WT_ASSERT(!finished_);
        if (share_.try_grow(piece.size())) {
            gathering_.add(std::move(piece));
            co_return std::nullopt;
        }
        co_return share_.full();
    }

    [[nodiscard]] Task<Result<BlobId>> finish() override {
        WT_ASSERT(!std::exchange(finished_, true));
        if (!share_.try_grow(blob_overhead)) {
            Error full = share_.full();
            co_return full;
        }
        Blob blob;
        std::vector<Text> pieces = store_.without_filling(gathering_.finish());
        blob.large = std::make_shared<const Large>(Large{Pieces(std::move(pieces)), std::move(share_)});
        co_return store_.add(std::move(blob));
    }

private:
    MemoryStore& store_;
    Share share_;
    Gathering gathering_;
    bool finished_ = false;
};

Error MemoryStore::Meter::full() const {
    return {"the store is full: " + limit_text(limit) + " of objects in memory; use --data DIR or a larger --memory"};
}

void MemoryStore::load(std::string_view /*space*/,
                       const std::function<void(std::string_view, std::string_view)>& /*visit*/) {}

void MemoryStore::keep_only(const std::unordered_set<BlobId>& blobs) {
    std::vector<BlobId> orphans;
    for (const Part& part : blobs_) {
        for (const auto& [id, blob] : part) {
            if (!blobs.contains(id)) orphans.push_back(id);
        }
    }
    for (const BlobId orphan : orphans) drop(orphan);
}

Ticket MemoryStore::stage(std::vector<Change> /*changes*/, std::vector<BlobId> dropped) {
    for (const BlobId blob : dropped) drop(blob);
    return ++staged_;
}

Task<std::optional<Error>> MemoryStore::durable(Ticket ticket) {
    WT_ASSERT(ticket <= staged_);
    co_return std::nullopt;
}

Result<BlobId> MemoryStore::keep(Text bytes) {
    WT_ASSERT(bytes.size() <= small_blob);
    if (!meter_->try_take(bytes.size() + blob_overhead)) return meter_->full();
    Blob blob;
    blob.bytes = std::move(bytes);
    return add(std::move(blob));
}

std::unique_ptr<BlobWriter> MemoryStore::write() { return std::make_unique<Writer>(*this); }

std::optional<Text> MemoryStore::whole(BlobId id) {
    const Blob* blob = find(id);
    if (blob == nullptr) return std::nullopt;
    if (blob->large == nullptr) return blob->bytes;
    const auto& pieces = blob->large->pieces.list();
    if (pieces.size() < 2) return pieces.empty() ? Text() : pieces.front().bytes;
    // What came in one piece, and is filled up.
    const bool filled = std::all_of(pieces.begin() + 1, pieces.end(),
                                    [&](const Pieces::Piece& piece) { return piece.bytes.data() == spaces_.data(); });
    if (!filled) return std::nullopt;
    return Text::make(blob->large->pieces.size(), [&](char* to) {
        for (const Pieces::Piece& piece : pieces) to = std::copy_n(piece.bytes.data(), piece.bytes.size(), to);
    });
}

std::vector<Text> MemoryStore::without_filling(std::vector<Text> pieces) {
    std::vector<Text> held;
    for (Text& piece : pieces) {
        const std::string_view bytes = piece.view();
        const std::size_t last = bytes.find_last_not_of(' ');
        const std::size_t filling = bytes.size() - (last == std::string_view::npos ? 0 : last + 1);
        // At least a byte of its own stays, so that no piece is empty.
        const std::size_t blocks = std::min(filling, bytes.size() - 1) / spaces;
        if (blocks < 2) {
            held.push_back(std::move(piece));
            continue;
        }
        if (spaces_.empty()) spaces_ = Text(std::string(spaces, ' '));
        held.emplace_back(bytes.substr(0, bytes.size() - blocks * spaces));
        held.insert(held.end(), blocks, spaces_);
    }
    return held;
}

std::shared_ptr<http::BodyStream> MemoryStore::read(BlobId id, std::uint64_t offset, std::uint64_t size) {
    const Blob* blob = find(id);
    if (blob == nullptr) return std::make_shared<BrokenStream>(size, "the object was deleted meanwhile");
    if (blob->large == nullptr) return std::make_shared<TextStream>(part_of(blob->bytes, offset, size));
    const std::shared_ptr<const Pieces> pieces(blob->large, &blob->large->pieces);
    return std::make_shared<PieceStream>(pieces, offset, size);
}

BlobId MemoryStore::add(Blob blob) {
    const BlobId id = ++last_;
    part_of_blob(id).emplace(id, std::move(blob));
    return id;
}

void MemoryStore::drop(BlobId id) {
    WT_ASSERT(id > 0 && id <= last_);
    Part& part = part_of_blob(id);
    const auto found = part.find(id);
    if (found == part.end()) return;
    if (found->second.large == nullptr) meter_->used -= found->second.bytes.size() + blob_overhead;
    part.erase(found);
}

const MemoryStore::Blob* MemoryStore::find(BlobId id) {
    WT_ASSERT(id > 0 && id <= last_);
    const Part& part = part_of_blob(id);
    const auto found = part.find(id);
    return found == part.end() ? nullptr : &found->second;
}

}  // namespace wt::store
