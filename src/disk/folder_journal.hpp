#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/offload.hpp"
#include "disk/group_commit.hpp"
#include "store/journal.hpp"

namespace wt::disk {

/// A journal in a folder: a file for each segment, called by its number in 16 hexadecimal digits, in which each frame
/// stands behind its length and its CRC-32. What is appended while a commit runs goes together into the next: one
/// write, one sync.
class FolderJournal final : public store::Journal {
public:
    static constexpr std::uint64_t segment_size = std::uint64_t{64} << 20;

    /// Makes the folder where it is not there; throws a sentence when that cannot be done. `clock` and `offload`
    /// outlive it.
    FolderJournal(Clock& clock, Offload& offload, std::string folder);
    /// Commits what was appended, if the disk lets it.
    ~FolderJournal() override;

    void load(const std::function<void(std::uint64_t, std::string_view)>& visit) override;
    store::Ticket append(std::string frame) override;
    [[nodiscard]] Task<std::optional<Error>> durable(store::Ticket ticket) override { return commits_.durable(ticket); }
    [[nodiscard]] bool is_durable(store::Ticket ticket) const override { return commits_.is_durable(ticket); }
    [[nodiscard]] std::uint64_t segment() const override { return segment_; }
    [[nodiscard]] bool is_full() const override { return size_ >= segment_size; }
    void begin_segment() override;
    void drop_before(std::uint64_t segment) override;

private:
    class Writer;

    std::string folder_;
    std::shared_ptr<Writer> writer_;
    std::uint64_t segment_ = 1;
    std::uint64_t oldest_ = 1;
    std::uint64_t size_ = 0;  // of what was appended to the segment
    GroupCommit commits_;
};

}  // namespace wt::disk
