# add_layer(<folder> [CONTROL [EXCEPT <file>...]] USES <other layers>... LIBRARIES <outside libraries>...
#   [PRIVATE_LIBRARIES ...])
#
# CONTROL: its code runs once a call or once a run, not once a simulated request; in release it is compiled for size, which
# takes less than half of the time. EXCEPT: all but these files of it.
#
# A SERVICE.toml in the folder says which operations of AWS's model models/SERVICE.model are written there: tools/shapes
# makes SERVICE_shapes.hpp, SERVICE_shapes.cpp and SERVICE_operations.cpp of the two in generated/<folder>. The last one belongs
# to the layer of the class that it names, which may be a later one.
#
# Declares one folder of src/ as a static library `wt_<folder>` (a / in the folder becomes _) and holds it to its word:
#   configure time  an #include of a layer that is not in USES stops the configure;
#   build time      every header is compiled alone (by the source file of its name, or by the target `headers`);
#   link time       `link_<folder>` links the whole library against USES and nothing else.
# Every header and source file of the folder must be listed or globbed by it: nothing lies about unbuilt.
find_package(Python3 COMPONENTS Interpreter)

add_custom_target(headers)
# A precompiled header serves the flags that it was made with.
set(control_header wt_base)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  set(control_options -Os)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Passes that take a fifth of the compiler's time and make the code 3% smaller (CONTRIBUTING.md, "Builds").
    list(APPEND control_options -fno-tree-pta -fno-ipa-modref -fno-ipa-icf -fno-ipa-sra -fno-ipa-cp -fno-tree-vrp
      -fno-tree-pre -fno-gcse -fno-schedule-insns2)
  endif()
  set(control_header control_header)
endif()
set(generated_dir ${CMAKE_BINARY_DIR}/generated)

function(add_layer folder)
  cmake_parse_arguments(arg "CONTROL" "" "EXCEPT;USES;LIBRARIES;PRIVATE_LIBRARIES" ${ARGN})
  string(REPLACE "/" "_" name ${folder})
  set(dir ${PROJECT_SOURCE_DIR}/src/${folder})

  file(GLOB sources CONFIGURE_DEPENDS ${dir}/*.cpp)
  file(GLOB headers CONFIGURE_DEPENDS ${dir}/*.hpp)

  # What the files of this folder include, against what the folder may use.
  foreach(file IN LISTS sources headers)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(STRINGS ${file} includes REGEX "^#include \"")
    foreach(line IN LISTS includes)
      string(REGEX REPLACE "^#include \"(.*)/[^/]*\"$" "\\1" used "${line}")
      if(NOT used STREQUAL folder AND NOT used IN_LIST arg_USES)
        file(RELATIVE_PATH place ${PROJECT_SOURCE_DIR} ${file})
        message(FATAL_ERROR "${place} includes \"${used}/...\", but '${folder}' may use only: ${arg_USES}\n"
          "Either the include belongs elsewhere, or src/CMakeLists.txt must say so.")
      endif()
    endforeach()
  endforeach()

  file(GLOB services CONFIGURE_DEPENDS ${dir}/*.toml)
  foreach(service IN LISTS services)
    get_filename_component(stem ${service} NAME_WE)
    set(model ${PROJECT_SOURCE_DIR}/models/${stem}.model)
    string(REPLACE "-" "_" stem ${stem})
    set(made ${generated_dir}/${folder}/${stem})
    add_custom_command(OUTPUT ${made}_shapes.hpp ${made}_shapes.cpp ${made}_operations.cpp
      COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tools/shapes ${service} ${generated_dir}/${folder}
      DEPENDS ${service} ${model} ${PROJECT_SOURCE_DIR}/tools/shapes ${PROJECT_SOURCE_DIR}/tools/model.py VERBATIM)
    list(APPEND sources ${made}_shapes.hpp ${made}_shapes.cpp)
    file(STRINGS ${service} class REGEX "^header = ")
    set(written ${folder})
    if(class)
      string(REGEX REPLACE "^header = \"(.*)/[^/]*\"$" "\\1" written "${class}")
    endif()
    set_property(GLOBAL APPEND PROPERTY "operations of ${written}" ${made}_operations.cpp)
  endforeach()

  get_property(operations GLOBAL PROPERTY "operations of ${folder}")
  list(APPEND sources ${operations})

  # Files with flags of their own are a target of their own: CMake makes batches of files with the same flags.
  set(control_sources "")
  if(arg_EXCEPT AND control_options)
    list(TRANSFORM arg_EXCEPT PREPEND ${dir}/)
    set(control_sources ${sources})
    list(REMOVE_ITEM control_sources ${arg_EXCEPT})
    set(sources ${arg_EXCEPT})
  endif()

  if(NOT sources)  # a layer of headers only
    set(sources ${CMAKE_BINARY_DIR}/headers/empty.cpp)
    file(CONFIGURE OUTPUT ${sources} CONTENT "")
  endif()

  set(needs ${arg_USES})
  list(TRANSFORM needs REPLACE "/" "_")
  list(TRANSFORM needs PREPEND wt_)

  add_library(wt_${name} STATIC ${sources})
  set_target_properties(wt_${name} PROPERTIES LINKER_LANGUAGE CXX)
  target_link_libraries(wt_${name} PUBLIC ${needs} ${arg_LIBRARIES} windtunnel_options PRIVATE ${arg_PRIVATE_LIBRARIES})
  if(services)
    target_include_directories(wt_${name} PUBLIC ${generated_dir})
  endif()
  if(arg_CONTROL AND NOT arg_EXCEPT)
    target_compile_options(wt_${name} PRIVATE ${control_options})
  endif()
  if(control_sources)
    add_library(wt_${name}_control OBJECT ${control_sources})
    target_link_libraries(wt_${name}_control PRIVATE ${needs} ${arg_LIBRARIES} ${arg_PRIVATE_LIBRARIES} windtunnel_options)
    target_compile_options(wt_${name}_control PRIVATE ${control_options})
    target_precompile_headers(wt_${name}_control REUSE_FROM ${control_header})
    target_sources(wt_${name} PRIVATE $<TARGET_OBJECTS:wt_${name}_control>)
  endif()
  if(folder STREQUAL "base")
    target_precompile_headers(wt_base PRIVATE ${PROJECT_SOURCE_DIR}/cmake/precompiled.hpp)
    precompiled_header_sum(wt_base ${PROJECT_SOURCE_DIR}/cmake/precompiled.hpp ${fmt_VERSION})
    if(NOT control_header STREQUAL "wt_base")
      file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/headers/empty.cpp CONTENT "")
      add_library(${control_header} STATIC ${CMAKE_BINARY_DIR}/headers/empty.cpp)
      target_link_libraries(${control_header} PRIVATE ${arg_LIBRARIES} windtunnel_options)
      target_compile_options(${control_header} PRIVATE ${control_options})
      target_precompile_headers(${control_header} PRIVATE ${PROJECT_SOURCE_DIR}/cmake/precompiled.hpp)
      precompiled_header_sum(${control_header} ${PROJECT_SOURCE_DIR}/cmake/precompiled.hpp ${fmt_VERSION})
    endif()
  elseif(arg_CONTROL AND NOT arg_EXCEPT)
    target_precompile_headers(wt_${name} REUSE_FROM ${control_header})
  else()
    target_precompile_headers(wt_${name} REUSE_FROM wt_base)
  endif()

  # Each header alone, beside the precompiled one as everywhere; in the preset clang-tidy without it. One that its own
  # source file includes first is compiled alone already, by that.
  set(checks "")
  foreach(header IN LISTS headers)
    get_filename_component(stem ${header} NAME_WE)
    if(EXISTS ${dir}/${stem}.cpp)
      file(STRINGS ${dir}/${stem}.cpp first REGEX "^#include " LIMIT_COUNT 1)
      if(first STREQUAL "#include \"${folder}/${stem}.hpp\"")
        continue()
      endif()
    endif()
    set(check ${CMAKE_BINARY_DIR}/headers/${name}_${stem}.cpp)
    file(CONFIGURE OUTPUT ${check} CONTENT "#include \"${folder}/${stem}.hpp\"\n")
    list(APPEND checks ${check})
  endforeach()
  if(checks)
    add_library(headers_${name} OBJECT EXCLUDE_FROM_ALL ${checks})
    target_link_libraries(headers_${name} PRIVATE ${needs} ${arg_LIBRARIES} ${arg_PRIVATE_LIBRARIES} windtunnel_options)
    target_precompile_headers(headers_${name} REUSE_FROM wt_base)
    set_target_properties(headers_${name} PROPERTIES UNITY_BUILD OFF)
    if(services)
      target_include_directories(headers_${name} PRIVATE ${generated_dir})
      add_dependencies(headers_${name} wt_${name})  # whose shapes are generated first
    endif()
    add_dependencies(headers headers_${name})
  endif()

  # The whole library against what it declares, so that a hidden dependency is a link error.
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/headers/main.cpp CONTENT "int main() {}\n")
  add_executable(link_${name} EXCLUDE_FROM_ALL ${CMAKE_BINARY_DIR}/headers/main.cpp)
  target_link_libraries(link_${name} PRIVATE -Wl,--whole-archive wt_${name} -Wl,--no-whole-archive)
  add_dependencies(headers link_${name})
endfunction()
