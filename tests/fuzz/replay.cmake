# For tests/CMakeLists.txt: the kept inputs of all targets as one test,
# fuzz-replay, in whatever build this is.
include(${CMAKE_CURRENT_LIST_DIR}/targets.cmake)
foreach(target ${FUZZ_TARGETS})
    fuzz_executable(replay-${target} ${target} ${FUZZ_SOURCES}/replay.c)
    set_target_properties(replay-${target} PROPERTIES
                          RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/replay)
endforeach()
add_test(NAME fuzz-replay COMMAND ${FUZZ_SOURCES}/replay ${CMAKE_BINARY_DIR}/replay)
set_tests_properties(fuzz-replay PROPERTIES TIMEOUT 300)
