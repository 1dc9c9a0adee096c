#include "stream/firehose/catalogue.hpp"

#include <unordered_set>

#include <fmt/format.h>

#include "aws/row_shape.hpp"
#include "store/journal.hpp"
#include "store/unreadable.hpp"
#include "stream/firehose/destination.hpp"

namespace wt::stream::firehose {

namespace {

constexpr std::string_view entry_space = "firehose.streams";
constexpr std::string_view journal_prefix = "firehose-";

[[nodiscard]] Catalogue::Key entry_key(const DeliveryEntry& entry) { return {entry.place, entry.name}; }
[[nodiscard]] std::string entry_row_key(const Catalogue::Key& key) {
    return fmt::format("{}/{}", aws::place_key(key.first), key.second);
}

}  // namespace

const aws::Structure& shape_of(aws::Tag<DeliveryEntry>) {
    static const aws::RowShape shape{aws::row_member<&DeliveryEntry::created>("created"),
                                     aws::row_member<&DeliveryEntry::updated>("updated"),
                                     aws::row_member<&DeliveryEntry::ever_updated>("ever_updated"),
                                     aws::row_member<&DeliveryEntry::journal>("journal"),
                                     aws::row_member<&DeliveryEntry::version>("version"),
                                     aws::row_member<&DeliveryEntry::throughput_hint>("throughput_hint"),
                                     aws::row_member<&DeliveryEntry::s3>("s3"),
                                     aws::row_member<&DeliveryEntry::http>("http"),
                                     aws::row_member<&DeliveryEntry::url>("url"),
                                     aws::row_member<&DeliveryEntry::access_key>("access_key"),
                                     aws::row_member<&DeliveryEntry::source>("source"),
                                     aws::row_member<&DeliveryEntry::encryption>("encryption"),
                                     aws::row_member<&DeliveryEntry::tags>("tags"),
                                     aws::row_member<&DeliveryEntry::passing>("passing"),
                                     aws::row_member<&DeliveryEntry::encrypting>("encrypting")};
    return shape;
}

std::string DeliveryEntry::arn() const {
    return fmt::format("arn:aws:firehose:{}:{}:deliverystream/{}", place.region, place.account, name);
}

Catalogue::Catalogue(const Context& context, store::Store& store, Pace& pace)
    : context_(context), journals_(store::journals_of(store)), pace_(pace), rows_(store) {
    store.load(entry_space, [&](std::string_view key, std::string_view row) {
        auto entry = aws::read_row<DeliveryEntry>(row);
        if (!entry) store::unreadable(entry_space, key);
        entry->place.account = aws::take_part(key);
        entry->place.region = aws::take_part(key);
        entry->name = key;
        const Key place = entry_key(*entry);
        entries_.emplace(place, std::make_unique<DeliveryEntry>(std::move(*entry)));
    });
    drop_journals();
}

void Catalogue::drop_journals() {
    std::unordered_set<std::string> held;
    for (const auto& [key, entry] : entries_) held.insert(entry->journal);
    if (journals_ != nullptr) journals_->keep_only_journals(journal_prefix, held);
}

void Catalogue::stand_among(DeliveryStreams& streams, Surroundings& surroundings, const aws::AccountRegion& usual) {
    streams_ = &streams;
    surroundings_ = &surroundings;
    usual_ = usual;
    std::vector<Key> passing;
    std::vector<Key> encrypting;
    for (const auto& [key, entry] : entries_) {
        if (entry->passing.status != "CREATING") stand(*entry);
        if (!entry->passing.status.empty()) passing.push_back(key);
        if (!entry->encrypting.status.empty()) encrypting.push_back(key);
    }
    for (const Key& key : encrypting) {
        const kinesis::Passing about = entries_.at(key)->encrypting;
        pace_.when_over({about.began, about.ends}, [this, key, about] { settle_encryption(key, about.ends); });
    }
    for (const Key& key : passing) {
        const kinesis::Passing& about = entries_.at(key)->passing;
        pace_.when_over({about.began, about.ends}, [this, key] { settle(key); });
    }
    streams.shelf().watch([this](const std::string& name, const DeliveryStream* now) { note(name, now); });
}

/// What stands there under a name that is no ARN is the scenario's.
void Catalogue::note(const std::string& name, const DeliveryStream* now) {
    if (name.starts_with("arn:")) return;
    const Key key{usual_, name};
    if (now == nullptr) {
        const auto known = entries_.find(key);
        if (known != entries_.end() && known->second->of_scenario) entries_.erase(known);
        return;
    }
    if (entries_.contains(key)) return;
    auto entry = std::make_unique<DeliveryEntry>();
    entry->place = usual_;
    entry->name = name;
    entry->of_scenario = true;
    entry->created = context_.calendar();
    describe(*entry, now->config());
    entries_.emplace(key, std::move(entry));
}

void Catalogue::list_anew() {
    for (const auto& [name, stream] : streams_->shelf().list()) {
        const auto known = entries_.find({usual_, name});
        if (known == entries_.end() || !known->second->of_scenario) continue;
        entries_.erase(known);
        note(name, stream);
    }
}

DeliveryEntry* Catalogue::find(const aws::AccountRegion& place, const std::string& name) {
    const auto found = entries_.find({place, name});
    if (found == entries_.end()) return nullptr;
    // A fault or a test may have changed it.
    if (found->second->of_scenario) describe(*found->second, streams_->find(name)->config());
    return found->second.get();
}

std::shared_ptr<DeliveryStream> Catalogue::standing(const DeliveryEntry& entry) const {
    return streams_->shelf().place(address_of(entry));
}

void Catalogue::stand(const DeliveryEntry& entry) {
    *entry.target = target_of(entry);
    DeliveryLinks links = surroundings_->links_to(entry.target);
    const DeliveryStreamConfig config = config_of(entry);
    if (config.source.empty()) links.source = nullptr;
    if (config.transform.function.empty()) links.transform = nullptr;
    if (config.backup.to.empty()) links.backup = nullptr;
    if (!entry.http) links.records = nullptr;
    links.partition = partition_of(entry);
    links.split = split_of(entry);
    if (auto journal = journals_ == nullptr ? nullptr : journals_->open_journal(entry.journal))
        links.ledger = std::make_shared<Ledger>(std::move(journal));
    (void)streams_->create(address_of(entry), config, std::move(links));
}

void Catalogue::add(DeliveryEntry entry, Duration usually) {
    entry.journal = fmt::format("{}{:x}-{}", journal_prefix, context_.now().time_since_epoch().count(), made_++);
    const Key key = entry_key(entry);
    DeliveryEntry& added = *entries_.emplace(key, std::make_unique<DeliveryEntry>(std::move(entry))).first->second;
    const auto course = pace_.begin(usually);
    if (course) {
        added.passing = {"CREATING", course->began, course->ends};
        if (added.is_encrypted()) added.encryption.status = "ENABLING";
    }
    rows_.put(entry_space, entry_row_key(key), aws::row_of(added));
    if (!course) return stand(added);
    pace_.when_over(*course, [this, key] { settle(key); });
}

void Catalogue::keep(DeliveryEntry& entry) {
    if (!entry.of_scenario) rows_.put(entry_space, entry_row_key(entry_key(entry)), aws::row_of(entry));
    const auto stream = standing(entry);
    if (stream == nullptr || entry.of_scenario) return;
    *entry.target = target_of(entry);
    DeliveryLinks links = surroundings_->links_to(entry.target);
    stream->become(config_of(entry), std::move(links.transform), std::move(links.backup), partition_of(entry),
                   split_of(entry));
}

void Catalogue::encrypt(DeliveryEntry& entry, Duration usually) {
    entry.encrypting = {};
    if (const auto course = pace_.begin(usually)) {
        entry.encryption.status = entry.is_encrypted() ? "ENABLING" : "DISABLING";
        entry.encrypting = {*entry.encryption.status, course->began, course->ends};
        pace_.when_over(*course, [this, key = entry_key(entry), ends = course->ends] { settle_encryption(key, ends); });
    }
    keep(entry);
}

void Catalogue::settle_encryption(const Key& key, Instant ends) {
    const auto found = entries_.find(key);
    // A later change has its own end.
    if (found == entries_.end() || found->second->encrypting.status.empty() || found->second->encrypting.ends != ends)
        return;
    DeliveryEntry& entry = *found->second;
    const bool enables = std::exchange(entry.encrypting, {}).status == "ENABLING";
    if (!enables) entry.encryption = {};
    entry.encryption.status = enables ? "ENABLED" : "DISABLED";
    keep(entry);
}

void Catalogue::remove(DeliveryEntry& entry, Duration usually) {
    const Key key = entry_key(entry);
    const auto course = pace_.begin(usually);
    if (!course) return take_away(key);
    entry.passing = {"DELETING", course->began, course->ends};
    rows_.put(entry_space, entry_row_key(key), aws::row_of(entry));
    pace_.when_over(*course, [this, key] { settle(key); });
}

void Catalogue::settle(const Key& key) {
    const auto found = entries_.find(key);
    if (found == entries_.end() || found->second->passing.status.empty()) return;
    DeliveryEntry& entry = *found->second;
    const std::string status = std::exchange(entry.passing, {}).status;
    if (status == "DELETING") return take_away(key);
    if (entry.encryption.status == "ENABLING" && entry.encrypting.status.empty()) entry.encryption.status = "ENABLED";
    rows_.put(entry_space, entry_row_key(key), aws::row_of(entry));
    stand(entry);
}

void Catalogue::take_away(const Key& key) {
    const auto found = entries_.find(key);
    const std::string address = address_of(*found->second);
    if (found->second->of_scenario) {
        (void)streams_->remove(address);  // which note() hears of
        return;
    }
    rows_.put(entry_space, entry_row_key(key), std::nullopt);
    entries_.erase(found);
    (void)streams_->remove(address);
    drop_journals();
}

void Catalogue::reset(std::string_view account) {
    std::vector<Key> gone;
    for (const auto& [key, entry] : entries_) {
        if (!account.empty() && key.first.account != account) continue;
        entry->tags.clear();
        if (!entry->of_scenario) gone.push_back(key);
    }
    for (const Key& key : gone) take_away(key);
}

}  // namespace wt::stream::firehose
