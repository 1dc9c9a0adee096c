#include "stream/kinesis/catalogue.hpp"

#include <charconv>
#include <tuple>
#include <unordered_set>

#include <fmt/format.h>

#include "aws/row_shape.hpp"
#include "store/journal.hpp"
#include "store/unreadable.hpp"
#include "stream/hash_key.hpp"

namespace wt::stream::kinesis {

namespace {

constexpr std::string_view stream_space = "kinesis.streams";
constexpr std::string_view settings_space = "kinesis.settings";
constexpr std::string_view journal_prefix = "kinesis-";

[[nodiscard]] Catalogue::Key key_of(const StreamEntry& entry) { return {entry.place, entry.name}; }
[[nodiscard]] std::string row_key(const Catalogue::Key& key) {
    return fmt::format("{}/{}", aws::place_key(key.first), key.second);
}

[[nodiscard]] Catalogue::Key read_key(std::string_view text) {
    Catalogue::Key key;
    key.first.account = aws::take_part(text);
    key.first.region = aws::take_part(text);
    key.second = text;
    return key;
}

}  // namespace

const aws::Structure& shape_of(aws::Tag<Passing>) {
    static const aws::RowShape shape{aws::row_member<&Passing::status>("status"),
                                     aws::row_member<&Passing::began>("began"),
                                     aws::row_member<&Passing::ends>("ends")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<ConsumerEntry>) {
    static const aws::RowShape shape{
        aws::row_member<&ConsumerEntry::created>("created"), aws::row_member<&ConsumerEntry::passing>("passing"),
        aws::row_member<&ConsumerEntry::tags>("tags"), aws::row_member<&ConsumerEntry::policy>("policy")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<Resharding>) {
    static const aws::RowShape shape{
        aws::row_member<&Resharding::kind>("kind"), aws::row_member<&Resharding::shard>("shard"),
        aws::row_member<&Resharding::adjacent>("adjacent"), aws::row_member<&Resharding::count>("count"),
        aws::row_member<&Resharding::hash_key>("hash_key")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<StreamEntry>) {
    static const aws::RowShape shape{aws::row_member<&StreamEntry::created>("created"),
                                     aws::row_member<&StreamEntry::journal>("journal"),
                                     aws::row_member<&StreamEntry::mode>("mode"),
                                     aws::row_member<&StreamEntry::shards>("shards"),
                                     aws::row_member<&StreamEntry::retention_hours>("retention_hours"),
                                     aws::row_member<&StreamEntry::max_record_kib>("max_record_kib"),
                                     aws::row_member<&StreamEntry::encryption>("encryption"),
                                     aws::row_member<&StreamEntry::key>("key"),
                                     aws::row_member<&StreamEntry::metrics>("metrics"),
                                     aws::row_member<&StreamEntry::tags>("tags"),
                                     aws::row_member<&StreamEntry::policy>("policy"),
                                     aws::row_member<&StreamEntry::consumers>("consumers"),
                                     aws::row_member<&StreamEntry::passing>("passing"),
                                     aws::row_member<&StreamEntry::resharding>("resharding")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<AccountSettings>) {
    static const aws::RowShape shape{
        aws::row_member<&AccountSettings::committed>("committed"), aws::row_member<&AccountSettings::began>("began"),
        aws::row_member<&AccountSettings::ended>("ended"), aws::row_member<&AccountSettings::ever>("ever")};
    return shape;
}

std::string StreamEntry::arn() const {
    return fmt::format("arn:aws:kinesis:{}:{}:stream/{}", place.region, place.account, name);
}

std::string StreamEntry::consumer_arn(const std::string& consumer) const {
    return fmt::format("{}/consumer/{}:{}", arn(), consumer, unix_seconds(consumers.at(consumer).created));
}

std::optional<StreamArn> parse_stream_arn(std::string_view arn) {
    std::vector<std::string_view> parts;
    for (int i = 0; i < 5; ++i) {
        const std::size_t colon = arn.find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        parts.push_back(arn.substr(0, colon));
        arn.remove_prefix(colon + 1);
    }
    constexpr std::string_view stream = "stream/";
    if (parts[0] != "arn" || parts[2] != "kinesis" || !arn.starts_with(stream)) return std::nullopt;
    arn.remove_prefix(stream.size());
    StreamArn read{{std::string(parts[4]), std::string(parts[3])}, {}, {}, 0};
    constexpr std::string_view consumer = "/consumer/";
    const std::size_t at = arn.find(consumer);
    read.name = arn.substr(0, at);
    if (at != std::string_view::npos) {
        arn.remove_prefix(at + consumer.size());
        const std::size_t colon = std::min(arn.find(':'), arn.size());
        read.consumer = arn.substr(0, colon);
        const std::string_view digits = arn.substr(std::min(colon + 1, arn.size()));
        (void)std::from_chars(digits.data(), digits.data() + digits.size(), read.consumer_created);
    }
    if (read.name.empty() || read.name.find('/') != std::string::npos) return std::nullopt;
    return read;
}

Catalogue::Catalogue(const Context& context, store::Store& store, Pace& pace)
    : context_(context), journals_(store::journals_of(store)), pace_(pace), rows_(store) {
    store.load(stream_space, [&](std::string_view key, std::string_view row) {
        auto entry = aws::read_row<StreamEntry>(row);
        if (!entry) store::unreadable(stream_space, key);
        std::tie(entry->place, entry->name) = read_key(key);
        const Key place = key_of(*entry);
        entries_.emplace(place, std::make_unique<StreamEntry>(std::move(*entry)));
    });
    store.load(settings_space, [&](std::string_view key, std::string_view row) {
        auto settings = aws::read_row<AccountSettings>(row);
        if (!settings) store::unreadable(settings_space, key);
        settings_[read_key(key).first] = *settings;
    });
    drop_journals();
}

void Catalogue::stand_among(KinesisStreams& streams, const aws::AccountRegion& usual) {
    streams_ = &streams;
    usual_ = usual;
    std::vector<Key> passing;
    std::vector<std::pair<Key, std::string>> consumers;
    for (const auto& [key, entry] : entries_) {
        if (entry->passing.status != "CREATING") stand(*entry);
        if (!entry->passing.status.empty()) passing.push_back(key);
        for (const auto& [name, consumer] : entry->consumers) {
            if (!consumer.passing.status.empty()) consumers.emplace_back(key, name);
        }
    }
    for (const auto& [key, consumer] : consumers) {
        const Passing& about = entries_.at(key)->consumers.at(consumer).passing;
        pace_.when_over({about.began, about.ends}, [this, key, consumer] { settle_consumer(key, consumer); });
    }
    for (const Key& key : passing) {
        const Passing& about = entries_.at(key)->passing;
        pace_.when_over({about.began, about.ends}, [this, key] { settle(key); });
    }
    streams.shelf().watch([this](const std::string& name, const KinesisStream* now) { note(name, now); });
}

/// What stands there under a name that is no ARN is the scenario's.
void Catalogue::note(const std::string& name, const KinesisStream* now) {
    if (name.starts_with("arn:")) return;
    const Key key{usual_, name};
    if (now == nullptr) {
        const auto known = entries_.find(key);
        if (known != entries_.end() && known->second->of_scenario) entries_.erase(known);
        return;
    }
    // One of its name that the API made has its ARN already.
    if (entries_.contains(key)) return;
    auto entry = std::make_unique<StreamEntry>();
    entry->place = usual_;
    entry->name = name;
    entry->of_scenario = true;
    entry->created = context_.calendar();
    entry->shards = static_cast<std::int64_t>(now->config().shards);
    entry->retention_hours = std::chrono::duration_cast<std::chrono::hours>(now->config().retention).count();
    entry->max_record_kib = static_cast<std::int64_t>(now->config().max_record.count / 1024);
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

StreamEntry* Catalogue::find(const aws::AccountRegion& place, const std::string& name) {
    const auto found = entries_.find({place, name});
    if (found == entries_.end()) return nullptr;
    StreamEntry& entry = *found->second;
    if (entry.of_scenario) {
        // A fault or a test may have changed it.
        const KinesisConfig& config = streams_->find(name)->config();
        entry.retention_hours = std::chrono::duration_cast<std::chrono::hours>(config.retention).count();
        entry.max_record_kib = static_cast<std::int64_t>(config.max_record.count / 1024);
    }
    return &entry;
}

std::shared_ptr<KinesisStream> Catalogue::standing(const StreamEntry& entry) const {
    return streams_->shelf().place(address_of(entry));
}

KinesisConfig Catalogue::config_of(const StreamEntry& entry) {
    KinesisConfig config;
    config.shards = static_cast<std::uint64_t>(entry.shards);
    config.retention = std::chrono::hours(entry.retention_hours);
    config.max_record = Bytes{static_cast<std::uint64_t>(entry.max_record_kib) * 1024};
    config.account = entry.place.account;
    config.by_shard = !entry.metrics.empty();
    return config;
}

void Catalogue::stand(const StreamEntry& entry) {
    auto journal = journals_ == nullptr ? nullptr : journals_->open_journal(entry.journal);
    (void)streams_->create(address_of(entry), config_of(entry), std::move(journal));
}

void Catalogue::apply(const StreamEntry& entry) {
    KinesisStream* const stream = streams_->find(address_of(entry));
    if (stream == nullptr) return;
    KinesisConfig config = stream->config();
    config.retention = std::chrono::hours(entry.retention_hours);
    config.max_record = Bytes{static_cast<std::uint64_t>(entry.max_record_kib) * 1024};
    config.by_shard = !entry.metrics.empty();
    const auto refused = streams_->update(address_of(entry), config);
    WT_ASSERT(!refused);
}

Passing Catalogue::begin(std::string status, Duration usually) {
    const auto course = pace_.begin(usually);
    return course ? Passing{std::move(status), course->began, course->ends} : Passing();
}

void Catalogue::add(StreamEntry entry, Duration usually) {
    entry.journal = fmt::format("{}{:x}-{}", journal_prefix, context_.now().time_since_epoch().count(), made_++);
    const Key key = key_of(entry);
    StreamEntry& added = *entries_.emplace(key, std::make_unique<StreamEntry>(std::move(entry))).first->second;
    added.passing = begin("CREATING", usually);
    keep(added);
    if (added.passing.status.empty()) return stand(added);
    pace_.when_over({added.passing.began, added.passing.ends}, [this, key] { settle(key); });
}

void Catalogue::keep(StreamEntry& entry) {
    if (!entry.of_scenario) rows_.put(stream_space, row_key(key_of(entry)), aws::row_of(entry));
}

void Catalogue::pass(StreamEntry& entry, std::string status, Duration usually) {
    const Key key = key_of(entry);
    entry.passing = begin(status, usually);
    if (entry.passing.status.empty()) {
        entry.passing.status = std::move(status);
        return settle(key);
    }
    keep(entry);
    pace_.when_over({entry.passing.began, entry.passing.ends}, [this, key] { settle(key); });
}

void Catalogue::pass(StreamEntry& entry, const std::string& consumer, std::string status, Duration usually) {
    const Key key = key_of(entry);
    Passing& passing = entry.consumers.at(consumer).passing;
    passing = begin(status, usually);
    if (passing.status.empty()) {
        passing.status = std::move(status);
        return settle_consumer(key, consumer);
    }
    keep(entry);
    pace_.when_over({passing.began, passing.ends}, [this, key, consumer] { settle_consumer(key, consumer); });
}

void Catalogue::settle(const Key& key) {
    const auto found = entries_.find(key);
    if (found == entries_.end() || found->second->passing.status.empty()) return;
    StreamEntry& entry = *found->second;
    const std::string status = std::exchange(entry.passing, {}).status;
    if (status == "DELETING") return remove(key);
    if (status == "CREATING") stand(entry);
    const Resharding what = std::exchange(entry.resharding, {});
    if (const auto stream = standing(entry); stream != nullptr && !what.kind.empty()) {
        const auto shard = static_cast<std::size_t>(what.shard);
        if (what.kind == "count") stream->reshard(static_cast<std::uint64_t>(what.count));
        if (what.kind == "merge") stream->merge(shard, static_cast<std::size_t>(what.adjacent));
        if (what.kind == "split") stream->split(shard, parse_hash_key(what.hash_key).value_or(0));
    }
    keep(entry);
}

void Catalogue::settle_consumer(const Key& key, const std::string& consumer) {
    const auto found = entries_.find(key);
    if (found == entries_.end()) return;
    const auto about = found->second->consumers.find(consumer);
    if (about == found->second->consumers.end() || about->second.passing.status.empty()) return;
    const bool goes = about->second.passing.status == "DELETING";
    about->second.passing = {};
    if (goes) found->second->consumers.erase(about);
    keep(*found->second);
}

void Catalogue::remove(const Key& key) {
    const auto found = entries_.find(key);
    const std::string address = address_of(*found->second);
    if (!found->second->of_scenario) rows_.put(stream_space, row_key(key), std::nullopt);
    if (found->second->of_scenario) {
        (void)streams_->remove(address);  // which note() hears of
    } else {
        entries_.erase(found);
        (void)streams_->remove(address);
        drop_journals();
    }
}

void Catalogue::drop_journals() {
    std::unordered_set<std::string> held;
    for (const auto& [key, entry] : entries_) held.insert(entry->journal);
    if (journals_ != nullptr) journals_->keep_only_journals(journal_prefix, held);
}

void Catalogue::keep_settings(const aws::AccountRegion& place) {
    rows_.put(settings_space, aws::place_key(place), aws::row_of(settings_[place]));
}

std::shared_ptr<const iam::Policy> Catalogue::policy_of(const std::string& document) {
    if (document.empty()) return nullptr;
    auto& known = policies_[document];
    if (known == nullptr) {
        auto read = iam::parse_policy(document, iam::PolicyUse::resource, document.size() + 1);
        if (read.ok()) known = std::make_shared<const iam::Policy>(std::move(*read));
    }
    return known;
}

void Catalogue::reset(std::string_view account) {
    std::vector<Key> gone;
    for (const auto& [key, entry] : entries_) {
        if (account.empty() || key.first.account == account) {
            if (!entry->of_scenario) gone.push_back(key);
            entry->tags.clear();
            entry->policy.clear();
            entry->consumers.clear();
            entry->metrics.clear();
        }
    }
    for (const Key& key : gone) remove(key);
    for (auto each = settings_.begin(); each != settings_.end();) {
        if (account.empty() || each->first.account == account) {
            rows_.put(settings_space, aws::place_key(each->first), std::nullopt);
            each = settings_.erase(each);
        } else {
            ++each;
        }
    }
}

}  // namespace wt::stream::kinesis
