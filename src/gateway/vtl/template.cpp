#include "gateway/vtl/template.hpp"

#include "gateway/vtl/renderer.hpp"

namespace wt::gateway::vtl {

Result<Template> Template::parse(std::string_view text) {
    Template made;
    made.heap_ = std::make_unique<java::Heap>();
    made.names_ = std::make_unique<Names>();
    made.patterns_ = std::make_unique<Patterns>();
    auto tree = vtl::parse(text, *made.heap_, *made.names_);
    if (!tree.ok()) return Error{tree.error().message};
    made.tree_ = std::move(*tree);
    return made;
}

Result<std::string> Template::render(java::Heap& heap, Variables variables, Absent absent) const {
    Renderer renderer(heap, *patterns_, *names_, tree_, absent);
    for (const auto& [name, value] : variables) renderer.set(name, value);
    return renderer.run(*tree_.root);
}

}  // namespace wt::gateway::vtl
