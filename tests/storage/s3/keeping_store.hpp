#pragma once
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/sync.hpp"
#include "catch.hpp"
#include "store/store.hpp"
#include "store/streams.hpp"

namespace wt::test {

/// What stands on the disk of a KeepingStore, and outlives it.
struct Disk {
    std::map<std::pair<std::string, std::string>, std::string> rows;
    std::map<store::BlobId, std::string> blobs;
    store::BlobId last = 0;
};

/// A store that keeps rows, as a folder does, on a Disk in memory. While it is held nothing reaches the disk; what has
/// not when the store goes is lost, as in a crash.
class KeepingStore final : public store::Store {
public:
    KeepingStore(Clock& clock, Disk& disk) : disk_(disk), on_disk_(clock) {
        for (const auto& [id, bytes] : disk.blobs) blobs_[id] = Text(bytes);
    }

    [[nodiscard]] bool keeps() const override { return true; }
    void load(std::string_view space, const std::function<void(std::string_view, std::string_view)>& visit) override {
        for (const auto& [place, value] : disk_.rows) {
            if (place.first == space) visit(place.second, value);
        }
    }
    void keep_only(const std::unordered_set<store::BlobId>& kept) override {
        std::erase_if(blobs_, [&](const auto& blob) { return !kept.contains(blob.first); });
        std::erase_if(disk_.blobs, [&](const auto& blob) { return !kept.contains(blob.first); });
    }

    store::Ticket stage(std::vector<store::Change> changes, std::vector<store::BlobId> dropped) override {
        staged_.push_back({std::move(changes), std::move(dropped)});
        ++stagings_;
        if (!held_) write_out();
        return stagings_;
    }
    [[nodiscard]] Task<std::optional<Error>> durable(store::Ticket ticket) override {
        while (!broken_ && !is_durable(ticket)) co_await on_disk_.wait();
        if (broken_) co_return Error{"no space left"};
        co_return std::nullopt;
    }
    [[nodiscard]] bool is_durable(store::Ticket ticket) const override { return ticket <= written_ && !broken_; }

    [[nodiscard]] Result<store::BlobId> keep(Text bytes) override {
        REQUIRE(bytes.size() <= small_blob);
        return add(std::move(bytes));
    }
    [[nodiscard]] std::unique_ptr<store::BlobWriter> write() override { return std::make_unique<Writer>(*this); }
    /// Small ones alone, so that larger ones are streamed.
    [[nodiscard]] std::optional<Text> whole(store::BlobId blob) override {
        const Text& bytes = blobs_.at(blob);
        return bytes.size() <= small_blob ? std::optional(bytes) : std::nullopt;
    }
    [[nodiscard]] std::shared_ptr<http::BodyStream> read(store::BlobId blob, std::uint64_t offset,
                                                         std::uint64_t size) override {
        return std::make_shared<store::TextStream>(store::part_of(blobs_.at(blob), offset, size));
    }

    void hold() { held_ = true; }
    void release() {
        held_ = false;
        write_out();
    }
    /// From now on durable() fails.
    void break_down() { broken_ = true; }
    [[nodiscard]] std::uint64_t stagings() const { return stagings_; }
    [[nodiscard]] const std::map<store::BlobId, Text>& blobs() const { return blobs_; }

private:
    class Writer final : public store::BlobWriter {
    public:
        explicit Writer(KeepingStore& store) : store_(store) {}
        [[nodiscard]] Task<std::optional<Error>> write(Text piece) override {
            bytes_ += piece.view();
            co_return std::nullopt;
        }
        [[nodiscard]] Task<Result<store::BlobId>> finish() override { co_return store_.add(Text(bytes_)); }

    private:
        KeepingStore& store_;
        std::string bytes_;
    };
    struct Staged {
        std::vector<store::Change> changes;
        std::vector<store::BlobId> dropped;
    };

    [[nodiscard]] store::BlobId add(Text bytes) {
        blobs_[++disk_.last] = bytes;
        disk_.blobs[disk_.last] = bytes.str();
        return disk_.last;
    }
    void write_out() {
        for (Staged& staged : std::exchange(staged_, {})) {
            for (store::Change& change : staged.changes) {
                if (change.value) {
                    disk_.rows[{change.space, change.key}] = *change.value;
                } else {
                    REQUIRE(disk_.rows.erase({change.space, change.key}) == 1);
                }
            }
            for (const store::BlobId blob : staged.dropped) {
                REQUIRE(blobs_.erase(blob) == 1);
                REQUIRE(disk_.blobs.erase(blob) == 1);
            }
        }
        written_ = stagings_;
        on_disk_.pulse();
    }

    Disk& disk_;
    Event on_disk_;
    std::map<store::BlobId, Text> blobs_;
    std::vector<Staged> staged_;
    store::Ticket stagings_ = 0;
    store::Ticket written_ = 0;
    bool held_ = false;
    bool broken_ = false;
};

}  // namespace wt::test
