#include "app/programs.hpp"

#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>

#include "base/fresh_random.hpp"
#include "cloud/role_keys.hpp"
#include "iam/role_session.hpp"

namespace wt::app {

namespace {

/// Longer than an environment is expected to live; it is given new ones when its program starts again.
constexpr Duration keys_last = 7 * 24h;

[[nodiscard]] std::string variable(const char* name, const char* otherwise) {
    const char* const value = std::getenv(name);
    return value == nullptr || *value == '\0' ? otherwise : value;
}

[[nodiscard]] sandbox::RuntimesOptions options_of() {
    sandbox::RuntimesOptions options;
    options.folder = variable("TMPDIR", "/tmp");
    options.path = variable("PATH", "/usr/local/bin:/usr/bin:/bin");
    options.node_path = variable("NODE_PATH", "");
    options.warn = [](const std::string& sentence) { fmt::print(stderr, "windtunnel: {}\n", sentence); };
    return options;
}

}  // namespace

std::optional<std::string> refused_code(const stack::Architecture& architecture, const lambda::RuntimeMaker& runtimes) {
    for (const stack::Component& component : architecture.components) {
        const auto* const function = std::get_if<lambda::FunctionConfig>(&component.config);
        if (function == nullptr || function->code == nullptr) continue;
        if (const auto refused = runtimes.refuses(*function->code))
            return fmt::format("{}: {}", component.name, refused->message);
    }
    return std::nullopt;
}

Programs::Programs(const Context& context, front::Loop& loop, iam::Credentials& credentials,
                   const iam::Directory& directory)
    : context_(context),
      credentials_(credentials),
      directory_(directory),
      random_(fresh_random(context, "lambda.keys")),
      runtimes_(loop, [this] {
          sandbox::RuntimesOptions options = options_of();
          options.keys = [this](const std::string& function, const lambda::UserCode& code) {
              return keys_for(function, code);
          };
          options.endpoint = [this] { return endpoint_; };
          return options;
      }()) {}

sandbox::Keys Programs::keys_for(const std::string& function, const lambda::UserCode& code) {
    const Instant end = context_.calendar() + keys_last;
    auto made = cloud::role_keys(directory_, random_, code.role, function, end);
    if (!made) made = iam::temporary_credential(random_, aws::root_of(code.account), end);
    sandbox::Keys keys{made->access_key_id, made->secret_access_key, made->session_token};
    credentials_.add(std::move(*made));
    return keys;
}

}  // namespace wt::app
