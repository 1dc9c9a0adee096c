// Import jobs: users of a CSV file. Developer Guide, "Importing users into user pools from a CSV file"; sentences that
// it does not have are Assumed.
#include <limits>

#include <fmt/format.h>

#include "aws/digests.hpp"
#include "base/utf8.hpp"
#include "http/uri.hpp"
#include "identity/api/cognito.hpp"
#include "identity/api/managed_login.hpp"
#include "identity/api/paging.hpp"
#include "identity/api/words.hpp"

namespace wt::identity {

namespace {

using namespace cognito_idp_errors;

constexpr Duration upload_lasts = 15min;
/// "within 24-48 hours".
constexpr Duration start_lasts = 24h;
/// CreateUserImportJob: 1,000 jobs a pool ("Quotas").
constexpr std::size_t most_jobs = 1000;
/// How many users become durable together, and how long they take at AWS. Assumed.
constexpr std::size_t batch = 100;
constexpr Duration batch_takes = 1s;
/// How long a job waits before it begins. Assumed.
constexpr Duration pending_lasts = 5s;

[[nodiscard]] bool is_active(const UserImportJobType& job) {
    return job.status == "Pending" || job.status == "InProgress" || job.status == "Stopping";
}

[[nodiscard]] aws::Error precondition(std::string message) {
    return aws::Error(precondition_not_met, std::move(message));
}

[[nodiscard]] http::Response upload_answer(int status, std::string_view text) {
    http::Response response;
    response.status = status;
    response.headers.add("Content-Type", "text/plain; charset=utf-8");
    response.body = Text(text);
    return response;
}

void bump(std::optional<std::int64_t>& count) { count = count.value_or(0) + 1; }

}  // namespace

ImportEntry Cognito::expired_or_not(UserPool& pool, ImportEntry entry) {
    const Instant created = entry.job.creation_date.value_or(epoch);
    if (entry.job.status != "Created" || context_.calendar() < created + start_lasts) return entry;
    catalogue_.drop<ImportFile>(pool, *entry.job.job_id);
    entry.job.status = "Expired";
    entry.uploaded = false;
    return catalogue_.keep(pool, std::move(entry));
}

Result<Cognito::ImportFound, aws::Error> Cognito::find_import(const aws::Call& call, const std::string& pool_id,
                                                              const std::string& job_id) {
    const auto pool = find_pool(call, pool_id);
    if (!pool.ok()) return pool.error();
    const auto found = (*pool)->imports().find(job_id);
    if (found == (*pool)->imports().end())
        return aws::Error(resource_not_found, fmt::format("The job {} does not exist in this user pool.", job_id));
    return ImportFound{*pool, expired_or_not(**pool, found->second)};
}

aws::Outcome<CreateUserImportJobResponse> Cognito::create_user_import_job(const aws::Call& call,
                                                                          CreateUserImportJobRequest input) {
    const auto found = find_pool(call, input.user_pool_id);
    if (!found.ok()) return found.error();
    UserPool& pool = **found;
    if (input.password_hashing_algorithm)
        return wrong_parameter("PasswordHashingAlgorithm: files with hashes of passwords are not read here.");
    if (pool.imports().size() >= most_jobs)
        return aws::Error(limit_exceeded, "The limit on the number of import jobs has been reached.");
    ImportEntry entry;
    entry.job.job_id = "import-" + draw(pool.random(), alphanumeric, 10);
    entry.job.job_name = std::move(input.job_name);
    entry.job.user_pool_id = pool.id();
    entry.job.creation_date = call.now;
    entry.job.status = "Created";
    entry.job.cloud_watch_logs_role_arn = std::move(input.cloud_watch_logs_role_arn);
    entry.job.imported_users = entry.job.skipped_users = entry.job.failed_users = 0;
    entry.token = draw(pool.random(), alphanumeric, 40);
    entry.job.pre_signed_url =
        fmt::format("{}://{}{}?job={}&pool={}&token={}", call.request.secure ? "https" : "http",
                    call.request.headers.get("Host"), upload_path, *entry.job.job_id, pool.id(), entry.token);
    CreateUserImportJobResponse output;
    output.user_import_job = entry.job;
    (void)catalogue_.keep(pool, std::move(entry));
    return output;
}

Task<http::Response> Cognito::upload(http::Request request) {
    if (request.method != http::Method::put) co_return upload_answer(405, "A file is sent by PUT.\n");
    auto said = fields_of(request.query.view());
    UserPool* const pool = catalogue_.find(said["pool"]);
    const auto found =
        pool == nullptr ? UserPool::Parts<ImportEntry>::const_iterator() : pool->imports().find(said["job"]);
    if (pool == nullptr || found == pool->imports().end() ||
        !aws::equal_in_constant_time(found->second.token, said["token"]))
        co_return upload_answer(403, "AccessDenied: no import job has this address.\n");
    ImportEntry entry = expired_or_not(*pool, found->second);
    if (entry.job.status != "Created" || context_.calendar() >= entry.job.creation_date.value_or(epoch) + upload_lasts)
        co_return upload_answer(403, "AccessDenied: the address has expired.\n");
    if (!is_utf8(request.body.view())) co_return upload_answer(400, "The file is not UTF-8.\n");
    ImportFile file;
    file.job = *entry.job.job_id;
    file.text = request.body.str();
    entry.uploaded = true;
    (void)catalogue_.keep(*pool, std::move(file));
    (void)catalogue_.keep(*pool, std::move(entry));
    const auto problem = co_await catalogue_.durable();
    if (problem) co_return upload_answer(500, problem->message);
    co_return http::Response();
}

aws::Outcome<DescribeUserImportJobResponse> Cognito::describe_user_import_job(const aws::Call& call,
                                                                              DescribeUserImportJobRequest input) {
    const auto found = find_import(call, input.user_pool_id, input.job_id);
    if (!found.ok()) return found.error();
    DescribeUserImportJobResponse output;
    output.user_import_job = found->entry.job;
    return output;
}

aws::Outcome<ListUserImportJobsResponse> Cognito::list_user_import_jobs(const aws::Call& call,
                                                                        ListUserImportJobsRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    std::vector<ImportEntry> jobs;
    for (const auto& [id, entry] : (*pool)->imports()) jobs.push_back(entry);
    // The last first.
    std::map<std::string, UserImportJobType> all;
    for (ImportEntry& entry : jobs) {
        ImportEntry now = expired_or_not(**pool, std::move(entry));
        const std::int64_t at = now.job.creation_date.value_or(epoch).time_since_epoch().count();
        std::string key = fmt::format("{:020}{}", std::numeric_limits<std::int64_t>::max() - at, *now.job.job_id);
        all.emplace(std::move(key), std::move(now.job));
    }
    auto page = cut_page(std::move(all), "cognito-idp:ListUserImportJobs/" + input.user_pool_id, input.pagination_token,
                         input.max_results, call.now);
    if (!page.ok()) return page.error();
    ListUserImportJobsResponse output;
    if (!page->items.empty()) output.user_import_jobs = std::move(page->items);
    output.pagination_token = std::move(page->next);
    return output;
}

aws::Later<StartUserImportJobResponse> Cognito::start_user_import_job(const aws::Call& call,
                                                                      StartUserImportJobRequest input) {
    const auto found = find_import(call, input.user_pool_id, input.job_id);
    if (!found.ok()) co_return found.error();
    ImportEntry entry = found->entry;
    if (entry.job.status != "Created")
        co_return precondition(fmt::format("The job {} is {} and cannot be started.", input.job_id, *entry.job.status));
    const auto& verified = found->pool->entry().settings.auto_verified_attributes;
    if (!verified || verified->empty())
        co_return precondition("The user pool has no auto verified attributes: users cannot be imported.");
    if (!entry.uploaded) co_return precondition("The CSV file has not been uploaded.");
    for (const auto& [id, pool] : catalogue_.list(found->pool->entry().place)) {
        for (const auto& [job, each] : pool->imports()) {
            if (is_active(each.job)) co_return precondition("Another import job is active in this account.");
        }
    }
    entry.job.status = "Pending";
    entry.job.start_date = call.now;
    StartUserImportJobResponse output;
    output.user_import_job = entry.job;
    (void)catalogue_.keep(*found->pool, std::move(entry));
    auto answer = co_await settled(std::move(output));
    importing_.spawn(import(std::move(input.user_pool_id), std::move(input.job_id)));
    co_return answer;
}

aws::Outcome<StopUserImportJobResponse> Cognito::stop_user_import_job(const aws::Call& call,
                                                                      StopUserImportJobRequest input) {
    const auto found = find_import(call, input.user_pool_id, input.job_id);
    if (!found.ok()) return found.error();
    if (found->entry.job.status != "Pending" && found->entry.job.status != "InProgress")
        return precondition(
            fmt::format("The job {} is {} and cannot be stopped.", input.job_id, *found->entry.job.status));
    end_import(*found->pool, found->entry, "Stopped", "The Import Job was stopped by the developer.");
    StopUserImportJobResponse output;
    output.user_import_job = found->pool->imports().find(input.job_id)->second.job;
    return output;
}

aws::Outcome<GetCsvHeaderResponse> Cognito::get_csv_header(const aws::Call& call, GetCsvHeaderRequest input) {
    const auto pool = find_pool(call, input.user_pool_id);
    if (!pool.ok()) return pool.error();
    GetCsvHeaderResponse output;
    output.user_pool_id = (*pool)->id();
    output.csv_header = csv_header((*pool)->entry());
    return output;
}

void Cognito::resume() {
    for (const auto& [id, pool] : catalogue_.all()) {
        for (const auto& [job, entry] : pool->imports()) {
            if (is_active(entry.job)) importing_.spawn(import(id, job));
        }
    }
}

void Cognito::end_import(UserPool& pool, ImportEntry entry, std::string status, std::string message) {
    catalogue_.drop<ImportFile>(pool, *entry.job.job_id);
    entry.job.status = std::move(status);
    entry.job.completion_date = context_.calendar();
    entry.job.completion_message = std::move(message);
    (void)catalogue_.keep(pool, std::move(entry));
}

std::string Cognito::import_row(UserPool& pool, const CsvFile& file, const CsvFile::Row& row, UserImportJobType& job) {
    const auto failed = [&](std::string_view why) {
        bump(job.failed_users);
        return fmt::format("[FAILED] Line Number {} - {}", row.line, why);
    };
    const auto read = user_of(file, row, pool.entry());
    if (!read.ok()) return failed(read.error().message);
    // Of the user's data nothing is told.
    if (refuse_attributes(pool, read->attributes, nullptr, true))
        return failed("The user data does not match the schema.");
    auto drafted = draft_user(pool, read->name, read->attributes, Writer::user, false, context_.calendar());
    if (!drafted.ok()) {
        const std::string_view code = drafted.error().code;
        if (code != "UsernameExistsException" && code != "AliasExistsException")
            return failed("The user data does not match the schema.");
        bump(job.skipped_users);
        return fmt::format("[SKIPPED] Line Number {} - The user already exists.", row.line);
    }
    drafted->status = "RESET_REQUIRED";
    (void)catalogue_.keep(pool, std::move(*drafted));
    bump(job.imported_users);
    return fmt::format("[SUCCEEDED] Line Number {} - The import succeeded.", row.line);
}

bool Cognito::import_some(UserPool& pool, ImportEntry entry, CsvFile& file) {
    std::vector<std::string> lines;
    std::optional<CsvFile::Row> row;
    while (lines.size() < batch && (row = file.next())) {
        lines.push_back(import_row(pool, file, *row, entry.job));
        ++entry.rows;
    }
    const UserPoolType& said = pool.entry().settings;
    if (!lines.empty())
        parts_.log(pool.entry().place, fmt::format("/aws/cognito/userpools/{}/{}", pool.id(), said.name.value_or("")),
                   fmt::format("{}/{}", *entry.job.job_id, *entry.job.job_name), std::move(lines));
    if (row) {
        (void)catalogue_.keep(pool, std::move(entry));
        return true;
    }
    // Assumed: that all have failed is too many.
    const bool none = entry.job.imported_users.value_or(0) == 0 && entry.rows > 0;
    end_import(
        pool, std::move(entry), none ? "Failed" : "Succeeded",
        none ? "Too many users have failed or been skipped during the import." : "Import Job Completed Successfully.");
    return false;
}

Task<void> Cognito::import(std::string pool_id, std::string job_id) {
    const Duration before = parts_.pace.of(pending_lasts);
    if (before > Duration::zero()) co_await context_.clock.sleep_for(before);
    std::optional<CsvFile> file;
    std::string text;
    for (bool goes_on = true; goes_on;) {
        // Whoever deletes or stops it meanwhile ends it.
        UserPool* const pool = catalogue_.find(pool_id);
        if (pool == nullptr) co_return;
        const auto found = pool->imports().find(job_id);
        if (found == pool->imports().end() || !is_active(found->second.job)) co_return;
        ImportEntry entry = found->second;
        if (!file) {
            const auto kept = pool->import_files().find(job_id);
            if (kept != pool->import_files().end()) text = kept->second.text;
            auto read = CsvFile::read(text, csv_header(pool->entry()));
            if (!read.ok()) {
                end_import(*pool, std::move(entry), "Failed", read.error().message);
                (void)co_await catalogue_.durable();
                co_return;
            }
            file = std::move(*read);
            // Those before a restart.
            for (std::int64_t i = 0; i < entry.rows; ++i) (void)file->next();
            entry.job.status = "InProgress";
        }
        goes_on = import_some(*pool, std::move(entry), *file);
        const auto problem = co_await catalogue_.durable();
        if (problem) co_return;  // the store cannot be written: the next start goes on
        const Duration pause = parts_.pace.of(batch_takes);
        if (goes_on && pause > Duration::zero()) co_await context_.clock.sleep_for(pause);
    }
}

}  // namespace wt::identity
