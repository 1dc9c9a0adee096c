#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "store/journal.hpp"

namespace wt::stream {

/// What a delivery stream has accepted and not brought to its end, on disk: at the next start it is there again.
/// Delivered at least once: what had been delivered, and not been noted yet, comes again.
class Ledger : public std::enable_shared_from_this<Ledger> {
public:
    explicit Ledger(std::unique_ptr<store::Journal> journal) : journal_(std::move(journal)) {}
    Ledger(const Ledger&) = delete;
    Ledger& operator=(const Ledger&) = delete;
    ~Ledger() = default;

    /// Of a record that is on its way. When its last holder goes, it is done with.
    class Mark {
    public:
        Mark(std::shared_ptr<Ledger> ledger, std::uint64_t id) : ledger_(std::move(ledger)), id_(id) {}
        Mark(const Mark&) = delete;
        Mark& operator=(const Mark&) = delete;
        ~Mark() { ledger_->done(id_); }

    private:
        std::shared_ptr<Ledger> ledger_;
        std::uint64_t id_;
    };

    struct Left {
        Text data;
        Instant arrived;
        std::shared_ptr<Mark> mark;
    };
    /// What an earlier process left, in the order in which it came, and how far that had read each shard of its source.
    /// Once, first. Throws std::runtime_error, with a sentence, when it cannot be read.
    [[nodiscard]] std::vector<Left> load(std::map<std::uint32_t, std::uint64_t>& read_to);

    /// A record that is accepted now.
    [[nodiscard]] std::shared_ptr<Mark> accept(const Text& data, Instant arrived);
    /// All that was accepted so far has been read of the shard up to there.
    void read_to(std::uint32_t shard, std::uint64_t index);
    /// What was accepted, and not written yet, is one frame. Before durable(), and now and then.
    void write();
    [[nodiscard]] Task<std::optional<Error>> durable();
    /// Nobody is done any more: what is held goes because the process ends.
    void close() { journal_ = nullptr; }

private:
    void done(std::uint64_t id);
    void begin_segment();

    std::unique_ptr<store::Journal> journal_;
    std::map<std::uint64_t, std::uint64_t> segment_of_;  // of the records that are on their way
    std::map<std::uint64_t, std::uint64_t> open_;        // how many of them lie in each segment
    std::map<std::uint32_t, std::uint64_t> read_to_;
    std::string accepted_;
    std::string done_;
    std::uint64_t next_ = 1;
    store::Ticket ticket_ = 0;
};

}  // namespace wt::stream
