# Every dependency comes from Debian 12's packages (packages.txt lists them); a current libtorch may replace
# Debian's through CMAKE_PREFIX_PATH.
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(TBB REQUIRED)
find_package(Protobuf REQUIRED)  # before ONNX, whose targets name protobuf's
find_package(ONNX REQUIRED)
add_library(dance_xxhash INTERFACE)
find_library(DANCE_XXHASH_LIBRARY xxhash REQUIRED)
target_link_libraries(dance_xxhash INTERFACE ${DANCE_XXHASH_LIBRARY})

if(DANCE_WITH_TORCH)
  find_package(Torch REQUIRED)
  find_package(OpenMP REQUIRED COMPONENTS CXX)  # without it torch's at::parallel_for is a plain loop
  find_package(Pagmo REQUIRED)
endif()
if(DANCE_TESTS)
  find_package(GTest REQUIRED)
  find_package(rapidcheck REQUIRED)
endif()
