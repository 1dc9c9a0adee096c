# How everything is compiled. A target links windtunnel_options; nothing else sets flags.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

set(WINDTUNNEL_SANITIZE "" CACHE STRING "sanitizers, comma-separated: address,undefined or thread")
option(WINDTUNNEL_BENCH "build bench/" OFF)
option(WINDTUNNEL_FUZZ "build fuzz/ (clang only)" OFF)

# Files of a target are compiled several at once: what they all include is read once, and templates are made once.
option(WINDTUNNEL_UNITY "compile files in batches" ON)
set(CMAKE_UNITY_BUILD ${WINDTUNNEL_UNITY})
set(CMAKE_UNITY_BUILD_BATCH_SIZE 32)

# What was compiled in one checkout is found again from another: paths below the project count as relative, and a
# precompiled header by what it was made from (precompiled_header_sum) instead of by its bytes, which name its folder.
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
    CCACHE_PCH_EXTSUM=1 CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
endif()

# CMake names the header beside the precompiled one to clang, by a path that ccache does not see as one.
if(CCACHE AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  set(CMAKE_CXX_COMPILE_OPTIONS_USE_PCH -Xclang -include-pch -Xclang <PCH_FILE>)
endif()

# precompiled_header_sum(<target> <header> <versions of the libraries that it includes>...): what ccache knows the
# target's precompiled header by. Flags and the compiler count in each compile's own sum.
function(precompiled_header_sum target header)
  file(SHA256 ${header} content)
  string(SHA256 sum "${content} ${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION} ${CMAKE_CXX_FLAGS} ${ARGN}")
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    set(suffix gch)
  else()
    set(suffix pch)
  endif()
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}.dir/cmake_pch.hxx.${suffix}.sum CONTENT "${sum}\n")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${header})
endfunction()

add_library(windtunnel_options INTERFACE)
target_include_directories(windtunnel_options INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_compile_options(windtunnel_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
  -Woverloaded-virtual -Werror
  -ffp-contract=off  # the same sums on every machine: a fused multiply-add rounds differently
  -pthread  # some libraries ask for it, and the precompiled header must be built as they are
  -fpch-preprocess
  -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # False positives of GCC 12 inside std::string and std::optional at -O2.
  target_compile_options(windtunnel_options INTERFACE -Wno-restrict -Wno-maybe-uninitialized -Wno-array-bounds
    -Wno-stringop-overflow -Wno-stringop-overread -Wno-dangling-pointer -Wno-mismatched-new-delete
    -Wno-free-nonheap-object)
  # In a batch, a local of one file may have the name of another file's constant, and GCC takes the files for headers.
  if(WINDTUNNEL_UNITY)
    target_compile_options(windtunnel_options INTERFACE -Wno-shadow -Wshadow=local -Wno-subobject-linkage
      "SHELL:--param ggc-min-heapsize=1048576"  # KiB: it tidies up its memory later
      "SHELL:--param large-unit-insns=10000000")  # a batch is no reason to inline less
  endif()
else()
  if(WINDTUNNEL_UNITY)
    target_compile_options(windtunnel_options INTERFACE -Wno-shadow)
  endif()
  # libstdc++ calls what it deprecates (std::stable_sort its temporary buffer).
  # Nor does a precompiled header remember when it was made: ccache has its sum.
  target_compile_options(windtunnel_options INTERFACE -Wno-unused-command-line-argument -Wno-deprecated-declarations
    "SHELL:-Xclang -fno-pch-timestamp")
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
