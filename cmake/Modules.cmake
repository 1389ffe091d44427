# dance_module(NAME SOURCES... DEPENDS targets... [TORCH])
#
# One folder is one static library `dance_NAME` (alias dance::NAME). Modules with TORCH share one precompiled
# torch header (dance_torch), which halves their compile time.
set(DANCE_WARNINGS -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor)

if(DANCE_WITH_TORCH)
  # SYSTEM: torch's headers are not ours to warn about.
  add_library(dance_torch STATIC ${CMAKE_SOURCE_DIR}/cmake/torch_pch.cpp)
  target_include_directories(dance_torch SYSTEM PUBLIC ${TORCH_INCLUDE_DIRS})
  target_link_libraries(dance_torch PUBLIC ${TORCH_LIBRARIES})
  target_compile_options(dance_torch PRIVATE ${DANCE_WARNINGS})
  target_include_directories(dance_torch PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_precompile_headers(dance_torch PRIVATE <torch/torch.h>)
endif()

function(dance_module name)
  cmake_parse_arguments(ARG "TORCH" "" "SOURCES;DEPENDS" ${ARGN})
  set(target dance_${name})
  add_library(${target} STATIC ${ARG_SOURCES})
  add_library(dance::${name} ALIAS ${target})
  target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_compile_options(${target} PRIVATE ${DANCE_WARNINGS})
  target_link_libraries(${target} PUBLIC ${ARG_DEPENDS})
  if(ARG_TORCH)
    target_link_libraries(${target} PUBLIC dance_torch)
    target_precompile_headers(${target} REUSE_FROM dance_torch)
  endif()
endfunction()

# dance_test(NAME LABEL SOURCES... DEPENDS targets... [TORCH])
#
# One GoogleTest executable; each of its tests is a CTest test with LABEL.
function(dance_test name)
  cmake_parse_arguments(ARG "TORCH" "LABEL" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_compile_options(${name} PRIVATE ${DANCE_WARNINGS})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_compile_definitions(${name} PRIVATE DANCE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} GTest::gmock GTest::gtest_main)
  if(ARG_TORCH)
    target_link_libraries(${name} PRIVATE dance_torch)
    target_precompile_headers(${name} REUSE_FROM dance_torch)
  endif()
  gtest_discover_tests(${name} PROPERTIES LABELS "${ARG_LABEL}" DISCOVERY_TIMEOUT 120)
endfunction()
include(GoogleTest)
