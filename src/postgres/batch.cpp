#include "postgres/batch.hpp"

#include <optional>
#include <utility>

namespace wt::postgres {

namespace {

constexpr const char* lock_rows =
    "SELECT id, number, deleted FROM windtunnel.items WHERE id = ANY($1) ORDER BY id FOR UPDATE";
/// `xmax` is 0 in a row that was inserted, and not in one that another transaction had inserted in the meantime.
constexpr const char* write_rows =
    "INSERT INTO windtunnel.items AS there "
    "SELECT w.id, w.body, $3, w.number, w.deleted FROM unnest($1, $2, $4, $5) AS w(id, body, number, deleted) "
    "ON CONFLICT (id) DO UPDATE SET body = excluded.body, written_at = excluded.written_at, "
    "number = excluded.number, deleted = excluded.deleted WHERE there.number <= excluded.number "
    "RETURNING id, xmax = 0";

struct Before {
    std::uint64_t number;
    bool deleted;
};

}  // namespace

Batch::Batch(std::vector<rds::Write> writes) : writes_(std::move(writes)) {
    for (const rds::Write& write : writes_) {
        Row& row = rows_.try_emplace(write.id.view(), Row{&write, {}}).first->second;
        if (write.number >= row.last->number) row.last = &write;
        row.writes.push_back(&write);
    }
}

std::vector<Query> Batch::queries(Instant now) const {
    std::vector<std::string_view> ids;
    std::vector<std::string_view> bodies;
    std::vector<std::int64_t> numbers;
    std::vector<bool> deleted;
    for (const auto& [id, row] : rows_) {
        ids.push_back(id);
        bodies.push_back(row.last->body.view());
        numbers.push_back(static_cast<std::int64_t>(row.last->number));
        deleted.push_back(row.last->kind == rds::Write::Kind::remove);
    }
    std::vector<Query> queries;
    queries.push_back({lock_rows, {bytea_array(ids)}, false});
    queries.push_back({write_rows,
                       {bytea_array(ids), bytea_array(bodies), int8(now.time_since_epoch().count()),
                        int8_array(numbers), bool_array(deleted)}});
    return queries;
}

rds::Applied Batch::outcome(const Rows& before, const Rows& written) const {
    std::map<std::string_view, Before> there;
    for (int i = 0; i < before.count(); ++i)
        there[before.bytes(i, 0)] = {static_cast<std::uint64_t>(before.int8(i, 1)), before.boolean(i, 2)};
    std::map<std::string_view, bool> inserted;
    for (int i = 0; i < written.count(); ++i) inserted[written.bytes(i, 0)] = written.boolean(i, 1);

    rds::Applied applied;
    for (const auto& [id, row] : rows_) {
        std::optional<Before> state;
        if (const auto found = there.find(id); found != there.end()) state = found->second;
        const auto done = inserted.find(id);
        // Not read before, and yet not ours: somebody inserted it between the two statements. Assumed to be an item.
        const bool overtaken = !state && (done == inserted.end() || !done->second);
        if (overtaken) state = Before{done == inserted.end() ? row.last->number + 1 : 0, false};
        for (const rds::Write* write : row.writes) {
            if (state && write->number < state->number) {
                ++applied.outdated;
                continue;
            }
            ++applied.changed;
            applied.ids.push_back(write->id);
            if (state && !state->deleted) --applied.rows_change;
            const bool removes = write->kind == rds::Write::Kind::remove;
            if (!removes) ++applied.rows_change;
            state = Before{write->number, removes};
        }
    }
    return applied;
}

}  // namespace wt::postgres
