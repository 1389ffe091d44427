# dance_module(NAME SOURCES... [PLAIN sources...] DEPENDS targets... [TORCH])
#
# One folder is one static library `dance_NAME` (alias dance::NAME). Sources with TORCH share one precompiled
# torch header (dance_torch) and are compiled several at a time: GCC instantiates the header's templates anew
# in every translation unit, which costs more than most sources do. PLAIN sources of such a module do not
# include torch.
set(DANCE_WARNINGS -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  list(APPEND DANCE_WARNINGS -Wno-restrict)  # false alarms on std::string (GCC bug 105651)
endif()
if(DANCE_WERROR)
  list(APPEND DANCE_WARNINGS -Werror)
endif()

if(DANCE_WITH_TORCH)
  # SYSTEM: torch's headers are not ours to warn about.
  add_library(dance_torch STATIC ${CMAKE_SOURCE_DIR}/cmake/torch_pch.cpp)
  target_include_directories(dance_torch SYSTEM PUBLIC ${TORCH_INCLUDE_DIRS})
  # stdc++ before torch: the libtorch of PyTorch 2.11's wheels exports a part of std::filesystem that crashes.
  target_link_libraries(dance_torch PUBLIC stdc++ ${TORCH_LIBRARIES} OpenMP::OpenMP_CXX)
  target_compile_options(dance_torch PRIVATE ${DANCE_WARNINGS})
  target_include_directories(dance_torch PUBLIC ${CMAKE_SOURCE_DIR}/src)
  foreach(folder ${TORCH_INCLUDE_DIRS})
    if(EXISTS ${folder}/fmt/format.h)  # they come before those of the fmt found, whose library does not fit
      target_compile_definitions(dance_torch PUBLIC FMT_HEADER_ONLY)
    endif()
  endforeach()
  target_precompile_headers(dance_torch PRIVATE <torch/torch.h>)
endif()

function(dance_use_torch target)
  target_precompile_headers(${target} REUSE_FROM dance_torch)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${DANCE_UNITY_BUILD} UNITY_BUILD_BATCH_SIZE 9)
endfunction()

function(dance_module name)
  cmake_parse_arguments(ARG "TORCH" "" "SOURCES;PLAIN;DEPENDS" ${ARGN})
  set(target dance_${name})
  add_library(${target} STATIC ${ARG_SOURCES} ${ARG_PLAIN})
  add_library(dance::${name} ALIAS ${target})
  target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_compile_options(${target} PRIVATE ${DANCE_WARNINGS})
  target_link_libraries(${target} PUBLIC ${ARG_DEPENDS})
  if(ARG_TORCH)
    target_link_libraries(${target} PUBLIC dance_torch)
    dance_use_torch(${target})
    set_source_files_properties(${ARG_PLAIN} PROPERTIES SKIP_PRECOMPILE_HEADERS ON SKIP_UNITY_BUILD_INCLUSION ON)
  endif()
endfunction()

# dance_wing(NAME FOLDERS...): dance::NAME, all folders of a wing as one target to link.
function(dance_wing name)
  add_library(dance_${name} INTERFACE)
  add_library(dance::${name} ALIAS dance_${name})
  list(TRANSFORM ARGN PREPEND dance::)
  target_link_libraries(dance_${name} INTERFACE ${ARGN})
endfunction()

# What tests check is optimised; they themselves by -O1 alone, since they are compiled oftener than run.
set(DANCE_TEST_OPTIONS ${DANCE_WARNINGS} $<$<CONFIG:Release,RelWithDebInfo>:-O1>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # The same false alarms, which GCC tells of a std::string that comes out of a precompiled header.
  list(APPEND DANCE_TEST_OPTIONS -Wno-array-bounds -Wno-stringop-overflow)
endif()

# Tests without torch share one precompiled header of GoogleTest, which most of their compilation went into.
if(DANCE_TESTS)
  add_library(dance_gtest STATIC ${CMAKE_SOURCE_DIR}/cmake/gtest_pch.cpp)
  target_link_libraries(dance_gtest PUBLIC GTest::gmock)
  target_compile_options(dance_gtest PRIVATE ${DANCE_TEST_OPTIONS})
  target_precompile_headers(dance_gtest PRIVATE <gmock/gmock.h> <gtest/gtest.h>)
  if(DANCE_WHOLE_TESTS)
    target_compile_options(dance_gtest PRIVATE -fno-sanitize=all)
  endif()
endif()

# dance_test(NAME LABEL SOURCES... DEPENDS targets... [TORCH])
#
# One GoogleTest executable; each of its tests is a CTest test with LABEL. One with TORCH is a CTest test as a
# whole: to load libtorch takes longer than most tests. So is each with DANCE_WHOLE_TESTS; what is checked is
# then instrumented, not the tests, which halves their compilation.
function(dance_test name)
  cmake_parse_arguments(ARG "TORCH" "LABEL" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_compile_options(${name} PRIVATE ${DANCE_TEST_OPTIONS})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_compile_definitions(${name} PRIVATE DANCE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} GTest::gmock GTest::gtest_main)
  if(ARG_TORCH)
    target_link_libraries(${name} PRIVATE dance_torch)
    dance_use_torch(${name})
  else()
    target_precompile_headers(${name} REUSE_FROM dance_gtest)
  endif()
  if(DANCE_WHOLE_TESTS)
    target_compile_options(${name} PRIVATE -fno-sanitize=all)
  endif()
  if(DANCE_WHOLE_TESTS OR ARG_TORCH)
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABEL}")
    return()
  endif()
  gtest_discover_tests(${name} PROPERTIES LABELS "${ARG_LABEL}" DISCOVERY_TIMEOUT 120)
endfunction()
include(GoogleTest)
