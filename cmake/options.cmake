# How everything is compiled. A target links windtunnel_options; nothing else sets flags.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

set(WINDTUNNEL_SANITIZE "" CACHE STRING "sanitizers, comma-separated: address,undefined or thread")
option(WINDTUNNEL_BENCH "build bench/" OFF)
option(WINDTUNNEL_FUZZ "build fuzz/ (clang only)" OFF)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

add_library(windtunnel_options INTERFACE)
target_include_directories(windtunnel_options INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_compile_options(windtunnel_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
  -Woverloaded-virtual -Werror
  -ffp-contract=off  # the same sums on every machine: a fused multiply-add rounds differently
  -pthread  # some libraries ask for it, and the precompiled header must be built as they are
  -fpch-preprocess)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # False positives of GCC 12 inside std::string and std::optional at -O2.
  target_compile_options(windtunnel_options INTERFACE -Wno-restrict -Wno-maybe-uninitialized -Wno-array-bounds
    -Wno-stringop-overflow -Wno-stringop-overread -Wno-dangling-pointer -Wno-mismatched-new-delete
    -Wno-free-nonheap-object)
else()
  # libstdc++ calls what it deprecates (std::stable_sort its temporary buffer).
  target_compile_options(windtunnel_options INTERFACE -Wno-unused-command-line-argument -Wno-deprecated-declarations)
endif()

if(CMAKE_BUILD_TYPE STREQUAL "Debug")
  # Tail calls keep the stack flat when coroutines hand over to one another.
  target_compile_options(windtunnel_options INTERFACE -O1 -foptimize-sibling-calls)
  target_compile_definitions(windtunnel_options INTERFACE _GLIBCXX_ASSERTIONS)
endif()
if(WINDTUNNEL_SANITIZE)
  # Line numbers are what a report needs. A debugger wants -g here, with which the compiler takes a third longer.
  set(CMAKE_CXX_FLAGS_DEBUG "-g1" CACHE STRING "debug information" FORCE)
  target_compile_options(windtunnel_options INTERFACE -fsanitize=${WINDTUNNEL_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(windtunnel_options INTERFACE -fsanitize=${WINDTUNNEL_SANITIZE})
endif()
if(WINDTUNNEL_FUZZ)
  target_compile_options(windtunnel_options INTERFACE -fsanitize=fuzzer-no-link)  # so that libFuzzer sees what is covered
endif()

find_program(MOLD mold)
if(MOLD AND NOT CMAKE_CXX_COMPILER_VERSION VERSION_LESS 12)
  target_link_options(windtunnel_options INTERFACE -fuse-ld=mold)
endif()
