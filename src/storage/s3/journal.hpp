#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aws/error.hpp"
#include "base/task.hpp"
#include "store/store.hpp"

namespace wt::s3 {

class Journal;

/// A share in a blob. When the last one goes (the versions that have it, the readers who are at it), the blob is
/// dropped from the store.
class Blob {
public:
    Blob(std::shared_ptr<Journal> journal, store::BlobId id) : journal_(std::move(journal)), id_(id) {}
    Blob(const Blob&) = delete;
    Blob& operator=(const Blob&) = delete;
    ~Blob();
    [[nodiscard]] store::BlobId id() const { return id_; }

private:
    std::shared_ptr<Journal> journal_;
    store::BlobId id_;
};
using BlobRef = std::shared_ptr<const Blob>;

/// The way of the buckets' changes to the store: gathers the rows that one mutation changes, and the blobs that nobody
/// holds any more, and stages them together. Outlives its buckets by as long as somebody reads.
class Journal : public std::enable_shared_from_this<Journal> {
public:
    explicit Journal(store::Store& store) : store_(&store) {}
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;
    ~Journal() = default;

    /// One mutation, from its first change to its end: everything between is staged in one piece. Made on the stack,
    /// never kept across a suspension.
    class Change {
    public:
        explicit Change(Journal& journal) : journal_(journal) { ++journal_.open_; }
        Change(const Change&) = delete;
        Change& operator=(const Change&) = delete;
        ~Change() {
            if (--journal_.open_ == 0) journal_.flush();
        }

    private:
        Journal& journal_;
    };

    [[nodiscard]] store::Store& store() const { return *store_; }
    /// False: rows need not be made.
    [[nodiscard]] bool keeps() const { return store_ != nullptr && store_->keeps(); }
    /// Within a Change. No value: the row goes.
    void row(std::string_view space, std::string key, std::optional<std::string> value) {
        rows_.push_back({std::string(space), std::move(key), std::move(value)});
    }
    /// Stages what the open Change has gathered so far; the ticket of the latest staging.
    store::Ticket commit() {
        flush();
        return ticket_;
    }

    /// Of everything staged so far.
    [[nodiscard]] store::Ticket latest() const { return ticket_; }
    /// Waits until `ticket` is on disk; the InternalError that a client gets when it will not be.
    [[nodiscard]] Task<std::optional<aws::Error>> durable(store::Ticket ticket);

    [[nodiscard]] BlobRef adopt(store::BlobId id) { return std::make_shared<const Blob>(shared_from_this(), id); }
    /// From now on nothing is staged: the buckets are taken down, and what they had stays.
    void close() { store_ = nullptr; }

private:
    friend class Blob;
    void let_go(store::BlobId id) {
        dropped_.push_back(id);
        if (open_ == 0) flush();
    }
    void flush() {
        if (store_ == nullptr || (rows_.empty() && dropped_.empty())) return;
        ticket_ = store_->stage(std::exchange(rows_, {}), std::exchange(dropped_, {}));
    }

    store::Store* store_;
    int open_ = 0;
    std::vector<store::Change> rows_;
    std::vector<store::BlobId> dropped_;
    store::Ticket ticket_ = 0;
};

inline Blob::~Blob() { journal_->let_go(id_); }

}  // namespace wt::s3
