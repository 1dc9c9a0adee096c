#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "store/journal.hpp"

namespace wt::stream {

/// What a delivery stream has accepted and not brought to its end, on disk: at the next start it is there again.
/// Delivered at least once: what had been delivered, and not been noted yet, comes again. What goes to two places (the
/// destination, and the backup) is noted at each.
class Ledger : public std::enable_shared_from_this<Ledger> {
public:
    explicit Ledger(std::unique_ptr<store::Journal> journal) : journal_(std::move(journal)) {}
    Ledger(const Ledger&) = delete;
    Ledger& operator=(const Ledger&) = delete;
    ~Ledger() = default;

    /// Where a record goes that goes to two places.
    enum class Part : std::uint8_t { destination, backup };

    /// Of a record that is on its way. When its last holder goes, it is done with.
    class Mark {
    public:
        Mark(std::shared_ptr<Ledger> ledger, std::uint64_t id) : ledger_(std::move(ledger)), id_(id) {}
        /// Of the copy that goes there: when its last holder goes, it has arrived.
        Mark(std::shared_ptr<Mark> whole, Part part)
            : ledger_(whole->ledger_), id_(whole->id_), whole_(std::move(whole)), part_(part) {}
        Mark(const Mark&) = delete;
        Mark& operator=(const Mark&) = delete;
        ~Mark() {
            if (whole_ == nullptr) {
                ledger_->done(id_);
            } else if (whole_.use_count() > 1) {  // or it is done with anyway
                ledger_->arrived(id_, part_);
            }
        }

    private:
        std::shared_ptr<Ledger> ledger_;
        std::uint64_t id_;
        std::shared_ptr<Mark> whole_;
        Part part_ = Part::destination;
    };

    struct Left {
        Text data;
        Instant came;
        std::shared_ptr<Mark> mark;
        std::set<Part> arrived;  // where it need not go again
    };
    /// What an earlier process left, in the order in which it came, and how far that had read each shard of its source.
    /// Once, first. Throws std::runtime_error, with a sentence, when it cannot be read.
    [[nodiscard]] std::vector<Left> load(std::map<std::uint32_t, std::uint64_t>& read_to);

    /// A record that is accepted now.
    [[nodiscard]] std::shared_ptr<Mark> accept(const Text& data, Instant arrived);
    /// All that was accepted so far has been read of the shard up to there.
    void read_to(std::uint32_t shard, std::uint64_t index);
    /// What was accepted, and not written yet, is one frame; so is what has arrived. Before durable(), and when an
    /// object has arrived.
    void write();
    [[nodiscard]] Task<std::optional<Error>> durable();
    /// Nobody is done any more: what is held goes because the process ends.
    void close() { journal_ = nullptr; }

private:
    void done(std::uint64_t id);
    void arrived(std::uint64_t id, Part part);
    void begin_segment();

    std::unique_ptr<store::Journal> journal_;
    std::map<std::uint64_t, std::uint64_t> segment_of_;  // of the records that are on their way
    std::map<std::uint64_t, std::uint64_t> open_;        // how many of them lie in each segment
    std::map<std::uint32_t, std::uint64_t> read_to_;
    std::string accepted_;
    std::string done_;
    std::map<Part, std::string> arrived_;
    std::uint64_t next_ = 1;
    store::Ticket ticket_ = 0;
};

}  // namespace wt::stream
