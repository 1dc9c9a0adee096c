#pragma once
#include <vector>

#include "scenario/traffic.hpp"
#include "stack/stack.hpp"

namespace wt::scenario {

/// Sends requests straight to the hops where they come in.
class InProcess final : public Target {
public:
    explicit InProcess(stack::Stack& stack) : stack_(stack) {}
    [[nodiscard]] std::size_t entrance(const std::string& component) override {
        hops_.push_back(&stack_.at(component));
        return hops_.size() - 1;
    }
    [[nodiscard]] Task<http::Response> send(http::Request&& request, std::size_t entrance) override {
        return hops_[entrance]->send(std::move(request));
    }
    [[nodiscard]] std::string_view answered_by(const http::Response& response) const override {
        return stack_.tier_name(response.answered_by);
    }

private:
    stack::Stack& stack_;
    std::vector<http::Hop*> hops_;
};

}  // namespace wt::scenario
