# What the fuzzers and their replay are made of.
set(FUZZ_TARGETS target head accept body_json csv csv_large token jwt json_text text peer vector row qda)
set(FUZZ_SOURCES ${CMAKE_CURRENT_LIST_DIR})

# fuzz_executable(NAME TARGET [SOURCE...]). What database.c defines, the linker
# does not take from the library.
function(fuzz_executable name target)
    add_executable(${name} ${FUZZ_SOURCES}/${target}.c ${FUZZ_SOURCES}/fuzz.c
                   ${FUZZ_SOURCES}/database.c ${ARGN})
    target_link_libraries(${name} PRIVATE service)
endfunction()
