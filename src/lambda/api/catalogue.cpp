#include "lambda/api/catalogue.hpp"

#include <fmt/format.h>

#include "base/assert.hpp"
#include "base/fresh_random.hpp"
#include "http/ids.hpp"
#include "lambda/api/errors.hpp"
#include "store/unreadable.hpp"

namespace wt::lambda::api {

namespace {

[[nodiscard]] Catalogue::Key key_of(const FunctionRecord& record) { return {record.name.place, record.name.name}; }
[[nodiscard]] Catalogue::Key key_of(const LayerRecord& record) { return {record.name.place, record.name.name}; }
[[nodiscard]] Catalogue::Key key_of(const MappingRecord& record) {
    return {record.function.place, record.told.uuid.value_or("")};
}
[[nodiscard]] std::string row_key(const Catalogue::Key& key) { return rows::key(key.first, key.second); }

template <class Record>
[[nodiscard]] Record* find_in(const Catalogue::Records<Record>& all, const aws::AccountRegion& place,
                              const std::string& name) {
    const auto found = all.find({place, name});
    return found == all.end() ? nullptr : found->second.get();
}

template <class Record>
Record& add_to(Catalogue::Records<Record>& all, Record record) {
    Catalogue::Key key = key_of(record);
    const auto [place, is_new] = all.emplace(std::move(key), std::make_unique<Record>(std::move(record)));
    WT_ASSERT(is_new);
    return *place->second;
}

template <class Record, class Read>
void load(store::Store& store, std::string_view space, Catalogue::Records<Record>& to, Read read) {
    store.load(space, [&](std::string_view key, std::string_view bytes) {
        std::unique_ptr<Record> record = read(bytes);
        if (record == nullptr || row_key(key_of(*record)) != key) store::unreadable(space, key);
        Catalogue::Key place = key_of(*record);
        to.emplace(std::move(place), std::move(record));
    });
}

}  // namespace

Catalogue::Catalogue(const Context& context, store::Store& store, CodeFolder& code, Pace& pace)
    : clock_(context.clock),
      store_(store),
      code_(code),
      pace_(pace),
      random_(fresh_random(context, "lambda.revisions")) {
    load(store, rows::function_space, functions_, [&](std::string_view row) { return rows::read_function(row, code); });
    load(store, rows::layer_space, layers_, [&](std::string_view row) { return rows::read_layer(row, code); });
    load(store, rows::mapping_space, mappings_, rows::read_mapping);
    store.load(rows::event_space, [&](std::string_view key, std::string_view row) { events_.emplace_back(key, row); });
    for (auto each = functions_.begin(); each != functions_.end();) {
        const Origin origin = each->second->origin;
        if (origin == Origin::scenario || origin == Origin::removed) {
            asleep_.emplace(each->first, std::move(*each->second));
            each = functions_.erase(each);
        } else {
            ++each;
        }
    }
    code_.sweep();
}

void Catalogue::perform_on(Stage& stage) {
    performed_on_ = &stage;
    for (const auto& [key, record] : functions_) {
        // What ended while nobody was there comes before the stage as it is now, and what goes on, goes on.
        if (record->settle(pace_)) {
            keep(*record);
        } else {
            stage.stand(*record);
        }
        follow(*record, epoch);
    }
    std::vector<Key> passing;
    for (const auto& [key, record] : mappings_) {
        if (record->passing) {
            passing.push_back(key);
        } else {
            stage.follow(*record);
        }
    }
    for (const Key& key : passing) follow(*mappings_.at(key));  // which may take it away
}

void Catalogue::follow(const FunctionRecord& record, Instant since) {
    for (const Course& course : record.courses()) {
        if (course.began >= since) pace_.when_over(course, [this, key = key_of(record)] { settle_function(key); });
    }
}

void Catalogue::follow(const MappingRecord& record) {
    pace_.when_over(record.passing->course, [this, key = key_of(record)] { settle_mapping(key); });
}

void Catalogue::settle_function(const Key& key) {
    FunctionRecord* const record = find_in(functions_, key.first, key.second);
    if (record != nullptr && record->settle(pace_)) keep(*record);
}

void Catalogue::settle_mapping(const Key& key) {
    MappingRecord* const record = find_in(mappings_, key.first, key.second);
    if (record == nullptr || !record->passing || !pace_.over(record->passing->course)) return;
    if (record->passing->state == deleting) return remove(*record);
    record->passing.reset();
    keep(*record);
}

bool Catalogue::provide(FunctionRecord record) {
    const Key key = key_of(record);
    provided_.insert_or_assign(key, record);
    if (const auto known = functions_.find(key); known != functions_.end())
        return known->second->origin != Origin::instead;
    if (auto changed = asleep_.extract(key)) {
        // When the account stands already, somebody makes it anew.
        if (changed.mapped().origin == Origin::removed && performed_on_ == nullptr) {
            asleep_.insert(std::move(changed));
            return false;
        }
        if (changed.mapped().origin == Origin::removed) {
            stage(rows::function_space, row_key(key), std::nullopt);
        } else {
            record.take_up(std::move(changed.mapped()));
        }
    }
    const FunctionRecord& added = add_to(functions_, std::move(record));
    if (performed_on_ != nullptr) performed_on_->stand(added);
    return true;
}

void Catalogue::withdraw(const FunctionName& name) {
    const Key key{name.place, name.name};
    provided_.erase(key);
    const FunctionRecord* const record = find_in(functions_, key.first, key.second);
    if (record == nullptr || !record->of_scenario()) return;
    stage(rows::function_space, row_key(key), std::nullopt);
    if (performed_on_ != nullptr) performed_on_->leave(*record);
    functions_.erase(key);
}

FunctionRecord* Catalogue::find(const FunctionName& name) {
    FunctionRecord* const found = find_in(functions_, name.place, name.name);
    if (found != nullptr && found->of_scenario() && performed_on_ != nullptr) performed_on_->look_at(*found);
    return found;
}

LayerRecord* Catalogue::find(const LayerName& name) { return find_in(layers_, name.place, name.name); }

const LayerVersion* Catalogue::find_version(const LayerName& name) {
    const LayerRecord* const layer = find(name);
    if (layer == nullptr) return nullptr;
    const auto version = layer->versions.find(name.version);
    return version == layer->versions.end() ? nullptr : &version->second;
}

MappingRecord* Catalogue::find_mapping(std::string_view uuid) {
    for (const auto& [key, record] : mappings_) {
        if (key.second == uuid) return record.get();
    }
    return nullptr;
}

FunctionRecord& Catalogue::add(FunctionRecord record) {
    if (asleep_.erase(key_of(record)) > 0) record.origin = Origin::instead;
    FunctionRecord& added = add_to(functions_, std::move(record));
    keep(added);
    return added;
}
LayerRecord& Catalogue::add(LayerRecord record) {
    LayerRecord& added = add_to(layers_, std::move(record));
    keep(added);
    return added;
}
MappingRecord& Catalogue::add(MappingRecord record) {
    MappingRecord& added = add_to(mappings_, std::move(record));
    keep(added);
    return added;
}

void Catalogue::keep(const FunctionRecord& record) {
    if (store_.keeps()) stage(rows::function_space, row_key(key_of(record)), rows::write(record));
    follow(record, clock_.now());
    if (performed_on_ != nullptr) performed_on_->stand(record);
}
void Catalogue::keep(const LayerRecord& record) {
    if (store_.keeps()) stage(rows::layer_space, row_key(key_of(record)), rows::write(record));
}
void Catalogue::keep(const MappingRecord& record) {
    if (store_.keeps()) stage(rows::mapping_space, row_key(key_of(record)), rows::write(record));
    if (record.passing) return follow(record);
    if (performed_on_ != nullptr) performed_on_->follow(record);
}

void Catalogue::remove(const FunctionRecord& record) {
    const Key key = key_of(record);
    if (record.origin == Origin::api) {
        stage(rows::function_space, row_key(key), std::nullopt);
    } else {
        FunctionRecord gone;
        gone.name = record.name;
        gone.origin = Origin::removed;
        if (store_.keeps()) stage(rows::function_space, row_key(key), rows::write(gone));
        asleep_.emplace(key, std::move(gone));
    }
    if (performed_on_ != nullptr) performed_on_->leave(record);
    functions_.erase(key);
}
void Catalogue::remove(const MappingRecord& record) {
    const Key key = key_of(record);
    stage(rows::mapping_space, row_key(key), std::nullopt);
    if (performed_on_ != nullptr) performed_on_->stop(record);
    mappings_.erase(key);
}

std::string Catalogue::new_revision() { return http::request_id(random_).str(); }

Task<std::optional<aws::Error>> Catalogue::durable() {
    // Whatever lies here now without anybody to hold it was let go of by a change that is staged.
    std::vector<std::string> gone = code_.take_unused();
    if (!store_.is_durable(ticket_)) {
        const std::optional<Error> problem = co_await store_.durable(ticket_);
        if (problem) co_return unavailable(problem->message);
    }
    if (!gone.empty()) co_await code_.remove(std::move(gone));
    co_return std::nullopt;
}

void Catalogue::reset(std::string_view account) {
    const auto is_gone = [&](const auto& each) { return account.empty() || each.first.first.account == account; };
    const auto all = [&](const auto& records) {
        std::vector<Key> keys;
        for (const auto& each : records) {
            if (is_gone(each)) keys.push_back(each.first);
        }
        return keys;
    };
    for (const Key& key : all(mappings_)) remove(*mappings_.at(key));
    for (const Key& key : all(functions_)) {
        stage(rows::function_space, row_key(key), std::nullopt);
        if (performed_on_ != nullptr) performed_on_->leave(*functions_.at(key));
        functions_.erase(key);
    }
    for (const Key& key : all(asleep_)) {
        stage(rows::function_space, row_key(key), std::nullopt);
        asleep_.erase(key);
    }
    for (const Key& key : all(provided_)) {
        const FunctionRecord& again = add_to(functions_, FunctionRecord(provided_.at(key)));
        if (performed_on_ != nullptr) performed_on_->stand(again);
    }
    for (const Key& key : all(layers_)) {
        stage(rows::layer_space, row_key(key), std::nullopt);
        layers_.erase(key);
    }
}

void Catalogue::stage(std::string_view space, const std::string& key, std::optional<std::string> row) {
    if (!store_.keeps()) return;
    std::vector<store::Change> changes;
    changes.push_back({std::string(space), key, std::move(row)});
    ticket_ = store_.stage(std::move(changes));
}

}  // namespace wt::lambda::api
