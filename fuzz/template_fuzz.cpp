// Templates that nobody wrote: read, taken apart, put in order and evaluated, or refused with a sentence.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "cloudformation/language/evaluate.hpp"
#include "cloudformation/language/flaw.hpp"
#include "cloudformation/language/graph.hpp"
#include "cloudformation/language/loops.hpp"
#include "cloudformation/language/parameters.hpp"

using namespace wt::cloudformation::language;

namespace {

class Names final : public Answers {
public:
    OrderedJson reference(const std::string& resource) override { return resource; }
    OrderedJson attribute(const std::string& resource, const std::string& name) override { return resource + name; }
    OrderedJson import(const std::string& name) override { return name; }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    try {
        OrderedJson tree = read_template(text);
        const auto parameters = parameter_values(parameters_of(tree), {}, {});
        const std::map<std::string, OrderedJson, std::less<>> pseudo{{"AWS::Region", "us-east-1"}};
        const Template nothing;
        tree = written_out(tree, Scope{nothing, parameters, pseudo, {}});
        const Template parts = read_parts(tree);
        Scope scope{parts, parameters, pseudo, {}};
        scope.conditions = condition_values(scope);
        (void)broken_rule(scope);
        const Template made = chosen(parts, scope.conditions);
        const Scope left{made, parameters, pseudo, scope.conditions};
        Names names;
        const auto order = order_of(made);
        WT_ASSERT(order.size() == made.resources.size());
        for (const std::size_t index : order) (void)written(evaluate(made.resources[index].properties, left, names));
    } catch (const Flaw& flaw) {
        WT_ASSERT(!flaw.what.empty());
    }
    return 0;
}
