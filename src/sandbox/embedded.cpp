#include "sandbox/embedded.hpp"

// The assembler puts each file between two symbols. Their paths come from the build.
#define WT_EMBED(name, path)                                                                        \
    asm(".pushsection .rodata,\"a\"\n.balign 16\n.global wt_embedded_" #name "\nwt_embedded_" #name \
        ":\n.incbin \"" path "\"\n.global wt_embedded_" #name "_end\nwt_embedded_" #name            \
        "_end:\n.byte 0\n.popsection\n");                                                           \
    extern "C" const char wt_embedded_##name[];                                                     \
    extern "C" const char wt_embedded_##name##_end[];

WT_EMBED(keeper, WT_KEEPER)
WT_EMBED(python, WT_PYTHON_CLIENT)
WT_EMBED(node, WT_NODE_CLIENT)

namespace wt::sandbox {

std::string_view keeper_program() { return {wt_embedded_keeper, wt_embedded_keeper_end}; }
std::string_view python_client() { return {wt_embedded_python, wt_embedded_python_end}; }
std::string_view node_client() { return {wt_embedded_node, wt_embedded_node_end}; }

}  // namespace wt::sandbox
