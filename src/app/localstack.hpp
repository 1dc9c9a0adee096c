#pragma once
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "app/control.hpp"
#include "app/options.hpp"
#include "front/loop.hpp"
#include "front/site.hpp"

namespace wt::app {

/// The pages by which tools that were made for LocalStack find a server, wait for it, and start over:
///   GET  /_localstack/health         {"services": {"s3": "running", ...}, "edition": ..., "version": ...}
///   POST /_localstack/health         {"action": "restart"}: forgets everything
///   GET  /_localstack/init[/STAGE]   how far the start has come; scripts are none
///   GET  /_localstack/info
///   POST /_localstack/state/reset    forgets everything
class LocalstackPages {
public:
    /// `control` and `loop` outlive this; of the site, services and components are told.
    LocalstackPages(const front::Site& site, Control& control, const front::Loop& loop, std::string session);

    [[nodiscard]] std::vector<front::Page> pages();
    /// From now on the stage READY has come: what is deployed first stands.
    void be_ready() { ready_ = true; }

private:
    [[nodiscard]] Task<http::Response> health(http::Request request);
    [[nodiscard]] Task<http::Response> reset(http::Request request);
    [[nodiscard]] http::Response init() const;
    [[nodiscard]] http::Response stage(const std::string& name) const;
    [[nodiscard]] http::Response info() const;

    std::vector<front::AwsApis::Api> services_;
    std::function<std::vector<std::pair<std::string, std::string>>()> components_;
    std::string version_;
    Control& control_;
    const front::Loop& loop_;
    Instant started_;
    std::string session_;
    bool ready_ = false;
};

/// What LocalStack's environment variables ask for goes into the options, where the command line (`is_given`, by
/// option: "--port") says nothing: GATEWAY_LISTEN, LOCALSTACK_HOST, PERSISTENCE with LOCALSTACK_VOLUME_DIR,
/// ENFORCE_IAM, EXTRA_CORS_ALLOWED_ORIGINS, DISABLE_CORS_CHECKS. Says so on standard output.
void heed_localstack(ServeOptions& options, const std::function<bool(const char* option)>& is_given);

}  // namespace wt::app
