# What the fuzzers and their replay are made of.
set(FUZZ_TARGETS target head accept body_json csv token json_text text)
set(FUZZ_SOURCES ${CMAKE_CURRENT_LIST_DIR})

# fuzz_executable(NAME TARGET [SOURCE...]): no database, see fuzz.c.
function(fuzz_executable name target)
    add_executable(${name} ${FUZZ_SOURCES}/${target}.c ${FUZZ_SOURCES}/fuzz.c ${ARGN})
    target_link_libraries(${name} PRIVATE service)
    target_link_options(${name} PRIVATE LINKER:--wrap=db_query,--wrap=db_row,--wrap=db_snapshot)
endfunction()
