#include "sandbox/process_runtime.hpp"

#include <unistd.h>

#include <filesystem>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "lambda/function_name.hpp"

namespace wt::sandbox {

namespace {

using Family = RuntimeKind::Family;

/// Names that a function's own variables cannot take (Lambda Developer Guide, "Defined runtime environment variables").
constexpr std::string_view own_home = "/var/task";

[[nodiscard]] std::string joined(const std::vector<std::string>& parts, char separator) {
    std::string all;
    for (const std::string& part : parts) {
        if (!all.empty()) all += separator;
        all += part;
    }
    return all;
}

/// The class that asks for invocations, as AWS publishes it. On AWS the runtime has it; here the package brings it.
constexpr std::string_view java_client = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

/// Whether the class is there: among a folder's own classes, or in a library of its folder of libraries.
[[nodiscard]] bool holds_java_client(const std::string& folder, std::string_view libraries) {
    std::string file = folder + "/";
    for (const char c : java_client) file += c == '.' ? '/' : c;
    if (access((file + ".class").c_str(), R_OK) == 0) return true;
    std::error_code problem;
    for (const auto& entry : std::filesystem::directory_iterator(folder + std::string(libraries), problem)) {
        const std::string name = entry.path().filename();
        if (name.starts_with("aws-lambda-java-runtime-interface-client") && name.ends_with(".jar")) return true;
    }
    return false;
}

[[nodiscard]] std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

}  // namespace

ProcessRuntime::ProcessRuntime(const Context& context, Runtimes& owner, std::string function,
                               const lambda::FunctionConfig& config)
    : context_(context),
      owner_(owner),
      function_(lambda::function_name(*config.code, function)),
      code_(config.code),
      memory_(config.memory) {
    auto kind = parse_runtime(code_->runtime);
    WT_ASSERT(kind.ok());
    kind_ = std::move(*kind);
    if (code_->watched) watch_.emplace(code_->folder);
}

Place* ProcessRuntime::place_of(lambda::Environment& environment) {
    auto* const held = static_cast<Held*>(environment.sandbox.get());
    return held == nullptr ? nullptr : &held->place();
}

std::vector<std::string> ProcessRuntime::command(bool namespaces) const {
    const std::string clients = namespaces ? "/var/runtime" : owner_.client_folder();
    switch (kind_.family) {
        case Family::python: return {owner_.interpreter(kind_)->path, "-u", clients + "/bootstrap.py"};
        case Family::node: return {owner_.interpreter(kind_)->path, clients + "/index.mjs"};
        case Family::java: return java_command(namespaces);
        case Family::provided: break;
    }
    if (access((code_->folder + "/bootstrap").c_str(), X_OK) == 0)
        return {(namespaces ? std::string(own_home) : code_->folder) + "/bootstrap"};
    for (auto layer = code_->layers.rbegin(); layer != code_->layers.rend(); ++layer) {
        if (access((*layer + "/bootstrap").c_str(), X_OK) == 0)
            return {(namespaces ? std::string("/opt") : *layer) + "/bootstrap"};
    }
    return {};
}

std::vector<std::string> ProcessRuntime::java_command(bool namespaces) const {
    bool has_client = holds_java_client(code_->folder, "/lib");
    for (const std::string& layer : code_->layers) has_client = has_client || holds_java_client(layer, "/java/lib");
    if (!has_client) return {};
    const std::string task = namespaces ? std::string(own_home) : code_->folder;
    std::vector<std::string> classes{task, task + "/lib/*"};
    if (namespaces) {
        classes.emplace_back("/opt/java/lib/*");
    } else {
        for (auto layer = code_->layers.rbegin(); layer != code_->layers.rend(); ++layer)
            classes.push_back(*layer + "/java/lib/*");
    }
    // Of its memory, what is not the heap's: Lambda's own share. A short life: one compiler, one collector.
    const std::string heap = fmt::format("-Xmx{}k", (memory_.count >> 10U) * 85 / 100);
    return {owner_.interpreter(kind_)->path, heap,          "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",       "-cp",         joined(classes, ':'),
            std::string(java_client),        code_->handler};
}

std::vector<std::string> ProcessRuntime::extensions(bool namespaces) const {
    std::map<std::string, std::string> paths;  // by name: a later layer covers an earlier
    for (const std::string& layer : code_->layers) {
        std::error_code problem;
        for (const auto& entry : std::filesystem::directory_iterator(layer + "/extensions", problem)) {
            const std::string name = entry.path().filename();
            const std::string path = entry.path();
            if (!entry.is_directory(problem) && access(path.c_str(), X_OK) == 0)
                paths[name] = namespaces ? "/opt/extensions/" + name : path;
        }
    }
    std::vector<std::string> all;
    for (const auto& [name, path] : paths) all.push_back(path);
    return all;
}

http::Response ProcessRuntime::no_command() const {
    if (kind_.family == Family::java)
        return error_payload(
            "Runtime.InvalidEntrypoint",
            fmt::format("Error: {} runs by AWS's runtime interface client: put the library "
                        "com.amazonaws:aws-lambda-java-runtime-interface-client into the package (lib/, or its classes "
                        "into the jar), or into a layer (java/lib/)",
                        code_->runtime));
    return error_payload("Runtime.InvalidEntrypoint",
                         "Error: Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]");
}

std::vector<std::string> ProcessRuntime::variables(const Place& place, const lambda::Environment& environment,
                                                   bool namespaces, const std::string& tmp) const {
    const lambda::UserCode& code = *code_;
    const std::string task = namespaces ? std::string(own_home) : code.folder;
    const std::string clients = namespaces ? "/var/runtime" : owner_.client_folder();
    // Where there is no /opt, each layer stands for it, the last one first.
    std::vector<std::string> opts;
    if (namespaces) opts.emplace_back("/opt");
    if (!namespaces) opts.assign(code.layers.rbegin(), code.layers.rend());
    const auto in_layers = [&opts](std::vector<std::string>& to, std::string_view inside) {
        for (const std::string& opt : opts) to.push_back(opt + std::string(inside));
    };

    std::map<std::string, std::string> all = code.variables;
    std::vector<std::string> paths{"/var/lang/bin", "/usr/local/bin", "/usr/bin", "/bin"};
    std::vector<std::string> libraries{clients, task, task + "/lib"};
    in_layers(libraries, "/lib");
    if (kind_.family == Family::python) {
        std::vector<std::string> modules{clients};
        in_layers(modules, "/python");
        in_layers(modules, "/python/lib/python" + owner_.interpreter(kind_)->version + "/site-packages");
        all.emplace("PYTHONPATH", joined(modules, ':'));
        all["AWS_EXECUTION_ENV"] = "AWS_Lambda_python" + kind_.version;
    } else if (kind_.family == Family::node) {
        std::vector<std::string> modules;
        in_layers(modules, "/nodejs/node" + kind_.version + "/node_modules");
        in_layers(modules, "/nodejs/node_modules");
        modules.push_back(clients + "/node_modules");
        modules.push_back(clients);
        modules.push_back(task);
        // Last what this machine has for everybody: AWS's SDK may be there, which AWS's runtimes bring along.
        if (!owner_.options().node_path.empty()) modules.push_back(owner_.options().node_path);
        modules.push_back(folder_of(folder_of(owner_.interpreter(kind_)->path)) + "/lib/node_modules");
        all.emplace("NODE_PATH", joined(modules, ':'));
        all["AWS_EXECUTION_ENV"] = "AWS_Lambda_nodejs" + kind_.version + ".x";
    }
    if (kind_.family == Family::java) all["AWS_EXECUTION_ENV"] = "AWS_Lambda_java" + kind_.version;
    if (kind_.family != Family::provided) paths.push_back(folder_of(owner_.interpreter(kind_)->path));
    in_layers(paths, "/bin");
    all.emplace("PATH", joined(paths, ':'));
    all.emplace("LD_LIBRARY_PATH", joined(libraries, ':'));
    all.emplace("LANG", "en_US.UTF-8");
    all.emplace("TZ", ":UTC");
    if (!namespaces) {
        all.emplace("TMPDIR", tmp);
        all.emplace("PYTHONDONTWRITEBYTECODE", "1");
    }
    if (owner_.options().endpoint) {
        const std::string endpoint = owner_.options().endpoint();
        // Code that was written for LocalStack puts the address together by itself.
        const std::size_t host = endpoint.find("://") == std::string::npos ? 0 : endpoint.find("://") + 3;
        const std::size_t colon = std::min(endpoint.rfind(':'), endpoint.size());
        if (colon > host && colon < endpoint.size()) {
            all.emplace("LOCALSTACK_HOSTNAME", endpoint.substr(host, colon - host));
            all.emplace("EDGE_PORT", endpoint.substr(colon + 1));
        }
        all.emplace("AWS_ENDPOINT_URL", endpoint);
    }

    all["_HANDLER"] = code.handler;
    all["LAMBDA_TASK_ROOT"] = task;
    all["LAMBDA_RUNTIME_DIR"] = clients;
    all["AWS_REGION"] = code.region;
    all["AWS_DEFAULT_REGION"] = code.region;
    all["AWS_LAMBDA_FUNCTION_NAME"] = function_;
    all["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = fmt::to_string(memory_.count >> 20U);
    all["AWS_LAMBDA_FUNCTION_VERSION"] = code.version;
    all["AWS_LAMBDA_INITIALIZATION_TYPE"] = environment.provisioned ? "provisioned-concurrency" : "on-demand";
    all["AWS_LAMBDA_LOG_GROUP_NAME"] = code.log_group.empty() ? "/aws/lambda/" + function_ : code.log_group;
    all["AWS_LAMBDA_LOG_STREAM_NAME"] = environment.log == nullptr ? "none" : std::string(environment.log->stream());
    if (code.json_logs) {
        all["AWS_LAMBDA_LOG_FORMAT"] = "JSON";
        if (!code.application_log_level.empty()) all["AWS_LAMBDA_LOG_LEVEL"] = code.application_log_level;
    }
    all["AWS_LAMBDA_RUNTIME_API"] = place.address();
    if (owner_.options().keys) {
        const Keys keys = owner_.options().keys(function_, code);
        all["AWS_ACCESS_KEY_ID"] = keys.access_key_id;
        all["AWS_SECRET_ACCESS_KEY"] = keys.secret_access_key;
        if (!keys.session_token.empty()) all["AWS_SESSION_TOKEN"] = keys.session_token;
    }
    std::vector<std::string> list;
    for (const auto& [name, value] : all) list.push_back(fmt::format("{}={}", name, value));
    return list;
}

Task<std::optional<http::Response>> ProcessRuntime::initialise(lambda::Environment& environment) {
    Place* place = place_of(environment);
    if (place == nullptr || !place->usable()) {
        ExtensionsApi::About about{function_, code_->version, code_->handler, code_->account};
        environment.sandbox =
            std::make_unique<Held>(owner_, std::make_unique<Place>(context_, owner_, memory_, std::move(about)));
        place = place_of(environment);
        place->write_to(environment.log.get());
        std::optional<std::string> refusal;
        bool made = false;
        while (!made) {
            const bool namespaces = owner_.has_namespaces();
            Launch launch;
            launch.namespaces = namespaces;
            launch.command = command(namespaces);
            if (launch.command.empty()) {
                environment.sandbox.reset();
                co_return no_command();
            }
            const std::string tmp = place->tmp_folder(namespaces);
            launch.root = owner_.root_folder();
            launch.code = code_->folder;
            launch.runtimes = owner_.client_folder();
            launch.tmp_bytes = code_->ephemeral_storage.count;
            launch.layers = code_->layers;
            launch.extensions = extensions(namespaces);
            launch.environment = variables(*place, environment, namespaces, tmp);
            refusal = co_await place->prepare(std::move(launch));
            // Without namespaces it is another environment, with other paths.
            made = !refusal || namespaces == owner_.has_namespaces();
        }
        if (refusal) {
            environment.sandbox.reset();
            co_return error_payload("Runtime.SandboxError", fmt::format("Error: no environment: {}", *refusal));
        }
    }
    place->write_to(environment.log.get());
    place->start();
    std::optional<http::Response> refusal = co_await place->ready();
    place->end_work();
    environment.memory_used = place->memory_used();
    if (refusal) {
        place->stop();
        owner_.tell_of_failure(function_, refusal->body.view());
    }
    co_return refusal;
}

Task<http::Response> ProcessRuntime::execute(lambda::Environment& environment, http::Request&& request) {
    Place* place = place_of(environment);
    if (place == nullptr || !place->running()) {
        // It ended while nobody looked.
        std::optional<http::Response> refusal = co_await initialise(environment);
        if (refusal) {
            environment.initialised = false;
            co_return std::move(*refusal);
        }
        place = place_of(environment);
    }
    place->write_to(environment.log.get());
    place->begin_work();
    place->extensions().tell_invocation(request);
    http::Response response = co_await place->api().invoke(std::move(request), environment.answer);
    place->end_work();
    environment.memory_used = place->memory_used();
    if (!place->running()) environment.initialised = false;
    co_return response;
}

void ProcessRuntime::reset(lambda::Environment& environment) {
    if (Place* place = place_of(environment)) {
        place->stop();
        environment.memory_used = place->memory_used();
    }
}

}  // namespace wt::sandbox
