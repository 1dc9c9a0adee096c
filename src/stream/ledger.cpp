#include "stream/ledger.hpp"

#include <stdexcept>
#include <utility>

#include "stream/frames.hpp"

namespace wt::stream {

namespace {

// What a frame is about: its first byte.
constexpr char of_accepted = 'a';
constexpr char of_done = 'd';
constexpr char of_backed_up = 'b';
constexpr char of_delivered = 't';  // at the destination, but not in the backup yet
constexpr char of_position = 'p';
/// So much of what is done is written without waiting for more.
constexpr std::size_t most_done = 4096;

}  // namespace

std::vector<Ledger::Left> Ledger::load(std::map<std::uint32_t, std::uint64_t>& read_to) {
    struct Waiting {
        Text data;
        Instant came;
        std::uint64_t segment;
        std::set<Part> arrived = {};
    };
    std::map<std::uint64_t, Waiting> waiting;
    journal_->load([&](std::uint64_t segment, std::string_view frame) {
        const char kind = frame.empty() ? '\0' : frame.front();
        FrameReader from(frame.substr(frame.empty() ? 0 : 1));
        while (!from.done()) {
            if (kind == of_accepted) {
                const auto id = from.number<std::uint64_t>();
                const Instant came = from.instant();
                waiting.insert_or_assign(id, Waiting{Text(from.bytes()), came, segment});
                next_ = std::max(next_, id + 1);
            } else if (kind == of_done) {
                waiting.erase(from.number<std::uint64_t>());
            } else if (kind == of_backed_up || kind == of_delivered) {
                const auto found = waiting.find(from.number<std::uint64_t>());
                if (found != waiting.end())
                    found->second.arrived.insert(kind == of_backed_up ? Part::backup : Part::destination);
            } else if (kind == of_position) {
                const auto shard = from.number<std::uint32_t>();
                read_to_[shard] = from.number<std::uint64_t>();
            } else {
                throw std::runtime_error("the records of a delivery stream cannot be read");
            }
        }
        if (from.broken()) throw std::runtime_error("the records of a delivery stream cannot be read");
        open_.try_emplace(segment, 0);
    });
    std::vector<Left> left;
    for (auto& [id, record] : waiting) {
        segment_of_[id] = record.segment;
        ++open_[record.segment];
        left.push_back({std::move(record.data), record.came, std::make_shared<Mark>(shared_from_this(), id),
                        std::move(record.arrived)});
    }
    read_to = read_to_;
    begin_segment();
    return left;
}

std::shared_ptr<Ledger::Mark> Ledger::accept(const Text& data, Instant arrived) {
    const std::uint64_t id = next_++;
    if (accepted_.empty()) accepted_ += of_accepted;
    append_number(accepted_, id);
    append_instant(accepted_, arrived);
    append_bytes(accepted_, data);
    segment_of_.emplace_hint(segment_of_.end(), id, journal_->segment());
    ++open_[journal_->segment()];
    return std::make_shared<Mark>(shared_from_this(), id);
}

void Ledger::read_to(std::uint32_t shard, std::uint64_t index) {
    write();
    read_to_[shard] = index;
    std::string frame(1, of_position);
    append_number(frame, shard);
    append_number(frame, index);
    ticket_ = journal_->append(std::move(frame));
}

void Ledger::write() {
    if (!accepted_.empty()) ticket_ = journal_->append(std::exchange(accepted_, {}));
    for (auto& [part, ids] : arrived_) {
        if (!ids.empty()) ticket_ = journal_->append(std::exchange(ids, {}));
    }
    if (!done_.empty()) ticket_ = journal_->append(std::exchange(done_, {}));
    if (journal_->is_full()) begin_segment();
}

/// A segment begins with what is needed of those before it beside their records.
void Ledger::begin_segment() {
    journal_->begin_segment();
    open_[journal_->segment()];
    std::string frame(1, of_position);
    for (const auto& [shard, index] : read_to_) {
        append_number(frame, shard);
        append_number(frame, index);
    }
    ticket_ = journal_->append(std::move(frame));
}

Task<std::optional<Error>> Ledger::durable() {
    write();
    if (journal_->is_durable(ticket_)) co_return std::nullopt;
    co_return co_await journal_->durable(ticket_);
}

void Ledger::arrived(std::uint64_t id, Part part) {
    if (journal_ == nullptr) return;
    std::string& ids = arrived_[part];
    if (ids.empty()) ids += part == Part::backup ? of_backed_up : of_delivered;
    append_number(ids, id);
}

void Ledger::done(std::uint64_t id) {
    if (journal_ == nullptr) return;
    const auto found = segment_of_.find(id);
    --open_[found->second];
    segment_of_.erase(found);
    if (done_.empty()) done_ += of_done;
    append_number(done_, id);
    if (done_.size() >= most_done || segment_of_.empty()) write();
    while (open_.size() > 1 && open_.begin()->second == 0) open_.erase(open_.begin());
    journal_->drop_before(open_.begin()->first);
}

}  // namespace wt::stream
