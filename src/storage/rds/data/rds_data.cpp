#include "storage/rds/data/rds_data.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "base/fresh_random.hpp"
#include "base/json_depth.hpp"
#include "http/ids.hpp"
#include "storage/rds/api/engines.hpp"
#include "storage/rds/data/data_values.hpp"

namespace wt::rds::data {

namespace {

/// Aurora User Guide, "Using the Data API": requests of at most 4 MiB; as JSON, answers of at most 10 MB.
constexpr std::size_t longest_body = std::size_t{4} * 1024 * 1024;
constexpr std::size_t longest_formatted = 10'000'000;

constexpr aws::ErrorRow validation_exception{"ValidationException", 400, "The request is not valid."};

[[nodiscard]] aws::Error error_of(const sql::Problem& problem) {
    if (problem.state == "multi") return aws::Error(validation_exception, problem.message);
    if (problem.state == "parameter" || problem.state == "size")
        return aws::Error(rds_data_errors::bad_request, problem.message);
    if (problem.took_too_long) return aws::Error(rds_data_errors::statement_timeout, "Request timed out");
    return aws::Error(rds_data_errors::database_error,
                      fmt::format("ERROR: {}; SQLState: {}", problem.message, problem.state));
}

/// Of clusters whose engine is MySQL: the number of the row that was inserted.
[[nodiscard]] std::vector<Field> generated(const api::ClusterRecord& cluster, const sql::Outcome& outcome) {
    std::vector<Field> fields;
    if (cluster.engine == "aurora-mysql" && outcome.inserted) fields.emplace_back().long_value = *outcome.inserted;
    return fields;
}

}  // namespace

RdsData::RdsData(const Context& context, api::Catalogue& catalogue, secrets::Catalogue& secrets)
    : context_(context),
      catalogue_(catalogue),
      secrets_(secrets),
      model_(rds_data_model()),
      ids_(fresh_random(context, "rds.transactions")) {
    model_.max_body = longest_body;
}

aws::Outcome<const api::ClusterRecord*> RdsData::cluster(const aws::Call& call, const std::string& arn,
                                                         const std::string& secret, const Name& database,
                                                         const Name& schema) {
    const aws::AccountRegion place = aws::account_region_of(call);
    const std::string head = fmt::format("arn:aws:rds:{}:{}:cluster:", place.region, place.account);
    api::ClusterRecord* const found =
        arn.starts_with(head) ? catalogue_.clusters().find(place, arn.substr(head.size())) : nullptr;
    if (found == nullptr)
        return aws::Error(rds_data_errors::database_not_found, fmt::format("Database cluster {} is not found", arn));
    if (!found->http_endpoint)
        return aws::Error(rds_data_errors::http_endpoint_not_enabled,
                          fmt::format("HttpEndpoint is not enabled for resource {}", arn));
    if (found->stopped || found->status() == "failing-over" || found->status() == "creating")
        return aws::Error(rds_data_errors::invalid_resource_state,
                          fmt::format("The cluster is in the state {}.", found->status()));  // Assumed
    bool writes = false;
    for (const api::InstanceRecord* const member : catalogue_.members(place, found->id))
        writes = writes || (member->id == found->writer && member->status() == "available");
    if (!writes)
        return aws::Error(rds_data_errors::database_unavailable,
                          "The writer instance in the DB cluster isn't available.");
    if (schema) return aws::Error(validation_exception, "The schema parameter isn't supported");
    const std::string usual = found->database.empty() ? "postgres" : found->database;
    if (database && *database != usual && !(found->engine == "aurora-postgresql" && *database == "postgres"))
        return aws::Error(rds_data_errors::database_error,
                          fmt::format("FATAL: database \"{}\" does not exist; SQLState: 3D000", *database));
    const secrets::Secret* const kept = secrets_.find(place, secret);
    const std::string version = kept == nullptr ? "" : kept->holder(secrets::current_stage);
    if (kept == nullptr || kept->is_marked() || !kept->values.contains(version))
        return aws::Error(rds_data_errors::secrets_error,
                          "Error fetching secret: Secrets Manager can't find the specified secret.");  // Assumed
    const std::string text = kept->values.at(version).text.value_or("");
    const auto said = nests_deeper(text) ? nlohmann::json() : nlohmann::json::parse(text, nullptr, false);
    if (!said.is_object() || !said.value("username", nlohmann::json()).is_string() ||
        !said.value("password", nlohmann::json()).is_string())
        return aws::Error(rds_data_errors::invalid_secret, "The secret has no username and password.");  // Assumed
    if (said["username"] != found->user || said["password"] != found->password)
        return aws::Error(rds_data_errors::database_error,
                          fmt::format("FATAL: password authentication failed for user \"{}\"; SQLState: 28P01",
                                      said["username"].get<std::string>()));
    return found;
}

aws::Outcome<sql::Connection*> RdsData::connection(const api::ClusterRecord& cluster, const Name& transaction) {
    if (!transaction) {
        auto shared = catalogue_.databases().shared(cluster.resource_id);
        if (!shared.ok()) return error_of(shared.error());
        return *shared;
    }
    const auto found = catalogue_.databases().find(*transaction, context_.now());
    if (found == nullptr || found->database != cluster.resource_id)
        return aws::Error(rds_data_errors::transaction_not_found,
                          fmt::format("Transaction {} Is Not Found", *transaction));
    return found->connection.get();
}

aws::Outcome<ExecuteStatementResponse> RdsData::execute_statement(const aws::Call& call,
                                                                  ExecuteStatementRequest input) {
    const auto of = cluster(call, input.resource_arn, input.secret_arn, input.database, input.schema);
    if (!of.ok()) return of.error();
    const auto on = connection(**of, input.transaction_id);
    if (!on.ok()) return on.error();
    const auto parameters = parameters_of(input.parameters);
    if (!parameters.ok()) return parameters.error();
    const bool formatted = input.format_records_as == "JSON";
    sql::Limits limits;
    if (formatted) limits.answer = longest_formatted;
    auto outcome = (*on)->run(input.sql, *parameters, limits);
    if (!outcome.ok()) return error_of(outcome.error());
    ExecuteStatementResponse output;
    const bool gives_rows = !outcome->columns.empty();
    output.number_of_records_updated = outcome->changed;
    output.generated_fields = generated(**of, *outcome);
    if (!gives_rows) return output;
    if (outcome->changed == 0) output.generated_fields.reset();
    const ResultSetOptions options = input.result_set_options.value_or(ResultSetOptions());
    if (input.include_result_metadata.value_or(false) && !formatted) {
        auto& metadata = output.column_metadata.emplace();
        for (const sql::Column& column : outcome->columns) metadata.push_back(metadata_of(column));
    }
    if (formatted) {
        output.formatted_records = records_as_json(*outcome);
        return output;
    }
    auto& records = output.records.emplace();
    for (const auto& row : outcome->rows) {
        auto& record = records.emplace_back();
        for (std::size_t i = 0; i < row.size(); ++i) record.push_back(field_of(row[i], outcome->columns[i], options));
    }
    return output;
}

aws::Outcome<BatchExecuteStatementResponse> RdsData::batch_execute_statement(const aws::Call& call,
                                                                             BatchExecuteStatementRequest input) {
    const auto of = cluster(call, input.resource_arn, input.secret_arn, input.database, input.schema);
    if (!of.ok()) return of.error();
    const auto on = connection(**of, input.transaction_id);
    if (!on.ok()) return on.error();
    // All of them or none. Assumed: AWS promises neither.
    const bool own = !input.transaction_id.has_value();
    if (own) {
        if (const auto begun = (*on)->run("BEGIN", {}); !begun.ok()) return error_of(begun.error());
    }
    BatchExecuteStatementResponse output;
    auto& results = output.update_results.emplace();
    if (input.parameter_sets.empty()) input.parameter_sets.emplace_back();
    std::optional<aws::Error> wrong;
    for (const auto& set : input.parameter_sets) {
        const auto parameters = parameters_of(set);
        if (!parameters.ok()) {
            wrong = parameters.error();
            break;
        }
        const auto outcome = (*on)->run(input.sql, *parameters);
        if (!outcome.ok()) {
            wrong = error_of(outcome.error());
            break;
        }
        results.push_back({generated(**of, *outcome)});
    }
    if (own) {
        const auto ended = (*on)->run(wrong ? "ROLLBACK" : "COMMIT", {});
        if (!wrong && !ended.ok()) wrong = error_of(ended.error());
    }
    if (wrong) return std::move(*wrong);
    return output;
}

aws::Outcome<BeginTransactionResponse> RdsData::begin_transaction(const aws::Call& call,
                                                                  BeginTransactionRequest input) {
    const auto of = cluster(call, input.resource_arn, input.secret_arn, input.database, input.schema);
    if (!of.ok()) return of.error();
    std::string bytes;
    for (int i = 0; i < 100; ++i) bytes += static_cast<char>(ids_.below(256));
    const std::string id = base64_encode(bytes);
    if (const auto wrong = catalogue_.databases().begin((*of)->resource_id, id, context_.now()))
        return error_of(*wrong);
    return BeginTransactionResponse{id};
}

aws::Outcome<CommitTransactionResponse> RdsData::commit_transaction(const aws::Call& call,
                                                                    CommitTransactionRequest input) {
    const auto of = cluster(call, input.resource_arn, input.secret_arn, std::nullopt, std::nullopt);
    if (!of.ok()) return of.error();
    const auto on = connection(**of, input.transaction_id);
    if (!on.ok()) return on.error();
    const auto done = (*on)->run("COMMIT", {});
    catalogue_.databases().end(input.transaction_id);
    if (!done.ok()) return error_of(done.error());
    return CommitTransactionResponse{"Transaction Committed"};
}

aws::Outcome<RollbackTransactionResponse> RdsData::rollback_transaction(const aws::Call& call,
                                                                        RollbackTransactionRequest input) {
    const auto of = cluster(call, input.resource_arn, input.secret_arn, std::nullopt, std::nullopt);
    if (!of.ok()) return of.error();
    const auto on = connection(**of, input.transaction_id);
    if (!on.ok()) return on.error();
    catalogue_.databases().end(input.transaction_id);
    return RollbackTransactionResponse{"Rollback Complete"};
}

}  // namespace wt::rds::data
