#include "storage/rds/api/catalogue.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/fresh_random.hpp"
#include "http/ids.hpp"
#include "secrets/random_password.hpp"
#include "storage/rds/api/durations.hpp"
#include "storage/rds/api/engines.hpp"

namespace wt::rds::api {

namespace {

/// Of all accounts together; the earliest go first.
constexpr std::size_t most_happenings = 2000;

[[nodiscard]] std::optional<int> two_digits(std::string_view text) {
    int number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (wrong != std::errc() || end != text.data() + text.size() || text.size() != 2) return std::nullopt;
    return number;
}

}  // namespace

std::optional<Instant> next_window(std::string_view window, Instant now) {
    constexpr std::string_view days[] = {"thu", "fri", "sat", "sun", "mon", "tue", "wed"};  // 1970 began on a Thursday
    if (window.size() < 9) return std::nullopt;
    const auto* const day = std::find(std::begin(days), std::end(days), window.substr(0, 3));
    const auto hours = two_digits(window.substr(4, 2));
    const auto minutes = two_digits(window.substr(7, 2));
    if (day == std::end(days) || window[3] != ':' || window[6] != ':' || !hours || !minutes || *hours > 23 ||
        *minutes > 59)
        return std::nullopt;
    constexpr Duration week = 7 * 24h;
    const Duration within = 24h * (day - std::begin(days)) + 1h * *hours + 1min * *minutes;
    const Duration since = now.time_since_epoch() % week;
    return now + (within > since ? within - since : within - since + week);
}

std::optional<Instant> next_daily_window(std::string_view window, Instant now) {
    constexpr Duration day = 24h;
    if (window.size() < 5 || window[2] != ':') return std::nullopt;
    const auto hours = two_digits(window.substr(0, 2));
    const auto minutes = two_digits(window.substr(3, 2));
    if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    const Duration within = 1h * *hours + 1min * *minutes;
    const Duration since = now.time_since_epoch() % day;
    return now + (within > since ? within - since : within - since + day);
}

Catalogue::Catalogue(const Context& context, store::Store& store, Pace& pace, secrets::Catalogue& secrets,
                     SqlDatabases& databases)
    : context_(context),
      pace_(pace),
      secrets_(secrets),
      sql_(databases),
      rows_(store),
      chance_(fresh_random(context, "rds")),
      instances_(rows_, "rds.instances"),
      clusters_(rows_, "rds.clusters"),
      cluster_endpoints_(rows_, "rds.cluster_endpoints"),
      subnet_groups_(rows_, "rds.subnet_groups"),
      parameter_groups_(rows_, "rds.parameter_groups"),
      cluster_parameter_groups_(rows_, "rds.cluster_parameter_groups"),
      option_groups_(rows_, "rds.option_groups"),
      proxies_(rows_, "rds.proxies"),
      proxy_endpoints_(rows_, "rds.proxy_endpoints"),
      subscriptions_(rows_, "rds.subscriptions"),
      global_clusters_(rows_, "rds.global_clusters"),
      snapshots_(rows_, "rds.snapshots"),
      cluster_snapshots_(rows_, "rds.cluster_snapshots") {
    instances_.load(store);
    clusters_.load(store);
    cluster_endpoints_.load(store);
    subnet_groups_.load(store);
    parameter_groups_.load(store);
    cluster_parameter_groups_.load(store);
    option_groups_.load(store);
    proxies_.load(store);
    proxy_endpoints_.load(store);
    subscriptions_.load(store);
    global_clusters_.load(store);
    snapshots_.load(store);
    cluster_snapshots_.load(store);
}

void Catalogue::stand_among(Databases& databases, Tier& tier, Servers& servers, const aws::AccountRegion& usual) {
    databases_ = &databases;
    tier_ = &tier;
    servers_ = &servers;
    usual_ = usual;
    bring_up_all();
    working_.spawn(keep_histories());
    for (const auto& [key, record] : instances_.all()) {
        if (!record.passing.status.empty() && !has_server(record))
            pace_.when_over({record.passing.began, record.passing.ends},
                            [this, key = key] { settle_instance(key.first, key.second); });
        if (record.pending.any()) wait_for_window(key.first, record);
        if (record.stopped && record.starts != Instant{})
            working_.spawn(start_in_time(key.first, record.id, record.starts));
    }
    for (const auto& [key, record] : clusters_.all()) {
        if (!record.passing.status.empty())
            pace_.when_over({record.passing.began, record.passing.ends},
                            [this, key = key] { settle_cluster(key.first, key.second); });
    }
    std::set<aws::AccountRegion> places;
    for (const auto& [key, record] : proxies_.all()) {
        places.insert(key.first);
        if (!record.passing.status.empty())
            pace_.when_over({record.passing.began, record.passing.ends},
                            [this, key = key] { settle_proxy(key.first, key.second); });
    }
    for (const aws::AccountRegion& place : places) lead_proxies(place);
    databases.primaries().watch([this](const std::string& name, const Primary* now) { note(name, now); });
    databases.replica_sets().watch([this](const std::string& name, const ReplicaSet* now) { note(name, now); });
}

InstanceRecord Catalogue::of_scenario(const std::string& name, const InstanceConfig& config) {
    InstanceRecord record;
    record.id = name;
    record.of_scenario = true;
    record.component = name;
    record.created = context_.calendar();
    record.instance_class = config.instance_class;
    record.engine = "postgres";
    record.version = std::string(find_engine("postgres", "")->version);
    record.user = "postgres";
    record.port = 5432;
    record.parameter_group = "default.postgres17";
    record.resource_id = fresh_resource_id("db-");
    return record;
}

void Catalogue::note(const std::string& name, const Primary* now) {
    InstanceRecord* const known = instances_.find(usual_, name);
    if (now == nullptr) {
        if (known != nullptr && known->of_scenario) instances_.all().erase({usual_, name});
        return;
    }
    if (known != nullptr) return;
    InstanceRecord record = of_scenario(name, now->config());
    record.multi_az = now->config().multi_az;
    instances_.all()[{usual_, name}] = std::move(record);
}

/// A set's replicas are "NAME-1" and so on; one alone is called as the set is.
void Catalogue::note(const std::string& name, const ReplicaSet* now) {
    std::erase_if(instances_.all(), [&](const auto& each) {
        return each.second.of_scenario && each.second.component == name && !each.second.source.empty();
    });
    if (now == nullptr) return;
    for (std::size_t i = 0; i < now->size(); ++i) {
        const std::uint64_t number = now->number(i);
        InstanceRecord record =
            of_scenario(now->config().count == 1 ? name : fmt::format("{}-{}", name, number), now->config());
        record.component = name;
        record.member = number;
        record.source = now->config().of;
        record.retention = 0;
        record.zone = static_cast<std::int64_t>(number % 3);
        if (!instances_.has(usual_, record.id)) instances_.all()[{usual_, record.id}] = record;
    }
}

std::vector<InstanceRecord*> Catalogue::members(const aws::AccountRegion& place, const std::string& cluster) {
    std::vector<InstanceRecord*> found;
    const ClusterRecord* const of = clusters_.find(place, cluster);
    for (auto& [key, record] : instances_.all()) {
        if (key.first == place && record.cluster == cluster) found.push_back(&record);
    }
    const std::string writer = of == nullptr ? "" : of->writer;
    std::stable_sort(found.begin(), found.end(), [&](const InstanceRecord* a, const InstanceRecord* b) {
        if ((a->id == writer) != (b->id == writer)) return a->id == writer;
        return a->tier < b->tier;
    });
    return found;
}

void Catalogue::keep(const aws::AccountRegion& place, const InstanceRecord& record) {
    if (!record.of_scenario) instances_.keep(place, record.id);
}
void Catalogue::keep(const aws::AccountRegion& place, const ClusterRecord& record) { clusters_.keep(place, record.id); }

void Catalogue::add(const aws::AccountRegion& place, InstanceRecord record) {
    InstanceRecord& added = enter(place, std::move(record));
    bring_up(place, added, "creating", creating);
}

InstanceRecord& Catalogue::enter(const aws::AccountRegion& place, InstanceRecord record) {
    const std::string id = record.id;
    record.created = context_.calendar();
    record.resource_id = fresh_resource_id("db-");
    record.parameters = values_of_groups(place, record);
    record.parameters_wait = false;
    InstanceRecord& added = instances_.put(place, id, std::move(record));
    if (const std::string remark = servers_->remark(added.engine, added.version); !remark.empty()) {
        happen(place, "db-instance", id, "notification", remark);
        servers_->report(fmt::format("the instance {}: {}", id, remark));
    }
    return added;
}

void Catalogue::add(const aws::AccountRegion& place, ClusterRecord record) {
    const std::string id = record.id;
    record.created = context_.calendar();
    record.resource_id = fresh_resource_id("cluster-");
    ClusterRecord& added = clusters_.put(place, id, std::move(record));
    lead(place, id);
    pass(place, added, "creating", creating_cluster);
}

void Catalogue::pass(const aws::AccountRegion& place, InstanceRecord& record, std::string status, Duration usually) {
    const std::string id = record.id;
    record.passing.status = std::move(status);
    const auto course = pace_.begin(usually);
    if (!course) return settle_instance(place, id);
    record.passing.began = course->began;
    record.passing.ends = course->ends;
    keep(place, record);
    pace_.when_over(*course, [this, place, id] { settle_instance(place, id); });
}

void Catalogue::pass(const aws::AccountRegion& place, ClusterRecord& record, std::string status, Duration usually) {
    const std::string id = record.id;
    record.passing.status = std::move(status);
    const auto course = pace_.begin(usually);
    if (!course) return settle_cluster(place, id);
    record.passing.began = course->began;
    record.passing.ends = course->ends;
    keep(place, record);
    pace_.when_over(*course, [this, place, id] { settle_cluster(place, id); });
}

void Catalogue::settle_instance(const aws::AccountRegion& place, const std::string& id,
                                const Servers::Problem& problem) {
    InstanceRecord* const record = instances_.find(place, id);
    if (record == nullptr || record->passing.status.empty()) return;
    const std::string status = std::exchange(record->passing, {}).status;
    record->failure.clear();
    if (problem) {
        record->failure = problem->message;
        happen(place, "db-instance", id, "failure", problem->message);
        servers_->report(fmt::format("the instance {}: {}", id, problem->message));
        return keep(place, *record);
    }
    if (record->begins.starts_with(copy_head)) servers_->drop_backup(record->begins);
    if (status == "deleting") {
        happen(place, "db-instance", id, "deletion", "DB instance deleted.");
        if (!record->secret.empty()) drop_secret(place, record->secret);
        if (record->of_scenario) {
            const std::string component = record->component;
            const std::uint64_t member = record->member;
            if (member > 0) instances_.all().erase({place, id});
            // Of what goes as a whole, note() hears.
            (void)(member > 0 ? databases_->remove_member(component, member) : databases_->remove(component));
            return;
        }
        instances_.erase(place, id);
        return;
    }
    record->begins.clear();
    record->recovers.clear();
    if (status == "creating") happen(place, "db-instance", id, "creation", "DB instance created.");
    if (status == "stopping") {
        record->stopped = true;
        if (record->cluster.empty()) {
            record->starts = context_.calendar() + longest_stopped;
            working_.spawn(start_in_time(place, id, record->starts));
        }
        happen(place, "db-instance", id, "notification", "DB instance stopped.");
    }
    if (status == "starting") {
        if (std::exchange(record->stopped, false)) record->parameters_wait = false;
        record->starts = {};
        happen(place, "db-instance", id, "notification", "DB instance started.");
    }
    if (status == "rebooting") {
        record->parameters_wait = false;
        happen(place, "db-instance", id, "availability", "DB instance restarted.");
    }
    keep(place, *record);
}

void Catalogue::settle_cluster(const aws::AccountRegion& place, const std::string& id) {
    ClusterRecord* const record = clusters_.find(place, id);
    if (record == nullptr || record->passing.status.empty()) return;
    const std::string status = std::exchange(record->passing, {}).status;
    if (status == "deleting") {
        if (!record->secret.empty()) drop_secret(place, record->secret);
        sql_.remove(record->resource_id);
        if (!record->volume.empty()) servers_->drop_backup(record->volume);
        servers_->lead_nowhere(record->resource_id);
        servers_->drop_archive(record->resource_id);
        std::vector<std::string> endpoints;
        for (const auto& [key, endpoint] : cluster_endpoints_.all()) {
            if (key.first == place && endpoint.cluster == id) endpoints.push_back(endpoint.id);
        }
        for (const std::string& each : endpoints) drop_endpoint(place, each);
        clusters_.erase(place, id);
        happen(place, "db-cluster", id, "deletion", "DB cluster deleted");
        return;
    }
    if (status == "creating") happen(place, "db-cluster", id, "creation", "DB cluster created");
    if (status == "stopping") record->stopped = true;
    if (status == "starting") record->stopped = false;
    keep(place, *record);
}

std::string Catalogue::fresh_password() {
    secrets::GetRandomPasswordRequest wanted;
    wanted.exclude_punctuation = true;
    return *secrets::random_password(chance_, wanted);
}

std::string Catalogue::fresh_resource_id(std::string_view kind) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    std::string id(kind);
    for (int i = 0; i < 26; ++i) id += letters[chance_.below(letters.size())];
    return id;
}

std::string Catalogue::make_secret(const aws::AccountRegion& place, std::string_view kind, const std::string& user,
                                   const std::string& password) {
    secrets::Secret& secret = secrets_.add(place, fmt::format("rds!{}-{}", kind, http::request_id(chance_).str()));
    secret.owner = "rds";
    const std::string version = secrets_.fresh_id();
    secret.versions[version].created = context_.calendar();
    secret.attach(secrets::current_stage, version);
    const nlohmann::json value{{"username", user}, {"password", password}};
    secrets_.put_value(secret, version, {value.dump(), std::nullopt});
    secrets_.keep(secret);
    return secret.arn();
}

Task<std::optional<Error>> Catalogue::durable() {
    auto problem = co_await secrets_.durable();
    if (problem) co_return problem;
    co_return co_await rows_.durable();
}

void Catalogue::drop_secret(const aws::AccountRegion& place, const std::string& arn) {
    if (secrets::Secret* const secret = secrets_.find(place, arn)) secrets_.remove(*secret);
}

void Catalogue::happen(const aws::AccountRegion& place, std::string_view kind, const std::string& source,
                       std::string_view category, std::string message) {
    happenings_.push_back(
        {place, source, std::string(kind), std::string(category), std::move(message), context_.calendar()});
    if (happenings_.size() > most_happenings) happenings_.pop_front();
}

void Catalogue::reset(std::string_view account) {
    for (const auto& [key, cluster] : clusters_.all()) {
        if (!account.empty() && key.first.account != account) continue;
        sql_.remove(cluster.resource_id);
        if (!cluster.volume.empty()) servers_->drop_backup(cluster.volume);
        servers_->lead_nowhere(cluster.resource_id);
        servers_->drop_archive(cluster.resource_id);
    }
    Kept<InstanceRecord>::All of_scenario;
    for (const auto& [key, record] : instances_.all()) {
        if (account.empty() || key.first.account == account) servers_->drop_archive(record.resource_id);
    }
    const auto remove = [](Servers& servers, std::string one, std::string other) -> Task<void> {
        (void)co_await servers.remove(std::move(one));
        (void)co_await servers.remove(std::move(other));
    };
    for (const auto& [key, record] : instances_.all()) {
        if (record.of_scenario) of_scenario.emplace(key, record);
        if (has_server(record) && (account.empty() || key.first.account == account))
            working_.spawn(remove(*servers_, record.server(), record.other_server()));
    }
    for (const auto& [key, snapshot] : snapshots_.all()) {
        if (account.empty() || key.first.account == account)
            servers_->drop_backup(snapshot_file(key.first, snapshot.id));
    }
    instances_.erase_all(account);
    for (auto& [key, record] : of_scenario) {
        if (account.empty() || key.first.account == account) record.tags.clear();
        instances_.all()[key] = std::move(record);
    }
    clusters_.erase_all(account);
    for (const auto& [key, endpoint] : cluster_endpoints_.all()) {
        if (account.empty() || key.first.account == account) servers_->relay_nowhere(endpoint.resource_id);
    }
    cluster_endpoints_.erase_all(account);
    subnet_groups_.erase_all(account);
    parameter_groups_.erase_all(account);
    cluster_parameter_groups_.erase_all(account);
    for (const auto& [key, snapshot] : cluster_snapshots_.all()) {
        if (!account.empty() && key.first.account != account) continue;
        sql_.remove(snapshot_file(key.first, snapshot.id));
        servers_->drop_backup(cluster_backup(key.first, snapshot.id));
    }
    option_groups_.erase_all(account);
    for (const auto& [key, proxy] : proxies_.all()) {
        if (account.empty() || key.first.account == account) servers_->relay_nowhere(proxy.resource_id);
    }
    proxies_.erase_all(account);
    for (const auto& [key, endpoint] : proxy_endpoints_.all()) {
        if (account.empty() || key.first.account == account) servers_->relay_nowhere(endpoint.resource_id);
    }
    proxy_endpoints_.erase_all(account);
    subscriptions_.erase_all(account);
    global_clusters_.erase_all(account);
    snapshots_.erase_all(account);
    cluster_snapshots_.erase_all(account);
    std::erase_if(happenings_, [&](const Happening& each) { return account.empty() || each.place.account == account; });
}

}  // namespace wt::rds::api
