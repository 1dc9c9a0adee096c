#include "storage/rds/api/rds.hpp"

#include <algorithm>

#include "aws/tags.hpp"
#include "base/ascii.hpp"
#include "storage/rds/api/checks.hpp"
#include "storage/rds/api/durations.hpp"
#include "storage/rds/api/engines.hpp"

namespace wt::rds::api {

std::string rds_arn(const aws::AccountRegion& place, std::string_view kind, std::string_view id) {
    return fmt::format("arn:aws:rds:{}:{}:{}:{}", place.region, place.account, kind, id);
}

bool is_rds_id(std::string_view id, std::size_t longest) {
    return !id.empty() && id.size() <= longest && is_letter(id[0]) && id.back() != '-' &&
           id.find("--") == std::string_view::npos &&
           std::all_of(id.begin(), id.end(), [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

aws::Error of_the_scenario(std::string_view what) {
    static constexpr aws::ErrorRow row{"NotImplemented", 501, ""};
    return {row, fmt::format("Windtunnel does not implement {} yet.", what)};
}

aws::Error not_here(std::string_view what) {
    return aws::Error(Rds::invalid_value, fmt::format("Windtunnel does not implement {} yet.", what));
}

Rds::Rds(const Context& context, Catalogue& catalogue)
    : context_(context), catalogue_(catalogue), model_(rds_model()) {}

Task<std::optional<aws::Error>> Rds::settle() { return settle_after(catalogue_.take_begun()); }

Task<std::optional<aws::Error>> Rds::settle_after(std::vector<std::shared_ptr<wt::Event>> begun) {
    // Who has a server made hears of it when it is there, or in time for clients that would give up.
    const Instant deadline = context_.now() + longest_wait;
    if (!begun.empty()) co_await Catalogue::until_begun(std::move(begun), deadline);
    co_return co_await on_disk(catalogue_.durable(), internal_failure);
}

Task<std::optional<wt::Error>> Rds::reset(std::string_view account) {
    catalogue_.reset(account);
    co_return co_await catalogue_.durable();
}

aws::Outcome<InstanceRecord*> Rds::named_instance(const aws::Call& call, const std::string& id) {
    InstanceRecord* const found = catalogue_.instances().find(place_of(call), lowered(id));
    if (found != nullptr) return found;
    return aws::Error(rds_errors::db_instance_not_found, fmt::format("DBInstance {} not found.", id));
}

aws::Outcome<InstanceRecord*> Rds::available_instance(const aws::Call& call, const std::string& id) {
    auto found = named_instance(call, id);
    if (found.ok() && (*found)->status() != "available")
        return aws::Error(rds_errors::invalid_db_instance_state, "Database instance is not in available state.");
    return found;
}

aws::Outcome<ClusterRecord*> Rds::named_cluster(const aws::Call& call, const std::string& id) {
    ClusterRecord* const found = catalogue_.clusters().find(place_of(call), lowered(id));
    if (found != nullptr) return found;
    return aws::Error(rds_errors::db_cluster_not_found, fmt::format("DBCluster {} not found.", id));
}

aws::Outcome<ClusterRecord*> Rds::available_cluster(const aws::Call& call, const std::string& id) {
    auto found = named_cluster(call, id);
    if (found.ok() && (*found)->status() != "available")
        return aws::Error(rds_errors::invalid_db_cluster_state,
                          fmt::format("Cluster {} is not in available state.", id));  // Assumed
    return found;
}

Rds::Refusal Rds::set_tags(Tags& to, const std::vector<aws::ResourceTag>& tags, std::string_view via) const {
    aws::TagSet all(to);
    if (const auto fault = all.add(tags, via)) return aws::Error(invalid_value, fault->text);
    to = all.all();
    return std::nullopt;
}

Rds::Refusal Rds::check_options(const aws::AccountRegion& place, const std::string& group) {
    if (group.empty() || group.starts_with("default:") || catalogue_.option_groups().has(place, group))
        return std::nullopt;
    return aws::Error(rds_errors::option_group_not_found,
                      fmt::format("Specified OptionGroupName: {} not found.", group));
}

Rds::Refusal Rds::check_groups(const aws::AccountRegion& place, const std::string& subnets) {
    if (!subnets.empty() && subnets != "default" && !catalogue_.subnet_groups().has(place, subnets))
        return aws::Error(rds_errors::db_subnet_group_not_found, fmt::format("DBSubnetGroup '{}' not found.", subnets));
    return std::nullopt;
}

namespace {

/// What RDS takes for a master's password.
[[nodiscard]] std::optional<aws::Error> refuse_password(const std::string& password, std::string_view engine) {
    const std::size_t most = engine.find("postgres") != std::string_view::npos ? 128 : 41;
    if (password.size() < 8 || password.size() > most)
        return aws::Error(Rds::invalid_value,
                          "The parameter MasterUserPassword is not a valid password because it is shorter than 8 "
                          "characters or longer than the engine takes.");
    const bool good = std::all_of(password.begin(), password.end(), [](char c) {
        return c > ' ' && c <= '~' && c != '/' && c != '"' && c != '@' && c != '\'';
    });
    if (good) return std::nullopt;
    return aws::Error(Rds::invalid_value,
                      "The parameter MasterUserPassword is not a valid password. Only printable ASCII characters "
                      "besides '/', '@', '\"', ' ' may be used.");
}

/// Names that the engine or RDS itself has.
[[nodiscard]] std::optional<aws::Error> refuse_user(const std::string& user, std::string_view engine) {
    // API Reference, "CreateDBInstance", MasterUsername; the sentence is assumed. None at all is somebody else's to
    // refuse.
    const bool named = user.empty() || (is_letter(user.front()) && std::all_of(user.begin(), user.end(), [](char each) {
                                            return is_letter(each) || is_digit(each) || each == '_';
                                        }));
    if (!named) return aws::Error(Rds::invalid_value, "The parameter MasterUsername is not a valid identifier.");
    const bool reserved = user == "rdsadmin" || user == "rds_superuser" ||
                          (engine.find("postgres") != std::string_view::npos &&
                           (user.starts_with("pg_") || is_reserved_in_postgres(user)));
    if (!reserved) return std::nullopt;
    return aws::Error(Rds::invalid_value, fmt::format("MasterUsername {} cannot be used as it is a reserved word used "
                                                      "by the engine",
                                                      user));
}

}  // namespace

Rds::Refusal Rds::complete(const aws::AccountRegion& place, InstanceRecord& record, const Name& version) {
    if (auto wrong = check_id(record.id, "DBInstanceIdentifier", 63)) return wrong;
    const EngineRow* const engine = find_engine(record.engine, version.value_or(""));
    if (find_engine(record.engine, "") == nullptr)
        return aws::Error(invalid_value, fmt::format("Windtunnel does not have the engine {}.", record.engine));
    if (engine == nullptr)
        return aws::Error(invalid_combination, fmt::format("Cannot find version {} for {}", *version, record.engine));
    if (const auto no = catalogue_.servers().refuses(record.engine)) return aws::Error(invalid_value, no->message);
    record.version = version_of(*engine, version.value_or(""));
    if (record.port == 0) record.port = engine->port;
    if (record.port < 1150 || record.port > 65535)
        return aws::Error(invalid_value, fmt::format("Invalid value {} for Port.", record.port));
    if (!memory_of_class(record.instance_class))
        return aws::Error(invalid_value, fmt::format("Invalid DB Instance class: {}", record.instance_class));
    if (record.parameter_group.empty()) record.parameter_group = fmt::format("default.{}", engine->family);
    const auto family = family_of(catalogue_.parameter_groups(), place, record.parameter_group);
    if (!family)
        return aws::Error(rds_errors::db_parameter_group_not_found,
                          fmt::format("DBParameterGroup not found: {}", record.parameter_group));
    if (auto wrong = check_family(record.parameter_group, *family, engine->family)) return wrong;
    if (auto wrong = check_groups(place, record.subnet_group)) return wrong;
    if (auto wrong = check_options(place, record.option_group)) return wrong;
    if (!next_window(record.maintenance_window, context_.calendar()))
        return aws::Error(invalid_value, fmt::format("Invalid maintenance window: {}", record.maintenance_window));
    if (auto wrong = check_instance(record)) return wrong;
    const bool of_cluster = !record.cluster.empty();
    if (is_aurora(record.engine) != of_cluster)
        return aws::Error(invalid_combination, of_cluster ? "The engine of an instance of a cluster is the cluster's."
                                                          : "An instance of Aurora belongs to a cluster.");  // Assumed
    if (!of_cluster && record.source.empty()) {
        if (record.user.empty()) return aws::Error(missing, "MasterUsername is required.");
        if (auto wrong = refuse_user(record.user, record.engine)) return wrong;
        if (record.secret.empty() && record.password.empty())
            return aws::Error(missing, "The parameter MasterUserPassword must be provided and must not be blank.");
        if (!record.password.empty()) {
            if (auto wrong = refuse_password(record.password, record.engine)) return wrong;
        }
        if (auto wrong = check_database_name(record.database, record.engine)) return wrong;
    }
    if (!of_cluster) {
        if (auto wrong = check_storage(record)) return wrong;
    }
    if (catalogue_.instances().has(place, record.id))
        return aws::Error(rds_errors::db_instance_already_exists, "DB instance already exists");
    return std::nullopt;
}

Rds::Refusal Rds::complete(const aws::AccountRegion& place, ClusterRecord& record, const Name& version) {
    if (auto wrong = check_id(record.id, "DBClusterIdentifier", 63)) return wrong;
    if (!is_aurora(record.engine)) return not_here(fmt::format("clusters of the engine {}", record.engine));
    const EngineRow* const engine = find_engine(record.engine, version.value_or(""));
    if (engine == nullptr)
        return aws::Error(invalid_combination,
                          fmt::format("Cannot find version {} for {}", version.value_or(""), record.engine));
    record.version = version_of(*engine, version.value_or(""));
    if (record.port == 0) record.port = engine->port;
    if (record.parameter_group.empty()) record.parameter_group = fmt::format("default.{}", engine->family);
    const auto family = family_of(catalogue_.cluster_parameter_groups(), place, record.parameter_group);
    if (!family)
        return aws::Error(rds_errors::db_cluster_parameter_group_not_found,
                          fmt::format("DBClusterParameterGroup not found: {}", record.parameter_group));
    if (auto wrong = check_family(record.parameter_group, *family, engine->family)) return wrong;
    if (!next_window(record.maintenance_window, context_.calendar()))
        return aws::Error(invalid_value, fmt::format("Invalid maintenance window: {}", record.maintenance_window));
    if (auto wrong = check_cluster(record)) return wrong;
    if (auto wrong = check_groups(place, record.subnet_group)) return wrong;
    if (record.user.empty()) return aws::Error(missing, "MasterUsername is required.");
    if (auto wrong = refuse_user(record.user, record.engine)) return wrong;
    if (record.secret.empty() && record.password.empty())
        return aws::Error(missing, "The parameter MasterUserPassword must be provided and must not be blank.");
    if (!record.password.empty()) {
        if (auto wrong = refuse_password(record.password, record.engine)) return wrong;
    }
    if (catalogue_.clusters().has(place, record.id))
        return aws::Error(rds_errors::db_cluster_already_exists, "DB Cluster already exists");
    return std::nullopt;
}

}  // namespace wt::rds::api
