#include "fetch.h"

#include <stdio.h>
#include <string.h>

#include <curl/curl.h>

#include "buffer.h"
#include "monotonic.h"
#include "request.h"

#define CONNECT_MS 2000L
#define READ_BYTES 16384

void fetch_init(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

void fetch_end(void)
{
    curl_global_cleanup();
}

static struct buffer *fail(const char **why, const char *word)
{
    *why = word;
    return NULL;
}

struct buffer *fetch_file(struct arena *arena, const char *path, const char **why)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return fail(why, "unreadable");
    struct buffer *bytes = buffer_new(arena, READ_BYTES);
    size_t got;
    do {
        got = fread(buffer_room(bytes, READ_BYTES), 1, READ_BYTES, file);
        bytes->size += got;
    } while (got > 0 && bytes->size <= FETCH_BYTES_MAX);
    bool broken = ferror(file) != 0;
    fclose(file);
    bytes->bytes[bytes->size] = '\0';
    if (broken)
        return fail(why, "unreadable");
    return bytes->size > FETCH_BYTES_MAX ? fail(why, "too_large") : bytes;
}

/* Fewer bytes taken than given end the transfer. */
static size_t receive(char *bytes, size_t one, size_t size, void *to)
{
    struct buffer *buffer = to;
    if (buffer->size + one * size > FETCH_BYTES_MAX)
        return 0;
    buffer_add(buffer, bytes, one * size);
    return one * size;
}

/* No option that is set here can be missing from the library, except by a fault of the build. */
static bool prepare(CURL *curl, const char *url, const char *authority_file, long left_ms)
{
    bool here = !strncmp(url, "http:", 5);
    CURLcode bad = curl_easy_setopt(curl, CURLOPT_URL, url);
    bad |= curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, here ? "http" : "https");
    bad |= curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    bad |= curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    bad |= curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
    bad |= curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, left_ms);
    bad |= curl_easy_setopt(curl, CURLOPT_MAXFILESIZE, (long)FETCH_BYTES_MAX);
    bad |= curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    bad |= curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    bad |= curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    bad |= curl_easy_setopt(curl, CURLOPT_USERAGENT, "continuum");
    bad |= curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
    if (authority_file)
        bad |= curl_easy_setopt(curl, CURLOPT_CAINFO, authority_file);
    if (here)
        bad |= curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    return bad == CURLE_OK;
}

static const char *word_for(CURLcode code)
{
    switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
        return "too_slow";
    case CURLE_FILESIZE_EXCEEDED:
    case CURLE_WRITE_ERROR:
        return "too_large";
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
        return "certificate";
    default:
        return "unreachable";
    }
}

struct buffer *fetch_url(struct arena *arena, const char *url, const char *authority_file,
                         int64_t deadline_ns, const char **why)
{
    long left_ms = (long)((deadline_ns - clock_ns()) / 1000000), status = 0;
    if (left_ms <= 0)
        return fail(why, "too_slow");
    CURL *curl = curl_easy_init();
    struct buffer *bytes = buffer_new(arena, READ_BYTES);
    if (!curl || !prepare(curl, url, authority_file, left_ms) ||
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, bytes) != CURLE_OK) {
        curl_easy_cleanup(curl);
        return fail(why, "unreachable");
    }
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_cleanup(curl);
    if (code != CURLE_OK)
        return fail(why, word_for(code));
    return status == 200 ? bytes : fail(why, "wrong_status");
}

static bool part_is(CURLU *url, CURLUPart part, const char *one, const char *other)
{
    char *text = NULL;
    curl_url_get(url, part, &text, 0);
    bool is = text && (!strcmp(text, one) || !strcmp(text, other));
    curl_free(text);
    return is;
}

static bool part_absent(CURLU *url, CURLUPart part)
{
    char *text = NULL;
    CURLUcode code = curl_url_get(url, part, &text, 0);
    curl_free(text);
    return code != CURLUE_OK;
}

bool fetch_is_url(const char *text)
{
    for (const char *c = text; *c; c++)
        if (*c <= ' ' || *c > '~' || *c == '\\')
            return false;
    size_t scheme = !strncmp(text, "https://", 8) ? 8 : !strncmp(text, "http://", 7) ? 7 : 0;
    if (!scheme || text[scheme] == '/')
        return false;
    CURLU *url = curl_url();
    bool good = url && curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK &&
                part_absent(url, CURLUPART_USER) && part_absent(url, CURLUPART_PASSWORD) &&
                part_absent(url, CURLUPART_FRAGMENT) &&
                (part_is(url, CURLUPART_SCHEME, "https", "https") ||
                 part_is(url, CURLUPART_HOST, "127.0.0.1", "localhost"));
    curl_url_cleanup(url);
    return good;
}
