/* Runs a fuzz target over kept inputs, without libFuzzer: replay PLACE...,
 * each a file or a directory of files. The first that fails ends it. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz.h"

static size_t count;

static void run_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    struct stat about;
    if (!file || fstat(fileno(file), &about)) {
        perror(path);
        exit(2);
    }
    size_t size = (size_t)about.st_size;
    /* As large as the input and not a byte more, so that an overrun is seen. */
    uint8_t *bytes = malloc(size ? size : 1);
    CHECK(bytes && fread(bytes, 1, size, file) == size);
    fclose(file);
    fprintf(stderr, "%s\n", path);
    LLVMFuzzerTestOneInput(bytes, size);
    free(bytes);
    count++;
}

static void run(const char *path)
{
    DIR *directory = opendir(path);
    if (!directory) {
        run_file(path);
        return;
    }
    struct dirent *entry;
    while ((entry = readdir(directory))) {
        char inner[4096];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
        run(inner);
    }
    closedir(directory);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        run(argv[i]);
    printf("%zu inputs\n", count);
    return count ? 0 : 2;
}
