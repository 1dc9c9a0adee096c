#pragma once
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/java/value.hpp"
#include "gateway/mapping/paths.hpp"

namespace wt::gateway::mapping {

/// Names and values as they came; where a name comes twice, the last one counts.
using Parameters = std::span<const std::pair<std::string, std::string>>;

struct RequestParameters {
    Parameters path;
    Parameters querystring;
    Parameters header;
};

/// $input: the body, what is in it, and the request's parameters. The body is read once, and what a template changes in
/// it stays changed for the rest of it.
class Input final : public java::Object {
public:
    /// `body` and the parameters outlive it. No body is {}.
    Input(std::string_view body, const RequestParameters& parameters, Paths& paths)
        : body_(body.empty() ? std::string_view("{}") : body), parameters_(parameters), paths_(paths) {}

    [[nodiscard]] java::Outcome property(std::string_view name, java::Heap& heap) override;
    [[nodiscard]] java::Outcome call(std::string_view name, std::span<const java::Value> arguments,
                                     java::Heap& heap) override;
    [[nodiscard]] bool print(std::string& to) override;

    /// Why the body is no JSON, in the words that a client gets; empty when it is, or nobody asked.
    [[nodiscard]] const std::string& body_problem() const { return problem_; }

private:
    enum class Form : std::uint8_t { object, json };
    [[nodiscard]] java::Outcome read(std::string_view path, Form form, java::Heap& heap);
    [[nodiscard]] java::Outcome parameter(std::string_view name) const;
    [[nodiscard]] java::Value all_parameters(java::Heap& heap);

    std::string_view body_;
    RequestParameters parameters_;
    Paths& paths_;
    java::Value document_;
    bool was_read_ = false;
    std::string problem_;
    java::Map* made_parameters_ = nullptr;
};

}  // namespace wt::gateway::mapping
