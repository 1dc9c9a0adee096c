#include <csignal>
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/authority.hpp"
#include "app/cache_nodes.hpp"
#include "app/control.hpp"
#include "app/dashboard.hpp"
#include "app/database_servers.hpp"
#include "app/local_code.hpp"
#include "app/localstack.hpp"
#include "app/options.hpp"
#include "app/outbox_page.hpp"
#include "app/outside.hpp"
#include "app/package_folder.hpp"
#include "app/programs.hpp"
#include "app/real_caches.hpp"
#include "app/resource_pages.hpp"
#include "app/trace_export.hpp"
#include "aws/timestamp.hpp"
#include "base/fresh_random.hpp"
#include "base/literals.hpp"
#include "base/real_time.hpp"
#include "cloud/cloud.hpp"
#include "cloud/identities.hpp"
#include "cloud/open_web.hpp"
#include "cloud/profiles.hpp"
#include "cloud/site.hpp"
#include "cloudformation/language/file.hpp"
#include "disk/folder_store.hpp"
#include "front/access_log.hpp"
#include "front/certificates.hpp"
#include "front/loop.hpp"
#include "front/router.hpp"
#include "front/server.hpp"
#include "front/thread_pool.hpp"
#include "front/tls.hpp"
#include "http/ids.hpp"
#include "identity/api/outbox.hpp"
#include "lambda/api/code_folder.hpp"
#include "play/function_code.hpp"
#include "play/version.hpp"
#include "play/world.hpp"
#include "scenario/outcome.hpp"
#include "scenario/settings.hpp"
#include "scenario/traffic.hpp"
#include "storage/rds/api/sql_databases.hpp"
#include "store/memory_store.hpp"

namespace wt::app {

namespace {

/// A signal that came before the loop listened for it.
volatile std::sig_atomic_t stopped = 0;

/// How long requests under way may take after SIGTERM.
constexpr Duration drain_time = 25s;

/// A route of that method in curl's form: path parameters filled in. Empty when there is no API, or it has none.
[[nodiscard]] std::string example_path(const gateway::RestApi* api, http::Method method) {
    if (api == nullptr) return {};
    for (const gateway::Route& route : api->config().routes) {
        if (route.method != method) continue;
        std::string path = route.pattern;
        for (std::size_t open = path.find('{'); open != std::string::npos; open = path.find('{')) {
            path.replace(open, path.find('}', open) - open + 1, "42");
        }
        return path;
    }
    return {};
}

void print_addresses(const front::Site& site, stack::Stack& stack, const CacheNodes& caches, const std::string& host,
                     std::uint16_t port, const std::string& tls) {
    const std::string base = fmt::format("http://{}:{}", host, port);
    const stack::Architecture& architecture = stack.architecture();
    const std::string usual = architecture.usual_entrance();
    std::string entry;  // where the examples go
    fmt::print("Listening on {}\n\n", base);
    fmt::print("  AWS APIs      {} ({})\n", base, site.aws.names());
    fmt::print("                https://{}:{} ({})\n", host, port, tls);
    for (const auto& [name, at] : site.addresses->distributions()) {
        const std::string path = fmt::format("{}/_aws/cloudfront/{}", base, at.id);
        fmt::print("  distribution  http://{}.cloudfront.localhost:{}\n                {}\n", at.id, port, path);
        if (name == usual) entry = path;
    }
    const stack::Component* first = architecture.api_behind(usual);
    for (const auto& [name, at] : site.addresses->apis()) {
        const std::string path = fmt::format("{}/_aws/execute-api/{}/{}", base, at.id, at.stage);
        fmt::print("  API           http://{}.execute-api.localhost:{}/{}\n                {}\n", at.id, port, at.stage,
                   path);
        if (entry.empty() && first != nullptr && name == first->name) entry = path;
    }
    for (const auto& [name, pool] : stack.user_pools().shelf().list()) {
        fmt::print("  user pool     {}/{}/.well-known/jwks.json   (client {})\n", base, pool->id(), pool->client_id());
    }
    for (const auto& [name, at] : caches.places())
        fmt::print("  cache         redis://{}:{} ({}; its replica {}:{})\n", at.primary.address, at.primary.port, name,
                   at.reader.address, at.reader.port);
    fmt::print(
        "  dashboard     {0}/_windtunnel/\n  health        {0}/_windtunnel/health\n"
        "  metrics       {0}/_windtunnel/metrics\n\n",
        base);

    const gateway::RestApi* api = first == nullptr ? nullptr : stack.rest_apis().find(first->name);
    const std::string read = example_path(api, http::Method::get);
    const std::string write = example_path(api, http::Method::post);
    const identity::UserPool* users = stack.user_pools().find(architecture.users_behind(usual));
    if (users != nullptr && users->user_count() > 0 && !write.empty()) {
        fmt::print(
            "Sign in, and keep the token:\n"
            "  TOKEN=$(curl -s {} -H 'X-Amz-Target: AWSCognitoIdentityProviderService.InitiateAuth' "
            "-d '{{\"AuthFlow\":\"USER_PASSWORD_AUTH\",\"ClientId\":\"{}\",\"AuthParameters\":"
            "{{\"USERNAME\":\"{}\",\"PASSWORD\":\"{}\"}}}}' | sed 's/.*\"IdToken\":\"\\([^\"]*\\)\".*/\\1/'); echo "
            "$TOKEN\n"
            "Use it:\n"
            "  curl -i {}{} -H \"Authorization: $TOKEN\" -H 'Content-Type: application/json' "
            "-d '{{\"id\":\"hello\",\"colour\":\"blue\"}}'\n",
            base, users->client_id(), users->user_name(0), users->password(), entry, write);
    }
    if (!read.empty()) fmt::print("Read:\n  curl -i {}{}\n", entry, read);
    fmt::print(
        "With the AWS CLI or any SDK:\n"
        "  export AWS_ENDPOINT_URL={} AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test\n"
        "  export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1\n"
        "  aws s3 mb s3://my-bucket && aws s3 ls\n",
        base);
    fmt::print("\nStop with Ctrl-C.\n");
    std::fflush(stdout);
}

/// Whose the resources are, and what accounts are called; says on standard error what is wrong.
[[nodiscard]] std::optional<aws::Accounts> read_accounts(const ServeOptions& options,
                                                         const cloud::CloudOptions& cloud) {
    if (!aws::is_account_id(options.account)) {
        fmt::print(stderr, "windtunnel: --account: expected 12 digits, got {}\n", options.account);
        return std::nullopt;
    }
    aws::Accounts accounts(options.account, options.region);
    cloud::name_accounts(cloud.identities, accounts);
    return accounts;
}

/// Where the run's clock begins; says on standard error what is wrong.
[[nodiscard]] std::optional<Instant> read_start(const ServeOptions& options) {
    if (options.now.empty()) return RealTime::today();
    const auto start = aws::parse_iso8601(options.now);
    if (!start)
        fmt::print(stderr, "windtunnel: --now: expected a time such as 2026-01-02T03:04:05Z, got {}\n", options.now);
    if (start && *start < epoch) {
        fmt::print(stderr, "windtunnel: --now: the clock of a run begins in 1970 or later, got {}\n", options.now);
        return std::nullopt;
    }
    if (start && options.clock != "manual") {
        fmt::print(stderr, "windtunnel: --now is for --clock manual\n");
        return std::nullopt;
    }
    return start;
}

/// Who may use the server from elsewhere; says on standard error what is wrong with it.
[[nodiscard]] std::optional<front::VisitorRules> read_visitors(const ServeOptions& options) {
    for (const std::string& host : options.hosts) {
        if (front::is_host_name(host)) continue;
        fmt::print(stderr, "windtunnel: --host: expected a name without a port, such as windtunnel, got {}\n", host);
        return std::nullopt;
    }
    for (const std::string& origin : options.origins) {
        if (front::is_origin(origin)) continue;
        fmt::print(stderr, "windtunnel: --allow-origin: expected an origin such as https://app.example, got {}\n",
                   origin);
        return std::nullopt;
    }
    return front::VisitorRules{options.hosts, options.origins, options.expose};
}

/// Where https takes its certificates from; says on standard error what is wrong with those that were given.
[[nodiscard]] std::shared_ptr<front::Tls> read_tls(const ServeOptions& options, const front::VisitorRules& visitors,
                                                   std::function<std::string()> authority) {
    front::TlsOptions tls;
    if (options.tls_cert.empty() != options.tls_key.empty()) {
        fmt::print(stderr, "windtunnel: --tls-cert and --tls-key belong together\n");
        return nullptr;
    }
    if (!options.tls_cert.empty()) {
        auto chain = play::read_file(options.tls_cert);
        auto key = play::read_file(options.tls_key);
        if (!chain || !key) return nullptr;
        tls.chain = std::move(*chain);
        tls.key = std::move(*key);
    }
    tls.authority = std::move(authority);
    tls.is_our_name = [rules = front::Visitors(visitors)](std::string_view name) { return rules.is_our_host(name); };
    for (const std::string& host : visitors.hosts) tls.more_names += (tls.more_names.empty() ? "" : ",") + host;
    try {
        return std::make_shared<front::Tls>(std::move(tls));
    } catch (const std::exception& error) {
        fmt::print(stderr, "windtunnel: --tls-cert {}, --tls-key {}: {}\n", options.tls_cert, options.tls_key,
                   error.what());
        return nullptr;
    }
}

/// The authority's certificate, for those who cannot run `windtunnel cert` where the server runs.
[[nodiscard]] Task<http::Response> cert_page(std::function<std::string()> authority, http::Method method) {
    if (method != http::Method::get && method != http::Method::head)
        co_return http::json_response(405, R"({"message":"This is a page to GET."})");
    http::Response response;
    response.headers.add("Content-Type", "application/x-pem-file");
    response.body = Text(front::authority_certificate(authority()));
    co_return response;
}

/// How a client comes to trust https, in one line.
[[nodiscard]] std::string about_tls(const ServeOptions& options) {
    if (!options.tls_cert.empty()) return fmt::format("with the certificate in {}", options.tls_cert);
    if (authority_file(options.data).empty())
        return "with an authority in memory: /_windtunnel/cert has its certificate";
    const std::string data = options.data.empty() ? "" : fmt::format(" --data {}", options.data);
    return fmt::format("trust what `windtunnel cert{}` prints", data);
}

/// The mode, and who is known; says on standard error what is wrong with them.
[[nodiscard]] std::optional<cloud::CloudOptions> read_cloud_options(const ServeOptions& options) {
    cloud::CloudOptions cloud;
    const auto mode = iam::parse_auth_mode(options.auth);
    if (!mode) {
        fmt::print(stderr, "windtunnel: --auth: expected off, lenient or strict, got {}\n", options.auth);
        return std::nullopt;
    }
    cloud.auth = *mode;
    cloud.clock_by_hand = options.clock == "manual";
    if (options.pace == "aws") cloud.pace = Pace::Kind::aws;
    const auto quotas = identity::parse_quotas(options.cognito_quotas);
    if (!quotas.ok()) {
        fmt::print(stderr, "windtunnel: --cognito-quotas: {}\n", quotas.error().message);
        return std::nullopt;
    }
    cloud.cognito_quotas = *quotas;
    const std::size_t scheme = options.otlp.starts_with("http://") ? 7 : options.otlp.starts_with("https://") ? 8 : 0;
    if (!options.otlp.empty() && (scheme == 0 || options.otlp.size() == scheme || options.otlp[scheme] == '/')) {
        fmt::print(stderr, "windtunnel: --otlp: expected a URL such as http://127.0.0.1:4318, got {}\n", options.otlp);
        return std::nullopt;
    }
    if (options.issuer != "aws" && options.issuer != "local" && !edge::is_url(options.issuer)) {
        fmt::print(stderr,
                   "windtunnel: --issuer: expected aws, local or a URL such as https://localhost:4566, got {}\n",
                   options.issuer);
        return std::nullopt;
    }
    if (options.unsupported == "skip") cloud.unsupported = cloudformation::Unsupported::skip;
    // What everybody uses with local endpoints is known, so that a tampered signature of it is found out.
    cloud::Identity usual;
    usual.access_key_id = usual.secret_access_key = "test";
    cloud.identities.push_back(usual);
    const auto add = [&cloud](Result<std::vector<cloud::Identity>> more) {
        if (!more.ok()) {
            fmt::print(stderr, "windtunnel: {}\n", more.error().message);
            return false;
        }
        for (cloud::Identity& identity : *more) cloud.identities.push_back(std::move(identity));
        return true;
    };
    for (const std::string& text : options.credentials) {
        const std::size_t colon = text.find(':');
        if (colon == std::string::npos || colon == 0 || colon + 1 == text.size()) {
            fmt::print(stderr, "windtunnel: --credential: expected KEY:SECRET, got {}\n", text);
            return std::nullopt;
        }
        cloud::Identity identity;
        identity.access_key_id = text.substr(0, colon);
        identity.secret_access_key = text.substr(colon + 1);
        cloud.identities.push_back(std::move(identity));
    }
    if (!options.identities.empty()) {
        const auto text = play::read_file(options.identities);
        if (!text || !add(cloud::read_identities(*text, options.identities))) return std::nullopt;
    }
    if (!add(cloud::identities_of(play::environment()))) return std::nullopt;
    return cloud;
}

[[nodiscard]] std::unique_ptr<store::Store> open_store(const ServeOptions& options, std::uint64_t memory, Clock& clock,
                                                       Offload& offload) {
    if (options.data.empty()) return std::make_unique<store::MemoryStore>(memory);
    return std::make_unique<disk::FolderStore>(clock, options.data, offload);
}

/// Handles a request while the clock is moved by hand. A page that moves it lets no time flow beside that.
[[nodiscard]] Task<http::Response> in_time(Dashboard& dashboard, front::Router& router, front::Loop& loop,
                                           http::Request request) {
    if (request.path.view().starts_with("/_windtunnel/"))
        co_return co_await dashboard.watch(router, std::move(request));
    const front::Loop::Request under_way(loop);
    co_return co_await dashboard.watch(router, std::move(request));
}

/// Whether programs of users' own run here: whoever may make functions runs code on this machine.
[[nodiscard]] bool runs_user_code(const ServeOptions& options, iam::AuthMode auth) {
    return !options.no_user_code && (!options.expose || options.user_code || auth == iam::AuthMode::strict);
}

/// Folders that run as functions stand beside the scenario's; says on standard error what is wrong with either.
[[nodiscard]] bool add_functions(const ServeOptions& options, bool allowed, const aws::Accounts& accounts,
                                 stack::Architecture& architecture) {
    if (const auto wrong = play::place_code(architecture, options.scenario.file)) {
        fmt::print(stderr, "windtunnel: {}\n", wrong->message);
        return false;
    }
    const aws::AccountRegion place = accounts.usual_place();
    for (const std::string& text : options.functions) {
        auto function = play::read_folder_function(text);
        if (function.ok() && architecture.find(function->name) != nullptr)
            function = Error{fmt::format("there is a {} already", function->name)};
        if (!function.ok()) {
            fmt::print(stderr, "windtunnel: --function: {}\n", function.error().message);
            return false;
        }
        auto code = std::make_shared<lambda::UserCode>(*function->config.code);
        code->account = place.account;
        code->region = place.region;
        function->config.code = std::move(code);
        architecture.components.push_back({std::move(function->name), "lambda", std::move(function->config), {}, {}});
    }
    if (allowed || play::first_with_code(architecture) == nullptr) return true;
    fmt::print(stderr, "windtunnel: {}\n",
               options.no_user_code
                   ? "--no-user-code, and a function that is a program, exclude each other"
                   : "with --expose others could run code on this machine: add --auth strict, or --user-code");
    return false;
}

/// The template that the options name, or none. A template that stands where a scenario may is taken out of there.
/// False: it is wrong, and standard error says how.
[[nodiscard]] bool read_template(ServeOptions& options, std::optional<cloudformation::Wanted>& wanted) {
    std::string file = options.template_file;
    if (file.empty() && !options.scenario.file.empty()) {
        const auto text = play::read_file(options.scenario.file);
        if (!text) return false;
        if (options.scenario.overlays.empty() && cloudformation::language::is_neither(*text)) {
            fmt::print(stderr,
                       "windtunnel: {}: neither a template, which has Resources, nor a scenario, which has version, "
                       "name and architecture\n",
                       options.scenario.file);
            return false;
        }
        if (!cloudformation::language::is_template(*text)) return true;
        file = std::exchange(options.scenario.file, {});
    }
    if (file.empty()) return true;
    const auto text = play::read_file(file);
    if (!text) return false;
    auto with_code = with_local_code(*text, std::filesystem::path(file).parent_path());
    if (!with_code.ok()) {
        fmt::print(stderr, "windtunnel: {}: {}\n", file, with_code.error().message);
        return false;
    }
    wanted.emplace();
    wanted->text = std::move(*with_code);
    wanted->name = options.stack_name.empty() ? cloudformation::language::stack_name_of(file) : options.stack_name;
    for (const std::string& each : options.parameters) {
        const std::size_t equals = each.find('=');
        if (equals == std::string::npos || equals == 0) {
            fmt::print(stderr, "windtunnel: --parameter: expected KEY=VALUE, got {}\n", each);
            return false;
        }
        wanted->parameters.emplace_back(each.substr(0, equals), each.substr(equals + 1));
    }
    return true;
}

/// Makes what the template says, then says that the server is there; or says why not, and ends the loop.
[[nodiscard]] Task<void> deploy_first(cloud::Cloud& cloud, front::Loop& loop, cloudformation::Wanted wanted,
                                      std::function<void()> ready, bool& failed) {
    std::optional<std::string> problem;
    {
        const front::Loop::Request under_way(loop);
        problem = co_await cloud.deploy(std::move(wanted));
    }
    if (!problem) {
        ready();
        co_return;
    }
    fmt::print(stderr, "windtunnel: the template could not be deployed: {}\n", *problem);
    failed = true;
    loop.stop();
}

/// Lets requests under way finish, then ends the loop.
[[nodiscard]] Task<void> shut_down(front::Server& server, TraceExport* traces, front::Loop& loop) {
    const front::Loop::Request under_way(loop);  // so that time goes on, also beside a clock that is moved by hand
    co_await server.drain(drain_time);
    if (traces != nullptr) co_await traces->flush();
    loop.stop();
}

}  // namespace

int serve(const ServeOptions& given) {
    ServeOptions options = given;
    std::optional<cloudformation::Wanted> wanted;
    if (!read_template(options, wanted)) return scenario::exit_invalid;
    if (!options.expose && !front::is_loopback(options.bind)) {
        fmt::print(
            stderr,
            "windtunnel: {} can be reached by others, and this server trusts everyone; add --expose if you mean it\n",
            options.bind);
        return scenario::exit_invalid;
    }
    const auto cloud_options = read_cloud_options(options);
    if (!cloud_options) return scenario::exit_invalid;
    const auto accounts = read_accounts(options, *cloud_options);
    const auto start = read_start(options);
    const auto visitors = read_visitors(options);
    if (!accounts || !start || !visitors) return scenario::exit_invalid;
    // Made when it is first asked for, and once.
    const std::function<std::string()> authority = [file = authority_file(options.data),
                                                    kept = std::make_shared<std::string>()] {
        if (kept->empty()) *kept = authority_of(file);
        return *kept;
    };
    const auto tls = read_tls(options, *visitors, authority);
    if (tls == nullptr) return scenario::exit_invalid;
    const auto memory = parse_size(options.memory);
    if (!memory.ok()) {
        fmt::print(stderr, "windtunnel: --memory: expected a size such as 8GiB, got {}\n", options.memory);
        return scenario::exit_invalid;
    }
    auto scenario =
        options.scenario.file.empty() ? std::optional(scenario::Scenario()) : play::read_scenario(options.scenario);
    if (!scenario) return scenario::exit_invalid;
    for (stack::Component& component : scenario->architecture.components)
        scenario::choose_program(component, scenario::ClockMode::real);
    const bool user_code = runs_user_code(options, cloud_options->auth);
    if (!add_functions(options, user_code, *accounts, scenario->architecture)) return scenario::exit_invalid;
    const auto key = std::make_shared<const identity::SigningKey>(identity::SigningKey::generate());
    std::signal(SIGINT, [](int) { stopped = 1; });
    std::signal(SIGTERM, [](int) { stopped = 1; });
    const Databases databases(scenario->architecture, [] { return stopped != 0; });
    const RealCaches cache_servers(scenario->architecture, [] { return stopped != 0; });

    scenario->clock.start = *start;
    play::World world(*scenario);
    front::Loop loop(world.clock);
    if (options.clock == "manual") {
        loop.stop_time();
    } else {
        loop.follow_calendar();
        world.context.skew = &loop.calendar_offset();
    }
    OnLoop around(databases, loop);
    RealCacheClients cache_clients(cache_servers, loop);
    front::ThreadPool threads(loop);
    const std::unique_ptr<store::Store> store = open_store(options, memory->count, world.clock, threads);
    stack::Outside outside = around.outside();
    outside.store = store.get();
    outside.accounts = *accounts;
    outside.pace = cloud_options->pace;
    const PackageFolder packages(options.data);
    lambda::api::CodeFolder code(packages.path(), threads);
    const PackageFolder database_folder(options.data, "databases");
    rds::api::SqlDatabases sql(database_folder.path(), options.data.empty()
                                                           ? rds::api::SqlDatabases::Durability::none
                                                           : rds::api::SqlDatabases::Durability::each_commit);
    DatabaseServers::Options database_options;
    database_options.kind = options.databases == "real"       ? DatabaseServers::Kind::real
                            : options.databases == "embedded" ? DatabaseServers::Kind::embedded
                                                              : DatabaseServers::Kind::automatic;
    database_options.folder = database_folder.path() + "/servers";
    database_options.address = options.bind;
    database_options.certificate = [authority, names = options.hosts](const std::string& more) {
        return front::Issuer(authority()).pem_for("", fmt::format("{},{}", fmt::join(names, ","), more));
    };
    DatabaseServers database_servers(loop, std::move(database_options));
    cloud::CloudRecords records(world.context, *store, *accounts, code, sql, cloud_options->pace);
    std::optional<Programs> programs;
    if (user_code) {
        programs.emplace(world.context, loop, records.credentials(), records.directory());
        outside.runtimes = &programs->runtimes();
        if (const auto refused = refused_code(scenario->architecture, programs->runtimes())) {
            fmt::print(stderr, "windtunnel: {}\n", *refused);
            return scenario::exit_invalid;
        }
    }
    front::Addresses addresses;
    stack::Stack stack(world.context, scenario->architecture, key, outside);
    cloud::keep_addresses(stack, world.context, addresses);
    cache_clients.stand_behind(stack.caches());
    CacheNodes caches(world.context,
                      {loop, stack.caches(), [&stack](const std::string& name) { return stack.gates(name); },
                       options.bind, tls, [&](const std::string& name) { return cache_servers.socket(name); }});
    cloud::CloudOptions with_caches = *cloud_options;
    with_caches.nodes = &caches;
    with_caches.database_servers = &database_servers;
    cloud::Cloud cloud(world.context, stack, records, with_caches);
    cloud.keep_domains(addresses);
    front::Site site = cloud::site_of(stack, world.context, addresses);
    site.version = std::string(play::version);
    site.aws = cloud.apis();
    site.function_urls = cloud.function_urls();
    site.logins = cloud.logins();
    Control control(cloud.endpoint(), stack, loop);
    site.pages = control.pages();
    Dashboard dashboard(world.context, stack, loop);
    control.on_reset([&] { cloud.start_over(), dashboard.start_over(); });
    std::optional<TraceExport> traces;
    if (!options.otlp.empty()) {
        traces.emplace(world.clock, cloud.web(), options.otlp);
        dashboard.on_request([&traces](const SeenRequest& request) { traces->add(request); });
    }
    for (front::Page& page : dashboard.pages()) site.pages.push_back(std::move(page));
    ResourcePages resources(world.context, cloud.endpoint());
    for (front::Page& page : resources.pages()) site.pages.push_back(std::move(page));
    site.pages.push_back({"/_windtunnel/outbox",
                          [&cloud](http::Request request) { return outbox_page(cloud.outbox(), std::move(request)); }});
    cloud.outbox().watch([](const identity::Message& message) {
        fmt::print("{} to {}: {}\n", message.medium, message.to, message.text);
        std::fflush(stdout);
    });
    site.pages.push_back(
        {"/_windtunnel/cert", [authority](http::Request request) { return cert_page(authority, request.method); }});
    site.pages.push_back({"/_windtunnel/profile",
                          [&cloud](http::Request request) { return cloud.profiles().handle(std::move(request)); }});
    site.pages.push_back(cloud.answers_to_stacks());
    site.pages.push_back(cloud.user_imports());
    Random sessions = fresh_random(world.context, "localstack.sessions");
    LocalstackPages localstack(site, control, loop, http::request_id(sessions).str());
    for (front::Page& page : localstack.pages()) site.pages.push_back(std::move(page));
    front::Router router(world.context, std::move(site), *visitors);
    cloud.reach_by([&router](http::Request&& request) { return router.handle(std::move(request)); });
    front::AccessLog log(options.access_log);
    front::ServerOptions listen;
    listen.address = options.bind;
    listen.port = options.port;
    listen.tls = tls;
    listen.streams = [&router](const http::Request& head) { return router.streams(head); };
    front::Server server(
        loop, world.metrics, listen,
        [&dashboard, &router, &loop](http::Request&& request) {
            return loop.time_is_stopped() ? in_time(dashboard, router, loop, std::move(request))
                                          : dashboard.watch(router, std::move(request));
        },
        log.on() ? &log : nullptr);

    const std::string here =
        fmt::format("http://{}:{}", is_any(options.bind) ? "127.0.0.1" : options.bind, server.port());
    if (programs) programs->call_at(here);
    if (options.issuer != "aws") stack.user_pools().issue_at(options.issuer == "local" ? here : options.issuer);
    cloud.be_at(here, threads);
    stack.preload(scenario::key_population(*scenario));
    stack.start();
    cloud.start([&addresses] {
        stack::ResourceIds ids;
        for (const auto& [name, at] : addresses.distributions()) ids.emplace(name, at.id);
        return ids;
    });
    const auto ready = [&] {
        localstack.be_ready();
        print_addresses(router.site(), stack, caches, options.bind, server.port(), about_tls(options));
    };
    Scope deploying;
    bool failed = false;
    if (wanted) {
        deploying.spawn(deploy_first(cloud, loop, std::move(*wanted), ready, failed));
    } else {
        ready();
    }

    Scope ending;
    bool asked = false;
    loop.on_signal([&](int) {
        // The second signal does not wait.
        if (std::exchange(asked, true)) return loop.stop();
        dashboard.close();
        ending.spawn(shut_down(server, traces ? &*traces : nullptr, loop));
    });
    if (stopped == 0 && !failed) loop.run();
    fmt::print("Stopped.\n");
    return failed ? static_cast<int>(scenario::exit_invalid) : 0;
}

}  // namespace wt::app
