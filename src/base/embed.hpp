#pragma once

/// A file of the source tree in the program: between the symbols wt_embedded_NAME and wt_embedded_NAME_end, with a zero
/// behind it. `path` is a string literal, from the build; outside any namespace.
#define WT_EMBED(name, path)                                                                        \
    asm(".pushsection .rodata,\"a\"\n.balign 16\n.global wt_embedded_" #name "\nwt_embedded_" #name \
        ":\n.incbin \"" path "\"\n.global wt_embedded_" #name "_end\nwt_embedded_" #name            \
        "_end:\n.byte 0\n.popsection\n");                                                           \
    extern "C" const char wt_embedded_##name[];                                                     \
    extern "C" const char wt_embedded_##name##_end[];
