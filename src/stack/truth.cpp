// What the data really says, for whoever judges a run.
#include <algorithm>

#include "base/gzip.hpp"
#include "stack/stack.hpp"
#include "storage/rds/write_record.hpp"

namespace wt::stack {

std::uint64_t Stack::reads_of(std::string_view database) const {
    const auto* port = find(primary_ports_, database);
    return port == nullptr ? 0 : port->reads().value();
}

std::unordered_set<std::uint64_t> Stack::archived_writes() const {
    std::unordered_set<std::uint64_t> numbers;
    for (const auto& [name, port] : buckets_) {
        for (const std::string& key : port->archive().list("")) {
            const auto object = port->archive().peek(key);
            std::optional<Text> text = object;
            if (object && is_gzip(*object)) text = gunzip(*object);
            const rds::Decoded records = rds::decode(text ? text->view() : std::string_view());
            for (const rds::Write& write : records.writes) numbers.insert(write.number);
        }
    }
    return numbers;
}

void Stack::remember_acknowledged() {
    remembers_ = true;
    for (auto& [name, port] : primary_ports_) port->remember_acknowledged();
}

std::uint64_t Stack::acknowledged_but_gone() const {
    std::uint64_t gone = 0;
    for (const auto& [name, port] : primary_ports_) gone += port->acknowledged_but_gone();
    return gone;
}

bool Stack::database_has(std::string_view id, std::uint64_t number) const {
    const auto primaries = databases_.primaries().list();
    return std::any_of(primaries.begin(), primaries.end(), [&](const auto& entry) {
        const auto last = entry.second->last_write(id);
        return last && *last >= number;
    });
}

bool Stack::replicas_equal_primary() const {
    for (const auto& [name, replicas] : databases_.replica_sets().list()) {
        const rds::Primary* primary = databases_.primary(replicas->config().of);
        if (primary == nullptr) continue;
        const std::optional<std::uint64_t> original = primary->fingerprint();
        for (std::size_t i = 0; i < replicas->size(); ++i) {
            const std::optional<std::uint64_t> copy = replicas->member(i).fingerprint();
            if (!copy || copy != original) return false;
        }
    }
    return true;
}

}  // namespace wt::stack
