#include "lambda/functions.hpp"

#include "base/assert.hpp"
#include "base/literals.hpp"

namespace wt::lambda {

namespace {

constexpr Duration look_every = 1s;

}  // namespace

void Functions::stand(const std::string& name, FunctionConfig config) {
    auto function =
        std::make_shared<Function>(contexts_.begin(name), name, std::move(config), account_, backends_, maker_);
    function->watch(log_);
    if (started_) function->start();
    ways_.to(name).end().lead_to(function);
    if (auto old = functions_.put(name, std::move(function))) finishing_.spawn(finish(std::move(old)));
}

std::optional<Error> Functions::refuses(const FunctionConfig& config) const {
    if (config.code == nullptr) return std::nullopt;
    if (maker_ == nullptr) return Error{std::string(no_user_code)};
    return maker_->refuses(*config.code);
}

bool Functions::knows_backends_of(const FunctionConfig& config) const {
    for (const NativeHandler& handler : config.handlers) {
        for (const Call& call : handler.calls) {
            if (!backends_.contains(call.to)) return false;
        }
    }
    return true;
}

Function& Functions::create(const std::string& name, FunctionConfig config) {
    WT_ASSERT(!functions_.has(name));
    stand(name, std::move(config));
    return *functions_.find(name);
}

bool Functions::update(const std::string& name, FunctionConfig config) {
    Function* const function = functions_.find(name);
    if (function == nullptr) return false;
    if (function->update(config)) stand(name, std::move(config));
    return true;
}

bool Functions::remove(const std::string& name) {
    auto old = functions_.take(name);
    if (old == nullptr) return false;
    ways_.to(name).end().lead_to(nullptr);
    finishing_.spawn(finish(std::move(old)));
    return true;
}

Task<void> Functions::finish(std::shared_ptr<Function> old) {
    Clock& clock = contexts_.of(old->name()).clock;
    while (old->busy() > 0) co_await clock.sleep_for(look_every);
}

void Functions::start() {
    started_ = true;
    for (const auto& [name, function] : functions_.list()) function->start();
}

void Functions::watch(InvocationLog* log) {
    log_ = log;
    for (const auto& [name, function] : functions_.list()) function->watch(log);
}

void Functions::tell_of_failed_event(const std::string& name, std::string_view payload) {
    if (maker_ != nullptr) maker_->tell_of_failed_event(name, payload);
}

}  // namespace wt::lambda
