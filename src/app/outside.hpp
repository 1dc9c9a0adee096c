#pragma once
#include <memory>
#include <string>

#include "app/databases.hpp"
#include "front/loop.hpp"
#include "stack/outside.hpp"

namespace wt::app {

/// What stands outside of the program, on a run's loop.
class OnLoop final : public stack::Origins {
public:
    OnLoop(const Databases& databases, front::Loop& loop) : engines_(databases, loop), loop_(loop) {}
    [[nodiscard]] std::unique_ptr<http::Tier> open(const std::string& url) override;
    [[nodiscard]] stack::Outside outside() {
        stack::Outside outside;
        outside.databases = &engines_;
        outside.origins = this;
        return outside;
    }

private:
    DatabaseEngines engines_;
    front::Loop& loop_;
};

}  // namespace wt::app
