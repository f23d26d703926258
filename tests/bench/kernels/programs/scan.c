// String scanning: lengths, searches, comparison, copying, counting, byte by byte
#include "../kernel.h"

enum { TEXT = 1 << 20 };
static char *text, *copy;
static uint32_t result[8];

void init(void) {
    NEW(text, TEXT), NEW(copy, TEXT);
    uint32_t random = 5, n = 0;
    // Lines of 0 to 127 letters, some of them the same as the one before.
    uint32_t last = 0, length = 0;
    while (n < TEXT - 260) {
        uint32_t x = next_random(&random);
        if (x % 4 == 0 && length) {
            for (uint32_t i = 0; i < length; i++) text[n + i] = text[last + i];
        } else {
            length = x >> 25;
            for (uint32_t i = 0; i < length; i++) {
                uint32_t y = next_random(&random) % 40;
                text[n + i] = y < 26 ? (char)('a' + y) : ' ';
            }
        }
        last = n;
        n += length;
        text[n++] = '\n';
    }
    text[n] = 0;
}

static uint32_t length_of(const char *s) {
    const char *p = s;
    while (*p) p++;
    return (uint32_t)(p - s);
}

static const char *find(const char *s, char c) {
    while (*s && *s != c) s++;
    return s;
}

static const char *skip_space(const char *s) {
    while (*s == ' ' || *s == '\t') s++;
    return s;
}

static uint32_t common_prefix(const char *a, const char *b) {
    uint32_t n = 0;
    while (a[n] && a[n] == b[n]) n++;
    return n;
}

static void copy_string(char *to, const char *from) {
    while ((*to++ = *from++)) {}
}

void run(void) {
    for (int i = 0; i < 8; i++) result[i] = 0;
    result[0] = length_of(text);
    const char *before = text;
    for (const char *line = text; *line; line = find(line, '\n') + 1) {
        result[1]++;
        result[2] += common_prefix(before, line);
        result[3] += (uint32_t)(skip_space(line) - line);
        const char *q = find(line, 'q');
        result[4] = result[4] * 31 + (uint32_t)(q - line);
        before = line;
    }
    for (const char *p = text; *p; p++) result[5] += *p == 'e' || *p == 't';
    copy_string(copy, text);
    for (uint32_t i = 0; i < result[0]; i++) result[6] = result[6] * 31 + (unsigned char)copy[i];
}

double check(void) { return hash(0, result, sizeof result); }
