#include "lambda/api/lambda.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "aws/page_token.hpp"
#include "base/fresh_random.hpp"
#include "http/uri.hpp"
#include "iam/request_resource.hpp"
#include "lambda/api/errors.hpp"

namespace wt::lambda::api {

namespace {

/// "Request must be smaller than 70167211 bytes for the CreateFunction operation": a package in base64.
constexpr std::size_t longest_body = 70'167'211;

/// Where packages are fetched from: .../SHA256/TOKEN.
constexpr std::string_view code_path = "/_aws/lambda/code/";
constexpr std::string_view code_scope = "lambda:code";
constexpr Duration code_lifetime = 10min;

[[nodiscard]] aws::Error malformed(const aws::Malformed& problem) {
    return error(lambda_errors::invalid_request_content,
                 fmt::format("Could not parse request body into json: {}", problem.reason));
}

/// A runtime that nobody knows is told in another way than other words.
[[nodiscard]] aws::Error invalid(const aws::Violations& violations) {
    const aws::Violation& first = violations.first();
    if (first.member->name == "Runtime" && !first.missing)
        return invalid_parameter(fmt::format("Value {} at 'runtime' failed to satisfy constraint: {} or be a valid ARN",
                                             first.value, first.constraint));
    return validation(violations.message());
}

[[nodiscard]] const std::string* find(const aws::Arguments& arguments, std::string_view name) {
    const auto found =
        std::find_if(arguments.begin(), arguments.end(), [&](const auto& each) { return each.first == name; });
    return found == arguments.end() ? nullptr : &found->second;
}

[[nodiscard]] std::string read_all(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

Lambda::Lambda(const Context& context, Catalogue& catalogue, Invoker& invoker, Surroundings& surroundings)
    : catalogue_(catalogue),
      invoker_(invoker),
      surroundings_(surroundings),
      routes_(model()),
      ids_(fresh_random(context, "lambda.ids")) {}

const aws::ServiceModel& Lambda::model() const {
    static const aws::ServiceModel model = [] {
        aws::ServiceModel lambda = lambda_model();
        lambda.max_body = longest_body;
        lambda.malformed = malformed;
        lambda.invalid = invalid;
        return lambda;
    }();
    return model;
}

Task<std::optional<wt::Error>> Lambda::reset(std::string_view account) {
    catalogue_.reset(account);
    const auto problem = co_await catalogue_.durable();
    if (problem) co_return wt::Error{problem->message};
    co_return std::nullopt;
}

std::string Lambda::address_of(const aws::Call& call, const Code& code) {
    const std::string token = aws::PageTokens(code_scope, code_lifetime).seal(code.sha256, call.now);
    const std::string_view host = call.request.headers.get("Host");
    return fmt::format("{}://{}{}{}", call.request.secure ? "https" : "http", host, code_path, token);
}

bool Lambda::claims(const http::Request& request) const { return request.path.starts_with(code_path); }

std::optional<Task<http::Response>> Lambda::beside(const aws::Call& call) {
    if (!call.path.starts_with(code_path)) return std::nullopt;
    const auto answer = [](http::Response response) -> Task<http::Response> { co_return response; };
    const std::string_view token = call.path.view().substr(code_path.size());
    const auto sha256 = aws::PageTokens(code_scope, code_lifetime).open(token, call.now);
    if (!sha256.ok()) return answer(http::json_response(403, R"({"message":"Request has expired"})"));
    Code code;
    code.sha256 = *sha256;
    http::Response response;
    response.headers.add("Content-Type", "application/zip");
    response.body = Text(read_all(catalogue_.code().archive_of(code)));
    if (response.body.empty()) return answer(http::json_response(404, R"({"message":"The package is gone."})"));
    return answer(std::move(response));
}

Target Lambda::target_of(const aws::Call& call, const aws::Operation& operation) {
    const aws::AccountRegion place = aws::account_region_of(call);
    const auto route = routes_.find(http::method_name(call.request), call.path, call.query, call.request.headers);
    const aws::Arguments none;
    const aws::Arguments& labels = route ? route->labels : none;
    Target target;
    const auto of_function = [&](const FunctionName& name) {
        target.arn = name.arn();
        target.owner = name.place.account;
        const FunctionRecord* const record = catalogue_.find(name);
        if (record == nullptr) return;
        target.policy = record->policy_of(name.qualifier);
    };
    const std::string* said = find(labels, "FunctionName");
    if (said != nullptr) {
        const std::string* const qualifier = find(call.query, "Qualifier");
        const auto name = read_function_name(
            *said, place, qualifier == nullptr ? std::nullopt : std::optional<std::string>(*qualifier));
        if (name.ok()) of_function(*name);
        return target;
    }
    if ((said = find(labels, "ResourceArn")) != nullptr || (said = find(labels, "Resource")) != nullptr) {
        if (const auto name = read_function_arn(*said)) of_function(*name);
        return target;
    }
    if ((said = find(labels, "LayerName")) != nullptr || (said = find(call.query, "Arn")) != nullptr) {
        auto name = read_layer_name(*said, place);
        if (!name) return target;
        if (const std::string* const number = find(labels, "VersionNumber"))
            name->version = version_number(*number).value_or(0);
        target.arn = name->arn();
        target.owner = name->place.account;
        if (const LayerVersion* const version = catalogue_.find_version(*name)) target.policy = version->policy.says;
        return target;
    }
    target.arn = iam::resource_of(call, {model(), operation, labels, std::nullopt});
    return target;
}

std::optional<aws::Error> Lambda::refuse_unread(const aws::Call& call, const aws::Operation& operation) {
    // Nearly always: an account's root, and its own.
    const bool names_account = call.path.view().find(':') != std::string_view::npos ||
                               call.path.view().find('%') != std::string_view::npos || call.query.size() > 0;
    if (call.caller.policies == nullptr && !names_account) return std::nullopt;
    return refuse(call, model(), operation.action, target_of(call, operation));
}

FunctionConfiguration Lambda::Found::told() const {
    FunctionConfiguration told = version().seen();
    told.function_arn = name.arn();
    return told;
}

aws::Outcome<Lambda::Found> Lambda::function(const aws::Call& call, std::string_view name,
                                             const std::optional<std::string>& qualifier) {
    auto read = read_function_name(name, aws::account_region_of(call), qualifier);
    if (!read.ok()) return read.error();
    FunctionRecord* const record = catalogue_.find(*read);
    if (record == nullptr) return not_found(fmt::format("Function not found: {}", read->arn()));
    return Found{std::move(*read), record};
}

aws::Outcome<Lambda::Found> Lambda::qualified(const aws::Call& call, std::string_view name,
                                              const std::optional<std::string>& qualifier) {
    auto found = function(call, name, qualifier);
    if (!found.ok()) return found;
    const std::string& said = found->name.qualifier;
    if (!found->record->version_of(said).empty()) return found;
    if (is_version(said)) return not_found(fmt::format("Function not found: {}", found->name.arn()));
    return not_found(fmt::format("Cannot find alias arn: {}", found->name.arn()));
}

std::optional<aws::Error> Lambda::refuse_revision(const std::optional<std::string>& said,
                                                  const std::optional<std::string>& there) {
    if (!said || said->empty() || said == there) return std::nullopt;
    return error(lambda_errors::precondition_failed,
                 "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to "
                 "retrieve the latest Revision Id");
}

std::optional<std::string>& Lambda::revision_of(const Found& found) {
    FunctionRecord& record = *found.record;
    if (const auto alias = record.aliases.find(found.name.qualifier); alias != record.aliases.end())
        return alias->second.revision_id;
    const auto number = version_number(found.name.qualifier);
    return number && record.versions.contains(*number) ? record.versions.at(*number).told.revision_id
                                                       : record.latest.told.revision_id;
}

}  // namespace wt::lambda::api
