#include "lambda/api/catalogue.hpp"

#include "base/assert.hpp"
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

Catalogue::Catalogue(const Context& context, store::Store& store, CodeFolder& code)
    : store_(store), code_(code), random_(context.random("lambda.revisions")) {
    load(store, rows::function_space, functions_, [&](std::string_view row) { return rows::read_function(row, code); });
    load(store, rows::layer_space, layers_, [&](std::string_view row) { return rows::read_layer(row, code); });
    load(store, rows::mapping_space, mappings_, rows::read_mapping);
    code_.sweep();
}

void Catalogue::perform_on(Stage& stage) {
    performed_on_ = &stage;
    for (const auto& [key, record] : functions_) stage.stand(*record);
    for (const auto& [key, record] : mappings_) stage.follow(*record);
}

FunctionRecord* Catalogue::find(const FunctionName& name) {
    FunctionRecord* const found = find_in(functions_, name.place, name.name);
    if (found != nullptr && found->of_scenario && performed_on_ != nullptr) performed_on_->look_at(*found);
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
    if (!record.of_scenario && store_.keeps())
        stage(rows::function_space, row_key(key_of(record)), rows::write(record));
    if (performed_on_ != nullptr) performed_on_->stand(record);
}
void Catalogue::keep(const LayerRecord& record) {
    if (store_.keeps()) stage(rows::layer_space, row_key(key_of(record)), rows::write(record));
}
void Catalogue::keep(const MappingRecord& record) {
    if (store_.keeps()) stage(rows::mapping_space, row_key(key_of(record)), rows::write(record));
    if (performed_on_ != nullptr) performed_on_->follow(record);
}

void Catalogue::remove(const FunctionRecord& record) {
    const Key key = key_of(record);
    if (!record.of_scenario) stage(rows::function_space, row_key(key), std::nullopt);
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
        FunctionRecord& record = *functions_.at(key);
        if (!record.of_scenario) {
            remove(record);
            continue;
        }
        // What it does is the scenario's; what hangs on it was put there.
        FunctionRecord bare;
        bare.name = record.name;
        bare.of_scenario = true;
        bare.latest = std::move(record.latest);
        record = std::move(bare);
        if (performed_on_ != nullptr) performed_on_->look_at(record);
        keep(record);
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
