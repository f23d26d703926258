// LZ77: compresses with a chained hash table, decompresses, compares
#include "../kernel.h"

enum { TEXT = 1 << 18, PACKED = TEXT * 2, WINDOW = 1 << 15, HASHES = 1 << 14, CHAIN = 16, MIN = 4, MAX = 258 };
static uint8_t *text, *packed, *unpacked;
static int32_t *head, *previous;
static uint32_t result[3];

void init(void) {
    NEW(text, TEXT), NEW(packed, PACKED), NEW(unpacked, TEXT), NEW(head, HASHES), NEW(previous, WINDOW);
    static const char *const words[] = {"the ", "quick ", "brown ", "fox ", "jumps ", "over ", "a ", "lazy ", "dog, ",
                                        "while ", "nobody ", "watches.\n", "Then ", "again, ", "0123456789 ", "end "};
    uint32_t random = 3, n = 0;
    while (n < TEXT) {
        uint32_t x = next_random(&random);
        if (x % 23 == 0) text[n++] = (uint8_t)(x >> 8);
        for (const char *w = words[x >> 28]; *w && n < TEXT; w++) text[n++] = (uint8_t)*w;
    }
}

static uint32_t hash4(const uint8_t *p) {
    uint32_t x = p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24;
    return x * 2654435761u >> 18;
}

static void remember(int32_t at) {
    uint32_t h = hash4(text + at);
    previous[at & (WINDOW - 1)] = head[h];
    head[h] = at;
}

// Groups of eight items under a byte of flags: a literal byte, or length - MIN and a 16-bit distance.
static uint32_t compress(void) {
    for (int i = 0; i < HASHES; i++) head[i] = -1;
    uint32_t out = 0, flags = 0, count = 8;
    for (int32_t at = 0; at < TEXT;) {
        if (count == 8) flags = out++, packed[flags] = 0, count = 0;
        int32_t best = 0, distance = 0;
        if (at + MIN <= TEXT) {
            int32_t limit = TEXT - at < MAX ? TEXT - at : MAX;
            int32_t candidate = head[hash4(text + at)];
            for (int chain = CHAIN; candidate >= 0 && at - candidate < WINDOW && chain; chain--) {
                int32_t length = 0;
                while (length < limit && text[candidate + length] == text[at + length]) length++;
                if (length > best) best = length, distance = at - candidate;
                candidate = previous[candidate & (WINDOW - 1)];
            }
        }
        if (best >= MIN) {
            packed[flags] |= (uint8_t)(1 << count);
            packed[out++] = (uint8_t)(best - MIN);
            packed[out++] = (uint8_t)distance;
            packed[out++] = (uint8_t)(distance >> 8);
        } else {
            packed[out++] = text[at];
            best = 1;
        }
        count++;
        for (int32_t i = 0; i < best; i++, at++)
            if (at + MIN <= TEXT) remember(at);
    }
    return out;
}

static uint32_t decompress(uint32_t length) {
    uint32_t out = 0;
    for (uint32_t in = 0; in < length;) {
        uint32_t flags = packed[in++];
        for (int i = 0; i < 8 && in < length; i++, flags >>= 1) {
            if (flags & 1) {
                uint32_t n = packed[in] + MIN, distance = packed[in + 1] | packed[in + 2] << 8;
                in += 3;
                for (; n; n--, out++) unpacked[out] = unpacked[out - distance];
            } else {
                unpacked[out++] = packed[in++];
            }
        }
    }
    return out;
}

void run(void) {
    result[0] = compress();
    result[1] = decompress(result[0]);
    result[2] = 0;
    for (int i = 0; i < TEXT; i++) result[2] += text[i] != unpacked[i];
}

double check(void) { return hash(hash(0, result, sizeof result), packed, result[0] & ~3u); }
