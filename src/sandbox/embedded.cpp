#include "sandbox/embedded.hpp"

#include "base/embed.hpp"

WT_EMBED(keeper, WT_KEEPER)
WT_EMBED(python, WT_PYTHON_CLIENT)
WT_EMBED(node, WT_NODE_CLIENT)

namespace wt::sandbox {

std::string_view keeper_program() { return {wt_embedded_keeper, wt_embedded_keeper_end}; }
std::string_view python_client() { return {wt_embedded_python, wt_embedded_python_end}; }
std::string_view node_client() { return {wt_embedded_node, wt_embedded_node_end}; }

}  // namespace wt::sandbox
